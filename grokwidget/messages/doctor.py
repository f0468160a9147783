"""Sentences of the doctor: what it looked at on this machine and in the page, what is wrong, what mends it."""

MESSAGES = {
    "doctor.server.what": {"en": "Jupyter server", "zh": "Jupyter 服务器"},
    "doctor.server": {
        "en": "runs in another environment, {server}; this kernel is {kernel}. The page halves of widgets are looked "
        "for there",
        "zh": "运行在另一个环境 {server}；此内核是 {kernel}。控件的页面部分要装在服务器的环境里",
    },
    "doctor.extension.here": {"en": "this environment", "zh": "此环境"},
    "doctor.extension.server": {"en": "the server's environment ({server})", "zh": "服务器的环境（{server}）"},
    "doctor.extension.good": {
        "en": "its page half {version} is in {folder}",
        "zh": "页面部分 {version} 位于 {folder}",
    },
    "doctor.extension.missing": {
        "en": "its page half is missing in {where}: widgets show an error or nothing in JupyterLab; mend it, then "
        "reload the page",
        "zh": "{where}中缺少它的页面部分：JupyterLab 中的控件会报错或空白；修复后请重新加载页面",
    },
    "doctor.extension.other": {
        "en": "the page has {page} (in {folder}), this kernel {kernel}: they must be of one release, or widgets don't "
        "show; mend it, then reload the page",
        "zh": "页面是 {page}（位于 {folder}），此内核是 {kernel}：两者必须属于同一版本，否则控件不显示；"
        "修复后请重新加载页面",
    },
    "doctor.widgets.old": {
        "en": "ipywidgets {kernel} in the kernel and a page half of another time, {page}: grokwidget's widgets show, "
        "sliders and buttons of ipywidgets may not",
        "zh": "内核中是 ipywidgets {kernel}，页面部分却是另一代的 {page}：grokwidget 的控件能显示，"
        "ipywidgets 自己的滑块和按钮可能不显示",
    },
    "doctor.settings": {"en": "settings", "zh": "设置"},
    "doctor.settings.none": {"en": "none yet; they would be in {file}", "zh": "尚无；其位置为 {file}"},
    "doctor.ledger": {"en": "ledger", "zh": "账本"},
    "doctor.ledger.good": {"en": "in {folder}, where locks hold", "zh": "位于 {folder}，文件锁有效"},
    "doctor.library.closed": {
        "en": "nothing can be written in {folder}: {problem}. What is there is shown; new clips need another folder",
        "zh": "{folder} 不可写：{problem}。已有的视频可以查看；新视频需要另一个文件夹",
    },
    "doctor.elsewhere": {
        "en": "export GROKWIDGET_LIBRARY=… (a folder that can be written)",
        "zh": "export GROKWIDGET_LIBRARY=…（一个可写的文件夹）",
    },
    "doctor.state": {"en": "own folders", "zh": "自己的文件夹"},
    "doctor.state.closed": {
        "en": "nothing can be written in {folder}: {problem}",
        "zh": "{folder} 不可写：{problem}",
    },
    "doctor.font.missing": {"en": "missing: {names}", "zh": "缺失：{names}"},
    "doctor.font.broken": {
        "en": "{name} draws no Chinese: captions would leave it out",
        "zh": "{name} 画不出汉字：字幕会缺字",
    },
    "doctor.font.good": {
        "en": "{name}, Chinese included; none of the system's is needed",
        "zh": "{name}，包含汉字；不需要系统字体",
    },
    "doctor.loopback": {
        "en": "nothing can be reached on 127.0.0.1, where the local service answers: {problem}",
        "zh": "无法连接 127.0.0.1，而本地服务就在那里：{problem}",
    },
    "doctor.proxy.loopback": {
        "en": "{names} without NO_PROXY: what asks 127.0.0.1 from other programs goes to the proxy (ours does not)",
        "zh": "设置了 {names} 但没有 NO_PROXY：其他程序访问 127.0.0.1 时会走代理（我们的不会）",
    },
    "doctor.proxy.socks": {
        "en": "{names} names a SOCKS proxy, and the package for it is missing: no service can be reached",
        "zh": "{names} 是 SOCKS 代理，但缺少相应的包：无法连接任何服务",
    },
}
