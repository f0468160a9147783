"""Sentences about a request that a model can't take: the limit, its source, and the nearest valid value."""

MESSAGES = {
    "limit.source": {"en": "(source: {source})", "zh": "（来源：{source}）"},
    "limit.nearest": {"en": "The nearest is {nearest}.", "zh": "最接近的是 {nearest}。"},
    "limit.choices": {"en": "It takes: {choices}.", "zh": "可选：{choices}。"},
    "limit.prompt_empty": {
        "en": "{model} needs a prompt, and this one is empty.",
        "zh": "{model} 需要提示词，但这里是空的。",
    },
    "limit.prompt_long": {
        "en": "The prompt has {length} characters; {model} takes at most {limit}.",
        "zh": "提示词有 {length} 个字符；{model} 最多接受 {limit} 个。",
    },
    "limit.choice": {
        "en": "{model} does not take {field} {value}.",
        "zh": "{model} 不支持{field} {value}。",
    },
    "limit.duration": {
        "en": "{model} does not make clips of {value} s.",
        "zh": "{model} 不能生成 {value} 秒的视频。",
    },
    "limit.duration_choices": {"en": "{low} to {high} s", "zh": "{low} 到 {high} 秒"},
    "limit.duration_whole": {"en": "{low} to {high} s, whole seconds", "zh": "{low} 到 {high} 秒的整数"},
    "limit.no_field": {
        "en": "{model} has no {field} to choose.",
        "zh": "{model} 不能选择{field}。",
    },
    "limit.mode_with_images": {
        "en": "{model} does not take mode {mode} together with images.",
        "zh": "{model} 有图片时不支持 {mode} 模式。",
    },
    "limit.images_many": {
        "en": "{model} takes at most {limit} images, and there are {count}.",
        "zh": "{model} 最多接受 {limit} 张图片，这里有 {count} 张。",
    },
    "limit.images_many.one": {
        "en": "{model} takes at most 1 image, and there are {count}.",
        "zh": "{model} 最多接受 1 张图片，这里有 {count} 张。",
    },
    "limit.images_needed": {
        "en": "{model} needs at least {limit} images.",
        "zh": "{model} 至少需要 {limit} 张图片。",
    },
    "limit.images_needed.one": {
        "en": "{model} needs at least 1 image.",
        "zh": "{model} 至少需要 1 张图片。",
    },
    "limit.images_none": {"en": "{model} takes no images.", "zh": "{model} 不接受图片。"},
    "limit.image_ref": {
        "en": "The prompt speaks of {reference}, but there are only {count} images.",
        "zh": "提示词提到 {reference}，但只有 {count} 张图片。",
    },
    "limit.image_ref.one": {
        "en": "The prompt speaks of {reference}, but there is only 1 image.",
        "zh": "提示词提到 {reference}，但只有 1 张图片。",
    },
    "limit.image_url_only": {
        "en": "{provider} takes images as public http(s) addresses only, and {image} is a local picture.",
        "zh": "{provider} 只接受公网 http(s) 图片地址，而 {image} 是本地图片。",
    },
    "limit.operation": {
        "en": "{model} can't {operation} videos.",
        "zh": "{model} 不支持 {operation} 操作。",
    },
    "limit.source_video": {
        "en": "The operation {operation} needs a source video.",
        "zh": "{operation} 操作需要一个源视频。",
    },
    "limit.source_video_unused": {
        "en": "A source video is for edit and extend, not for generate.",
        "zh": "源视频用于 edit 和 extend，不用于 generate。",
    },
    "limit.model": {
        "en": "{provider} has no model {model}.",
        "zh": "{provider} 没有模型 {model}。",
    },
    "limit.no_model": {
        "en": "{provider} has no model for this request ({what}).",
        "zh": "{provider} 没有能处理该请求的模型（{what}）。",
    },
    "limit.provider": {"en": "There is no provider {provider}.", "zh": "没有名为 {provider} 的服务。"},
    "limit.callback": {
        "en": "A callback URL must be an absolute http(s) address.",
        "zh": "回调地址必须是完整的 http(s) 地址。",
    },
    "limit.no_callback": {"en": "{model} has no callbacks.", "zh": "{model} 不支持回调。"},
    "limit.wrong_type": {"en": "{field}: {problem}", "zh": "{field}：{problem}"},
    "limit.unknown_field": {"en": "There is no field {field}.", "zh": "没有字段 {field}。"},
    "limit.did_you_mean": {"en": "Did you mean {nearest}?", "zh": "是不是 {nearest}？"},
    "field.aspect_ratio": {"en": "aspect ratio", "zh": "宽高比"},
    "field.resolution": {"en": "resolution", "zh": "分辨率"},
    "field.mode": {"en": "mode", "zh": "模式"},
    "field.duration": {"en": "duration", "zh": "时长"},
    "field.nsfw_checker": {"en": "content filter", "zh": "内容过滤"},
    "limit.source_video_url": {
        "en": "{model} takes a source video as a public http(s) address only.",
        "zh": "{model} 的源视频只能是公网 http(s) 地址。",
    },
    "limit.seconds": {"en": "{value} s", "zh": "{value} 秒"},
    "limit.any_ratio": {
        "en": "Any other width:height in plain numbers is taken too, from 1:10 to 10:1.",
        "zh": "也接受其他用数字表示的宽高比，范围为 1:10 到 10:1。",
    },
    "limit.model_in_case": {"en": "{model} ({case})", "zh": "{model}（{case}）"},
    "limit.case.generate": {"en": "for a new video", "zh": "生成新视频时"},
    "limit.case.edit": {"en": "when editing", "zh": "编辑时"},
    "limit.case.extend": {"en": "when extending", "zh": "延长时"},
    "limit.case.image": {"en": "with an image", "zh": "有图片时"},
    "limit.case.images": {"en": "with {count} or more images", "zh": "有 {count} 张或更多图片时"},
    "limit.name_a_model": {
        "en": "The limits of no model of {provider} are known, so none is chosen: name one (model=...).",
        "zh": "{provider} 所有模型的限制均未知，因此不会自动选择：请指定模型（model=...）。",
    },
    "limit.these_can": {"en": "These can: {models}.", "zh": "以下服务可以：{models}。"},
    # What the panel's pickers say of a model, and of what a change had to change.
    "choice.local": {
        "en": "Procedural, not AI. On this machine, for nothing.",
        "zh": "程序绘制，并非 AI。在本机运行，免费。",
    },
    "choice.local_title": {"en": "Local service", "zh": "本地服务"},
    "choice.text": {"en": "from text alone", "zh": "仅文字"},
    "choice.up_to": {"en": "from text, or up to {count} images", "zh": "文字，或最多 {count} 张图片"},
    "choice.up_to.one": {"en": "from text, or 1 image", "zh": "文字，或 1 张图片"},
    "choice.between": {"en": "from {low} to {high} images", "zh": "{low} 到 {high} 张图片"},
    "choice.exactly": {"en": "from {count} images", "zh": "{count} 张图片"},
    "choice.exactly.one": {"en": "from 1 image", "zh": "1 张图片"},
    "choice.addresses": {"en": "{images} at public addresses", "zh": "{images}（公网地址）"},
    "choice.unknown": {
        "en": "limits not known: whatever is chosen is sent",
        "zh": "限制未知：所选内容将原样发送",
    },
    "choice.needs": {"en": "needs {count} images", "zh": "需要 {count} 张图片"},
    "choice.needs.one": {"en": "needs an image", "zh": "需要图片"},
    "choice.at_most": {"en": "at most {count} images", "zh": "最多 {count} 张图片"},
    "choice.at_most.one": {"en": "at most 1 image", "zh": "最多 1 张图片"},
    "choice.no_images": {"en": "takes no images", "zh": "不接受图片"},
    "choice.full": {"en": "{model} takes at most {count} images.", "zh": "{model} 最多接受 {count} 张图片。"},
    "choice.full.one": {"en": "{model} takes at most 1 image.", "zh": "{model} 最多接受 1 张图片。"},
    "choice.none": {"en": "This model has none to choose.", "zh": "此模型没有可选项。"},
    "choice.nothing": {"en": "none to choose", "zh": "没有可选项"},
    "choice.name_a_model": {"en": "Choose a model first.", "zh": "请先选择模型。"},
    "choice.picture": {"en": "The picture decides the shape.", "zh": "由图片决定宽高比。"},
    "choice.with_images": {"en": "with images", "zh": "有图片时"},
    "choice.closed": {"en": "Not {case}: {choices}.", "zh": "{case}不可选：{choices}。"},
    "choice.so_in_case": {"en": "{limit} {case}.", "zh": "{case}：{limit}。"},
    "choice.comma": {"en": ", ", "zh": "、"},
    "choice.changed": {
        "en": "Changed from {old} to {new} for {model}.",
        "zh": "已从 {old} 改为 {new}，以适应 {model}。",
    },
    "choice.own": {"en": "the model's own", "zh": "模型默认值"},
    "choice.own_is": {"en": "the model's own ({value})", "zh": "模型默认值（{value}）"},
    "choice.dropped": {
        "en": "{old} is no longer set: {model} has no {field} to choose.",
        "zh": "已取消 {old}：{model} 不能选择{field}。",
    },
    "choice.model": {
        "en": "{provider} has no {old}: now {new}, chosen automatically.",
        "zh": "{provider} 没有 {old}，已自动改用 {new}。",
    },
    "choice.model_none": {
        "en": "{provider} has no {old}: choose one of its models.",
        "zh": "{provider} 没有 {old}，请选择它的一个模型。",
    },
    "choice.model_images": {
        "en": "Changed from {old} ({why}) to {new}.",
        "zh": "已从 {old}（{why}）改为 {new}。",
    },
}
