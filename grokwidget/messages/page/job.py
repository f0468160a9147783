"""The live job view: what a waiting cell, and a row of the panel, shows."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {
    "page.job.label": {"en": "Video generation: {prompt}", "zh": "视频生成：{prompt}"},
    "page.job.progress": {"en": "Progress", "zh": "进度"},
    "page.job.planned": {"en": "Getting ready", "zh": "准备中"},
    "page.job.submitting": {"en": "Sending the request", "zh": "正在提交请求"},
    "page.job.queued": {"en": "Waiting in the queue", "zh": "排队中"},
    "page.job.running": {"en": "Making the video", "zh": "正在生成视频"},
    "page.job.downloading": {"en": "Fetching the video", "zh": "正在取回视频"},
    "page.job.done": {"en": "Done", "zh": "完成"},
    "page.job.failed": {"en": "No video came of it", "zh": "没有生成视频"},
    "page.job.cancelled": {"en": "Cancelled", "zh": "已取消"},
    "page.job.expired": {"en": "The task expired", "zh": "任务已过期"},
    "page.job.unknown": {"en": "Maybe charged", "zh": "可能已扣费"},
    "page.job.stopped": {"en": "Stopped waiting", "zh": "已停止等待"},
    "page.job.place": {"en": "number {place} in the queue", "zh": "队列中第 {place} 位"},
    "page.job.elapsed": {"en": "{time}", "zh": "已用 {time}"},
    "page.job.left": {"en": "about {time} left", "zh": "约剩 {time}"},
    "page.job.soon": {"en": "any moment now", "zh": "马上就好"},
    "page.job.slow": {"en": "longer than usual", "zh": "比平时慢"},
    "page.job.seconds": {"en": "{s} s", "zh": "{s} 秒"},
    "page.job.minutes": {"en": "{m} min {s} s", "zh": "{m} 分 {s} 秒"},
    "page.job.about_minutes": {"en": "{m} min", "zh": "{m} 分钟"},
    "page.job.stop": {"en": "Stop", "zh": "停止"},
    "page.job.stopping": {"en": "Stopping…", "zh": "正在停止…"},
    "page.job.busy": {
        "en": "The kernel is busy: press ■ (interrupt) in the toolbar.",
        "zh": "内核正忙：请按工具栏上的 ■（中断）。",
    },
}
