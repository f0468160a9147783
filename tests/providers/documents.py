"""What a service's document prints as an example, told apart from its prose. Not used by any test by itself: the
documents are not part of this repository. `python -m tests.providers.documents FOLDER` compares a folder that has them
with `tests/vectors/examples.json` and says what it lacks.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .examples import FOLDER

LIST = FOLDER / "examples.json"


_START = re.compile(
    r"^[ \t]*(?:-d ')?(?=\{)"
    r"|^[ \t]*curl (?:.*\\\n)*?.*(?=-d '\{|--data '\n|$)"
    r"|^.*(?:\bimport requests|BASE_URL =|const response = await fetch\()",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Printed:
    """One example: the line before it, its first words, and the digest of its JSON ('' for what is none)."""

    heading: str
    first: str
    sha256: str


def digest(value: Any) -> str:
    """The SHA-256 of a JSON value, whatever its spacing and order."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def printed(document: str) -> Iterator[Printed]:
    """Every JSON object, every curl command without one and every program of a document, in its order."""
    decoder = json.JSONDecoder()
    place = 0
    while found := _START.search(document, place):
        before = [line.strip() for line in document[: found.start()].splitlines() if line.strip()]
        heading = next((line for line in reversed(before) if not line.startswith(("-", "curl", '"', "'", "}"))), "")
        start = found.end()
        if document[start : start + 1] == "{" and not found.group().lstrip().startswith("curl"):
            try:
                value, place = decoder.raw_decode(document, start)
            except ValueError:
                place = start + 1
                continue
            if isinstance(value, dict) and value:
                yield Printed(heading[:80], document[start : start + 40].split("\n")[0], digest(value))
        else:
            place = max(found.end(), found.start() + 1)
            text = found.group().strip()
            if not text.startswith("curl"):
                yield Printed(heading[:80], text[:60], "")
            elif "POST" not in text:
                yield Printed(heading[:80], text.split("\n")[0][:60], "")


def main(folder: str) -> int:
    """Print every example of the documents in `folder` that the list lacks, and the other way round."""
    listed = json.loads(LIST.read_text(encoding="utf-8"))
    wrong = 0
    for provider, examples in listed.items():
        there = [(one.first, one.sha256) for one in printed((Path(folder) / f"{provider}.md").read_text("utf-8"))]
        known = [(one["first"], one["sha256"]) for one in examples if one["first"]]
        for missing in [one for one in there if one not in known]:
            wrong += 1
            print(f"{provider}: not listed: {missing}")
        for extra in [one for one in known if one not in there]:
            wrong += 1
            print(f"{provider}: listed, not printed: {extra}")
    print(f"{wrong} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
