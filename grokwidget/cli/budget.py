"""`grokwidget budget`: what may be spent, shown and set."""

from __future__ import annotations

import argparse

from ..messages import say


def budget(given: argparse.Namespace) -> int:
    """Do what the words say, then print the budgets as they are."""
    from ..client import Client
    from ..notebook.budgetline import budget as answer

    print(answer(given.words, Client().budget) or say("budget.none"))
    return 0
