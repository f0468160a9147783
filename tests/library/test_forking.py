"""A child that is forked while some thread of its parent holds a lock does not wait for it for ever."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

_SCRIPT = """
import os, signal, sys
from pathlib import Path
from grokwidget import redaction
from grokwidget.library import Index, JobStatus, Owner, index, owners
folder = Path(sys.argv[1])
with {lock}:
    child = os.fork()
    if not child:
        signal.alarm(10)
        print({use}, flush=True)
        os._exit(0)
print("child ended with", os.waitpid(child, 0)[1])
"""
_USES = {
    "redaction": ("redaction._lock", "redaction.redact('all is well')"),
    "index": ("index._lock", "Index(folder).note('v1:0', folder, 'a', JobStatus.DONE)"),
    "owners": ("owners._lock", "len(Owner(folder).id)"),
}


@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="this system has no fork")
@pytest.mark.parametrize(("lock", "use"), _USES.values(), ids=_USES.keys())
def test_a_forked_child_has_locks_of_its_own(tmp_path: Path, lock: str, use: str) -> None:
    script = textwrap.dedent(_SCRIPT.format(lock=lock, use=use))
    command = [sys.executable, "-c", script, str(tmp_path)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.splitlines()[-1] == "child ended with 0"
    assert run.stdout.splitlines()[0] in ("all is well", "True", "32")
