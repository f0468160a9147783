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
    "local.no_key": {
        "en": "The API key is missing, wrong or disabled.",
        "zh": "缺少 API Key，或密钥错误、已被停用。",
    },
    "local.kind.text_or_object": {"en": "a string or an object", "zh": "字符串或对象"},
    "local.grokimagineapi.request": {"en": "Invalid request: {problem}", "zh": "请求无效：{problem}"},
    "local.grokimagineapi.required": {"en": "The {field} parameter is required", "zh": "缺少参数 {field}"},
    "local.ratio": {
        "en": "'{field}' must be two numbers such as 16:9, neither more than ten times the other.",
        "zh": "'{field}' 应为两个数字，例如 16:9，且长边不超过短边的十倍。",
    },
    "local.most_images": {
        "en": "'{field}' must hold at most {high} images.",
        "zh": "'{field}' 最多 {high} 张图片。",
    },
    "local.one_image": {
        "en": "'{model}' needs exactly one reference image in '{field}'.",
        "zh": "'{model}' 必须且只能在 '{field}' 中提供 1 张参考图。",
    },
    "local.upload_file": {
        "en": "A file named 'file' in a multipart form is required.",
        "zh": "请以 multipart 表单上传名为 'file' 的文件。",
    },
    "local.newapi.required": {"en": "{field} is required", "zh": "缺少 {field}"},
    "local.newapi.model": {"en": "model field is required", "zh": "缺少 model 字段"},
    "local.newapi.one_image": {
        "en": "{model} only supports exactly one reference image",
        "zh": "{model} 必须且只能提供 1 张参考图",
    },
    "local.newapi.one_way": {
        "en": "{first} and {second} can't be given together",
        "zh": "{first} 与 {second} 不能同时提供",
    },
    "local.newapi.many_seconds": {
        "en": "seconds must be at most {high} with several reference images",
        "zh": "多参考图时 seconds 最大为 {high}",
    },
    "local.newapi.token": {"en": "Invalid token", "zh": "无效的令牌"},
    "local.newapi.quota": {"en": "The token's quota is used up", "zh": "该令牌额度已用尽"},
    "local.newapi.user_quota": {"en": "The user's quota is not enough", "zh": "用户额度不足"},
    "local.newapi.no_channel": {
        "en": "No available channel for model {model} under group default",
        "zh": "分组 default 下模型 {model} 无可用渠道",
    },
    "local.newapi.no_task": {"en": "task_not_exist", "zh": "任务不存在"},
    "local.newapi.url": {"en": "Invalid URL ({what})", "zh": "无效的地址（{what}）"},
    "local.newapi.content_task": {"en": "Task not found", "zh": "未找到任务"},
    "local.newapi.content_open": {
        "en": "Task is not completed yet, current status: {status}",
        "zh": "任务尚未完成，当前状态：{status}",
    },
    "local.newapi.content_gone": {"en": "Failed to fetch video content", "zh": "获取视频内容失败"},
    "local.newapi.image": {"en": "Image URL could not be fetched: {problem}", "zh": "参考图无法获取：{problem}"},
    "local.json.form": {
        "en": "The request body is not a whole multipart/form-data form.",
        "zh": "请求体不是完整的 multipart/form-data 表单。",
    },
    "local.moderated": {"en": "Generated video rejected by content moderation.", "zh": "生成的视频未通过内容审核。"},
    "local.kind.objects": {"en": "an array of objects", "zh": "对象数组"},
    "local.video.broken": {
        "en": "is not an MP4 with a moving picture in H.264, H.265 or AV1",
        "zh": "不是 H.264、H.265 或 AV1 编码的 MP4 视频",
    },
    "local.video.large": {"en": "is larger than {limit} MB", "zh": "超过 {limit} MB"},
    "local.video.unreachable": {"en": "can't be had: it {problem}", "zh": "无法获取：{problem}"},
    "local.newapi.form": {
        "en": "{model} takes multipart/form-data, not JSON",
        "zh": "{model} 只接受 multipart/form-data，不接受 JSON",
    },
    "local.newapi.json": {
        "en": "{model} takes application/json, not a form",
        "zh": "{model} 只接受 application/json，不接受表单",
    },
    "local.newapi.file": {"en": "{field} must be a file", "zh": "{field} 必须是文件"},
    "local.newapi.twice": {"en": "{field} is given more than once", "zh": "{field} 重复出现"},
    "local.newapi.prompt_long": {
        "en": "{field} must have at most {limit} characters",
        "zh": "{field} 最长 {limit} 个字符",
    },
    "local.newapi.seconds": {
        "en": '{field} must be a whole number of seconds as a string, from "1" to "{high}"',
        "zh": '{field} 必须是字符串形式的整数秒，从 "1" 到 "{high}"',
    },
    "local.newapi.ratio": {
        "en": "{field} must be number:number, between 1:10 and 10:1",
        "zh": "{field} 必须形如 19.5:9，介于 1:10 与 10:1 之间",
    },
    "local.newapi.data_url": {
        "en": "{field} must be a data URI such as data:image/png;base64,...",
        "zh": "{field} 必须是 data URI，例如 data:image/png;base64,...",
    },
    "local.xai.type": {
        "en": "Failed to deserialize the JSON body into the target type: {field}: invalid type, expected {kind}",
        "zh": "无法解析 JSON 请求体：{field} 类型错误，应为{kind}",
    },
    "local.xai.missing": {
        "en": "Failed to deserialize the JSON body into the target type: missing field `{field}`",
        "zh": "无法解析 JSON 请求体：缺少字段 `{field}`",
    },
    "local.xai.struct": {
        "en": "Failed to deserialize the JSON body into the target type: {field}: "
        'invalid type: string "{value}", expected struct {struct}',
        "zh": '无法解析 JSON 请求体：{field} 为字符串 "{value}"，应为结构 {struct}',
    },
    "local.xai.json_only": {
        "en": "Expected request with `Content-Type: application/json`",
        "zh": "请求的 Content-Type 必须是 application/json",
    },
    "local.xai.no_model": {"en": "Model not found: {model}", "zh": "未找到模型：{model}"},
    "local.xai.prompt_long": {
        "en": "The prompt is too long: at most {limit} characters.",
        "zh": "提示词过长：最多 {limit} 个字符。",
    },
    "local.xai.image_and_references": {
        "en": "image and reference_images cannot be used together.",
        "zh": "image 与 reference_images 不能同时使用。",
    },
    "local.xai.no_references": {
        "en": "The model {model} does not support reference_images.",
        "zh": "模型 {model} 不支持 reference_images。",
    },
    "local.xai.references_count": {
        "en": "reference_images must hold 1 to {high} images.",
        "zh": "reference_images 必须有 1 到 {high} 张图片。",
    },
    "local.xai.references_long": {
        "en": "Duration {duration}s exceeds the maximum allowed for reference-to-video, which is {high}s.",
        "zh": "参考图生视频最长 {high} 秒，{duration} 秒超出限制。",
    },
    "local.xai.references_resolution": {
        "en": "With reference_images the resolution must be one of: {choices}.",
        "zh": "使用 reference_images 时分辨率只能是：{choices}。",
    },
    "local.xai.file_id": {
        "en": "'{field}': the local service keeps no files; give a url.",
        "zh": "'{field}'：本地服务不保存文件，请提供 url。",
    },
    "local.xai.no_video": {"en": "The model {model} does not take a video.", "zh": "模型 {model} 不支持输入视频。"},
    "local.xai.bad_video": {"en": "The video {problem}.", "zh": "该视频{problem}。"},
    "local.xai.video_long": {
        "en": "The video to edit may have at most {high} seconds.",
        "zh": "待编辑的视频最长 {high} 秒。",
    },
    "local.xai.video_length": {
        "en": "The video to extend must have {low} to {high} seconds.",
        "zh": "待延长的视频必须为 {low} 到 {high} 秒。",
    },
    "local.xai.credits": {
        "en": "Your team has either used all available credits or reached its monthly spending limit. "
        "To continue making API requests, please purchase more credits or raise your spending limit.",
        "zh": "你的团队已用完全部额度，或已达到每月消费上限。请购买额度或提高上限后再试。",
    },
    "local.xai.rate": {
        "en": "Too many requests for your team. Please slow down.",
        "zh": "你的团队请求过于频繁，请降低频率。",
    },
    "local.xai.large": {
        "en": "Failed to read request body: length limit exceeded",
        "zh": "无法读取请求体：超过长度限制",
    },
    "local.control.json": {
        "en": "Faults are planned with Content-Type: application/json.",
        "zh": "请使用 Content-Type: application/json 提交故障计划。",
    },
    "local.fault.list": {
        "en": "Nothing was planned: give a fault, or a list of them, as JSON objects.",
        "zh": "未加入任何故障：请提供一个或一组 JSON 对象。",
    },
    "local.fault.field": {
        "en": "Nothing was planned: a fault has no field '{field}'. It may have: {choices}.",
        "zh": "未加入任何故障：没有字段 '{field}'。可用字段：{choices}。",
    },
    "local.fault.misplaced": {
        "en": "'{field}' can do nothing to a {place}. It can to: {choices}.",
        "zh": "'{field}' 对 {place} 不起作用。可用于：{choices}。",
    },
    "local.fault.nothing": {
        "en": "Nothing was planned: this fault of a {place} does nothing. Say what goes wrong, with status, drop or "
        "another field.",
        "zh": "未加入任何故障：这个 {place} 故障不会有任何效果。请用 status、drop 等字段说明出什么错。",
    },
    "local.fault.header": {
        "en": "The header {header} must hold a fault, or a list of them, as JSON.",
        "zh": "请求头 {header} 必须是 JSON 格式的故障或故障列表。",
    },
    "local.fault.elsewhere": {
        "en": "A fault of a {place} can't come with this request. It may bring faults of: {choices}.",
        "zh": "{place} 的故障不能由本请求带来。本请求可带来：{choices}。",
    },
    "local.fault.one": {
        "en": "Only one fault can happen to this {place}: set several fields of it.",
        "zh": "本次 {place} 只能发生一个故障：请在同一个故障里设置多个字段。",
    },
    "local.fault.bodiless": {
        "en": "An answer with status {status} has no body.",
        "zh": "状态码 {status} 的应答没有正文。",
    },
    "local.fault.needs_status": {
        "en": "'body' is what is answered instead of the work: it needs a 'status'.",
        "zh": "'body' 用来代替真实应答，需要同时给出 'status'。",
    },
    "local.fault.kind.times": {
        "en": "'{field}' must be a whole number from 1 on, or null for always.",
        "zh": "'{field}' 必须是不小于 1 的整数，或用 null 表示每次。",
    },
    "local.fault.kind.whole": {
        "en": "'{field}' must be a whole number from 0 on.",
        "zh": "'{field}' 必须是不小于 0 的整数。",
    },
    "local.fault.kind.text": {"en": "'{field}' must be a string.", "zh": "'{field}' 必须是字符串。"},
    "local.fault.kind.flag": {"en": "'{field}' must be true or false.", "zh": "'{field}' 必须是 true 或 false。"},
    "local.fault.kind.object": {"en": "'{field}' must be an object.", "zh": "'{field}' 必须是对象。"},
    "local.fault.kind.seconds": {
        "en": "'{field}' must be a number of seconds from 0 to 3600.",
        "zh": "'{field}' 必须是 0 到 3600 之间的秒数。",
    },
    "local.fault.kind.rate": {
        "en": "'{field}' must be a number of bytes a second, more than 0.",
        "zh": "'{field}' 必须是大于 0 的每秒字节数。",
    },
    "local.fault.kind.status": {
        "en": "'{field}' must be a status from 200 to 599.",
        "zh": "'{field}' 必须是 200 到 599 的状态码。",
    },
    "local.fault.kind.headers": {
        "en": "'{field}' must be an object of header names and texts that can be sent; lengths are set by cut and "
        "truncate.",
        "zh": "'{field}' 必须是可发送的请求头名称与文本；长度由 cut 和 truncate 决定。",
    },
    "local.fault.kind.clips": {
        "en": "'{field}' must be a whole number from 1 to 8.",
        "zh": "'{field}' 必须是 1 到 8 的整数。",
    },
}
