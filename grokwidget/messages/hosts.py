"""Where outputs are shown: what works there, what is wrong there, and what mends it."""

MESSAGES = {
    "host.lite": {
        "en": "grokwidget can't run in JupyterLite: a browser's Python has no sockets, threads or video encoder. "
        "The same notebook runs on Binder, in Colab or in a JupyterLab of your own.",
        "zh": "grokwidget 无法在 JupyterLite 中运行：浏览器里的 Python 没有套接字、线程和视频编码器。"
        "同一份笔记本可在 Binder、Colab 或您自己的 JupyterLab 中运行。",
    },
    # What the doctor says of where it is, and what works there.
    "doctor.host": {"en": "host", "zh": "运行环境"},
    "host.jupyter": {
        "en": "JupyterLab or Notebook: clips play from their files, progress is live",
        "zh": "JupyterLab 或 Notebook：视频直接从文件播放，进度实时显示",
    },
    "host.colab": {
        "en": "Colab: the kernel sends clips to the page in small messages; progress shows while a cell waits, "
        "else every second",
        "zh": "Colab：内核以小消息把视频发送到页面；单元格等待时显示进度，否则每秒更新",
    },
    "host.vscode": {
        "en": "VS Code: the kernel sends clips to the page; progress is live; sound is not decoded there (no AAC)",
        "zh": "VS Code：内核把视频发送到页面；进度实时显示；该环境不解码声音（无 AAC）",
    },
    "host.voila": {
        "en": "Voilà: the kernel sends clips to the page; cells run before the page is shown, buttons after",
        "zh": "Voilà：内核把视频发送到页面；单元格在页面显示前运行，按钮在之后可用",
    },
    "host.marimo": {
        "en": "marimo: clips play from marimo's own copy; a waiting cell shows marimo's bar",
        "zh": "marimo：视频从 marimo 的副本播放；等待中的单元格显示 marimo 的进度条",
    },
    "host.terminal": {
        "en": "IPython in a terminal: a bar while it waits, then where the file is",
        "zh": "终端中的 IPython：等待时显示进度条，完成后显示文件位置",
    },
    "host.none": {
        "en": "no notebook: the Python calls and the command line work, nothing is shown",
        "zh": "不在笔记本中：Python 调用和命令行可用，不显示画面",
    },
    "host.linked": {
        "en": "the notebook is reached by a symbolic link; what lies outside of the server's root it refuses to serve, "
        "so the kernel sends clips to the page",
        "zh": "笔记本通过符号链接访问；服务器拒绝提供其根目录以外的文件，因此由内核把视频发送到页面",
    },
    "host.no_widgets": {
        "en": "this page can't show widgets (“Failed to load model class”). Run the command in a terminal, restart the "
        "server, and load the page again.",
        "zh": "此页面无法显示控件（“Failed to load model class”）。"
        "请在终端中运行该命令，重启服务器，然后重新加载页面。",
    },
    # Clips in the page itself.
    "embed.inside": {"en": "The video is in this page: {size}.", "zh": "视频已嵌入此页面：{size}。"},
    "embed.large": {
        "en": "{file} is not put into the page: it has {size}, and at most {most} go in unless you say more "
        "(most_bytes).",
        "zh": "{file} 未嵌入页面：大小为 {size}，默认最多 {most}（可用 most_bytes 指定更大的值）。",
    },
    "embed.no_video": {
        "en": "{file} is not put into the page: it is no MP4 and no WebM.",
        "zh": "{file} 未嵌入页面：不是 MP4 或 WebM。",
    },
    # Colab's secrets: why there is no key.
    "key.colab.access": {
        "en": "Colab has a secret {name}, but this notebook may not read it: open the key symbol on the left, turn on "
        "“Notebook access” for it, then run the cell again.",
        "zh": "Colab 中有名为 {name} 的密钥，但此笔记本无权读取：点按左侧的钥匙图标，"
        "为它打开“笔记本访问权限”，然后重新运行单元格。",
    },
    "key.colab.silent": {
        "en": "Colab's page did not answer when it was asked for the secret {name}: secrets can be read only while the "
        "notebook is open in Colab itself, not in a scheduled run or another editor. It is not asked again until the "
        "kernel is restarted; or type the key: %grokvideo key.",
        "zh": "向 Colab 页面请求密钥 {name} 时没有得到回答：只有在 Colab 中打开笔记本时才能读取密钥，"
        "定时运行或其他编辑器中不行。"
        "内核重启前不再询问；也可以输入密钥：%grokvideo key。",
    },
    "key.colab.thread": {
        "en": "Colab gives its secrets to cells only: run a cell that asks for a video or makes the panel, and the "
        "secret {name} is known from then on.",
        "zh": "Colab 只把密钥交给单元格：运行一个生成视频或创建面板的单元格，之后就会知道密钥 {name}。",
    },
    "key.colab.failed": {
        "en": "Colab could not give the secret {name} ({kind}). Type the key instead: %grokvideo key.",
        "zh": "Colab 无法提供密钥 {name}（{kind}）。请改为输入密钥：%grokvideo key。",
    },
}
