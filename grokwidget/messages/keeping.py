"""Looking after the library: what `library check` finds and mends, what `library prune` removes."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    "keeping.checked": {
        "en": "{folder}: {clips} clips read from end to end, {pruned} pruned earlier.",
        "zh": "{folder}：已完整读取 {clips} 个视频，另有 {pruned} 个此前已清理。",
    },
    "keeping.sound": {"en": "The library is sound.", "zh": "视频库完好。"},
    "keeping.unsound": {
        "en": "The library needs attention. Nothing was sent, and nothing was deleted.",
        "zh": "视频库需要处理。没有发送任何请求，也没有删除任何文件。",
    },
    "keeping.mended": {"en": "Put right.", "zh": "已修复。"},
    "keeping.can_mend": {
        "en": "{count} of these can be put right without losing anything: run it again with --repair (repair=True).",
        "zh": "其中 {count} 项可以无损修复：请加上 --repair（repair=True）再运行一次。",
    },
    "keeping.missing": {
        "en": "The file is gone and was not pruned. Run its cell again: the task's address is tried first; "
        "another one would cost {price}.",
        "zh": "文件不见了，且不是被清理的。请重新运行其单元格：会先尝试任务的地址；重新生成的费用为 {price}。",
    },
    "keeping.moved": {
        "en": "The file has another name now: {other}.",
        "zh": "文件现在的名字是 {other}。",
    },
    "keeping.changed": {
        "en": "The file is not the one that was stored: its SHA-256 has changed.",
        "zh": "文件与保存时不同：SHA-256 已改变。",
    },
    "keeping.broken": {"en": "The file does not play: {problem}", "zh": "文件无法播放：{problem}"},
    "keeping.no_clip": {
        "en": "The job “{prompt}” is down as done and has no clip.",
        "zh": "任务“{prompt}”记为已完成，但没有视频。",
    },
    "keeping.no_sidecar": {
        "en": "The clip has no JSON file beside it that says where it came from.",
        "zh": "视频旁边缺少说明来源的 JSON 文件。",
    },
    "keeping.bad_sidecar": {
        "en": "The JSON file beside the clip can't be read as what it should be.",
        "zh": "视频旁边的 JSON 文件内容无法识别。",
    },
    "keeping.differs": {
        "en": "The JSON file and the ledger disagree ({fields}). Neither was changed.",
        "zh": "JSON 文件与账本不一致（{fields}）。两者都没有改动。",
    },
    "keeping.no_row": {
        "en": "The ledger does not know this clip's job; the JSON file does.",
        "zh": "账本里没有此视频的任务，而 JSON 文件里有。",
    },
    "keeping.conflict": {
        "en": "A copy of {other} made by a sync service or by hand; compare the two, then remove one.",
        "zh": "由同步服务或手动产生的 {other} 的副本；请比较后删除其中一个。",
    },
    "keeping.ledger_conflict": {
        "en": "A copy of the ledger that a sync service made; it may know jobs that the ledger does not.",
        "zh": "同步服务产生的账本副本；其中可能有账本里没有的任务。",
    },
    "keeping.stray": {
        "en": "Not a file of this library; left alone.",
        "zh": "不是此视频库的文件；未作改动。",
    },
    "keeping.part": {
        "en": "A piece of a download whose job is over; `library prune` removes it.",
        "zh": "任务已结束的下载残片；可用 `library prune` 清除。",
    },
    "keeping.no_rule": {
        "en": "Say what may go: --older-than DAYS, --keep N, or --to-free SIZE. Nothing was deleted.",
        "zh": "请说明可以清理什么：--older-than DAYS、--keep N 或 --to-free SIZE。没有删除任何文件。",
    },
    "keeping.bad_rule": {
        "en": "Days and numbers of clips can't be negative. Nothing was deleted.",
        "zh": "天数和视频个数不能为负数。没有删除任何文件。",
    },
    "keeping.bad_size": {
        "en": "{size} is no size: write it as 500MB or 2GB. Nothing was deleted.",
        "zh": "{size} 不是大小：请写成 500MB 或 2GB。没有删除任何文件。",
    },
    "keeping.nothing_to_prune": {
        "en": "There is nothing to prune by these rules.",
        "zh": "按这些规则没有可清理的内容。",
    },
    "keeping.prune_row": {"en": "  {name}  {size}  ({price})", "zh": "  {name}  {size}（{price}）"},
    "keeping.would_prune": {
        "en": "{clips} clips and {parts} pieces of downloads would go: {size}. Their records would stay.",
        "zh": "将清理 {clips} 个视频和 {parts} 个下载残片，共 {size}。记录会保留。",
    },
    "keeping.pruned": {
        "en": "{clips} clips and {parts} pieces of downloads are gone: {size} freed. Their records stay.",
        "zh": "已清理 {clips} 个视频和 {parts} 个下载残片，释放 {size}。记录已保留。",
    },
    "keeping.prune_price": {
        "en": "They cost {prices}. When one is asked for again its task's address is tried; if that is dead, a new "
        "one is made only with your consent to pay again.",
        "zh": "它们的费用为 {prices}。再次请求时会先尝试任务的地址；若已失效，只有在您同意再次付费后才会重新生成。",
    },
    "keeping.not_done": {
        "en": "Nothing has been deleted yet: add --yes (yes=True) to do it.",
        "zh": "尚未删除任何文件：加上 --yes（yes=True）才会执行。",
    },
    "keeping.usage": {
        "en": "%grokvideo library check [--repair], or library prune [--older-than DAYS] [--keep N] [--to-free SIZE] "
        "[--yes]. Nothing was done: {problem}",
        "zh": "%grokvideo library check [--repair]，或 library prune [--older-than DAYS] [--keep N] [--to-free SIZE] "
        "[--yes]。没有执行任何操作：{problem}",
    },
    "cli.library_about": {"en": "Look after the library: check it, free space.", "zh": "维护视频库：检查、释放空间。"},
    "cli.library_check": {
        "en": "Verify every clip against its sidecar and the ledger; exit 1 when something is wrong.",
        "zh": "逐一核对视频、其 JSON 文件与账本；有问题时退出码为 1。",
    },
    "cli.library_check.repair": {
        "en": "put right what can be put right without losing anything",
        "zh": "修复可以无损修复的内容",
    },
    "cli.library_prune": {
        "en": "Remove the files of old clips, never their records; only shown, unless --yes.",
        "zh": "删除旧视频的文件，但保留记录；不加 --yes 时仅预览。",
    },
    "cli.library_prune.older_than": {"en": "spare clips younger than this", "zh": "保留比这更新的视频"},
    "cli.library_prune.keep": {"en": "spare so many of the newest clips", "zh": "保留最新的若干个视频"},
    "cli.library_prune.to_free": {
        "en": "oldest first, only as many as needed (500MB, 2GB)",
        "zh": "从最旧的开始，只清理所需的量（500MB、2GB）",
    },
    "cli.library_prune.yes": {"en": "do it; without it, it is only shown", "zh": "真正执行；不加则只预览"},
    "magic.line.library": {
        "en": "check the clips (library check), free space (library prune)",
        "zh": "检查视频（library check）、释放空间（library prune）",
    },
}
