"""Sentences of contact sheets that are saved as files."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    "sheetfile.ending": {
        "en": "A contact sheet is saved as {endings}; {file} has another ending.",
        "zh": "总览可保存为 {endings}；{file} 的扩展名不同。",
    },
    "sheetfile.no_clips": {
        "en": "There is no clip to show: run the sweep, or see why its cells failed.",
        "zh": "没有可显示的视频：请运行批量，或查看各单元失败的原因。",
    },
    "sheetfile.side": {
        "en": "longest_side is a number of pixels, not {value!r}.",
        "zh": "longest_side 应为像素数，而不是 {value!r}。",
    },
    "sheetfile.too_many": {
        "en": "A file shows at most {most} clips, and these are {count}: choose some with `only`.",
        "zh": "一个文件最多显示 {most} 个视频，这里有 {count} 个：请用 `only` 选取一部分。",
    },
    "sheetfile.none_readable": {
        "en": "None of the clips can be shown. The first: {reason}",
        "zh": "没有一个视频可以显示。第一个：{reason}",
    },
    "sheetfile.without": {
        "en": "{count} clips could not be shown; the sheet says so in their places. The first: {reason}",
        "zh": "{count} 个视频无法显示，总览已在其位置说明。第一个：{reason}",
    },
    "sheetfile.without.one": {
        "en": "1 clip could not be shown; the sheet says so in its place: {reason}",
        "zh": "1 个视频无法显示，总览已在其位置说明：{reason}",
    },
    "sheetfile.foot": {"en": "{count} clips", "zh": "{count} 个视频"},
    "sheetfile.foot.one": {"en": "1 clip", "zh": "1 个视频"},
    "sheetfile.by_rule": {
        "en": "drawn by the local engine: procedural, not AI",
        "zh": "由本地引擎按规则绘制，并非 AI",
    },
    "sheetfile.by_rule.some": {
        "en": "{count} drawn by the local engine: procedural, not AI",
        "zh": "其中 {count} 个由本地引擎按规则绘制，并非 AI",
    },
    "sheetfile.saving": {"en": "Saving {file} · {percent} %", "zh": "正在保存 {file} · {percent} %"},
    "sheetfile.play": {"en": "Play", "zh": "播放"},
    "sheetfile.pause": {"en": "Pause", "zh": "暂停"},
    "sheetfile.place": {"en": "Position", "zh": "位置"},
}
