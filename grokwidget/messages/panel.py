"""What the panel says from Python: prices, refusals, what stays in a saved notebook."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    "panel.plain": {
        "en": "grokwidget's panel. Run the cell to open it.",
        "zh": "grokwidget 面板。运行此单元格即可打开。",
    },
    "panel.from_library": {"en": "from the library, nothing paid", "zh": "来自本地库，未产生费用"},
    "panel.balance": {"en": "Balance: {balance}", "zh": "余额：{balance}"},
    "panel.budget": {"en": "Budget: {left} of {limit} left", "zh": "预算：剩余 {left}，共 {limit}"},
    "panel.standing.library": {
        "en": "You have this clip already: showing it costs nothing.",
        "zh": "此视频已在本地库中：再次显示无需付费。",
    },
    "panel.standing.running": {
        "en": "This very request is under way: you will be shown its progress, and nothing is sent again.",
        "zh": "同样的请求正在进行：将显示其进度，不会再次提交。",
    },
    "panel.standing.unknown": {
        "en": "This request may have been charged, and nobody knows. Look at the service's dashboard, then close the "
        "job in the list below, or ask for a new take.",
        "zh": "此请求可能已扣费，但无法确认。请查看服务商的控制台，然后在下方列表中关闭该任务，或另生成一个版本。",
    },
    "panel.standing.refused": {
        "en": "The service refused this request's content. Change the prompt or the images.",
        "zh": "服务商拒绝了此请求的内容。请修改提示词或图片。",
    },
    "panel.standing.gone": {
        "en": "This was paid for, but its file is gone. The service's address is tried first; paying again needs your "
        "word.",
        "zh": "此视频已付费，但文件已不在。会先尝试服务商的下载地址；再次付费需要您的同意。",
    },
    "panel.no_job": {
        "en": "That job isn't in this panel any more. `client.job(id)` has it.",
        "zh": "该任务已不在此面板中。可用 `client.job(id)` 查看。",
    },
    "panel.no_such_clip": {
        "en": "That clip isn't in this library.",
        "zh": "此本地库中没有该视频。",
    },
    "panel.derived": {
        "en": "This clip was cut or joined from others: no request made it. Take those that it was made from.",
        "zh": "此视频由其他视频剪切或拼接而成，没有对应的请求。请使用它的来源视频。",
    },
    "panel.no_clip": {"en": "The panel shows clips, not {kind}.", "zh": "面板只能显示 Clip，不能显示 {kind}。"},
    "panel.locked": {
        "en": "{field} is set for this panel and can't be changed here.",
        "zh": "此面板已固定{field}，不能在这里更改。",
    },
    "field.provider": {"en": "service", "zh": "服务"},
    "field.model": {"en": "model", "zh": "模型"},
    "field.prompt": {"en": "prompt", "zh": "提示词"},
    "field.images": {"en": "images", "zh": "图片"},
    "field.rehearse": {"en": "rehearsal", "zh": "排练"},
    "field.take": {"en": "take", "zh": "版本"},
}
