"""What two or more clips differ in."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    "differs.prompt": {"en": "prompt", "zh": "提示词"},
    "differs.operation": {"en": "operation", "zh": "操作"},
    "differs.provider": {"en": "service", "zh": "服务"},
    "differs.model": {"en": "model", "zh": "模型"},
    "differs.images": {"en": "images", "zh": "图片"},
    "differs.source_video": {"en": "source video", "zh": "源视频"},
    "differs.rehearsal": {"en": "rehearsal", "zh": "排练"},
    "differs.take": {"en": "take", "zh": "第几次生成"},
    "differs.cost": {"en": "cost", "zh": "费用"},
    "differs.took": {"en": "made in", "zh": "生成用时"},
    "differs.length": {"en": "length", "zh": "实际时长"},
    "differs.size": {"en": "size", "zh": "画面尺寸"},
    "differs.own": {"en": "model's own", "zh": "模型默认"},
    "differs.none": {"en": "none", "zh": "无"},
    "differs.yes": {"en": "yes", "zh": "是"},
    "differs.no": {"en": "no", "zh": "否"},
    "differs.on": {"en": "on", "zh": "开"},
    "differs.off": {"en": "off", "zh": "关"},
    "differs.generate": {"en": "new video", "zh": "新视频"},
    "differs.edit": {"en": "edit", "zh": "编辑"},
    "differs.extend": {"en": "extension", "zh": "延长"},
    "differs.clip": {"en": "clip {sha256}…", "zh": "视频 {sha256}…"},
    "differs.sentence": {"en": "{field}: {values}.", "zh": "{field}：{values}。"},
    "differs.between": {"en": "; ", "zh": "；"},
    "differs.and": {"en": ", ", "zh": "、"},
    "differs.value": {"en": "{value} (clip {clips})", "zh": "{value}（视频 {clips}）"},
    "differs.quoted": {"en": "“{text}”", "zh": "“{text}”"},
    "differs.spaces": {
        "en": "The prompts differ in white space only.",
        "zh": "提示词只有空白字符不同。",
    },
    "differs.take_only": {
        "en": "The requests are the same: only the take differs.",
        "zh": "请求完全相同：只是生成次数不同。",
    },
    "differs.nothing": {
        "en": "The requests are the same, and so are the clips.",
        "zh": "请求完全相同，视频也一样。",
    },
    "differs.no_clip": {
        "en": "Only clips can be compared, and this is a {kind}.",
        "zh": "只能比较视频（Clip），而这是 {kind}。",
    },
    "differs.side_by_side": {"en": "Clip {number}", "zh": "视频 {number}"},
    "differs.too_few": {
        "en": "Comparing takes two clips or more, and this is {count}.",
        "zh": "比较至少需要两个视频，这里只有 {count} 个。",
    },
}
