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
}
