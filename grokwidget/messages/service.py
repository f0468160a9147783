"""Sentences of the local service: what its API answers, and what its command line and its finder say."""

MESSAGES: dict[str, dict[str, str]] = {
    "local.key": {
        "en": "The API key is invalid, disabled or deleted. Keys start with 'sk-'.",
        "zh": "API Key 无效、已禁用或已删除。密钥应以 sk- 开头。",
    },
    "local.rate_limit": {"en": "Too many requests. Please slow down.", "zh": "请求过于频繁，请降低频率。"},
    "local.spend_limit": {"en": "The key's spending limit is reached.", "zh": "已达到该密钥的消费限额。"},
    "local.credits": {
        "en": "Your credit balance is too low. Please top up.",
        "zh": "积分余额不足，请充值。",
    },
    "local.body_large": {"en": "The request body is too large.", "zh": "请求体过大。"},
    "local.no_json": {
        "en": "The request body is not valid JSON: {problem}.",
        "zh": "请求体不是有效的 JSON:{problem}。",
    },
    "local.no_object": {"en": "The request body must be a JSON object.", "zh": "请求体必须是 JSON 对象。"},
    "local.required": {"en": "'{field}' is required.", "zh": "缺少必填字段 '{field}'。"},
    "local.type": {"en": "'{field}' must be {kind}.", "zh": "'{field}' 的类型不对，应为：{kind}。"},
    "local.choice": {"en": "'{field}' must be one of: {choices}.", "zh": "'{field}' 只能是：{choices}。"},
    "local.range": {
        "en": "'{field}' must be between {low} and {high}.",
        "zh": "'{field}' 必须在 {low} 到 {high} 之间。",
    },
    "local.url": {"en": "'{field}' must be an http(s) URL.", "zh": "'{field}' 必须是 http(s) 地址。"},
    "local.unknown_field": {"en": "Unknown field '{field}'.", "zh": "未知字段 '{field}'。"},
    "local.no_model": {
        "en": "The model '{model}' does not exist or is disabled.",
        "zh": "模型 '{model}' 不存在或已停用。",
    },
    "local.no_task": {"en": "The task does not exist.", "zh": "任务不存在。"},
    "local.no_path": {"en": "There is nothing at {what}.", "zh": "没有这个接口：{what}。"},
    "local.prompt": {
        "en": "'input.prompt' is required for '{model}'.",
        "zh": "'{model}' 必须提供 'input.prompt'。",
    },
    "local.prompt_long": {
        "en": "'input.prompt' must have at most {limit} characters.",
        "zh": "'input.prompt' 最长 {limit} 个字符。",
    },
    "local.mode_images": {
        "en": "Mode '{mode}' does not support image input; use one of: {choices}.",
        "zh": "'{mode}' 模式不支持图片输入，可选：{choices}。",
    },
    "local.images_needed": {
        "en": "'input.image_urls' is required for '{model}'.",
        "zh": "'{model}' 必须提供 'input.image_urls'。",
    },
    "local.no_images": {
        "en": "'{model}' does not take 'input.image_urls'.",
        "zh": "'{model}' 不接受 'input.image_urls'。",
    },
    "local.images_count": {
        "en": "'input.image_urls' must hold {low} to {high} images.",
        "zh": "'input.image_urls' 必须有 {low} 到 {high} 张图片。",
    },
    "local.image_url": {
        "en": "'{field}' must be a public http(s) URL.",
        "zh": "'{field}' 必须是公网 http(s) 地址。",
    },
    "local.image_or_data_url": {
        "en": "'{field}' must be an http(s) URL or a data URL.",
        "zh": "'{field}' 必须是 http(s) 地址或 data URL。",
    },
    "local.kind.string": {"en": "a string", "zh": "字符串"},
    "local.kind.integer": {"en": "an integer", "zh": "整数"},
    "local.kind.boolean": {"en": "a boolean", "zh": "布尔值"},
    "local.kind.object": {"en": "an object", "zh": "对象"},
    "local.kind.strings": {"en": "an array of strings", "zh": "字符串数组"},
    "local.json.broken": {"en": "it can't be read", "zh": "无法解析"},
    "local.json.deep": {"en": "it is nested too deeply", "zh": "嵌套过深"},
    "local.json.surrogate": {"en": "it holds half a character", "zh": "含有半个字符"},
    "local.picture.no_data_url": {"en": "is no data URL", "zh": "不是 data URL"},
    "local.picture.large": {"en": "is larger than 10 MB", "zh": "超过 10 MB"},
    "local.picture.base64": {"en": "is not valid base64", "zh": "不是有效的 base64"},
    "local.picture.pixels": {"en": "has more than 100 million pixels", "zh": "超过一亿像素"},
    "local.picture.broken": {
        "en": "is not a whole picture of a kind that is taken ({formats})",
        "zh": "不是完整的、受支持的图片（{formats}）",
    },
    "local.picture.answered": {
        "en": "could not be fetched: its server answered {status}",
        "zh": "无法下载：对方服务器返回 {status}",
    },
    "local.picture.unreachable": {"en": "could not be fetched", "zh": "无法下载"},
    "local.picture.redirects": {"en": "could not be fetched: too many redirects", "zh": "无法下载：重定向过多"},
    "local.picture.slow": {"en": "could not be fetched within 10 s", "zh": "未能在 10 秒内下载"},
    "local.image_bad": {"en": "'{field}' {problem}.", "zh": "'{field}' {problem}。"},
    "local.image_ref": {
        "en": "'input.prompt' speaks of {name}, and there are {count} images.",
        "zh": "'input.prompt' 提到了 {name}，但只有 {count} 张图片。",
    },
    "local.image": {"en": "A reference image {problem}.", "zh": "参考图{problem}。"},
    "local.failed": {"en": "Video generation failed", "zh": "视频生成失败"},
    "local.internal": {"en": "Internal server error.", "zh": "服务器内部错误。"},
    "local.renderer_died": {
        "en": "The renderer stopped three times while drawing this video.",
        "zh": "渲染进程在生成该视频时三次意外退出。",
    },
    "local.store_newer": {
        "en": "The local service's data in {path} was written by a newer version of grokwidget. "
        "Update grokwidget, or choose another folder with GROKWIDGET_SERVICE_DIR.",
        "zh": "本地服务的数据 {path} 由更新版本的 grokwidget 写入。"
        "请升级 grokwidget，或用 GROKWIDGET_SERVICE_DIR 指定其他文件夹。",
    },
    "local.folder": {
        "en": "The local service can't use its folder {path} ({problem}). "
        "Choose another one with GROKWIDGET_SERVICE_DIR.",
        "zh": "本地服务无法使用文件夹 {path}({problem})。请用 GROKWIDGET_SERVICE_DIR 指定其他文件夹。",
    },
    "local.port_in_use": {
        "en": "Port {port} is in use by another program. Choose another one, or leave it to the system with port 0.",
        "zh": "端口 {port} 已被其他程序占用。请换一个端口，或用 0 让系统选择。",
    },
    "local.port_refused": {
        "en": "The local service can't listen on port {port} ({problem}).",
        "zh": "本地服务无法监听端口 {port}({problem})。",
    },
    "local.only_loopback": {
        "en": "The local service only listens on this machine (127.0.0.1), not on {host}.",
        "zh": "本地服务只监听本机（127.0.0.1），不监听 {host}。",
    },
    "local.runs_already": {
        "en": "The local service already runs at {address} (process {pid}); it needs no second one.",
        "zh": "本地服务已在 {address} 运行（进程 {pid}），无需再启动。",
    },
    "local.silent": {
        "en": "Another process holds the local service's folder {path} but does not answer. "
        "End that process, or choose another folder with GROKWIDGET_SERVICE_DIR.",
        "zh": "另一个进程占用了本地服务的文件夹 {path}，但没有响应。"
        "请结束该进程，或用 GROKWIDGET_SERVICE_DIR 指定其他文件夹。",
    },
    "local.no_dialect": {
        "en": "The local service does not speak the dialect of {provider}. It speaks: {known}.",
        "zh": "本地服务不支持 {provider} 的接口。支持：{known}。",
    },
}
