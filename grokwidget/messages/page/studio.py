"""The panel as a whole: its jobs, its price, its connection."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {
    "page.studio.label": {"en": "Video studio", "zh": "视频工作室"},
    "page.studio.request": {"en": "What is asked for", "zh": "请求内容"},
    "page.studio.views": {"en": "Views", "zh": "视图"},
    "page.studio.clip": {"en": "Clip", "zh": "视频"},
    "page.studio.library": {"en": "Library", "zh": "本地库"},
    "page.studio.compare": {"en": "Compare", "zh": "对比"},
    "page.studio.loading": {"en": "Loading…", "zh": "正在加载…"},
    "page.studio.empty": {"en": "Your video will play here.", "zh": "您的视频将在这里播放。"},
    # Asking
    "page.studio.generate": {"en": "Generate", "zh": "生成"},
    "page.studio.show": {"en": "Show it", "zh": "显示"},
    "page.studio.sending": {"en": "Sending…", "zh": "正在提交…"},
    "page.studio.take": {"en": "New take", "zh": "再生成一个版本"},
    "page.studio.cost": {"en": "Cost: {cost}", "zh": "费用：{cost}"},
    "page.studio.cost_again": {"en": "Nothing to pay; a new take: {cost}", "zh": "无需付费；再生成一个版本：{cost}"},
    "page.studio.rehearse": {"en": "Rehearse for free", "zh": "免费排练"},
    "page.studio.rehearse_why": {
        "en": "The local service answers in this service's place: the same request, a drawn clip, nothing to pay.",
        "zh": "由本地服务代替该服务应答：同样的请求，程序绘制的视频，无需付费。",
    },
    "page.studio.needs_prompt": {"en": "Write what the video should show.", "zh": "请描述视频内容。"},
    "page.studio.needs_images": {
        "en": "This model needs images: {count} at least.",
        "zh": "此模型至少需要 {count} 张图片。",
    },
    "page.studio.needs_key": {
        "en": "{service} wants a key: give it one above, or rehearse.",
        "zh": "{service} 需要密钥：请在上方输入，或使用免费排练。",
    },
    "page.studio.needs_own_key": {
        "en": "{service} wants a key: give it one above.",
        "zh": "{service} 需要密钥：请在上方输入。",
    },
    "page.studio.agree": {"en": "Yes, generate", "zh": "同意并生成"},
    "page.studio.leave": {"en": "Don't", "zh": "取消"},
    # Jobs
    "page.studio.jobs": {"en": "Jobs", "zh": "任务"},
    "page.studio.untitled": {"en": "untitled", "zh": "无标题"},
    "page.studio.resume": {"en": "Resume", "zh": "继续"},
    "page.studio.not_charged": {"en": "It wasn't charged: close it", "zh": "未扣费，关闭任务"},
    "page.studio.dismiss": {"en": "Dismiss", "zh": "移除"},
    # The clip that is shown
    "page.studio.frame": {"en": "Use the last frame as an image", "zh": "将最后一帧用作图片"},
    "page.studio.framed": {"en": "The last frame is among the images.", "zh": "最后一帧已加入图片。"},
    "page.studio.pin": {"en": "Keep this clip below the panel", "zh": "将此视频保留在面板下方"},
    "page.studio.pinned": {"en": "It stays below the panel.", "zh": "已保留在面板下方。"},
    "page.studio.restored": {"en": "The clip's request is in the panel.", "zh": "已将该视频的请求填入面板。"},
    # The line to the kernel
    "page.studio.busy": {
        "en": "The kernel doesn't answer: it is busy with a cell, or the connection is lost. What you do is kept and "
        "sent again.",
        "zh": "内核没有响应：可能正在运行单元格，或连接已断开。您的操作会保留并重新发送。",
    },
    "page.studio.gone": {
        "en": "The kernel was restarted or is gone. Run the cell again: your jobs and clips are safe and will be here.",
        "zh": "内核已重启或已停止。请重新运行单元格：您的任务和视频都安全保存，届时会出现在这里。",
    },
    "page.studio.back": {"en": "Connected again.", "zh": "已重新连接。"},
}
