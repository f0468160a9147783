"""Clips beside each other."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {
    "page.compare.label": {"en": "{count} clips compared", "zh": "比较 {count} 个视频"},
    "page.compare.clip": {"en": "Clip {number}", "zh": "视频 {number}"},
    "page.compare.clip_of": {"en": "Clip {number}: {prompt}", "zh": "视频 {number}：{prompt}"},
    "page.compare.controls": {"en": "Controls of all clips", "zh": "全部视频的播放控件"},
    "page.compare.play": {"en": "Play", "zh": "播放"},
    "page.compare.pause": {"en": "Pause", "zh": "暂停"},
    "page.compare.scrub": {"en": "Position", "zh": "播放位置"},
    "page.compare.position": {"en": "{now} of {whole} seconds", "zh": "第 {now} 秒，共 {whole} 秒"},
    "page.compare.back": {"en": "One frame back", "zh": "后退一帧"},
    "page.compare.forward": {"en": "One frame forward", "zh": "前进一帧"},
    "page.compare.loop": {"en": "Loop", "zh": "循环播放"},
    "page.compare.speed": {"en": "Speed", "zh": "速度"},
    "page.compare.full": {"en": "Full screen", "zh": "全屏"},
    "page.compare.sound": {"en": "Sound", "zh": "声音"},
    "page.compare.muted": {"en": "Muted", "zh": "静音"},
    "page.compare.sound_of": {"en": "Sound of {number}", "zh": "视频 {number} 的声音"},
    "page.compare.layout": {"en": "Layout", "zh": "布局"},
    "page.compare.side": {"en": "Side by side", "zh": "并排"},
    "page.compare.wipe": {"en": "Wipe", "zh": "滑动对比"},
    "page.compare.divider": {"en": "Divider", "zh": "分界线"},
    "page.compare.divided": {
        "en": "clip 1 on {first} %, clip 2 on {second} %",
        "zh": "视频 1 占 {first}%，视频 2 占 {second}%",
    },
    "page.compare.loading": {"en": "Loading clip {number}", "zh": "正在加载视频 {number}"},
    "page.compare.again": {"en": "Try again", "zh": "重试"},
    "page.compare.lost": {
        "en": "The kernel does not answer, so clip {number} can't be fetched. The file is safe: {file}",
        "zh": "内核没有响应，无法取回视频 {number}。文件仍然安全：{file}",
    },
    "page.compare.changed": {
        "en": "The file changed while it was being read. Run the cell again.",
        "zh": "读取时文件发生了变化。请重新运行单元格。",
    },
    "page.compare.undecodable": {
        "en": "This browser can't play the file. It is safe; open it with another program: {file}",
        "zh": "此浏览器无法播放该文件。文件仍然安全，请用其他程序打开：{file}",
    },
    "page.compare.held": {
        "en": "A shorter clip holds its last frame until the longest one ends.",
        "zh": "较短的视频会停在最后一帧，直到最长的视频结束。",
    },
    "page.compare.differences": {"en": "Differences", "zh": "差异"},
    "page.compare.field": {"en": "What differs", "zh": "差异项"},
    "page.compare.same": {
        "en": "The requests are the same: nothing differs in what was asked for.",
        "zh": "请求完全相同：没有任何差异。",
    },
    "page.compare.same_but_take": {
        "en": "The requests are the same: only the take differs.",
        "zh": "请求完全相同：只是生成次数不同。",
    },
}
