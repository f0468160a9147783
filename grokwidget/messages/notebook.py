"""Sentences of the magics, the card below a cell and the nested-loop switch."""

MESSAGES = {
    # What each flag is for: one entry a flag, by the request's field or by the flag's own name.
    "magic.flag.name": {
        "en": "The clip lands in this variable (and always in `_`).",
        "zh": "视频存入这个变量（总会存入 `_`）。",
    },
    "magic.flag.provider": {"en": "Who makes the video.", "zh": "由哪个服务生成视频。"},
    "magic.flag.model": {
        "en": "The provider's model; chosen by what is asked when left out.",
        "zh": "服务的模型；不填则按请求自动选择。",
    },
    "magic.flag.aspect_ratio": {"en": "Width:height.", "zh": "宽：高。"},
    "magic.flag.resolution": {"en": "The shorter side in pixels.", "zh": "短边的像素数。"},
    "magic.flag.duration": {"en": "Seconds.", "zh": "秒数。"},
    "magic.flag.mode": {"en": "How lively the motion is.", "zh": "画面的活跃程度。"},
    "magic.flag.images": {
        "en": "A picture to start from: a path, a URL or a variable. Repeat it for @image2, @image3, …",
        "zh": "参考图片：路径、网址或变量。可重复，依次为 @image2、@image3……",
    },
    "magic.flag.operation": {"en": "What is done: generate, edit or extend.", "zh": "操作：generate、edit 或 extend。"},
    "magic.flag.source_video": {
        "en": "The video to edit or extend: an address, a path or a task.",
        "zh": "要编辑或延长的视频：网址、路径或任务。",
    },
    "magic.flag.nsfw_checker": {"en": "The provider's content filter, on or off.", "zh": "服务方的内容过滤开关。"},
    "magic.flag.callback_url": {
        "en": "Where the provider should report the end of the task.",
        "zh": "任务结束时服务方通知的地址。",
    },
    "magic.flag.take": {
        "en": "Another generation of the same request: 1 comes from the library, 2 is a new one.",
        "zh": "同一请求的第几次生成：1 取自视频库，2 为新的一次。",
    },
    "magic.flag.timeout": {
        "en": "Seconds to wait before giving up; the task goes on and can be resumed.",
        "zh": "最长等待秒数；超时后任务继续，可稍后恢复。",
    },
    "magic.flag.no_wait": {
        "en": "Return at once; the name gets a Job, the view below the cell stays live.",
        "zh": "立即返回；变量得到 Job，单元格下方继续显示进度。",
    },
    "magic.flag.yes": {"en": "Agree to a price that would be asked about.", "zh": "同意需要确认的费用。"},
    "magic.flag.help": {"en": "This page.", "zh": "显示本页。"},
    # The help page.
    "magic.help.title": {
        "en": "Make a video from the text of the cell, and play it below.",
        "zh": "把单元格的文字变成视频，并在下方播放。",
    },
    "magic.help.prompt": {"en": "the prompt, on as many lines as you like", "zh": "提示词，可以写多行"},
    "magic.help.body": {
        "en": "The whole cell body is the prompt, taken literally; {{name}} alone is replaced by the variable's value.",
        "zh": "整个单元格正文就是提示词，按字面处理；只有 {{name}} 会替换为变量的值。",
    },
    "magic.help.value": {
        "en": "A flag's value may be one variable in braces: --duration {seconds}",
        "zh": "参数的值可以是花括号中的一个变量：--duration {seconds}",
    },
    "magic.help.again": {
        "en": "The same request again comes from the library: nothing is sent or paid. --take 2 makes a new one.",
        "zh": "相同的请求再次运行时取自视频库：不发送、不扣费。--take 2 会重新生成。",
    },
    "magic.help.stop": {
        "en": "Stop (the button, or the kernel's interrupt) ends the wait, not the task: %grokvideo resume fetches it.",
        "zh": "停止（按钮或中断内核）只结束等待，任务仍在继续：用 %grokvideo resume 取回。",
    },
    "magic.help.example": {"en": "a red fox runs through {{place}}", "zh": "一只红狐狸跑过{{place}}"},
    "magic.help.flags": {"en": "Flags", "zh": "参数"},
    "magic.help.models": {"en": "Models", "zh": "模型"},
    "magic.help.line": {"en": "Sub-commands of %grokvideo, on a line of its own", "zh": "单行 %grokvideo 的子命令"},
    "magic.limits.images": {"en": "{low}–{high} images", "zh": "{low}–{high} 张图片"},
    "magic.limits.with_images": {"en": "with images: {modes}", "zh": "有图片时：{modes}"},
    "magic.limits.no_images": {"en": "text only", "zh": "仅文字"},
    "magic.limits.urls": {"en": "(public addresses only)", "zh": "（仅限公网地址）"},
    "magic.limits.prompt": {"en": "prompt up to {limit} characters", "zh": "提示词最多 {limit} 个字符"},
    "magic.limits.any_ratio": {"en": "any ratio", "zh": "任意宽高比"},
    "magic.limits.default": {"en": "unless told: {defaults}", "zh": "默认：{defaults}"},
    "magic.limits.price_any": {"en": "{rate} {unit} a second", "zh": "每秒 {rate} {unit}"},
    "magic.limits.price": {"en": "{rate} {unit} a second at {resolution}", "zh": "{resolution} 每秒 {rate} {unit}"},
    "magic.limits.price_clip": {"en": "{rate} {unit} a clip", "zh": "每个视频 {rate} {unit}"},
    # What can be wrong with the first line.
    "magic.unknown_flag": {"en": "%%grokvideo has no flag {flag}.", "zh": "%%grokvideo 没有参数 {flag}。"},
    "magic.no_value": {"en": "{flag} needs a value.", "zh": "{flag} 需要一个值。"},
    "magic.not_for_switch": {"en": "{flag} takes no value.", "zh": "{flag} 不带值。"},
    "magic.flag_twice": {"en": "{flag} is there twice.", "zh": "{flag} 出现了两次。"},
    "magic.two_names": {
        "en": "The first line takes one name and flags; “{word}” is neither.",
        "zh": "首行只能有一个变量名和参数；“{word}”两者都不是。",
    },
    "magic.prompt_goes_below": {
        "en": "The prompt goes below the first line.",
        "zh": "提示词写在首行下面。",
    },
    "magic.bad_name": {
        "en": "“{name}” can't be a variable's name, so the clip could not land in it.",
        "zh": "“{name}”不能作变量名，视频无法存入。",
    },
    "magic.keyword": {
        "en": "“{name}” is a word of Python itself, so the clip could not land in it.",
        "zh": "“{name}”是 Python 关键字，视频无法存入。",
    },
    "magic.quotes": {"en": "A quotation mark on the first line is not closed.", "zh": "首行的引号没有闭合。"},
    "magic.undefined": {
        "en": "There is no variable {name} (asked for by {where}).",
        "zh": "没有变量 {name}（{where} 中用到）。",
    },
    "magic.where.prompt": {"en": "the prompt", "zh": "提示词"},
    "magic.no_picture": {
        "en": "--image {value}: there is no such file, and no variable of that name.",
        "zh": "--image {value}：没有这个文件，也没有这个变量。",
    },
    "magic.bad_timeout": {
        "en": "--timeout takes a number of seconds, and {value} is none.",
        "zh": "--timeout 需要秒数，{value} 不是。",
    },
    # %grokvideo on a line.
    "magic.line.usage": {
        "en": "%grokvideo takes one of: {commands}. To make a video, start a cell with %%grokvideo and write the"
        " prompt below it.",
        "zh": "%grokvideo 可用：{commands}。要生成视频，请以 %%grokvideo 开头新建单元格，并在下面写提示词。",
    },
    "magic.line.prompt": {
        "en": "%grokvideo with one % doesn't make videos. Start a cell with %%grokvideo and write the prompt below it,"
        " or call Client().generate({prompt}).",
        "zh": "单个 % 的 %grokvideo 不生成视频。请以 %%grokvideo 开头新建单元格并在下面写提示词，"
        "或调用 Client().generate({prompt})。",
    },
    "magic.line.stray": {
        "en": "%grokvideo {command} does not take “{word}”.",
        "zh": "%grokvideo {command} 不接受“{word}”。",
    },
    "magic.line.providers": {
        "en": "who can be asked, and whether a key is there",
        "zh": "可用的服务，以及密钥是否就绪",
    },
    "magic.line.models": {"en": "[provider]: what each model can do and costs", "zh": "[服务]：各模型的能力与价格"},
    "magic.line.estimate": {
        "en": "[flags] [prompt]: what it would cost; nothing is sent",
        "zh": "[参数] [提示词]：预计费用，不发送请求",
    },
    "magic.line.balance": {"en": "[provider]: what is left on the account", "zh": "[服务]：账户余额"},
    "magic.line.history": {
        "en": "[number | words]: the jobs of this library, newest first",
        "zh": "[数量 | 关键词]：本库的任务，最新在前",
    },
    "magic.line.resume": {"en": "go on with unfinished jobs and fetch their clips", "zh": "继续未完成的任务并取回视频"},
    "magic.line.doctor": {
        "en": "what is missing or stale here, in this very kernel, and what mends it",
        "zh": "检查当前内核的环境：缺少或过期的内容，以及修复方法",
    },
    "magic.line.key": {
        "en": "[provider] [--keep | --forget]: give a key, typed unseen; --keep stores it in the system's keyring",
        "zh": "[服务] [--keep | --forget]：输入密钥（不显示）；--keep 存入系统钥匙串",
    },
    "magic.line.nested": {
        "en": "on: let your own code call asyncio.run in a cell",
        "zh": "on：允许您自己的代码在单元格中调用 asyncio.run",
    },
    "magic.key.not_here": {
        "en": "A key is never written in a cell: it would be saved with the notebook. Run %grokvideo key {provider} and"
        " type it when asked. If it was a real one, replace it at the provider.",
        "zh": "密钥不要写在单元格里：会随笔记本保存。请运行 %grokvideo key {provider}，按提示输入。"
        "如果那是真密钥，请到服务方更换。",
    },
    "magic.key.keep_prompt": {
        "en": "Key for {provider} (not shown; goes into the system's keyring): ",
        "zh": "{provider} 的密钥（不显示，将存入系统钥匙串）：",
    },
    "magic.key.none_needed": {"en": "{provider} needs no key.", "zh": "{provider} 不需要密钥。"},
    "magic.key.set": {
        "en": "The key of {provider} is used until this kernel ends; it is written nowhere.",
        "zh": "{provider} 的密钥在本内核结束前有效，不会写到任何地方。",
    },
    "magic.key.kept": {
        "en": "The key of {provider} is in the system's keyring.",
        "zh": "{provider} 的密钥已存入系统钥匙串。",
    },
    "magic.key.no_keyring": {
        "en": "There is no keyring that works here (pip install 'grokwidget[keyring]'), so it could not be kept.",
        "zh": "此处没有可用的钥匙串（pip install 'grokwidget[keyring]'），因此无法保存。",
    },
    "magic.key.forgotten": {"en": "The key of {provider} is forgotten.", "zh": "已忘记 {provider} 的密钥。"},
    "magic.key.cannot_ask": {
        "en": "Nobody can be asked for a key here; set {variable} in the environment instead.",
        "zh": "此处无法询问密钥；请改为设置环境变量 {variable}。",
    },
    "magic.nothing_open": {"en": "No job is unfinished.", "zh": "没有未完成的任务。"},
    "magic.no_history": {"en": "No job yet in {library}.", "zh": "{library} 中还没有任务。"},
    "magic.no_balance": {"en": "{provider} has no account to look into.", "zh": "{provider} 没有可查询的账户。"},
    # Tables.
    "table.provider": {"en": "Provider", "zh": "服务"},
    "table.models": {"en": "Models", "zh": "模型"},
    "table.model": {"en": "Model", "zh": "模型"},
    "table.key": {"en": "Key", "zh": "密钥"},
    "table.takes": {"en": "Takes", "zh": "可用参数"},
    "table.price": {"en": "Price", "zh": "价格"},
    "table.when": {"en": "When", "zh": "时间"},
    "table.status": {"en": "Status", "zh": "状态"},
    "table.prompt": {"en": "Prompt", "zh": "提示词"},
    "table.cost": {"en": "Cost", "zh": "费用"},
    "table.clip": {"en": "Clip", "zh": "视频"},
    "table.balance": {"en": "Balance", "zh": "余额"},
    "table.looked_at": {"en": "Looked at", "zh": "检查项"},
    "table.found": {"en": "Found", "zh": "结果"},
    "table.mend": {"en": "What mends it", "zh": "修复方法"},
    "table.chosen": {"en": "in use", "zh": "当前"},
    "table.key_ready": {"en": "there ({source})", "zh": "已就绪（{source}）"},
    "table.key_missing": {"en": "missing: %grokvideo key {provider}", "zh": "缺少：%grokvideo key {provider}"},
    "table.key_not_needed": {"en": "not needed", "zh": "不需要"},
    # The card.
    "gallery.shown": {"en": "Gallery({folder}, clips: {count})", "zh": "视频库（{folder}，视频：{count} 个）"},
    "card.poster": {"en": "First look at: {prompt}", "zh": "预览：{prompt}"},
    "card.seconds": {"en": "{seconds} s", "zh": "{seconds} 秒"},
    "card.from_library": {"en": "from the library", "zh": "取自视频库"},
    "card.open": {"en": "Open the file", "zh": "打开文件"},
    "card.untitled": {"en": "untitled", "zh": "无标题"},
    "card.more": {"en": "{count} clips; the first is shown", "zh": "共 {count} 个视频，显示第一个"},
    "card.task": {"en": "task {task}", "zh": "任务 {task}"},
    "card.resume": {
        "en": "To go on with it: %grokvideo resume, or run the cell again.",
        "zh": "要继续：运行 %grokvideo resume，或重新运行单元格。",
    },
    # Where a clip came from: the details below the player.
    "origin.provider": {"en": "Provider", "zh": "服务"},
    "origin.model": {"en": "Model", "zh": "模型"},
    "origin.kind": {"en": "Kind", "zh": "类型"},
    "origin.by_rule": {"en": "procedural, not AI", "zh": "程序生成，并非 AI"},
    "origin.rehearsal": {
        "en": "rehearsal: the local service in the provider's place; procedural, not AI",
        "zh": "排练：由本地服务代替真实服务；程序生成，并非 AI",
    },
    "origin.prompt": {"en": "Prompt", "zh": "提示词"},
    "origin.aspect_ratio": {"en": "Aspect ratio", "zh": "宽高比"},
    "origin.resolution": {"en": "Resolution", "zh": "分辨率"},
    "origin.duration": {"en": "Duration", "zh": "时长"},
    "origin.mode": {"en": "Mode", "zh": "模式"},
    "origin.nsfw_checker": {"en": "Content filter", "zh": "内容过滤"},
    "origin.on": {"en": "on", "zh": "开"},
    "origin.off": {"en": "off", "zh": "关"},
    "origin.images": {"en": "Images", "zh": "参考图片"},
    "origin.operation": {"en": "Operation", "zh": "操作"},
    "origin.source_video": {"en": "Source video", "zh": "源视频"},
    "origin.take": {"en": "Take", "zh": "第几次生成"},
    "origin.task": {"en": "Task", "zh": "任务"},
    "origin.cost": {"en": "Cost", "zh": "费用"},
    "origin.estimate": {"en": "Estimate", "zh": "预估费用"},
    "origin.made": {"en": "Made", "zh": "生成时间"},
    "origin.picture": {"en": "Picture", "zh": "画面"},
    "origin.frames": {"en": "{width}×{height}, {fps} frames a second", "zh": "{width}×{height}，每秒 {fps} 帧"},
    "origin.sha256": {"en": "SHA-256", "zh": "SHA-256"},
    "origin.parents": {"en": "Grew out of", "zh": "源自"},
    # Nested loops.
    "nested.on": {
        "en": "Nested event loops are allowed in this process from now on ({module}).",
        "zh": "从现在起，本进程允许嵌套事件循环（{module}）。",
    },
    "nested.kernel": {
        "en": "nest-asyncio is not switched on: with ipykernel {version} it loses the Stop button and silently drops"
        " the queued cells of Run All.",
        "zh": "未启用 nest-asyncio：在 ipykernel {version} 下，它会使停止按钮失效，并丢掉“全部运行”中排队的单元格。",
    },
    "nested.python": {
        "en": "nest-asyncio is not switched on: on Python {version} it breaks every HTTP client of this process.",
        "zh": "未启用 nest-asyncio：在 Python {version} 下，它会破坏本进程的所有 HTTP 客户端。",
    },
    "nested.uvloop": {
        "en": "Nested event loops can't be switched on: the running loop is uvloop's, which can't be patched.",
        "zh": "无法启用嵌套事件循环：当前运行的是 uvloop，无法修改。",
    },
    "nested.missing": {
        "en": "Nested event loops need a package that is not installed.",
        "zh": "嵌套事件循环所需的包未安装。",
    },
    "nested.install": {
        "en": "Install the maintained one, restart the kernel and try again: %pip install 'nest-asyncio2>=1.7.4'",
        "zh": "请安装仍在维护的版本，重启内核后再试：%pip install 'nest-asyncio2>=1.7.4'",
    },
    "nested.foreign": {
        "en": "Some code of this process has switched on nest-asyncio, and this Python or ipykernel can't bear it:"
        " {reason}",
        "zh": "本进程中有代码启用了 nest-asyncio，而当前的 Python 或 ipykernel 无法承受：{reason}",
    },
    "nested.usage": {
        "en": "%grokvideo nested on: from then on, your own asyncio.run works in a cell. grokwidget doesn't need it.",
        "zh": "%grokvideo nested on：此后您自己的 asyncio.run 可在单元格中使用。grokwidget 本身不需要它。",
    },
    "magic.flag.rehearse": {
        "en": "Ask the local service in the provider's place, for nothing: same limits, and what it would cost.",
        "zh": "由本地服务代替真实服务排练，免费：限制相同，并给出正式运行的费用。",
    },
}
