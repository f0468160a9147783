"""A widget and its static form as two outputs, where a page would show an error in the place of a widget that is gone.

Of an output that has both, JupyterLab and Notebook 7 show the widget alone, and never the other form: in a notebook
that is opened without the kernel that made it "Error displaying widget: model not found", without any kernel "Loading
widget..." for ever (jupyterlab_widgets 3.0, `WidgetRenderer.renderModel`). So there the form is an output of its own,
right below. A style in it says when it is seen: while the widget isn't, and then those words aren't. What is untrusted,
or exported, has no widget and no style, and there the form is seen, too.
"""

from __future__ import annotations

from typing import Any

from .host import Host, host, static

Bundle = dict[str, Any]
WIDGET = "application/vnd.jupyter.widget-view+json"
#: An output of JupyterLab, and the place of a widget in it: empty but for words until the widget is there.
_OUTPUT = ".jp-OutputArea-child"
_PLACE = "> .lm-Panel.jp-OutputArea-output"
_GONE = f"{_OUTPUT}:has({_PLACE}.jupyter-widgets)"
_ON_ITS_WAY = f"{_OUTPUT}:has({_PLACE}):not(:has({_PLACE} > *)):not(:has({_PLACE}.jupyter-widgets))"
#: Until then nothing moves; an animation is the one delay that a style knows.
_PATIENCE = "1ms 3s"
_NOWHERE = "max-height:0;overflow:hidden;visibility:hidden"
_ABOVE = f':has(+ {_OUTPUT} [class^="gw-kept"])'
_NO_WORDS = (
    f"<style>{_GONE}{_ABOVE}{{display:none}}"
    f"{_ON_ITS_WAY}{_ABOVE}{{animation:gw-kept-gone {_PATIENCE} forwards}}"
    f"@keyframes gw-kept-gone{{to{{{_NOWHERE}}}}}</style>"
)
_HIDDEN = (
    f"<style>{_OUTPUT}:has({_PLACE}:not(.lm-mod-hidden) > *) + {_OUTPUT} .gw-kept{{display:none}}"
    f"{_ON_ITS_WAY} + {_OUTPUT} .gw-kept{{animation:gw-kept-late {_PATIENCE} backwards}}"
    f"@keyframes gw-kept-late{{from{{{_NOWHERE}}}}}</style>"
)


def apart_from(bundle: Bundle) -> tuple[Bundle, Bundle | None]:
    """The bundle as it is shown, and the form that is to be shown below it; None where one output does."""
    if WIDGET not in bundle or "text/html" not in bundle or host() is not Host.JUPYTER or static():
        return bundle, None
    above = {mime: data for mime, data in bundle.items() if mime != "text/html"} | {"text/plain": ""}
    below = f'<div class="gw-kept">{_HIDDEN}{_NO_WORDS}{bundle["text/html"]}</div>'
    return above, {"text/plain": bundle.get("text/plain", ""), "text/html": below}


def seen_alone(form: str) -> str:
    """A form that stands below a widget already, in words of its own: there those of the page aren't seen, either."""
    return f"{_NO_WORDS}{form}" if host() is Host.JUPYTER and not static() else form
