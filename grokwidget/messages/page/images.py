"""The tray of reference images."""

from __future__ import annotations

from .. import Messages

MESSAGES: Messages = {
    "page.images.label": {"en": "Reference images", "zh": "参考图片"},
    "page.images.add": {"en": "Add images", "zh": "添加图片"},
    "page.images.ways": {"en": "or drop or paste them here", "zh": "也可拖放或粘贴到这里"},
    "page.images.one": {"en": "1 image", "zh": "1 张图片"},
    "page.images.most": {"en": "Up to {maximum} images", "zh": "最多 {maximum} 张图片"},
    "page.images.from": {"en": "{minimum} to {maximum} images", "zh": "{minimum} 至 {maximum} 张图片"},
    "page.images.limit": {
        "en": "{many} · {formats} · {size} MB each",
        "zh": "{many} · {formats} · 每张 {size} MB 以内",
    },
    "page.images.none": {"en": "This model takes no images.", "zh": "该模型不接受图片。"},
    "page.images.replace": {"en": "Replace image {number}, {name}", "zh": "替换图片 {number}：{name}"},
    "page.images.remove": {"en": "Remove image {number}, {name}", "zh": "移除图片 {number}：{name}"},
    "page.images.sending": {"en": "Uploading image {number}, {name}", "zh": "正在上传图片 {number}：{name}"},
    "page.images.again": {"en": "Try again: image {number}, {name}", "zh": "重试上传图片 {number}：{name}"},
    "page.images.dismiss": {"en": "Dismiss", "zh": "关闭"},
    "page.images.coming": {"en": "Uploading images: {count}", "zh": "正在上传图片：{count}"},
    "page.images.moved": {
        "en": "{name} is now image {number} of {count}.",
        "zh": "{name} 现在是第 {number} 张，共 {count} 张。",
    },
    "page.images.removed": {"en": "{name} was removed.", "zh": "已移除 {name}。"},
    "page.images.comma": {"en": ", ", "zh": "、"},
    "page.images.more": {"en": " and {count} more", "zh": " 等另外 {count} 个"},
    "page.images.full": {
        "en": "No room left, the model takes at most {maximum}: {names}. Remove an image first.",
        "zh": "放不下了，该模型最多接受 {maximum} 张：{names}。请先移除一张。",
    },
    "page.images.empty": {
        "en": "Left out, there is nothing in it: {names}.",
        "zh": "未添加，文件是空的：{names}。",
    },
    "page.images.large": {
        "en": "Left out, over {size} MB: {names}. Make it smaller, or save it as JPEG.",
        "zh": "未添加，超过 {size} MB：{names}。请缩小图片，或另存为 JPEG。",
    },
    "page.images.pdf": {
        "en": "Left out, a PDF is no image: {names}. Export the page as PNG first.",
        "zh": "未添加，PDF 不是图片：{names}。请先把页面导出为 PNG。",
    },
    "page.images.svg": {
        "en": "Left out, an SVG drawing can't be sent: {names}. Export it as PNG first.",
        "zh": "未添加，无法发送 SVG 矢量图：{names}。请先导出为 PNG。",
    },
    "page.images.heic": {
        "en": "Left out, HEIC can't be read here: {names}. Save it as JPEG first.",
        "zh": "未添加，这里无法读取 HEIC：{names}。请先另存为 JPEG。",
    },
    "page.images.video": {
        "en": "Left out, a video is no image: {names}. Take a frame of it.",
        "zh": "未添加，视频不是图片：{names}。请从中截取一帧。",
    },
    "page.images.other": {
        "en": "Left out, this is no image: {names}.",
        "zh": "未添加，这不是图片：{names}。",
    },
    "page.images.unreadable": {
        "en": "Left out, the browser can't read it: {names}. It may be a folder, or gone.",
        "zh": "未添加，浏览器无法读取：{names}。它可能是文件夹，或已不存在。",
    },
    "page.images.lost": {
        "en": "The kernel does not answer, so {name} is not there yet. Press it to try again.",
        "zh": "内核没有响应，{name} 尚未上传完。点击它可重试。",
    },
    "page.images.silent": {
        "en": "The kernel does not answer, so nothing was changed.",
        "zh": "内核没有响应，没有做任何更改。",
    },
}
