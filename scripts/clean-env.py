"""Runs a command with an environment that can't spend: no keys, real creates forbidden, folders of its own.

python scripts/clean-env.py COMMAND ...
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path


def main() -> int:
    """Exit with the command's own status."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().endswith(("_API_KEY", "_TOKEN", "_SECRET"))
        and (not name.startswith("GROKWIDGET_") or name == "GROKWIDGET_STATIC")
    }
    with tempfile.TemporaryDirectory(prefix="grokwidget-", ignore_cleanup_errors=True) as folder:
        own = {
            "GROKWIDGET_FORBID_REAL": "1",
            "GROKWIDGET_LANG": "en",
            "GROKWIDGET_LIBRARY": str(Path(folder) / "library"),
            "GROKWIDGET_SERVICE_DIR": str(Path(folder) / "service"),
            "GROKWIDGET_STATE_DIR": str(Path(folder) / "state"),
            "GROKWIDGET_CONFIG": str(Path(folder) / "settings.toml"),
        }
        return subprocess.run(sys.argv[1:], env=kept | own, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
