"""Runs the benchmarks and prints their tables: `python -m benchmarks [--quick] [NAME ...]`.

Each compares side by side in one run and reports ratios: these machines are shared, so seconds alone say little.
"""

from __future__ import annotations

import importlib
import sys

NAMES = (
    "imports",
    "rendering",
    "cached",
    "cold",
    "notebook",
    "trust",
    "panel",
    "gallery",
    "uploads",
    "sweeps",
    "sheet",
    "frames",
    "binder",
)
ON_REQUEST = ("rivals",)
"""Only by name: it installs other clients, and takes a quarter of an hour."""


def main() -> int:
    """Exit 0 when every figure is within its limit, else 1."""
    wanted = [name for name in sys.argv[1:] if name != "--quick"] or list(NAMES)
    known = (*NAMES, *ON_REQUEST)
    unknown = set(wanted) - set(known)
    if unknown:
        print(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    good = True
    for name in wanted:
        good = importlib.import_module(f"benchmarks.{name}").run() and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
