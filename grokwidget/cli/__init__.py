"""The command line: demo, generate, serve, history, budget, resume, inspect, doctor."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from ..messages import say


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 done, 1 refused with a sentence, 2 wrong usage, 130 interrupted."""
    from ..errors import GrokwidgetError, WaitStopped
    from .parser import parser

    given = parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except WaitStopped as stop:
        print(f"\n{say('cli.interrupted') if stop.task_id else stop}", file=sys.stderr)
        return 130
    except GrokwidgetError as error:
        print(f"grokwidget: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\n{say('cli.interrupted')}", file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
