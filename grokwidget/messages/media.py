"""Sentences about pictures and videos on this disk."""

MESSAGES = {
    "media.label.data_url": {"en": "a data URL", "zh": "data URL"},
    "media.label.bytes": {"en": "bytes", "zh": "字节数据"},
    "media.label.figure": {"en": "a figure", "zh": "图表"},
    "media.label.pixels": {"en": "an image in memory", "zh": "内存中的图像"},
    "media.no_home": {
        "en": "The image's path begins with {user}, but there is no such user with a home folder here.",
        "zh": "图片路径以 {user} 开头，但这里没有该用户的主目录。",
    },
    "media.no_address": {
        "en": "An image's address can't be read: it is no right URL.",
        "zh": "有一个图片网址无法识别：格式不正确。",
    },
    "media.empty_name": {"en": "An image has an empty name.", "zh": "有一个图片名为空。"},
    "media.not_an_image": {
        "en": "A {kind} is no image: give a path, bytes, a PIL image, an array, a figure, a clip or a URL.",
        "zh": "{kind} 不是图片：请给出路径、字节、PIL 图像、数组、图表、视频片段或网址。",
    },
    "media.no_file": {"en": "There is no image {label} in {folder}.", "zh": "{folder} 里没有图片 {label}。"},
    "media.is_folder": {
        "en": "{label} is a folder: name the image in it.",
        "zh": "{label} 是文件夹：请指明其中的图片。",
    },
    "media.no_plain_file": {"en": "{label} is no ordinary file.", "zh": "{label} 不是普通文件。"},
    "media.cannot_read": {
        "en": "The image {label} can't be read: {problem}.",
        "zh": "无法读取图片 {label}：{problem}。",
    },
    "media.empty_file": {"en": "The image {label} is empty.", "zh": "图片 {label} 是空的。"},
    "media.too_big": {
        "en": "The image {label} has {size} MB; the model takes at most {limit} MB.",
        "zh": "图片 {label} 有 {size} MB；模型最多接受 {limit} MB。",
    },
    "media.too_big.hint": {
        "en": "Make it smaller, or save it as JPEG.",
        "zh": "请缩小图片，或另存为 JPEG。",
    },
    "media.too_many_pixels": {
        "en": "The image {label} has more than {limit} million pixels: make it smaller.",
        "zh": "图片 {label} 超过 {limit} 百万像素：请缩小。",
    },
    "media.broken_picture": {
        "en": "The image {label} is damaged: {problem}.",
        "zh": "图片 {label} 已损坏：{problem}。",
    },
    "media.no_picture.text": {
        "en": "{label} is no picture: it holds text, whatever its name says.",
        "zh": "{label} 不是图片：无论叫什么名字，里面是文本。",
    },
    "media.no_picture.svg": {
        "en": "{label} is an SVG drawing: export it as PNG first.",
        "zh": "{label} 是 SVG 矢量图：请先导出为 PNG。",
    },
    "media.no_picture.pdf": {
        "en": "{label} is a PDF: export the page as PNG first.",
        "zh": "{label} 是 PDF：请先把页面导出为 PNG。",
    },
    "media.no_picture.heic": {
        "en": "{label} is a HEIC or AVIF picture, which can't be read here: save it as JPEG first.",
        "zh": "{label} 是 HEIC 或 AVIF 图片，这里无法读取：请先另存为 JPEG。",
    },
    "media.no_picture.video": {
        "en": "{label} is a video: give a frame of it, or a clip from the library.",
        "zh": "{label} 是视频：请给出其中一帧，或视频库中的片段。",
    },
    "media.no_picture.other": {
        "en": "{label} is no picture that can be read here.",
        "zh": "{label} 不是这里能读取的图片。",
    },
    "media.bad_data_url": {
        "en": "The data URL can't be decoded: it should look like data:image/png;base64,… .",
        "zh": "无法解码这个 data URL：它应形如 data:image/png;base64,…。",
    },
    "media.array_shape": {
        "en": "An array of shape {shape} is no picture: height × width × 3 or 4 is.",
        "zh": "形状为 {shape} 的数组不是图片：应为 高 × 宽 × 3 或 4。",
    },
    "media.array_type": {
        "en": "An array of {dtype} is no picture: uint8, or numbers from 0 to 1, are.",
        "zh": "{dtype} 类型的数组不是图片：应为 uint8，或 0 到 1 的小数。",
    },
    "media.array_range": {
        "en": "The array's values go from {low} to {high}; a picture's go from 0 to {most}.",
        "zh": "数组的值从 {low} 到 {high}；图片的值应从 0 到 {most}。",
    },
    "media.address_needed": {
        "en": "This model takes images by public address only; {label} is on this machine.",
        "zh": "该模型只接受公网图片地址；{label} 在本机上。",
    },
    "media.address_needed.hint": {
        "en": "Upload it somewhere and give its https address, or use another model or the local service.",
        "zh": "请先上传并给出 https 地址，或换用其他模型或本地服务。",
    },
    "media.address_not_taken": {
        "en": "This model takes no image addresses: download the picture of {label} and give the file.",
        "zh": "该模型不接受图片地址：请下载 {label} 的图片并给出文件。",
    },
    "media.video_missing": {"en": "The video {file} is not there.", "zh": "视频 {file} 不存在。"},
    "media.video_empty": {"en": "The video {file} is empty or not there.", "zh": "视频 {file} 是空的或不存在。"},
    "media.not_mp4": {
        "en": "{file} is no MP4 video: it does not begin like one.",
        "zh": "{file} 不是 MP4 视频：开头不符。",
    },
    "media.video_cut": {
        "en": "The video {file} is cut short: its parts don't fill it to the end.",
        "zh": "视频 {file} 不完整：末尾缺失。",
    },
    "media.no_video": {"en": "{file} holds no picture, only sound or nothing.", "zh": "{file} 里没有画面。"},
    "media.video_broken": {
        "en": "The video {file} can't be decoded: {problem}.",
        "zh": "视频 {file} 无法解码：{problem}。",
    },
    "media.video_length": {
        "en": "The video {file} lasts {found} s where {wanted} s were asked for.",
        "zh": "视频 {file} 长 {found} 秒，而请求的是 {wanted} 秒。",
    },
    "media.no_frame": {
        "en": "The video {file} has no frame number {index}.",
        "zh": "视频 {file} 没有第 {index} 帧。",
    },
    "media.no_codec": {
        "en": "This installation of PyAV has no decoder for {codec}. Reinstall it: `pip install --force-reinstall av`.",
        "zh": "当前的 PyAV 没有 {codec} 解码器：请运行 `pip install --force-reinstall av` 重新安装。",
    },
    "media.cannot_save": {
        "en": "The clip can't be saved as {file}: {problem}.",
        "zh": "无法把视频保存为 {file}：{problem}。",
    },
    "media.tags_lost": {
        "en": "The copy {file} did not keep its provenance tags; it was removed.",
        "zh": "副本 {file} 没有保留来源标记，已删除。",
    },
    "media.save_over_itself": {
        "en": "{file} is the library's own file: save the copy under another name.",
        "zh": "{file} 就是视频库中的原文件：请换一个名字保存副本。",
    },
}
