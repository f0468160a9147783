"""Sentences of the library room."""

MESSAGES: dict[str, dict[str, str]] = {
    "library.clip": {
        "en": "Clip({name}, {width}×{height}, {duration} s)",
        "zh": "Clip（{name}, {width}×{height}, {duration} 秒）",
    },
    "library.shown": {"en": "Library({folder}, clips: {count})", "zh": "Library（{folder}, 视频：{count} 个）"},
    "library.no_job": {"en": "The ledger has no job {id}.", "zh": "账本里没有任务 {id}。"},
    "library.clip_gone": {
        "en": "The clip of “{prompt}” is no longer in the library folder, or was changed there.",
        "zh": "“{prompt}”的视频已不在视频库文件夹中，或已被改动。",
    },
    "library.no_pandas": {
        "en": "A table needs pandas, which is not installed: `pip install 'grokwidget[dataframe]'`.",
        "zh": "表格需要 pandas，但尚未安装：请运行 `pip install 'grokwidget[dataframe]'`。",
    },
    "library.disk_full": {
        "en": "The disk with the library {folder} is full, or over its quota.",
        "zh": "视频库 {folder} 所在的磁盘已满，或超出配额。",
    },
    "library.disk_full.hint": {
        "en": "Make room there and run the cell again: what is paid for is kept on record.",
        "zh": "请腾出空间后重新运行：已付费的内容都有记录。",
    },
    "library.cannot_write": {
        "en": "The library folder {folder} can't be written: {problem}.",
        "zh": "无法写入视频库文件夹 {folder}：{problem}。",
    },
    "library.cannot_write.hint": {
        "en": "Choose another folder with the variable GROKWIDGET_LIBRARY.",
        "zh": "请用环境变量 GROKWIDGET_LIBRARY 选择其他文件夹。",
    },
    "library.read_only": {
        "en": "The library folder {folder} can only be read here ({problem}), so nothing new can be recorded in it.",
        "zh": "视频库文件夹 {folder} 在这里只能读取（{problem}），无法记录新内容。",
    },
    "library.read_only.hint": {
        "en": "Choose another folder with the variable GROKWIDGET_LIBRARY.",
        "zh": "请用环境变量 GROKWIDGET_LIBRARY 选择其他文件夹。",
    },
    "library.busy": {
        "en": "The ledger of {folder} is held by another process for too long.",
        "zh": "{folder} 的账本被另一个进程占用太久。",
    },
    "library.busy.hint": {
        "en": "See what else uses this folder, then run the cell again.",
        "zh": "请检查还有什么程序在使用该文件夹，然后重新运行。",
    },
    "library.io_error": {
        "en": "The disk with the library {folder} refuses to write or read ({problem}): it may be full or gone.",
        "zh": "视频库 {folder} 所在的磁盘无法读写（{problem}）：可能已满或已断开。",
    },
    "library.io_error.hint": {
        "en": "Look after the disk, then run the cell again: what is paid for is kept on record.",
        "zh": "请检查磁盘后重新运行：已付费的内容都有记录。",
    },
    "library.ledger_trouble": {
        "en": "The ledger of {folder} can't be used: {problem}.",
        "zh": "{folder} 的账本无法使用：{problem}。",
    },
    "library.newer": {
        "en": "The ledger {file} was made by a newer grokwidget; this one would damage it.",
        "zh": "账本 {file} 由更新版本的 grokwidget 创建；当前版本会损坏它。",
    },
    "library.newer.hint": {
        "en": "Run `pip install --upgrade grokwidget`, or choose another folder with GROKWIDGET_LIBRARY.",
        "zh": "请运行 `pip install --upgrade grokwidget`，或用 GROKWIDGET_LIBRARY 选择其他文件夹。",
    },
    "library.rebuilt": {
        "en": "The ledger of {library} was damaged. It was made anew with {count} jobs; the old one is kept as {kept}.",
        "zh": "{library} 的账本已损坏，已用 {count} 个任务重建；旧账本保留为 {kept}。",
    },
    "library.made_anew": {
        "en": "{library} had no ledger. It was made anew from the files there: {count} jobs.",
        "zh": "{library} 没有账本，已根据其中的文件重建：{count} 个任务。",
    },
    "library.no_home": {
        "en": "The library's path begins with {user}, but there is no such user with a home folder here.",
        "zh": "视频库路径以 {user} 开头，但这里没有该用户的主目录。",
    },
    "library.no_locks": {
        "en": "its file system has no working locks",
        "zh": "它的文件系统没有可用的文件锁",
    },
    "library.ledger_elsewhere": {
        "en": "The library {library} is kept in step by others ({reason}), so its ledger lies on this machine in "
        "{folder}; the clips stay where they are. Another machine does not see what is under way here.",
        "zh": "视频库 {library} 由其他程序同步（{reason}），因此账本保存在本机 {folder}；视频文件仍在原处。"
        "其他机器看不到这里正在进行的任务。",
    },
    "library.index_trouble": {
        "en": "The index of all libraries, {file}, can't be used ({problem}): whether another folder has this "
        "clip already is not known.",
        "zh": "所有视频库的索引 {file} 无法使用（{problem}）：无法得知其他文件夹是否已有该视频。",
    },
    "library.no_state_home": {
        "en": "GROKWIDGET_STATE_DIR begins with {user}, but there is no such user with a home folder here. Nothing was "
        "sent; set the variable to another folder, or unset it.",
        "zh": "GROKWIDGET_STATE_DIR 以 {user} 开头，但这里没有该用户的主目录。没有发送任何请求；"
        "请把该变量改为其他文件夹，或取消设置。",
    },
}
