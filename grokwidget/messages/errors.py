"""Sentences about errors and money that any room may need."""

MESSAGES = {
    "money.nothing_sent": {"en": "Nothing was sent, nothing was charged.", "zh": "请求没有发出，也没有扣费。"},
    "money.not_charged": {"en": "Nothing was charged.", "zh": "没有扣费。"},
    "money.refunded": {"en": "The provider returns the reserved credits.", "zh": "预扣的积分会由服务方退还。"},
    "money.maybe": {
        "en": "It may have been charged: look into your account before you ask again.",
        "zh": "可能已经扣费：再次请求之前，请先查看账户。",
    },
    "money.charged": {"en": "The provider has probably charged for it.", "zh": "服务方很可能已经扣费。"},
    "money.unknown": {
        "en": "Whether it was charged is not known.",
        "zh": "是否扣费不得而知。",
    },
    "word.provider": {"en": "provider", "zh": "服务"},
    "word.task": {"en": "task", "zh": "任务"},
    "word.request": {"en": "request", "zh": "请求"},
    "package.missing": {
        "en": "The Python package {name} is missing in this environment: {command}",
        "zh": "此环境缺少 Python 包 {name}：{command}",
    },
    "package.missing.hint": {
        "en": "Then restart the kernel; `grokwidget doctor` looks at the rest.",
        "zh": "然后重启内核；`grokwidget doctor` 会检查其余部分。",
    },
    "cost.unknown": {"en": "unknown", "zh": "未知"},
    "cost.free": {"en": "free", "zh": "免费"},
    "unit.credits": {"en": "credits", "zh": "积分"},
    "unit.usd": {"en": "USD", "zh": "美元"},
    "service.invalid_key": {
        "en": "{provider} does not accept the key: it is wrong, disabled or deleted.",
        "zh": "{provider} 不接受这个密钥：它可能有误、已禁用或已删除。",
    },
    "service.error": {"en": "{provider} answered with an error: {text}", "zh": "{provider} 返回错误：{text}"},
    "service.no_credit": {
        "en": "The account at {provider} has too few credits: {text}",
        "zh": "{provider} 账户积分不足：{text}",
    },
    "service.rate_limit": {
        "en": "{provider} asks to slow down: {text}",
        "zh": "{provider} 请求过于频繁：{text}",
    },
    "service.spend_limit": {
        "en": "The key's own spending limit at {provider} is reached: {text}",
        "zh": "该密钥在 {provider} 的消费限额已用完：{text}",
    },
    "service.moderated": {
        "en": "{provider} refused the content: {text}",
        "zh": "{provider} 拒绝了该内容：{text}",
    },
    "service.moderated.hint": {
        "en": "Change the prompt or the pictures; the same request would be refused again.",
        "zh": "请修改提示词或图片；同样的请求还会被拒绝。",
    },
    "service.no_text": {"en": "HTTP status {status} and no explanation", "zh": "HTTP 状态 {status}，没有说明"},
    "service.garbled": {
        "en": "{provider} sent a reply that can't be read as its own format (HTTP {status}).",
        "zh": "{provider} 的回复不符合它自己的格式（HTTP {status}）。",
    },
    "task.failed": {"en": "The video was not made: {text}", "zh": "视频没有生成：{text}"},
    "task.no_reason": {"en": "the provider gives no reason", "zh": "服务方没有说明原因"},
    "task.withheld": {
        "en": "the finished video did not pass moderation and is withheld",
        "zh": "视频已生成，但未通过内容审核，不予提供",
    },
    "service.zero_retention": {
        "en": "The key belongs to a team with Zero Data Retention: results must then go to a signed upload address, "
        "which grokwidget does not send. Use a key of a team without it.",
        "zh": "该密钥所属团队启用了零数据保留（Zero Data Retention）：结果必须写入签名的上传地址，"
        "而 grokwidget 不发送该地址。请使用未启用此功能的团队的密钥。",
    },
    "unit.quota": {"en": "quota units", "zh": "额度"},
    "word.stop": {"en": ".", "zh": "。"},
}
