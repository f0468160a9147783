"""Budgets: what may be spent, and what is asked before a job is started."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    "budget.exceeded": {
        "en": "The budget of {limit}{where} would be exceeded: {spent} spent, {held} held by unfinished jobs, and this "
        "one would take {price}.",
        "zh": "将超出预算 {limit}{where}：已花费 {spent}，未结束的任务占用 {held}，本次需要 {price}。",
    },
    "budget.exceeded.hint": {
        "en": "Raise it with `%grokvideo budget {command}` (or `client.budget.set`), or take it away with "
        "`%grokvideo budget {whose} off`; then ask again.",
        "zh": "可用 `%grokvideo budget {command}`（或 `client.budget.set`）提高预算，或用 "
        "`%grokvideo budget {whose} off` 取消预算，然后重新请求。",
    },
    "budget.above": {
        "en": "This would cost {price}, more than the {limit} above which a job{where} is asked about.",
        "zh": "本次费用为 {price}，超过了单个任务{where}需要确认的金额 {limit}。",
    },
    "budget.unknown": {
        "en": "What this would cost is not known, and there is a limit of {limit}{where}.",
        "zh": "本次费用未知，而已设有限额 {limit}{where}。",
    },
    "budget.consent.hint": {
        "en": "To make it all the same, say so: `yes=True`, in a cell or a terminal `--yes`.",
        "zh": "如仍要生成，请确认：`yes=True`，在单元格或终端中用 `--yes`。",
    },
    "budget.where": {"en": " for {provider}", "zh": "（{provider}）"},
    "budget.price_unknown": {"en": "an unknown amount", "zh": "未知金额"},
    "budget.unreadable": {
        "en": "The book of your budgets can't be used, so nothing that costs money is sent: {problem} ({file}).",
        "zh": "无法使用预算记录，因此不会发送任何收费请求：{problem}（{file}）。",
    },
    "budget.unreadable.hint": {
        "en": "Mend it or delete that file; without it there is no budget.",
        "zh": "请修复或删除该文件；删除后即没有预算限制。",
    },
    "budget.newer": {
        "en": "it was made by a newer version of grokwidget",
        "zh": "它由更新版本的 grokwidget 创建",
    },
    "unit.jobs": {"en": "jobs", "zh": "个任务"},
    "budget.bad_unit": {
        "en": "{unit} is no unit of a budget: credits, usd or jobs.",
        "zh": "{unit} 不是预算单位：可用 credits、usd 或 jobs。",
    },
    "budget.bad_amount": {
        "en": "{amount} is no amount for a budget: a number that is not below 0 (of jobs a whole one).",
        "zh": "{amount} 不能作为预算：应为不小于 0 的数（任务数须为整数）。",
    },
    "budget.whose": {
        "en": "Say whose {unit}: a credit is not worth the same everywhere. Providers: {providers}.",
        "zh": "请指明是哪个服务的 {unit}：各服务的积分价值不同。可选服务：{providers}。",
    },
    "budget.local": {
        "en": "The local service costs nothing: it has no budget.",
        "zh": "本地服务免费：没有预算。",
    },
    "budget.other_unit": {
        "en": "{provider} states its prices in {units}, not in {unit}: such a budget could not be kept.",
        "zh": "{provider} 的价格以 {units} 计，而不是 {unit}：无法执行这样的预算。",
    },
    "budget.none": {
        "en": "No budget is set. For example: `%grokvideo budget jobs 20`, `%grokvideo budget aivideoapi 200 credits`, "
        "`%grokvideo budget ask xai 2 usd`.",
        "zh": "没有设置预算。例如：`%grokvideo budget jobs 20`、`%grokvideo budget aivideoapi 200 credits`、"
        "`%grokvideo budget ask xai 2 usd`。",
    },
    "budget.usage": {
        "en": "budget understands: nothing more (shows), PROVIDER AMOUNT credits|usd|jobs, jobs AMOUNT, "
        "ask PROVIDER AMOUNT credits|usd (a job above that needs --yes), and PROVIDER|jobs|ask PROVIDER … off.",
        "zh": "budget 的用法：不带参数（显示）、服务 数量 credits|usd|jobs、jobs 数量、"
        "ask 服务 数量 credits|usd（单个任务超过时需要 --yes），以及 服务|jobs|ask 服务 … off。",
    },
    "budget.everybody": {"en": "all", "zh": "全部"},
    "budget.column.limit": {"en": "budget", "zh": "预算"},
    "budget.column.spent": {"en": "spent", "zh": "已花费"},
    "budget.column.held": {"en": "held", "zh": "占用"},
    "budget.column.left": {"en": "left", "zh": "剩余"},
    "budget.asks": {"en": "a job above {limit} asks", "zh": "单个任务超过 {limit} 时询问"},
    "magic.line.budget": {
        "en": "[provider] [amount credits|usd|jobs | off], jobs [amount | off], ask …: what may be spent",
        "zh": "[服务] [数量 credits|usd|jobs | off]、jobs [数量 | off]、ask …：花费上限",
    },
    "cli.budget": {"en": "show, set or take away budgets", "zh": "显示、设置或取消预算"},
    "cli.budget.words": {
        "en": "nothing (shows them), PROVIDER AMOUNT UNIT, jobs AMOUNT, ask PROVIDER AMOUNT UNIT, … off",
        "zh": "不填（显示）、服务 数量 单位、jobs 数量、ask 服务 数量 单位、… off",
    },
}
