"""The doctor on machines that are not as they should be: each is made for real, and each finding says what mends it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # each looks with a process of its own, as a user does

Found = list[dict[str, str]]


def _doctor(
    *words: str, env: Mapping[str, str] | None = None, cwd: Path | None = None, before: Sequence[str] = ()
) -> tuple[int, Found]:
    done = subprocess.run(
        [*before, sys.executable, "-m", "grokwidget", "doctor", "--json", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        env=os.environ | dict(env or {}),
        timeout=100,
    )
    found: Found = json.loads(done.stdout)
    return done.returncode, found


def _about(found: Found, what: str) -> Found:
    return [finding for finding in found if finding["what"] == what]


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A file system that can only be read: permissions don't stop the root that tests may run as."""
    folder = tmp_path / "disc"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m,ro", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting needs root")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_read_only_file_system_is_told_with_a_folder_that_can_be_written(read_only: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    code, found = _doctor("--library", str(read_only / "course" / "clips"), env={"HOME": str(home)})
    assert code == 1
    (library,) = _about(found, "library")
    assert library["verdict"] == "bad"
    assert f"{read_only}: Read-only file system" in library["text"]
    assert library["mend"] == f"export GROKWIDGET_LIBRARY={home}/grokvideos"


def test_a_home_that_can_only_be_read_is_told_for_each_folder_with_another_one(read_only: Path) -> None:
    unset = ("GROKWIDGET_STATE_DIR", "GROKWIDGET_SERVICE_DIR", "XDG_STATE_HOME", "XDG_DATA_HOME")
    env = {"HOME": str(read_only)} | dict.fromkeys(unset, "")
    code, found = _doctor("--library", str(read_only / "clips"), env=env)
    assert code == 1
    assert _about(found, "library")[0]["mend"].startswith("export GROKWIDGET_LIBRARY=")
    assert str(read_only) not in _about(found, "library")[0]["mend"]
    mends = [finding["mend"] for finding in _about(found, "own folders")]
    assert mends == ["export GROKWIDGET_STATE_DIR=$(mktemp -d)", "export GROKWIDGET_SERVICE_DIR=$(mktemp -d)"]


def test_a_synced_folder_s_ledger_is_told_to_lie_elsewhere(tmp_path: Path) -> None:
    code, found = _doctor("--library", str(tmp_path / "Dropbox" / "clips"))
    assert code == 0
    (ledger,) = _about(found, "ledger")
    assert ledger["verdict"] == "note"
    assert "Dropbox" in ledger["text"]
    _, found = _doctor("--library", str(tmp_path / "clips"))
    assert _about(found, "ledger")[0]["verdict"] == "ok"


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"])
def test_a_proxy_that_would_swallow_loopback_is_told_and_with_no_proxy_it_is_not(name: str) -> None:
    proxy = {name: "http://127.0.0.1:9"}
    bare = {"NO_PROXY": "", "no_proxy": ""}
    code, found = _doctor(env=bare | proxy)
    assert code == 0
    assert name in _about(found, "network")[0]["text"]
    mend = "export NO_PROXY=127.0.0.1,localhost"
    assert mend in [finding["mend"] for finding in _about(found, "network")]
    _, found = _doctor(env=bare | proxy | {"NO_PROXY": "example.org, 127.0.0.1"})
    assert mend not in [finding["mend"] for finding in _about(found, "network")]


def test_a_socks_proxy_without_its_package_is_bad() -> None:
    code, found = _doctor(env={"ALL_PROXY": "socks5://127.0.0.1:9", "NO_PROXY": "127.0.0.1"})
    assert code == 1
    (bad,) = [finding for finding in found if finding["verdict"] == "bad"]
    assert "ALL_PROXY" in bad["text"]
    assert bad["mend"] == f'{sys.executable} -m pip install "httpx[socks]"'


def test_a_machine_on_which_loopback_is_down_is_bad(tmp_path: Path) -> None:
    apart = ("unshare", "--net")
    if shutil.which("unshare") is None or subprocess.run([*apart, "true"], capture_output=True).returncode:
        pytest.skip("a network of its own needs root")
    code, found = _doctor(before=apart)
    assert code == 1
    assert "127.0.0.1" in next(finding["text"] for finding in _about(found, "network") if finding["verdict"] == "bad")


@pytest.mark.parametrize("how", ["missing", "empty"])
def test_a_package_without_its_caption_font_is_bad_though_the_system_may_have_one(tmp_path: Path, how: str) -> None:
    import grokwidget

    package = tmp_path / "grokwidget"
    shutil.copytree(Path(grokwidget.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    font = package / "lettering" / "files" / "GrokwidgetSansSC.otf"
    font.unlink() if how == "missing" else font.write_bytes(b"")
    code, found = _doctor(cwd=tmp_path)
    assert code == 1
    (told,) = _about(found, "caption font")
    assert "GrokwidgetSansSC.otf" in told["text"]
    assert told["mend"] == f"{sys.executable} -m pip install --force-reinstall --no-deps grokwidget"


def test_a_pyav_without_h264_is_bad_with_the_versions_that_are_promised() -> None:
    code = (
        "import av, sys\n"
        "from av.codec.codec import UnknownCodecError\n"
        "def refuse(*_): raise UnknownCodecError('libx264')\n"
        "av.codec.Codec = refuse\n"
        "from grokwidget.cli import main\n"
        "sys.exit(main(['doctor']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=100)
    assert done.returncode == 1
    assert '--only-binary av "av' in done.stdout


def test_keys_are_told_by_where_they_are_and_never_by_what_they_are() -> None:
    code, found = _doctor(env={"XAI_API_KEY": "xai-canary-0123456789"})
    assert code == 0
    (xai,) = _about(found, "xai")
    assert xai["verdict"] == "ok"
    assert "XAI_API_KEY" in xai["text"]
    assert "canary" not in json.dumps(found)


def test_it_names_the_file_of_the_user_s_settings_there_or_not(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    code, found = _doctor("--library", str(tmp_path / "clips"), env={"GROKWIDGET_CONFIG": str(file)})
    assert (code, [one["text"] for one in _about(found, "settings")]) == (0, [f"none yet; they would be in {file}"])
    file.write_text("timeout = 900\n", encoding="utf-8")
    code, found = _doctor("--library", str(tmp_path / "clips"), env={"GROKWIDGET_CONFIG": str(file)})
    assert (code, [one["text"] for one in _about(found, "settings")]) == (0, [str(file)])
