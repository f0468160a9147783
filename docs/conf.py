"""The site: these pages, the docstrings of the public names, and the two files at the top of the project.

scripts/docs builds it. Pages are written for GitHub first: what only a site can do stays in few places.
"""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path
from typing import Any

from furo.navigation import get_navigation_tree
from sphinx.addnodes import toctree
from sphinx.util.inspect import signature, stringify_signature
from traitlets import HasTraits

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import grokwidget  # noqa: E402
from grokwidget import errors  # noqa: E402

project = "grokwidget"
author = copyright = "The grokwidget team"
release = version = grokwidget.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
exclude_patterns = ["_site"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
highlight_language = "none"
nitpicky = True
# What signatures speak of and the reference doesn't: other packages', and the house's own inner names.
nitpick_ignore_regex = [(r"py:(class|obj|data|exc|meth|attr|mod)", r"(?!grokwidget\.errors\.).*")]

smartquotes = False  # `""` is an empty text

html_theme = "furo"
pygments_style, pygments_dark_style = "github-light", "github-dark"
html_title = f"grokwidget {version}"
templates_path = ["_site"]
html_static_path = ["_site/site.css", "_site/site.js"]
html_css_files, html_js_files = ["site.css"], ["site.js"]
html_copy_source = False
html_show_sphinx = False
html_theme_options: dict[str, Any] = {"navigation_with_keys": False}

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
python_maximum_signature_line_length = 88

_ERRORS = {
    name for name, thing in vars(errors).items() if inspect.isclass(thing) and thing.__module__ == errors.__name__
}
_REFERRED = {name: f"grokwidget.{name}" for name in grokwidget.__all__ if not name.startswith("_")}
_REFERRED |= {name: f"grokwidget.errors.{name}" for name in _ERRORS}
_FOR_THE_HOUSE = re.compile(r"\bFor (the (engine|panel|sheet)|whoever)\b")
"""How the docstring of a method ends that is public for other rooms only."""


def _docstring(_app: Any, _what: str, _name: str, _thing: Any, _options: Any, lines: list[str]) -> None:
    """Docstrings are plain text with `names`: names of the reference become links, all others code."""
    for number, line in enumerate(lines):
        lines[number] = re.sub(r"(?<!`)`([^`\n]+)`(?!`)(?=(\w?))", _named, line)
    _lists(lines)


def _named(found: re.Match[str]) -> str:
    target = _REFERRED.get(found[1])
    return (f":py:obj:`{found[1]} <{target}>`" if target else f"``{found[1]}``") + ("\\ " if found[2] else "")


def _lists(lines: list[str]) -> None:
    """reST wants an empty line before a list and before an example; people who read the source don't."""
    for number in range(len(lines) - 1, 0, -1):
        above, here = lines[number - 1], lines[number].lstrip()
        goes_on = not above.strip() or above.startswith("  ") or above.lstrip().startswith(("- ", ">>> "))
        if here.startswith(("- ", ">>> ")) and not goes_on:
            lines.insert(number, "")


def _signature(_app: Any, what: str, _name: str, thing: Any, *_: Any) -> tuple[str, str] | None:
    """A widget is called as its `__init__` says, not as traitlets' `__new__` does."""
    if what != "class" or not issubclass(thing, HasTraits):
        return None
    return stringify_signature(signature(thing.__init__, bound_method=True), show_return_annotation=False), ""


def _skip(_app: Any, _what: str, _name: str, thing: Any, skip: bool, _options: Any) -> bool | None:
    told = inspect.getdoc(thing) or ""
    return True if not skip and _FOR_THE_HOUSE.search(told.splitlines()[0] if told else "") else None


_OUTSIDE = re.compile(r"\]\(\.\./(README(?:\.zh-CN)?|CONTRIBUTING|CHANGELOG)\.md(#[^)]*)?\)")
_INSIDE = {"README": "first-steps.md", "README.zh-CN": "first-steps.zh-CN.md"}
_INSIDE |= {"CONTRIBUTING": "contributing.md", "CHANGELOG": "changelog.md"}
_BADGE = re.compile(r"\[!\[([^\]]*)\]\(https:[^)]*\)\]")
"""A picture on another machine that is a link: this site asks no other for anything, so its words stand there."""


def _read(_app: Any, page: str, source: list[str]) -> None:
    """What stands beside the folder has a page of its own here."""
    source[0] = _BADGE.sub(r"[\1]", source[0])
    up = "../" * page.count("/")
    source[0] = _OUTSIDE.sub(lambda found: f"]({up}{_INSIDE[found[1]]})", source[0])


def _page(app: Any, page: str, _template: str, context: dict[str, Any], _tree: Any) -> None:
    """A Chinese page says so, to whoever reads it aloud or chooses its letters; what is around it is Chinese too."""
    chinese = page.endswith(".zh-CN")
    context["language"] = "zh-CN" if chinese else "en"
    context["mended"] = lambda body: _chinese(_accessible(body)) if chinese else _accessible(body)
    if chinese:
        context["furo_navigation_tree"] = _chinese_navigation(app, page)


def _chinese_navigation(app: Any, page: str) -> str:
    """What stands beside a Chinese page: the tables of contents of the Chinese index alone."""
    made = ""
    for table in app.env.get_doctree("index.zh-CN").findall(toctree):
        found = app.env.resolve_toctree(page, app.builder, table, prune=False, titles_only=True, includehidden=True)
        made += app.builder.render_partial(found)["fragment"]
    return str(get_navigation_tree(made))


_CHINESE = {
    "Skip to content": "跳到正文",
    "Toggle site navigation sidebar": "打开或关闭网站导航",
    "Toggle table of contents sidebar": "打开或关闭本页目录",
    "Toggle Light / Dark / Auto color theme": "切换浅色、深色或自动主题",
    "Link to this heading": "此标题的链接",
    "Back to top": "回到顶部",
    "On this page": "本页内容",
    'placeholder="Search" name="q" aria-label="Search"': 'placeholder="搜索" name="q" aria-label="搜索"',
    'drawer" aria-label="Site"': 'drawer" aria-label="网站"',
    'drawer" aria-label="Page"': 'drawer" aria-label="本页"',
    "<span>Next</span>": "<span>下一页</span>",
    "<span>Previous</span>": "<span>上一页</span>",
    "Copyright &#169; ": "版权所有 &#169; ",
    "Made with ": "制作工具：",
}
"""The theme's own words, which it knows in the site's one language."""
_HOME = re.compile(r'((?:class="sidebar-brand"|<div class="header-center">\s*<a) href="[^"]*index)(?=\.html")')


def _chinese(body: str) -> str:
    """A Chinese page, with what stands around it in Chinese."""
    return _HOME.sub(r"\1.zh-CN", _replaced(body, _CHINESE))


_MENDED = {
    'role="heading">': 'role="heading" aria-level="2">',
    '<aside class="sidebar-drawer"': '<aside class="sidebar-drawer" aria-label="Site"',
    '<aside class="toc-drawer"': '<aside class="toc-drawer" aria-label="Page"',
    '<th class="head"><p></p></th>': "<td></td>",
}
"""What Sphinx and the theme write -> what a screen reader can tell: tests/docs/test_site_for_everybody.py."""
_PARAMETERS = re.compile(r"<dl>\n((?:<dd>.*</dd>\n)+)</dl>")
"""The parameters of a long signature: a list of meanings without words, inside of a word."""


def _accessible(body: str) -> str:
    """The page, with those places mended."""
    return _PARAMETERS.sub(_lines, _replaced(body, _MENDED))


def _replaced(body: str, by: dict[str, str]) -> str:
    for old, new in by.items():
        body = body.replace(old, new)
    return body


def _lines(found: re.Match[str]) -> str:
    return found[1].replace("<dd>", '<span class="sig-line">').replace("</dd>", "</span>")


def setup(app: Any) -> None:
    """What Sphinx asks for."""
    app.connect("autodoc-process-signature", _signature)
    app.connect("html-page-context", _page, priority=900)  # after the theme
    app.connect("autodoc-process-docstring", _docstring)
    app.connect("autodoc-skip-member", _skip)
    app.connect("source-read", _read)
