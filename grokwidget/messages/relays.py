"""Relays of one's own: where they are configured, what a project may not do, and where a key may go."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    "relay.name": {
        "en": "{name} can't be a provider's name: use lower-case letters, digits, - and _.",
        "zh": "{name} 不能作为服务名：请使用小写字母、数字、- 和 _。",
    },
    "relay.built_in": {
        "en": "{path} redefines the built-in provider {name}; a project's file may only add providers.",
        "zh": "{path} 重新定义了内置服务 {name}；项目文件只能增加新的服务。",
    },
    "relay.built_in.hint": {
        "en": "Choose another name, or put it into your own settings ({user}).",
        "zh": "请换一个名字，或写入您自己的设置（{user}）。",
    },
    "relay.taken_variable": {
        "en": "{path}: the relay {name} wants the key of another provider ({variable}).",
        "zh": "{path}：中转服务 {name} 想使用另一个服务的密钥（{variable}）。",
    },
    "relay.only_providers": {
        "en": "{path} has {name}; a project's file may only add providers ([providers.NAME]), without prices, and a "
        "[classroom].",
        "zh": "{path} 含有 {name}；项目文件只能增加不含价格的服务（[providers.NAME]）和 [classroom]。",
    },
    "relay.dialect": {
        "en": "The relay {name} speaks the dialect {dialect}, which nobody here knows.",
        "zh": "中转服务 {name} 使用的方言 {dialect} 未知。",
    },
    "relay.dialect_missing": {
        "en": "{name} is no built-in provider: name the dialect that it speaks (dialect=...).",
        "zh": "{name} 不是内置服务：请指明它使用的方言（dialect=...）。",
    },
    "relay.address_missing": {
        "en": "A dialect needs the address that speaks it (base_url=...).",
        "zh": "指定方言时还需要给出服务地址（base_url=...）。",
    },
    "relay.like": {
        "en": "The model {model} of {name} is said to be like {like}, which {dialect} doesn't have.",
        "zh": "{name} 的模型 {model} 声明与 {like} 相同，但 {dialect} 没有这个模型。",
    },
    "relay.model_price": {
        "en": "The settings give a price for {model}, which {provider} doesn't have.",
        "zh": "设置为 {model} 指定了价格，但 {provider} 没有这个模型。",
    },
    "relay.source": {"en": "your settings", "zh": "您的设置"},
    "relay.docs": {
        "en": "a relay that speaks the dialect of {dialect}; its own limits are not known",
        "zh": "使用 {dialect} 方言的中转服务；其自身限制未知",
    },
    "relay.listed": {"en": "listed by {provider}, limits unknown", "zh": "{provider} 列出，限制未知"},
    "relay.unlisted_limits": {
        "en": "{provider} lists {model}, but its limits and its price are not known: the request is sent as it is.",
        "zh": "{provider} 列出了 {model}，但本地不知道它的限制和价格：请求将原样发送。",
    },
    "origin.ask": {
        "en": "The key {variable} has never been sent to {origin} ({provider}). Send it there from now on? [y/N] ",
        "zh": "密钥 {variable} 从未发送到 {origin}（{provider}）。今后允许发送吗？[y/N] ",
    },
    "origin.refused": {
        "en": "The key {variable} is not sent to {origin} ({provider}): you have not agreed to that.",
        "zh": "密钥 {variable} 不会发送到 {origin}（{provider}）：您尚未同意。",
    },
    "origin.refused.hint": {
        "en": "Agree once where you can be asked, write it into {path}, or give the key together with the address: "
        "Client(base_url=..., key=...).",
        "zh": "请在可以应答的地方同意一次，或写入 {path}，或与地址一起给出密钥：Client(base_url=..., key=...)。",
    },
    "upload.no_place.hint": {
        "en": "Give an address, set [upload] in your settings, or Client(upload=...); these take local images: "
        "{providers}.",
        "zh": "请给出图片地址，或在设置中配置 [upload]，或使用 Client(upload=...)；以下服务接受本地图片：{providers}。",
    },
    "upload.phase": {"en": "Uploading {image} to {host}", "zh": "正在把 {image} 上传到 {host}"},
    "upload.failed": {
        "en": "{image} could not be put on {host}: {problem}. No video was ordered.",
        "zh": "无法把 {image} 上传到 {host}：{problem}。没有下单生成视频。",
    },
    "upload.no_address": {
        "en": "the upload gave no http(s) address",
        "zh": "上传没有返回 http(s) 地址",
    },
    "upload.own": {"en": "your own upload function", "zh": "您自己的上传函数"},
    "upload.no_fsspec": {
        "en": "The upload target {url} needs fsspec (and its driver): pip install fsspec s3fs",
        "zh": "上传目标 {url} 需要 fsspec（及其驱动）：pip install fsspec s3fs",
    },
    "upload.unsigned": {
        "en": "{scheme} can't give signed addresses, and no public address is set (upload.public).",
        "zh": "{scheme} 无法生成签名地址，且未设置公开地址（upload.public）。",
    },
    "cli.doctor.provider": {
        "en": "check one provider, or a relay of your own, as far as that costs nothing",
        "zh": "检查一个服务或您自己的中转服务，仅限不产生费用的检查",
    },
    "doctor.provider.here": {"en": "this machine", "zh": "本机"},
    "doctor.provider.about": {
        "en": "{address}, dialect {dialect}; models: {models}, with a known price: {prices}",
        "zh": "{address}，方言 {dialect}；模型 {models} 个，其中已知价格 {prices} 个",
    },
    "doctor.provider.key": {"en": "key", "zh": "密钥"},
    "doctor.provider.speaks": {"en": "answers", "zh": "应答"},
    "doctor.provider.speaks.good": {
        "en": "it takes the key, and says of a task that doesn't exist that there is none",
        "zh": "接受密钥，且对不存在的任务回答没有该任务",
    },
    "doctor.provider.speaks.odd": {
        "en": "asked for a task that doesn't exist, it says: {text}",
        "zh": "查询一个不存在的任务时，它回答：{text}",
    },
    "doctor.provider.balance": {"en": "balance", "zh": "余额"},
    "doctor.provider.models": {"en": "models", "zh": "模型"},
    "doctor.provider.models.listed": {
        "en": "it lists its models; {count} are described here",
        "zh": "服务列出了模型；其中 {count} 个有本地说明",
    },
    "doctor.provider.models.strange": {
        "en": "listed, with limits and prices unknown here: {models}",
        "zh": "已列出，但本地不知道其限制和价格：{models}",
    },
    "media.not_fetched": {
        "en": "The picture {label} could not be fetched: {problem}.",
        "zh": "无法获取图片 {label}：{problem}。",
    },
    "media.fetched_too_big": {
        "en": "The picture {label} is larger than {limit} MB.",
        "zh": "图片 {label} 超过 {limit} MB。",
    },
    "media.many_hops": {"en": "too many redirects", "zh": "重定向次数过多"},
    "relay.price_empty": {
        "en": "a price needs per_second, per_clip or per_image",
        "zh": "价格需要给出 per_second、per_clip 或 per_image",
    },
    "job.other_origin": {
        "en": "The task was made at {made}, and {asked} can't know it: ask with the address that made it.",
        "zh": "该任务是在 {made} 创建的，{asked} 不可能知道它：请使用创建它的地址查询。",
    },
    "balance.unlimited": {"en": "unlimited for this key", "zh": "此密钥不限额度"},
    "media.fetching": {"en": "Fetching the picture {label}", "zh": "正在获取图片 {label}"},
}
