"""Frames, clips made out of clips, copies in other forms, lineage, rating and tags."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    "derive.outside": {
        "en": "{file} has no second {second}: it lasts {length} s.",
        "zh": "{file} 没有第 {second} 秒：全长 {length} 秒。",
    },
    "derive.bad_fps": {
        "en": "{fps} frames a second can't be: give a number above 0, {most} at most.",
        "zh": "每秒 {fps} 帧不可行：请给出大于 0 且不超过 {most} 的数。",
    },
    "derive.frames": {"en": "Frames({file}, {count} frames)", "zh": "Frames({file}，{count} 帧)"},
    "derive.bad_count": {
        "en": "A film strip has from 1 to {most} pictures, not {count}.",
        "zh": "胶片条应有 1 到 {most} 张图，而不是 {count} 张。",
    },
    "derive.small": {
        "en": "{side} pixels are too few: the longest side has at least 16.",
        "zh": "{side} 像素太小：最长边至少为 16 像素。",
    },
    "derive.empty": {
        "en": "Nothing lies between second {start} and second {end}: the start must come before the end, by a frame "
        "at least.",
        "zh": "第 {start} 秒与第 {end} 秒之间没有画面：开始必须早于结束，至少相差一帧。",
    },
    "derive.nothing_to_join": {
        "en": "Joining takes two clips at least, and there are {count}.",
        "zh": "至少需要两个视频才能拼接，这里只有 {count} 个。",
    },
    "derive.no_clip": {
        "en": "A {kind} can't be joined: give clips of a library, or `Clip.from_file(path)`.",
        "zh": "{kind} 无法拼接：请给出视频库中的视频，或 `Clip.from_file(path)`。",
    },
    "derive.bad_dissolve": {
        "en": "A dissolve of {dissolve} s can't be: give 0 or more seconds.",
        "zh": "不能溶接 {dissolve} 秒：请给出 0 或更多秒数。",
    },
    "derive.long_dissolve": {
        "en": "A dissolve of {dissolve} s doesn't fit: {file} lasts {length} s and dissolves {sides} times.",
        "zh": "{dissolve} 秒的溶接放不下：{file} 长 {length} 秒，其间要溶接 {sides} 次。",
    },
    "derive.no_encoder": {
        "en": "This installation has no encoder for {codec}. Reinstall it: `pip install --force-reinstall av pillow`.",
        "zh": "当前安装没有 {codec} 编码器：请运行 `pip install --force-reinstall av pillow` 重新安装。",
    },
    "derive.cannot_encode": {
        "en": "The new video can't be encoded: {problem}.",
        "zh": "无法编码新视频：{problem}。",
    },
    "derive.wrong_ending": {
        "en": "{file} has another ending than .{kind}: leave it out, or write .{kind}.",
        "zh": "{file} 的扩展名不是 .{kind}：请去掉扩展名，或写成 .{kind}。",
    },
    "derive.bad_rating": {
        "en": "A rating is a whole number from 1 to 5, or None to take it back; {rating} is none.",
        "zh": "评分是 1 到 5 的整数，或用 None 取消；{rating} 不是。",
    },
    "derive.bad_tag": {
        "en": "A tag is some text of one line and at most {most} characters; {tag} is none.",
        "zh": "标签是一行不超过 {most} 个字符的文字；{tag} 不是。",
    },
    "derive.not_in_library": {
        "en": "{file} lies in no library, so there is no record to write this into.",
        "zh": "{file} 不在任何视频库中，没有可以写入的记录。",
    },
    "derive.no_origin": {
        "en": "Nothing tells where {file} came from: it has no sidecar beside it, and no tags of ours.",
        "zh": "无法得知 {file} 的来源：旁边没有附带的 JSON 文件，文件里也没有我们的标签。",
    },
    "derive.no_client": {
        "en": "No client of this clip's library is here that could make a video: `client = Client()`, then "
        "`client.{call}(clip, …)`.",
        "zh": "此处没有属于该视频库的客户端来生成视频：请先 `client = Client()`，再 `client.{call}(clip, …)`。",
    },
    "derive.no_request": {
        "en": "The clip was made here out of others ({made_by}), not by a service: there is no request to send again.",
        "zh": "该视频是在本机由其他视频制作的（{made_by}），不是由服务生成的：没有可以再次发送的请求。",
    },
    "derive.image_gone": {
        "en": "The picture {label} that the clip was made from is not kept here: give it anew, with images=[…].",
        "zh": "制作该视频所用的图片 {label} 没有保存在这里：请用 images=[…] 重新给出。",
    },
    "derive.source_gone": {
        "en": "The clip that this one was made from is not in the library any more: give source_video=… anew.",
        "zh": "该视频的源视频已不在视频库中：请重新给出 source_video=…。",
    },
    "derive.trim": {"en": "cut out", "zh": "剪辑"},
    "derive.join": {"en": "joined", "zh": "拼接"},
    "differs.trim": {"en": "a part of another", "zh": "另一视频的片段"},
    "differs.join": {"en": "others joined", "zh": "由其他视频拼接"},
    "lineage.no_networkx": {
        "en": "The lineage needs networkx: `pip install 'grokwidget[lineage]'`.",
        "zh": "谱系图需要 networkx：请运行 `pip install 'grokwidget[lineage]'`。",
    },
    "lineage.too_many": {
        "en": "{count} clips are related, more than a picture can show ({most}): ask for one clip's, "
        "`client.library.lineage(clip)`.",
        "zh": "有 {count} 个相关的视频，超出一张图所能展示的数量（{most}）：请只查看一个视频的谱系，"
        "`client.library.lineage(clip)`。",
    },
    "lineage.shown": {"en": "Lineage of {clips} clips, {links} links", "zh": "{clips} 个视频的谱系，{links} 条关系"},
    "lineage.none": {"en": "No clip here grew out of another yet.", "zh": "这里还没有由其他视频衍生的视频。"},
    "lineage.gone": {"en": "not in this library", "zh": "不在此视频库中"},
    "lineage.last_frame": {"en": "last frame", "zh": "最后一帧"},
    "lineage.frame": {"en": "frame", "zh": "某一帧"},
    "lineage.edit": {"en": "edit", "zh": "编辑"},
    "lineage.extend": {"en": "extend", "zh": "延长"},
    "lineage.join": {"en": "join", "zh": "拼接"},
    "lineage.trim": {"en": "trim", "zh": "剪辑"},
    "lineage.again": {"en": "again", "zh": "再次生成"},
    "lineage.parent": {"en": "from", "zh": "源自"},
}
