"""The pickers, and what a change of model had to change."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {
    "page.choices.provider": {"en": "Provider", "zh": "服务"},
    "page.choices.model": {"en": "Model", "zh": "模型"},
    "page.choices.aspect_ratio": {"en": "Aspect ratio", "zh": "宽高比"},
    "page.choices.resolution": {"en": "Resolution", "zh": "分辨率"},
    "page.choices.duration": {"en": "Duration", "zh": "时长"},
    "page.choices.mode": {"en": "Mode", "zh": "模式"},
    "page.choices.nsfw_checker": {"en": "Content filter", "zh": "内容过滤"},
    # Said by Python too, in its notes.
    "page.choices.normal": {"en": "normal", "zh": "普通"},
    "page.choices.fun": {"en": "fun", "zh": "趣味"},
    "page.choices.spicy": {"en": "spicy", "zh": "火辣"},
    "page.choices.on": {"en": "on", "zh": "开"},
    "page.choices.off": {"en": "off", "zh": "关"},
    "page.choices.own": {"en": "Auto", "zh": "自动"},
    "page.choices.own_is": {"en": "Auto · {value}", "zh": "自动 · {value}"},
    "page.choices.seconds": {"en": "{value} s", "zh": "{value} 秒"},
    "page.choices.in_seconds": {"en": "Duration in seconds", "zh": "时长（秒）"},
    "page.choices.other": {"en": "Another one: {field}", "zh": "其他{field}"},
    "page.choices.such_as": {"en": "Other, as {value}", "zh": "其他，如 {value}"},
    "page.choices.choose": {"en": "Choose a model", "zh": "请选择模型"},
    "page.choices.more": {"en": "{count} more: name one from Python", "zh": "另有 {count} 个：请在 Python 中指定"},
    "page.choices.locked": {"en": "locked", "zh": "已锁定"},
    "page.choices.with_key": {"en": "{name} · key found", "zh": "{name} · 已有密钥"},
    "page.choices.no_key": {"en": "{name} · no key", "zh": "{name} · 无密钥"},
    "page.choices.key_from": {"en": "Key: {source}", "zh": "密钥：{source}"},
    "page.choices.key": {"en": "Key for {name}", "zh": "{name} 的密钥"},
    "page.choices.key_use": {"en": "Use key", "zh": "使用密钥"},
    "page.choices.key_why": {
        "en": "{name} needs a key. It goes to the kernel for this session and is kept nowhere in the page.",
        "zh": "{name} 需要密钥。密钥只发送到内核供本次会话使用，不会保留在页面中。",
    },
    "page.choices.key_taken": {"en": "The key is in use for this session.", "zh": "密钥已在本次会话中启用。"},
}
