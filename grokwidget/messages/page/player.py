"""The player."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {
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
    "page.player.details": {"en": "Details", "zh": "详情"},
    "page.player.asking": {"en": "Asking the kernel …", "zh": "正在询问内核……"},
    "page.player.unanswered": {
        "en": "The kernel does not answer: it may be busy with a cell.",
        "zh": "内核没有响应：可能正忙于运行单元格。",
    },
    "page.player.copy_path": {"en": "Copy the path", "zh": "复制路径"},
    "page.player.copy_as": {"en": "Copy as", "zh": "复制为"},
    "page.player.copied": {"en": "Copied: {what}", "zh": "已复制：{what}"},
    "page.player.by_hand": {
        "en": "The browser gives no access to the clipboard. The text is selected: press Ctrl+C (⌘C on a Mac).",
        "zh": "浏览器不允许访问剪贴板。文本已选中：请按 Ctrl+C（Mac 上按 ⌘C）。",
    },
    "page.player.loading": {"en": "Loading the video", "zh": "正在加载视频"},
    "page.player.again": {"en": "Try again", "zh": "重试"},
    "page.player.silent": {
        "en": "No sound here: this page can't decode AAC. Open the file to hear it.",
        "zh": "此处没有声音：页面无法解码 AAC。请打开文件收听。",
    },
    "page.player.blocked": {
        "en": "This browser does not let videos start by themselves: press play.",
        "zh": "此浏览器不允许视频自动播放：请按播放。",
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
}
