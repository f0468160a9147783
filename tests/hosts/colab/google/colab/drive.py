"""Stand-in: Drive, a folder that is slow and now and then says no; see `tests/hosts/flaky.py`."""

import pathlib


def mount(mountpoint: str, force_remount: bool = False, timeout_ms: int = 120000, readonly: bool = False) -> None:
    """Make the folder that Colab makes."""
    (pathlib.Path(mountpoint) / "MyDrive").mkdir(parents=True, exist_ok=True)
