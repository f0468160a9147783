"""`grokwidget doctor`: what is missing or stale in this environment, and the exact command that mends it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from ..errors import GrokwidgetError
from ..messages import say

Verdict = Literal["ok", "note", "bad"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. `mend` is the exact command or deed that puts it right."""

    what: str
    verdict: Verdict
    text: str
    mend: str = ""


SIGNS = {"ok": "✓", "note": "·", "bad": "✗"}


def findings(library: str | None = None) -> Iterator[Finding]:
    """Look at everything, one finding at a time; a check that breaks is itself a finding."""
    from . import checks, page_checks, place_checks

    looks: list[Callable[[], Iterator[Finding]]] = [
        checks.python,
        checks.host,
        checks.packages,
        page_checks.front_end,
        page_checks.jupyter,
        checks.event_loops,
        checks.encoder,
        checks.captions,
        lambda: place_checks.library(library),
        place_checks.state,
        place_checks.settings,
        checks.service,
        checks.keys,
        place_checks.network,
    ]
    for look in looks:
        try:
            yield from look()
        except GrokwidgetError as error:
            yield Finding(getattr(look, "__name__", "?"), "bad", error.message, error.hint or "")
        except Exception as error:  # a doctor must not fall ill from what it finds
            yield Finding(getattr(look, "__name__", "?"), "bad", f"{type(error).__name__}: {error}")


def doctor(given: argparse.Namespace) -> int:
    """Print every finding; exit 1 when something is bad."""
    found = []
    looked: Iterator[Finding]
    if given.provider:
        from .provider_check import provider_findings

        looked = provider_findings(given.provider)
    else:
        looked = findings(given.library)
    for finding in looked:
        found.append(finding)
        if not given.json:
            print(f"{SIGNS[finding.verdict]} {finding.what}: {finding.text}")
            if finding.mend:
                print(f"    {say('doctor.mend')} {finding.mend}")
    if given.json:
        json.dump([asdict(finding) for finding in found], sys.stdout, ensure_ascii=False, indent=2)
        print()
    bad = sum(finding.verdict == "bad" for finding in found)
    if not given.json:
        print(say("doctor.bad", count=bad) if bad else say("doctor.good"))
    return 1 if bad else 0
