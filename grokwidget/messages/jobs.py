"""Sentences of the engine: what became of a job, of a request on its way, of keys and settings."""

MESSAGES = {
    # The network.
    "net.unreachable": {
        "en": "{provider} could not be reached: {problem}.",
        "zh": "无法连接 {provider}：{problem}。",
    },
    "net.lost": {"en": "The answer of {provider} was lost: {problem}.", "zh": "{provider} 的回复丢失：{problem}。"},
    "net.lost_create": {
        "en": "The request went to {provider}, but no answer came back: {problem}.",
        "zh": "请求已发往 {provider}，但没有收到回复：{problem}。",
    },
    "net.address": {
        "en": "The address of {provider} is no http(s) address.",
        "zh": "{provider} 的地址不是 http(s) 地址。",
    },
    "net.forbidden": {
        "en": "Real requests to {provider} are forbidden here (GROKWIDGET_FORBID_REAL).",
        "zh": "此处禁止向 {provider} 发送真实请求（GROKWIDGET_FORBID_REAL）。",
    },
    # What became of a job.
    "job.stopped": {
        "en": "Stopped waiting. The provider goes on and may charge for it; `client.resume()` fetches the clip.",
        "zh": "已停止等待。服务方会继续生成，并可能扣费；用 `client.resume()` 可取回视频。",
    },
    "job.stopped.unsent": {
        "en": "Stopped before anything was sent. Nothing was charged.",
        "zh": "在发送之前已停止，没有扣费。",
    },
    "job.waited": {
        "en": "The time for waiting is over. The provider goes on and may charge for it; run the cell again, or "
        "`client.resume()`, and the wait goes on without a new request.",
        "zh": "等待时间已到。服务方会继续生成，并可能扣费；重新运行单元格或使用 `client.resume()` "
        "可继续等待，不会发送新请求。",
    },
    "job.waited.unsent": {
        "en": "The time for waiting is over, and nothing was sent. Nothing was charged.",
        "zh": "等待时间已到，请求没有发出，也没有扣费。",
    },
    "job.unknown": {
        "en": "The same request is on record as maybe charged, so it is not sent again: {reason}",
        "zh": "同样的请求记录为“可能已扣费”，因此不会再次发送：{reason}",
    },
    "job.unknown.hint": {
        "en": "When you know that it was not charged, close that job, `client.job('{id}').close()`, or ask for another "
        "one with a new `take`.",
        "zh": "确认没有扣费后，可关闭该任务：`client.job('{id}').close()`，或用新的 `take` 再要一个。",
    },
    "job.none": {"en": "There is no job {id} in this library.", "zh": "视频库中没有任务 {id}。"},
    "job.idle": {
        "en": "Nobody waits for this job now: `client.resume()`, or run its cell again.",
        "zh": "目前没有人在等待这个任务：请使用 `client.resume()` 或重新运行单元格。",
    },
    "job.other_key": {
        "en": "The task was made with the key {made}, and asked after with {asked}. Use the first one and resume.",
        "zh": "任务是用密钥 {made} 创建的，查询时用的是 {asked}。请换回前者后继续。",
    },
    "job.phase.starting": {"en": "Starting the local service", "zh": "正在启动本地服务"},
    "job.died_sending": {
        "en": "The kernel ended while the request was being sent: nobody knows whether it arrived.",
        "zh": "内核在发送请求时结束：无法知道请求是否到达。",
    },
    "job.died_unsent": {
        "en": "The kernel ended before the request was sent. Ask again to send it.",
        "zh": "内核在发送请求之前结束。再次请求即可发送。",
    },
    "job.taken_away": {
        "en": "The job was closed or taken over elsewhere before it was sent from here. Ask again to see what "
        "became of it.",
        "zh": "任务在从这里发送之前已被关闭或由别处接管。再次请求即可查看结果。",
    },
    "job.closed": {"en": "Closed by the user.", "zh": "已由用户关闭。"},
    "job.elsewhere": {
        "en": "The same clip is made, or was made, in another library of yours: {folder}",
        "zh": "同样的视频正在或已经在您的另一个视频库中生成：{folder}",
    },
    "job.nothing": {"en": "The job ended without a clip.", "zh": "任务结束，但没有视频。"},
    "job.bug": {
        "en": "Something went wrong inside grokwidget ({problem}). What was paid for is on record: `client.resume()`.",
        "zh": "grokwidget 内部出错（{problem}）。已付费的任务有记录：`client.resume()`。",
    },
    "job.contended": {
        "en": "The same request is being started and stopped elsewhere at this moment. Ask again.",
        "zh": "同样的请求此刻正在别处启动和停止。请再试一次。",
    },
    "job.unsaved": {
        "en": "The library can't be written now ({problem}). The task goes on; note its id: {task}",
        "zh": "现在无法写入视频库（{problem}）。任务会继续；请记下编号：{task}",
    },
    "job.retrying": {
        "en": "No good answer just now, asking again. {problem}",
        "zh": "暂时没有有效回复，正在重试。{problem}",
    },
    "job.phase.again": {"en": "Refused, trying again in {seconds} s", "zh": "被拒绝，{seconds} 秒后重试"},
    "job.phase.fetching": {"en": "Fetching the video: {got} of {whole}", "zh": "正在取回视频：{got} / {whole}"},
    # The video.
    "job.no_task": {"en": "No task is on record for it.", "zh": "没有对应的任务记录。"},
    "job.no_url": {
        "en": "{provider} says that the video is finished, but not where it is.",
        "zh": "{provider} 表示视频已完成，但没有给出地址。",
    },
    "job.bad_url": {
        "en": "{provider} gave an address that is not fetched from, for safety: {url}",
        "zh": "出于安全考虑，不会从 {provider} 给出的地址取回：{url}",
    },
    "job.many_hops": {
        "en": "The video's address at {provider} leads on and on.",
        "zh": "{provider} 的视频地址不断跳转。",
    },
    "job.gone": {
        "en": "{provider} does not give the finished video out ({problem}).",
        "zh": "{provider} 没有给出已完成的视频（{problem}）。",
    },
    "job.cut": {
        "en": "Fetching the video from {provider} broke off again and again ({problem}). The job can be resumed.",
        "zh": "从 {provider} 取回视频时多次中断（{problem}）。任务可以继续。",
    },
    "job.empty": {"en": "an empty answer", "zh": "空回复"},
    "job.no_video": {"en": "a text instead of a video", "zh": "收到的是文本而不是视频"},
    "job.wrong_range": {"en": "another part of the file than asked for", "zh": "收到的不是所要的文件部分"},
    "job.too_big": {
        "en": "What {provider} sends is bigger than {limit} MB and is not fetched.",
        "zh": "{provider} 发送的内容超过 {limit} MB，不予取回。",
    },
    "job.disk_full": {
        "en": "The disk of {folder} has no room for the video: {needed} MB are needed. Free some, then resume.",
        "zh": "{folder} 所在磁盘空间不足：需要 {needed} MB。请腾出空间后继续。",
    },
    "job.disk": {
        "en": "The video can't be written into {folder}: {problem}. Mend that, then resume.",
        "zh": "无法把视频写入 {folder}：{problem}。解决后可继续。",
    },
    "job.kept_aside": {
        "en": "What came is kept as {file}; resuming fetches it again.",
        "zh": "收到的内容保存为 {file}；继续任务会重新取回。",
    },
    "job.gone_for_good": {
        "en": "This was made and paid for before, but the file is gone and can't be fetched any more. {problem} A new "
        "one costs: {price}.",
        "zh": "这个视频以前生成并付费过，但文件已不在，也无法再取回。{problem} 重新生成的费用：{price}。",
    },
    "job.consent.hint": {
        "en": "To make it again, say so: `yes=True`, in a cell `--yes`.",
        "zh": "如要重新生成，请确认：`yes=True`，在单元格中用 `--yes`。",
    },
    # Keys.
    "key.missing": {"en": "There is no key for {provider}.", "zh": "没有 {provider} 的密钥。"},
    "key.missing.hint": {
        "en": "Set {variable} in the environment or in a .env file, or type `%grokvideo key {name}`.",
        "zh": "请在环境变量或 .env 文件中设置 {variable}，或输入 `%grokvideo key {name}`。",
    },
    "key.prefix": {
        "en": "The key for {provider} (from {source}) does not start with {prefix}, as its keys do.",
        "zh": "{provider} 的密钥（来自 {source}）不是以 {prefix} 开头。",
    },
    "key.unsendable": {
        "en": "The key for {provider} (from {source}) has spaces or characters that no key has.",
        "zh": "{provider} 的密钥（来自 {source}）含有空格或不合法的字符。",
    },
    "key.prompt": {"en": "Key for {provider} (not shown, not stored): ", "zh": "{provider} 的密钥（不显示，不保存）："},
    "key.source.session": {"en": "this session", "zh": "本次会话"},
    # Settings.
    "settings.unreadable": {
        "en": "The settings in {path} can't be read: {problem}",
        "zh": "无法读取设置 {path}：{problem}",
    },
    "settings.stray": {"en": "The settings in {path} have no {name}.", "zh": "设置 {path} 中没有 {name} 这一项。"},
    "settings.offline": {
        "en": "Offline: new videos are forbidden here, and this one is not in the library.",
        "zh": "离线：此处禁止生成新视频，而视频库中没有这一个。",
    },
    "settings.offline.hint": {
        "en": "Unset GROKWIDGET_OFFLINE, or say offline=False.",
        "zh": "请取消 GROKWIDGET_OFFLINE，或设置 offline=False。",
    },
    "settings.bad_poll": {
        "en": "There is no way to poll that is called {poll}. There are: {known}.",
        "zh": "没有名为 {poll} 的轮询方式。可选：{known}。",
    },
    "settings.base_url": {
        "en": "{host} can't stand in for a provider: give an https address without user or query; plain http only on "
        "this machine or a private network.",
        "zh": "{host} 不能代替服务地址：请给出不含用户名和查询的 https 地址；http 仅限本机或私有网络。",
    },
    "job.phase.limited": {
        "en": "{provider} lets everyone with this key wait for {seconds} s",
        "zh": "{provider} 要求使用此密钥的请求等待 {seconds} 秒",
    },
    "settings.no_home": {
        "en": "GROKWIDGET_CONFIG begins with {user}, but there is no such user with a home folder here. Set it to "
        "another file, or unset it.",
        "zh": "GROKWIDGET_CONFIG 以 {user} 开头，但这里没有该用户的主目录。请改为其他文件，或取消设置。",
    },
    # Rehearsals: the local service in a provider's place.
    "rehearsal.note": {"en": "This was a rehearsal at the local service.", "zh": "这是在本地服务上的排练。"},
    "rehearsal.price": {"en": "rehearsal, free; the real run: {price}", "zh": "排练，免费；正式运行：{price}"},
    "job.stopped.rehearsal": {
        "en": "Stopped waiting. The rehearsal goes on; `client.resume()` fetches the clip.",
        "zh": "已停止等待。排练会继续；用 `client.resume()` 可取回视频。",
    },
    "job.waited.rehearsal": {
        "en": "The time for waiting is over. The rehearsal goes on; run the cell again, or `client.resume()`.",
        "zh": "等待时间已到。排练会继续；请重新运行单元格或使用 `client.resume()`。",
    },
    # What a provider says that nobody knows, and what came only in part.
    "job.odd_word": {
        "en": "{provider} says '{word}', which is not known here; asking on until the time for waiting is over.",
        "zh": "{provider} 返回“{word}”，此处不认识这个状态；会继续查询，直到等待时间结束。",
    },
    "job.some_lost": {
        "en": "{count} of the task's {all} videos could not be fetched: {problem}",
        "zh": "该任务的 {all} 个视频中有 {count} 个无法取回：{problem}",
    },
    # The video to start from.
    "source.foreign": {
        "en": "{provider} can't take this clip to start from: it is {maker}'s, and {provider} fetches only what it "
        "made itself or what has a public address. Give such an address.",
        "zh": "{provider} 不能以这个视频为起点：它由 {maker} 生成，而 {provider} 只能使用自己生成的视频或公网地址。"
        "请提供这样的地址。",
    },
    "source.gone": {
        "en": "{provider} does not have the clip to start from any more: results are kept for a while only. Put the "
        "file where it has a public address, and give that.",
        "zh": "{provider} 上已没有作为起点的视频：结果只保留一段时间。请把文件放到有公网地址的地方，再提供该地址。",
    },
}
