"""Classes: what a project's file fixes, and what is refused for it."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    "classroom.no_provider": {
        "en": "{file}: the class's provider {name} is none that is known here.",
        "zh": "{file}：课堂指定的服务 {name} 未知。",
    },
    "classroom.no_model": {
        "en": "{file}: the class's model {name} is none of its provider's.",
        "zh": "{file}：课堂指定的模型 {name} 不属于所指定的服务。",
    },
    "classroom.lock_of_nothing": {
        "en": "{file}: what is locked must be named: a provider, and with it a model.",
        "zh": "{file}：锁定的内容必须先指定：先指定服务，再指定模型。",
    },
    "classroom.whose_money": {
        "en": "{file}: a budget in {unit} needs the provider whose {unit} they are; `jobs` counts those of all.",
        "zh": "{file}：以 {unit} 计的预算需要指明是哪个服务；`jobs` 则统计所有服务的任务。",
    },
    "classroom.locked": {
        "en": "In this class the {field} is {only}, not {asked}.",
        "zh": "本课堂的{field}固定为 {only}，不能使用 {asked}。",
    },
    "classroom.hint": {
        "en": "The class's file says so: {file}.",
        "zh": "课堂文件的规定：{file}。",
    },
    "classroom.no_access": {
        "en": "{folder} can't be used: {problem}",
        "zh": "无法使用 {folder}：{problem}",
    },
    "classroom.no_folder": {
        "en": "{file}: shared_library is no folder of this machine.",
        "zh": "{file}：shared_library 不是本机的文件夹。",
    },
    "classroom.unnamed": {
        "en": "{provider} is only what the class's file names, and this is no rehearsal.",
        "zh": "{provider} 只是课堂文件中写的服务，而这次不是排练。",
    },
    "classroom.name_it": {
        "en": "It costs money, so nobody chooses it for you: name it, Client('{provider}') or `--provider {provider}`.",
        "zh": "它会产生费用，不会替您选择：请自己写明，Client('{provider}') 或 `--provider {provider}`。",
    },
    "classroom.rehearse_only": {
        "en": "In this class every request is a rehearsal.",
        "zh": "本课堂的所有请求都只进行排练。",
    },
    "classroom.no_rehearsal": {
        "en": "In this class no request is a rehearsal.",
        "zh": "本课堂的请求不使用排练。",
    },
    "classroom.offline": {
        "en": "This class works offline: only what the library or the class's ready clips have is served, and this "
        "request is in neither.",
        "zh": "本课堂处于离线模式：只提供视频库或课堂现成视频中已有的内容，而两处都没有这个请求。",
    },
    "classroom.budget.hint": {
        "en": "It is the class's budget for each person, from {file}; whoever keeps that file can raise it.",
        "zh": "这是课堂给每个人的预算，写在 {file}；由管理该文件的人提高。",
    },
    "classroom.budget.whose": {"en": "{whose}, in this class", "zh": "{whose}，本课堂"},
    "classroom.damaged": {
        "en": "{file} is not what was stored: the copy was not taken.",
        "zh": "{file} 与存入时不一致：没有采用这份副本。",
    },
    "classroom.from_shelf": {"en": "ready clip of the class", "zh": "课堂现成视频"},
    "cli.classroom": {
        "en": "a class: fix provider, budget and ready clips for everybody who works in a folder",
        "zh": "课堂：为一个文件夹中的所有人固定服务、预算和现成视频",
    },
    "cli.classroom_init": {
        "en": "write the class's section into grokwidget.toml",
        "zh": "把课堂设置写入 grokwidget.toml",
    },
    "cli.classroom_check": {
        "en": "check the class's file and its ready clips; exit 1 when something is wrong",
        "zh": "检查课堂文件和现成视频；有问题时退出码为 1",
    },
    "cli.classroom_pack": {
        "en": "copy your clips into a folder of ready clips, without ledger and keys",
        "zh": "把您的视频复制到现成视频文件夹，不含账本和密钥信息",
    },
    "cli.classroom.folder": {"en": "the class's folder (this one)", "zh": "课堂文件夹（默认当前文件夹）"},
    "cli.classroom.provider": {"en": "the only provider that is asked", "zh": "唯一可用的服务"},
    "cli.classroom.model": {"en": "the only model that is asked for", "zh": "唯一可用的模型"},
    "cli.classroom.rehearse": {
        "en": "every request is a rehearsal: no key, no cost",
        "zh": "所有请求都只排练：不需要密钥，不产生费用",
    },
    "cli.classroom.budget": {
        "en": "the most that each person may take: AMOUNT credits, usd or jobs",
        "zh": "每个人的上限：数量 credits、usd 或 jobs",
    },
    "cli.classroom.offline": {
        "en": "nothing is sent: only ready clips and what a library has",
        "zh": "不发送任何请求：只用现成视频和视频库已有的内容",
    },
    "cli.classroom.shared": {
        "en": "the folder of ready clips, relative to the class's",
        "zh": "现成视频文件夹，相对课堂文件夹",
    },
    "cli.classroom.open": {
        "en": "what is named is only where everybody begins: nothing is locked",
        "zh": "指定的内容只作默认值：不锁定",
    },
    "cli.classroom.target": {"en": "the folder of ready clips", "zh": "现成视频文件夹"},
    "cli.classroom.words": {
        "en": "only clips with these words in prompt or tags",
        "zh": "只要提示词或标签含有这些词的视频",
    },
    "cli.classroom.there": {
        "en": "{file} has a [classroom] already; change it there.",
        "zh": "{file} 已有 [classroom]，请直接修改。",
    },
    "cli.classroom.written": {"en": "Written: {file}", "zh": "已写入：{file}"},
    "cli.classroom.header": {
        "en": "What holds for everybody who works in this folder. No key and no price belongs here.",
        "zh": "对在此文件夹中工作的所有人生效。这里不放密钥和价格。",
    },
    "cli.classroom.none": {
        "en": "No [classroom] here or in a folder above. `grokwidget classroom init` writes one.",
        "zh": "此处及上级文件夹没有 [classroom]。可用 `grokwidget classroom init` 生成。",
    },
    "cli.classroom.packed": {
        "en": "{folder}: {new} new ({size} MB), {there} there already.",
        "zh": "{folder}：新增 {new} 个（{size} MB），已有 {there} 个。",
    },
    "classroom.found.file": {"en": "class", "zh": "课堂"},
    "classroom.found.provider": {"en": "provider", "zh": "服务"},
    "classroom.found.any_provider": {"en": "everybody's own choice", "zh": "由各人选择"},
    "classroom.found.paid": {
        "en": "{provider}: it costs money, so every person has to name it",
        "zh": "{provider}：会产生费用，每个人需要自己写明",
    },
    "classroom.found.no_budget": {
        "en": "none, and {provider} costs money",
        "zh": "没有，而 {provider} 会产生费用",
    },
    "classroom.found.idle_budget": {
        "en": "{budget}: nothing here costs anything that it could count",
        "zh": "{budget}：这里没有会计入它的费用",
    },
    "classroom.found.budget": {"en": "budget of each person", "zh": "每人预算"},
    "classroom.found.no_prices": {
        "en": "{budget}: no price of {provider} is known in that unit, so every request needs yes=True; count `jobs` "
        "instead",
        "zh": "{budget}：{provider} 没有以该单位计的已知价格，每个请求都需要 yes=True；可改用 `jobs`",
    },
    "classroom.found.locked": {"en": "locked", "zh": "锁定"},
    "classroom.found.nothing": {"en": "nothing", "zh": "无"},
    "classroom.found.offline": {"en": "offline", "zh": "离线"},
    "classroom.found.offline_empty": {
        "en": "nothing is sent, and there is no folder of ready clips",
        "zh": "不发送任何请求，但没有现成视频文件夹",
    },
    "classroom.found.offline_on": {"en": "nothing is sent", "zh": "不发送任何请求"},
    "classroom.found.shelf": {"en": "ready clips", "zh": "现成视频"},
    "classroom.found.shelf_good": {
        "en": "{folder}: {count}, whole ({size} MB)",
        "zh": "{folder}：{count} 个，完整（{size} MB）",
    },
    "classroom.found.shelf_missing": {"en": "{folder} has none", "zh": "{folder} 中没有"},
    "classroom.found.shelf_damaged": {
        "en": "{folder}: not what was packed: {names}",
        "zh": "{folder}：与打包时不一致：{names}",
    },
}
