"""Every sentence of the page: the one place for both languages.

The page gets them from Python: a widget's `_words` trait holds the entries below its own prefix (`words`), so the
front end has no sentence of its own. Placeholders are `{name}`, filled in by the page. Keys: `page.<widget>.<key>`.
"""

from __future__ import annotations

from typing import Literal

Entry = dict[Literal["en", "zh"], str]

MESSAGES: dict[str, Entry] = {
    # The job view: what a waiting cell shows.
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
    # The player.
    "page.player.label": {"en": "Video: {prompt}", "zh": "视频：{prompt}"},
    "page.player.untitled": {"en": "untitled", "zh": "无标题"},
    "page.player.controls": {"en": "Player controls", "zh": "播放控件"},
    "page.player.play": {"en": "Play", "zh": "播放"},
    "page.player.pause": {"en": "Pause", "zh": "暂停"},
    "page.player.scrub": {"en": "Position", "zh": "播放位置"},
    "page.player.position": {"en": "{now} of {whole} seconds", "zh": "第 {now} 秒，共 {whole} 秒"},
    "page.player.back": {"en": "One frame back", "zh": "后退一帧"},
    "page.player.forward": {"en": "One frame forward", "zh": "前进一帧"},
    "page.player.loop": {"en": "Loop", "zh": "循环播放"},
    "page.player.speed": {"en": "Speed", "zh": "速度"},
    "page.player.mute": {"en": "Mute", "zh": "静音"},
    "page.player.full": {"en": "Full screen", "zh": "全屏"},
    "page.player.download": {"en": "Download", "zh": "下载"},
    "page.player.open": {"en": "Open file in a new tab", "zh": "在新标签页中打开文件"},
    "page.player.file": {"en": "File", "zh": "文件"},
    "page.player.loading": {"en": "Loading the video", "zh": "正在加载视频"},
    "page.player.again": {"en": "Try again", "zh": "重试"},
    "page.player.silent": {
        "en": "No sound here: this page can't decode AAC. Open the file to hear it.",
        "zh": "此处没有声音：页面无法解码 AAC。请打开文件收听。",
    },
    "page.player.lost": {
        "en": "The kernel does not answer, so the video can't be fetched. The file is safe: {file}",
        "zh": "内核没有响应，无法取回视频。文件仍然安全：{file}",
    },
    "page.player.changed": {
        "en": "The file changed while it was being read. Run the cell again.",
        "zh": "读取时文件发生了变化。请重新运行单元格。",
    },
    "page.player.undecodable": {
        "en": "This browser can't play the file. It is safe; open it with another program: {file}",
        "zh": "此浏览器无法播放该文件。文件仍然安全，请用其他程序打开：{file}",
    },
    # What the kernel answers to a page's request that went wrong.
    "page.kernel.unknown_kind": {
        "en": "This page asks for something that this version of grokwidget doesn't know ({kind}). Run the cell again.",
        "zh": "页面请求了此版本 grokwidget 不认识的操作（{kind}）。请重新运行单元格。",
    },
    "page.kernel.failed": {
        "en": "Something went wrong in the kernel ({kind}). Nothing was lost; the kernel's log has the details.",
        "zh": "内核出错（{kind}）。没有任何损失，详情见内核日志。",
    },
    "page.kernel.missing_file": {
        "en": "The file is not there any more: {file}. It may have been moved or deleted.",
        "zh": "文件已不存在：{file}。它可能已被移动或删除。",
    },
}


def words(widget: str, lang: str) -> dict[str, dict[str, str]]:
    """The sentences of one widget, as its page gets them: language -> key without prefix -> text.

    `lang` is "en" or "zh" for that one alone, or "auto" for both: then the page picks by the browser's language.
    """
    prefix = f"page.{widget}."
    wanted: tuple[Literal["en", "zh"], ...] = ("zh",) if lang == "zh" else ("en",) if lang == "en" else ("en", "zh")
    return {
        each: {key.removeprefix(prefix): entry[each] for key, entry in MESSAGES.items() if key.startswith(prefix)}
        for each in wanted
    }
