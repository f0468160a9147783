"""`%grokvideo doctor`: what the command line's doctor looks at, in this very kernel.

Only here can be seen what other code has done to the process, such as a nest_asyncio that somebody applied.
"""

from __future__ import annotations

from grokwidget.cli.doctor import findings
from grokwidget.errors import GrokwidgetError
from grokwidget.messages import say

from . import session
from .table import Table

_SIGNS = {"ok": "✓", "note": "·", "bad": "✗"}


def checkup() -> Table:
    """Every finding as a row, with the command that puts it right; nothing is changed by looking."""
    found = list(findings(_own_folder()))
    bad = sum(finding.verdict == "bad" for finding in found)
    print(say("doctor.bad", count=bad) if bad else say("doctor.good"))  # noqa: T201 - the command's answer
    rows = [(f"{_SIGNS[each.verdict]} {each.what}", each.text, each.mend) for each in found]
    return Table([say("table.looked_at"), say("table.found"), say("table.mend")], rows)


def _own_folder() -> str | None:
    """The folder of this kernel's library; None where there is none: that is then a finding."""
    try:
        return str(session.client().library.path)
    except GrokwidgetError:
        return None
