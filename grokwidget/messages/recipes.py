"""Comments in what "copy as" gives: written into code, so each is one line."""

from __future__ import annotations

from . import Messages

MESSAGES: Messages = {
    "recipe.not_kept": {
        "en": "{name}: {label} that only the notebook had then; put yours in this variable.",
        "zh": "{name}：当时只存在于笔记本中的{label}；请把你的图像放入此变量。",
    },
    "recipe.no_cell": {
        "en": "A %%grokvideo cell would read this prompt otherwise, so here is the same request as a call.",
        "zh": "%%grokvideo 单元格会改变这段提示词的含义，因此这里给出等价的函数调用。",
    },
}
