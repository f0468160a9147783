"""The gallery: what the library holds."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {
    "page.gallery.label": {"en": "Gallery", "zh": "视频库"},
    "page.gallery.search": {"en": "Search the prompts", "zh": "搜索提示词"},
    "page.gallery.provider": {"en": "Provider", "zh": "服务"},
    "page.gallery.all_providers": {"en": "All providers", "zh": "全部服务"},
    "page.gallery.model": {"en": "Model", "zh": "模型"},
    "page.gallery.all_models": {"en": "All models", "zh": "全部模型"},
    "page.gallery.loading": {"en": "Looking into the library…", "zh": "正在读取视频库…"},
    "page.gallery.busy": {
        "en": "The kernel is busy or gone. The list comes as soon as it answers.",
        "zh": "内核正忙或已断开。它一有响应，列表就会出现。",
    },
    "page.gallery.one": {"en": "1 clip", "zh": "1 个视频"},
    "page.gallery.many": {"en": "{count} clips", "zh": "{count} 个视频"},
    "page.gallery.empty": {
        "en": "Nothing here yet. Every clip you make is kept in the library and appears here.",
        "zh": "这里还没有视频。您生成的每个视频都会保存到视频库，并显示在这里。",
    },
    "page.gallery.none": {
        "en": "No clip matches. Try fewer or other words.",
        "zh": "没有匹配的视频。请减少或更换关键词。",
    },
    "page.gallery.everything": {"en": "Show all clips", "zh": "显示全部视频"},
    "page.gallery.again": {"en": "Try again", "zh": "重试"},
    "page.gallery.clips": {"en": "Clips, newest first", "zh": "视频，最新的在前"},
    "page.gallery.untitled": {"en": "untitled", "zh": "无标题"},
    "page.gallery.seconds": {"en": "{seconds} s", "zh": "{seconds} 秒"},
    "page.gallery.gone": {"en": "not on disk", "zh": "文件已不在"},
    "page.gallery.restore": {"en": "Use this request", "zh": "使用此请求"},
    "page.gallery.choose": {"en": "Select to compare", "zh": "选中以比较"},
    "page.gallery.chosen": {"en": "{count} selected", "zh": "已选 {count} 个"},
    "page.gallery.compare": {"en": "Compare {count}", "zh": "比较 {count} 个"},
    "page.gallery.clear_chosen": {"en": "Clear selection", "zh": "取消选择"},
    "page.gallery.back": {"en": "All clips", "zh": "全部视频"},
}
