"""The field for the prompt."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {
    "page.prompt.label": {"en": "Prompt", "zh": "提示词"},
    "page.prompt.placeholder": {
        "en": "What does the video show? A red fox runs through fresh snow at dawn …",
        "zh": "视频里有什么？例如：清晨，一只红狐狸在新雪中奔跑……",
    },
    "page.prompt.hint": {"en": "{press} generates", "zh": "按 {press} 生成"},
    "page.prompt.hint_images": {"en": "{press} generates, @ names an image", "zh": "按 {press} 生成，输入 @ 引用图片"},
    "page.prompt.images": {"en": "Images that can be named", "zh": "可引用的图片"},
    "page.prompt.over": {
        "en": "{count} characters too many: the model takes {limit}.",
        "zh": "超出 {count} 个字符：该模型最多接受 {limit} 个。",
    },
    "page.prompt.lost": {"en": "{image}: there is no such image.", "zh": "{image}：没有这张图片。"},
}
