"""What the kernel answers to a page's request that went wrong."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {
    "page.kernel.unknown_kind": {
        "en": "This page asks for something that this version of grokwidget doesn't know ({kind}). Run the cell again.",
        "zh": "页面请求了此版本 grokwidget 不认识的操作（{kind}）。请重新运行单元格。",
    },
    "page.kernel.failed": {
        "en": "Something went wrong in the kernel ({kind}). Nothing was lost; the kernel's log has the details.",
        "zh": "内核出错（{kind}）。没有任何损失，详情见内核日志。",
    },
    "page.kernel.missing_file": {
        "en": "The file is not there any more: {file}. It may have been moved or deleted.",
        "zh": "文件已不存在：{file}。它可能已被移动或删除。",
    },
    "page.kernel.upload_torn": {
        "en": "The picture did not arrive whole. Add it again.",
        "zh": "图片没有完整到达。请重新添加。",
    },
    "page.kernel.upload_unknown": {
        "en": "The kernel doesn't know this upload any more. Add the picture again.",
        "zh": "内核已不认识这次上传。请重新添加图片。",
    },
    "page.kernel.upload_changed": {
        "en": "{label} changed while it was being sent. Add it again.",
        "zh": "{label} 在发送过程中发生了变化。请重新添加。",
    },
    "page.kernel.upload_too_big": {
        "en": "{label} has {size} MB; no picture may have more than {limit} MB. Make it smaller, or save it as JPEG.",
        "zh": "{label} 有 {size} MB；图片不得超过 {limit} MB。请缩小图片，或另存为 JPEG。",
    },
    "page.kernel.upload_disk": {
        "en": "{label} can't be stored on the kernel's disk: {problem}.",
        "zh": "{label} 无法保存到内核的磁盘：{problem}。",
    },
    "page.kernel.upload_closed": {
        "en": "This panel was closed. Run the cell again.",
        "zh": "此面板已关闭。请重新运行单元格。",
    },
    "page.kernel.tray_full": {
        "en": "There is no room for {label}: this model takes at most {count} images. Remove one first.",
        "zh": "放不下 {label}：该模型最多接受 {count} 张图片。请先移除一张。",
    },
    "page.kernel.tray_none": {
        "en": "This model takes no images, so {label} can't be added.",
        "zh": "该模型不接受图片，无法添加 {label}。",
    },
    "page.kernel.tray_beyond": {
        "en": "This model takes at most {count} images: the ones after that can't be sent.",
        "zh": "该模型最多接受 {count} 张图片：之后的图片无法发送。",
    },
    "page.kernel.tray_unused": {
        "en": "This model takes no images: remove it, or choose another model.",
        "zh": "该模型不接受图片：请移除，或换用其他模型。",
    },
    "page.kernel.tray_most": {
        "en": "No more than {count} images can be kept here. Remove some first.",
        "zh": "这里最多保留 {count} 张图片。请先移除一些。",
    },
    "page.kernel.tray_gone": {
        "en": "This picture is not here any more.",
        "zh": "这张图片已不在这里。",
    },
}
