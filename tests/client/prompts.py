"""Prompts that are easily read as something else than text."""

from __future__ import annotations

PROMPTS = [
    "a red fox runs through snow",
    "it's \"quoted\" and 'quoted' \"\"\"thrice''' over",
    'it ends in a quotation mark"',
    'two lines,\nand it ends in a quotation mark"',
    "back\\slash \\n \\\\ and a last one\\",
    "first line\nsecond line\n\n    fourth, indented",
    "a tab\tand a bell\a",
    "🦊 runs 👩‍🚀 past",
    "ثعلب أحمر يجري \u202eعبر\u202c الثلج",
    "一只红狐狸在雪地里奔跑，" * 20,
    "many words " * 60,
    "$HOME `id` $(id) ${x} !! !$ %%bash %ls #comment & ; | > <",
    "<script>alert(1)</script> &amp; {not: a, variable} {{ not one either }",
    "@image1 and --duration 6 and xai-not-a-key",
    "JSON\n}\nJSON",
    "ends with ?",
    "%%grokvideo\n%grokvideo\n!ls",
]
#: What the body of a cell can't be: IPython, the page or the magic itself would change it.
NOT_IN_A_CELL = [
    "{{x}}",
    "a {{ fox }} runs",
    "a \r\n b",
    ">>> print('fox')",
    "a fox\n  >>> says this",
    "... and then it runs",
    "In [1]: a fox",
    "[ins] In [1]: a fox",
    "one\n   \ntwo",
    "一\n\u3000\n二",
    "---\nname: front matter\n---",
]
