"""A scripted day with a key that sings when it is seen: it must be in no byte that is written or sent to the page."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from grokwidget.local.options import Options
from grokwidget.local.service import Service
from tests.media.footage import film

from .echo import FAILS, Echo

pytestmark = pytest.mark.slow

#: No real key looks so; a part of it that no length or encoding of a text hides, `SONG`, is looked for.
KEY = "sk-x/+cAn4rY~INVENTED~cAn4rY+x"
SONG = "cAn4rY"
DIALECTS = ("aivideoapi", "apixgo", "duoyuanx", "xai")

_WORKER = """
import json, shutil, sys
for line in sys.stdin:
    job = json.loads(line)
    shutil.copyfile(sys.argv[1], job["spec"]["output"])
    print(json.dumps({"id": job["id"], "event": "done"}), flush=True)
"""

_START = """
import logging, os, sys
logging.basicConfig(level=logging.DEBUG, filename="day.log", force=True)
%load_ext grokwidget
%xmode Verbose
"""
_PYTHON = f"""
from grokwidget import Client
client = Client("mine-xai")
clips = list(client.library)
for clip in clips:
    clip.save(f"copy-{{clip.provider}}.mp4")
print(client, clips, [clip.record for clip in clips], client.providers())
job = client.submit("{FAILS} in Python")
job.on_update(print)
job.result()
"""
_LOCALS = f"""
import traceback
try:
    client.generate("{FAILS} with all variables")
except Exception as error:
    print("".join(traceback.TracebackException.from_exception(error, capture_locals=True).format()))
    print(repr(error), error.__dict__, vars(client))
job.result()
"""
_WEBHOOK = """
import httpx
from grokwidget.webhook import app
key = os.environ["MINE_XAI_API_KEY"]
async with httpx.AsyncClient(transport=httpx.ASGITransport(app(client)), base_url="http://hook") as caller:
    for clip in clips:
        answer = await caller.post("/", json={"id": clip.task_id, "message": key, "key": key})
        print(answer.status_code, answer.text)
    for body in (key.encode(), b'{"id": "' + key.encode() + b'"}'):
        answer = await caller.post(f"/{key}", content=body)
        print(answer.status_code, answer.text)
"""
_LINES = "\n".join(
    f"%grokvideo {line}"
    for line in ("providers", "models", "history", "resume", "doctor", "library check", "library prune --keep 99")
)


def _cells() -> list[str]:
    made = [f"%%grokvideo --provider mine-{name} --timeout 90\na red fox" for name in DIALECTS]
    failed = [f"%%grokvideo --provider mine-{name} --timeout 90\n{FAILS}" for name in DIALECTS]
    lines = _LINES.splitlines()
    asked = [f"%grokvideo balance mine-{name}" for name in DIALECTS]
    wrong = ["%grokvideo key mine-xai", "%%grokvideo --provider mine-xai --no-wait\nanother fox"]
    return [_START, *made, *failed, *lines, *asked, _PYTHON, _LOCALS, _WEBHOOK, *wrong, "clips[0]", "%debug_nothing"]


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[Echo]:
    """The relays."""
    clip = film(tmp_path / "seven.mp4", seconds=7)
    worker = (sys.executable, "-c", _WORKER, str(clip))
    with Service(Options(folder=tmp_path / "service", worker=worker)) as service, Echo(service, KEY) as running:
        yield running


@pytest.fixture
def day(tmp_path: Path, own_folders: Path, echo: Echo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the day: where the notebook is, with everything that is written that day below it."""
    folder = tmp_path / "day"
    for name in ("state", "ipython", "runtime", "config", "home"):
        (folder / name).mkdir(parents=True)
    relays = "".join(
        f'[providers.mine-{name}]\nbase_url = "http://{name}.lan"\ndialect = "{name}"\n' for name in DIALECTS
    )
    (folder / "settings.toml").write_text(relays, encoding="utf-8")
    told = {
        "GROKWIDGET_LIBRARY": folder / "grokvideos",
        "GROKWIDGET_STATE_DIR": folder / "state",
        "GROKWIDGET_CONFIG": folder / "settings.toml",
        "IPYTHONDIR": folder / "ipython",
        "JUPYTER_RUNTIME_DIR": folder / "runtime",
        "HOME": folder / "home",
        "HTTP_PROXY": echo.url,
        "HTTPS_PROXY": echo.url,
        **{f"MINE_{name.upper()}_API_KEY": KEY for name in DIALECTS},
    }
    for name, value in told.items():
        monkeypatch.setenv(name, str(value))
    for name in ("GROKWIDGET_FORBID_REAL", "NO_PROXY", "no_proxy", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)  # the proxy is the only way out, and leads to this machine
    return folder


def _lived(folder: Path) -> tuple[Any, list[dict[str, Any]]]:
    """The notebook of the day, executed and saved with its widgets' state; every message that its kernel published."""
    nbformat, nbclient = import_module("nbformat"), import_module("nbclient")
    heard: list[dict[str, Any]] = []

    class Listening(nbclient.NotebookClient):  # type: ignore[misc,name-defined]  # a module without types
        def process_message(self, msg: dict[str, Any], *rest: Any) -> Any:
            heard.append(msg)
            return super().process_message(msg, *rest)

    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(text) for text in _cells()]
    resources = {"metadata": {"path": str(folder)}}
    Listening(notebook, timeout=200, kernel_name="python3", allow_errors=True, resources=resources).execute()
    nbformat.write(notebook, folder / "day.ipynb")
    return notebook, heard


def _exported(folder: Path, notebook: Any) -> None:
    html, _ = import_module("nbconvert").HTMLExporter().from_notebook_node(notebook)
    (folder / "day.html").write_text(html, encoding="utf-8")


def _command(folder: Path, *words: str) -> int:
    """Run the command line; what it says is kept in the folder of the day."""
    run = subprocess.run([sys.executable, "-m", "grokwidget", *words], capture_output=True, check=False, cwd=folder)
    with (folder / f"said-{words[0]}.txt").open("ab") as kept:
        kept.write(run.stdout + run.stderr)
    return run.returncode


def _songs() -> list[bytes]:
    """What is looked for: the key's part as it is, as base64 at each of three places, as UTF-16."""
    plain = SONG.encode()
    packed = [base64.b64encode(bytes(n) + plain)[(n * 8 + 5) // 6 + (n > 0) : -4] for n in range(3)]
    return [plain, plain.lower(), plain.upper(), SONG.encode("utf-16-le"), *(each for each in packed if len(each) > 4)]


def _singing(folder: Path) -> list[str]:
    """Every file below the folder that holds the key in any form, with what stands around it."""
    found = []
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        for song in _songs():
            if (at := data.find(song)) >= 0:
                found.append(f"{path.relative_to(folder)}: …{data[max(at - 150, 0) : at + 40]!r}")
                break
    return found


def test_the_key_is_heard_where_it_is(tmp_path: Path) -> None:
    for n, text in enumerate((KEY.encode(), base64.b64encode(b"a" + KEY.encode()), KEY.encode("utf-16-le"))):
        (tmp_path / str(n)).write_bytes(b"before" + text + b"after")
    assert len(_singing(tmp_path)) == 3


def test_a_day_with_servers_that_repeat_the_key_leaves_no_trace_of_it(day: Path, echo: Echo) -> None:
    notebook, heard = _lived(day)
    (day / "messages.json").write_text(json.dumps(heard, default=repr), encoding="utf-8")
    _exported(day, notebook)
    _command(day, "doctor", "--json")
    _command(day, "doctor", "--provider", "mine-xai")
    _command(day, "history")
    assert _command(day, "library", "check") == 0
    assert _command(day, "generate", FAILS, "--provider", "mine-xai") == 1
    (clip, *_) = sorted((day / "grokvideos").glob("*.mp4"))
    _command(day, "inspect", str(clip))

    # The day was what it should have been: clips made with the key, downloads, failures, each with the key in them.
    clips = list((day / "grokvideos").glob("*.mp4"))
    assert len(clips) >= len(DIALECTS), [cell.get("outputs") for cell in notebook.cells]
    assert len(list(day.glob("copy-*.mp4"))) >= len(DIALECTS)
    # At each relay at least a create that worked, its poll, and a create that failed; polls beyond that vary with time.
    assert echo.seen >= 3 * len(DIALECTS)
    assert echo.echoed >= 3 * len(DIALECTS)
    assert echo.files >= len(DIALECTS)
    told = (day / "day.ipynb").read_text(encoding="utf-8")
    assert told.count("[key]") > 10
    assert "application/vnd.jupyter.widget-state+json" in told
    assert (day / "day.log").stat().st_size > 1000
    assert _singing(day) == []
