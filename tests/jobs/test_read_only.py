"""A course's folder that can only be read: what is in it is served, and nothing is written for that."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from grokwidget import Client
from grokwidget.errors import LibraryError

from .fake import Fake


def test_a_clip_in_a_folder_that_can_only_be_read_is_served_and_a_new_one_is_refused_before_it_is_sent(
    fake: Fake, tmp_path: Path
) -> None:
    folder = tmp_path / "course"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting needs root")
    try:
        made = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=folder / "made")
        made.generate("a fox")
        made.library.ledger.close()
        made.library.owner.close()
        (folder / "made").rename(folder / "shown")  # as a fresh process sees it: no connection, no owner
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        client = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, library=folder / "shown")
        assert client.generate("a fox").from_library
        assert client.resume() == []
        with pytest.raises(LibraryError, match=r"can't be written|only be read"):
            client.submit("a hare")
        assert fake.creates == 1
        client.library.close()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
