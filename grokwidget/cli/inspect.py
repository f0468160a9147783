"""`grokwidget inspect FILE`: what a video file is, and where it came from."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from ..messages import say


def inspect(given: argparse.Namespace) -> int:
    """Print size, length and codec, and the provenance in the file's tags or its sidecar."""
    from ..media.probe import probe

    path = Path(given.file).expanduser()
    found = probe(path)
    facts: dict[str, Any] = {
        "file": str(path),
        "bytes": path.stat().st_size,
        "duration": round(found.duration, 3),
        "width": found.width,
        "height": found.height,
        "fps": round(found.fps, 3),
        "codec": found.codec,
        "audio": found.has_audio,
    }
    from ..library import sidecar

    try:
        written = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        written = {}
    ours = isinstance(written, dict) and written.get("format") == sidecar.FORMAT
    provenance: dict[str, Any] = written if ours else {}
    facts["provenance"] = provenance or dict(found.tags)
    if given.json:
        print(json.dumps(facts, ensure_ascii=False, indent=2, default=str))
        return 0
    for name, value in facts.items():
        if name != "provenance":
            print(f"{name:10} {value}")
    print(say("cli.inspect.provenance") if facts["provenance"] else say("cli.inspect.nothing"))
    for name, value in facts["provenance"].items():
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        print(f"  {name}: {text}")
    return 0
