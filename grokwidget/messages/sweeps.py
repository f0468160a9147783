"""Sentences of sweeps: what is tried against what, what it costs, what is left out, what became of it."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    # What can't be read.
    "sweep.empty": {
        "en": "The list {name} is empty: there is nothing to try.",
        "zh": "列表 {name} 为空：没有可尝试的内容。",
    },
    "sweep.no_text": {"en": "A prompt is a text, not {kind}.", "zh": "提示词应为文本，而不是 {kind}。"},
    "sweep.takes": {
        "en": "takes is a number from 1 on (how many), or a list of such numbers (which ones); {value} is neither.",
        "zh": "takes 应为不小于 1 的数（次数），或这样的数的列表（第几次）；{value} 不符合。",
    },
    "sweep.at_once": {
        "en": "at_once is a whole number from 1 on, not {value}.",
        "zh": "at_once 应为不小于 1 的整数，而不是 {value}。",
    },
    "sweep.too_many": {
        "en": "That would be {count} combinations or more; a sweep has at most {limit}.",
        "zh": "组合数将达到 {count} 或更多；一次批量最多 {limit} 个。",
    },
    "sweep.too_many.hint": {
        "en": "Shorten a list, or make several sweeps: what is in the library is never made twice.",
        "zh": "请缩短列表，或分成几次批量：已在视频库中的不会重复生成。",
    },
    "sweep.undefined": {
        "en": "Nothing fills {{{{{name}}}}} in the prompt: give it in `over` or as a column of `rows`.",
        "zh": "提示词中的 {{{{{name}}}}} 没有对应的值：请在 `over` 中给出，或作为 `rows` 的一列。",
    },
    "sweep.unused": {
        "en": "`over` has {name}, but no prompt speaks of {{{{{name}}}}}.",
        "zh": "`over` 中有 {name}，但没有提示词使用 {{{{{name}}}}}。",
    },
    "sweep.name_twice": {
        "en": "The name {name} stands for two lists: call one of them otherwise.",
        "zh": "名称 {name} 用于两个列表：请改用不同的名称。",
    },
    "sweep.rows": {
        "en": "rows is a DataFrame or a list of dictionaries, not {kind}.",
        "zh": "rows 应为 DataFrame 或字典列表，而不是 {kind}。",
    },
    "sweep.rows_unused": {
        "en": "No prompt speaks of a column of `rows`; there are: {columns}.",
        "zh": "没有提示词使用 `rows` 的任何一列；可用的列：{columns}。",
    },
    "sweep.row_empty": {
        "en": "Row {row} has nothing for {{{{{name}}}}}.",
        "zh": "第 {row} 行没有 {{{{{name}}}}} 的值。",
    },
    "sweep.none_possible": {
        "en": "None of the {count} combinations is possible. The first: {reason}",
        "zh": "{count} 个组合都不可行。第一个：{reason}",
    },
    "sweep.no_axis": {"en": "The sweep has no list {name}.", "zh": "该批量没有列表 {name}。"},
    "sweep.not_one": {
        "en": "These choices are {count} combinations, not one.",
        "zh": "这些选择对应 {count} 个组合，而不是一个。",
    },
    # The price.
    "sweep.consent": {"en": "This sweep would cost {total}.", "zh": "这次批量将花费 {total}。"},
    "sweep.consent.hint": {
        "en": "To make it, say so: `sweep.run(yes=True)`, in a cell `--yes`.",
        "zh": "如要生成，请确认：`sweep.run(yes=True)`，在单元格中用 `--yes`。",
    },
    "sweep.dearer": {
        "en": "This sweep would now cost {now}; it was {before} when it was shown.",
        "zh": "这次批量现在将花费 {now}；先前显示的是 {before}。",
    },
    "sweep.dearer.hint": {
        "en": "To make it at that price, say `yes=True` once more.",
        "zh": "如接受该价格，请再次使用 `yes=True`。",
    },
    "sweep.amount": {"en": "≈ {amount} {unit} at {provider}", "zh": "≈ {amount} {unit}（{provider}）"},
    "sweep.amount.exact": {"en": "{amount} {unit} at {provider}", "zh": "{amount} {unit}（{provider}）"},
    "sweep.together": {"en": "(together ≈ ${usd})", "zh": "（合计 ≈ ${usd}）"},
    "sweep.unknown": {"en": "{count} clips of unknown price", "zh": "{count} 个价格未知的视频"},
    "sweep.unknown.one": {"en": "1 clip of unknown price", "zh": "1 个价格未知的视频"},
    "sweep.estimate": {"en": "{total}: {parts}", "zh": "{total}：{parts}"},
    "sweep.part.new": {"en": "{count} new", "zh": "{count} 个新任务"},
    "sweep.part.new.one": {"en": "1 new", "zh": "1 个新任务"},
    "sweep.part.again": {
        "en": "{count} whose files are gone (fetched for nothing where that is still possible)",
        "zh": "{count} 个文件已不在（如仍可取回则免费）",
    },
    "sweep.part.again.one": {
        "en": "1 whose file is gone (fetched for nothing where that is still possible)",
        "zh": "1 个文件已不在（如仍可取回则免费）",
    },
    "sweep.comma": {"en": ", ", "zh": "，"},
    "sweep.part.library": {"en": "{count} from the library, for nothing", "zh": "{count} 个取自视频库，免费"},
    "sweep.part.library.one": {"en": "1 from the library, for nothing", "zh": "1 个取自视频库，免费"},
    "sweep.part.running": {
        "en": "{count} sent already, waited for",
        "zh": "{count} 个已发送，等待结果",
    },
    "sweep.part.running.one": {"en": "1 sent already, waited for", "zh": "1 个已发送，等待结果"},
    "sweep.part.refused": {
        "en": "{count} on record as refused or maybe charged, not sent",
        "zh": "{count} 个记录为被拒绝或可能已扣费，不会发送",
    },
    "sweep.part.refused.one": {
        "en": "1 on record as refused or maybe charged, not sent",
        "zh": "1 个记录为被拒绝或可能已扣费，不会发送",
    },
    "sweep.part.none": {"en": "nothing is left to do", "zh": "没有剩余的任务"},
    "sweep.fate.new": {"en": "new", "zh": "新任务"},
    "sweep.fate.again": {"en": "file gone", "zh": "文件已不在"},
    "sweep.fate.library": {"en": "from the library", "zh": "取自视频库"},
    "sweep.fate.running": {"en": "sent already", "zh": "已发送"},
    "sweep.fate.refused": {"en": "not sent", "zh": "不发送"},
    "sweep.head.fate": {"en": "what happens", "zh": "处理方式"},
    "sweep.head.count": {"en": "clips", "zh": "数量"},
    "sweep.head.each": {"en": "each", "zh": "单价"},
    "sweep.head.all": {"en": "together", "zh": "合计"},
    # The sweep in words.
    "sweep.headline": {"en": "Sweep of {count} clips{axes}", "zh": "批量生成 {count} 个视频{axes}"},
    "sweep.headline.one": {"en": "Sweep of 1 clip{axes}", "zh": "批量生成 1 个视频{axes}"},
    "sweep.headline.axes": {"en": ": {axes}", "zh": "：{axes}"},
    "sweep.standing": {"en": "{parts} · {cost}", "zh": "{parts} · {cost}"},
    "sweep.unsaid": {"en": "the model's own", "zh": "模型默认"},
    "sweep.all_alike": {"en": "in every list", "zh": "所有列表"},
    "sweep.left_out": {
        "en": "Left out, {count} combinations ({which}): {reason}",
        "zh": "略去 {count} 个组合（{which}）：{reason}",
    },
    "sweep.left_out.one": {
        "en": "Left out, 1 combination ({which}): {reason}",
        "zh": "略去 1 个组合（{which}）：{reason}",
    },
    "sweep.merged": {
        "en": "{count} combinations are the same request as another, made once: there it makes no difference to say "
        "{which}.",
        "zh": "{count} 个组合与其他组合是同样的请求，只生成一次：此时 {which} 不起作用。",
    },
    "sweep.merged.one": {
        "en": "1 combination is the same request as another, made once: there it makes no difference to say {which}.",
        "zh": "1 个组合与其他组合是同样的请求，只生成一次：此时 {which} 不起作用。",
    },
    "sweep.merged.spaces": {
        "en": "{count} combinations stand there twice, or differ from another in spaces only; made once: {which}",
        "zh": "{count} 个组合重复，或仅空格不同；只生成一次：{which}",
    },
    "sweep.merged.spaces.one": {
        "en": "1 combination stands there twice, or differs from another in spaces only; made once: {which}",
        "zh": "1 个组合重复，或仅空格不同；只生成一次：{which}",
    },
    "sweep.trouble.failed": {"en": "Failed, {count} ({which}): {reason}", "zh": "失败 {count} 个（{which}）：{reason}"},
    "sweep.trouble.failed.one": {"en": "Failed, 1 ({which}): {reason}", "zh": "失败 1 个（{which}）：{reason}"},
    "sweep.trouble.held": {
        "en": "Not sent, {count} ({which}): {reason}",
        "zh": "未发送 {count} 个（{which}）：{reason}",
    },
    "sweep.trouble.held.one": {"en": "Not sent, 1 ({which}): {reason}", "zh": "未发送 1 个（{which}）：{reason}"},
    "sweep.trouble.stopped": {
        "en": "No longer waited for, {count} ({which}): {reason}",
        "zh": "不再等待 {count} 个（{which}）：{reason}",
    },
    "sweep.trouble.stopped.one": {
        "en": "No longer waited for, 1 ({which}): {reason}",
        "zh": "不再等待 1 个（{which}）：{reason}",
    },
    "sweep.more_notes": {"en": "… and {count} more: see `sweep.cells`.", "zh": "……另有 {count} 条：见 `sweep.cells`。"},
    "sweep.status.planned": {"en": "{count} planned", "zh": "待发送 {count}"},
    "sweep.status.running": {"en": "{count} under way", "zh": "进行中 {count}"},
    "sweep.status.done": {"en": "{count} done", "zh": "已完成 {count}"},
    "sweep.status.failed": {"en": "{count} failed", "zh": "失败 {count}"},
    "sweep.status.held": {"en": "{count} not sent", "zh": "未发送 {count}"},
    "sweep.status.stopped": {"en": "{count} stopped", "zh": "已停止 {count}"},
    "sweep.stopped": {
        "en": "The sweep was stopped: {parts}. What was sent goes on at the provider and may be charged.",
        "zh": "批量已停止：{parts}。已发送的任务会在服务方继续，并可能扣费。",
    },
    "sweep.stopped.hint": {
        "en": "Run it again, or the same lists in another kernel: only what is missing is sent.",
        "zh": "可再次运行，或在其他内核中使用同样的列表：只发送缺少的部分。",
    },
    "sheet.stopped": {
        "en": "Stopped: {parts}. What was sent is not lost, and is found again.",
        "zh": "已停止：{parts}。已发送的任务不会丢失，可继续取回。",
    },
    "sheet.stopped.paid": {
        "en": "Stopped: {parts}. What was sent goes on at the provider and may be charged; it is not lost. To go on, "
        "run `sweep.run()` in Python: the price of what is missing is shown first.",
        "zh": "已停止：{parts}。已发送的任务会在服务方继续，并可能扣费，但不会丢失。若要继续，请在 Python 中运行 "
        "`sweep.run()`：会先显示缺少部分的价格。",
    },
    "sweep.waited": {
        "en": "The time for waiting is over, and the sweep goes on: {parts}.",
        "zh": "等待时间已到，批量仍在继续：{parts}。",
    },
    # The cell.
    "magic.flag.takes": {
        "en": "So many generations of each request, from the first one on.",
        "zh": "每个请求生成的次数，从第一次起。",
    },
    "magic.flag.rows": {
        "en": "A variable with a DataFrame or a list of dictionaries: each row fills the prompt's {{name}} once.",
        "zh": "含 DataFrame 或字典列表的变量：每一行填入提示词的 {{name}} 一次。",
    },
    "magic.flag.at_once": {
        "en": "So many clips of a sweep at a time for each provider; 4 unless told.",
        "zh": "批量时每个服务同时进行的视频数；默认 4。",
    },
    "magic.help.sweep": {
        "en": "A line --- divides prompts; lists try choices against each other: --ratio 16:9,9:16 --takes 3, or a "
        "variable with a list, in a flag or in {{name}}. The price is shown first; what costs money needs --yes.",
        "zh": "用一行 --- 分隔多个提示词；列表会相互组合：--ratio 16:9,9:16 --takes 3，或在参数或 {{name}} "
        "中使用含列表的变量。会先显示价格；收费的需要 --yes。",
    },
    "sweep.no_number": {
        "en": "--{flag} takes a whole number, not {value}.",
        "zh": "--{flag} 需要整数，而不是 {value}。",
    },
    "sweep.for_sweeps": {
        "en": "--{flag} is for sweeps: prompts divided by ---, or lists of choices.",
        "zh": "--{flag} 仅用于批量：以 --- 分隔的提示词，或选项列表。",
    },
    "sweep.bar": {"en": "{done} of {count} clips", "zh": "{count} 个视频中的 {done} 个"},
    "sweep.grid": {"en": "Clips of the sweep", "zh": "批量生成的视频"},
    "sweep.unshown": {"en": "… and {count} more clips: in the variable.", "zh": "……另有 {count} 个视频：见变量。"},
    # The contact sheet.
    "sheet.title": {"en": "Contact sheet of {count} clips", "zh": "{count} 个视频的总览"},
    "sheet.title.one": {"en": "Contact sheet of 1 clip", "zh": "1 个视频的总览"},
    "sheet.sort.rating": {"en": "rating", "zh": "评分"},
    "sheet.sort.cost": {"en": "cost", "zh": "费用"},
    "sheet.sort.duration": {"en": "length", "zh": "时长"},
    "sheet.sort.created": {"en": "newest", "zh": "最新"},
    "sheet.sort.seconds": {"en": "time taken", "zh": "生成用时"},
    "sheet.sort.turned": {"en": "{title}, reversed", "zh": "{title}（倒序）"},
    "sheet.unshown": {
        "en": "… and {count} more, which the sheet has no room for.",
        "zh": "……另有 {count} 个，此处放不下。",
    },
    "sheet.no_winner": {
        "en": "{key} is no clip of this contact sheet, so it can't be a winner.",
        "zh": "{key} 不是该总览中的视频，无法设为优选。",
    },
    "sheet.winner": {"en": "winner", "zh": "优选"},
    "sheet.take": {"en": "take {number}", "zh": "版本 {number}"},
    "sheet.seconds": {"en": "{seconds} s", "zh": "{seconds} 秒"},
    "sheet.same_as": {"en": "the same request as {which}", "zh": "与 {which} 是同一请求"},
    "sheet.left_out": {"en": "left out: {reason}", "zh": "已排除：{reason}"},
    "sheet.empty": {
        "en": "There are no clips to lay out: a contact sheet shows a sweep, or a list of clips.",
        "zh": "没有可排列的视频：总览用于展示批量任务或视频列表。",
    },
    "sheet.no_clips": {
        "en": "A contact sheet shows a sweep, or a list of clips, and this is {kind}.",
        "zh": "总览用于展示批量任务或视频列表，而这是 {kind}。",
    },
    "sheet.no_axis": {
        "en": "Nothing here is called {name}, so it can't be an axis of the contact sheet.",
        "zh": "这里没有名为 {name} 的项，无法用作总览的行或列。",
    },
    "sheet.same_axis": {
        "en": "Rows and columns of a contact sheet can't both be {name}.",
        "zh": "总览的行和列不能同时为 {name}。",
    },
    "sheet.no_sort": {
        "en": "A contact sheet can't be sorted by {name}; it can by {known}.",
        "zh": "总览无法按 {name} 排序；可用：{known}。",
    },
    "sheet.nothing_left": {
        "en": "None of the cells is among those that are to be shown.",
        "zh": "要显示的项中没有任何一格。",
    },
}
