"""The magics in a real IPython shell, with the real client and the local service."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from grokwidget.errors import WaitStopped
from grokwidget.notebook import session
from grokwidget.notebook.magics import GrokMagics

_SHORT = "%%grokvideo clip --duration 1\na red fox"


def _error(shell: Any, cell: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The one line that a cell's error shows."""
    result = shell.run_cell(cell)
    assert not result.success
    text: str = capsys.readouterr().out
    lines = [line for line in text.splitlines() if line.strip()]
    assert len(lines) == 1, text
    assert "Traceback" not in text
    return re.sub(r"\x1b\[[\d;]*m", "", lines[0])


@pytest.fixture
def library(own_folders: Path) -> Path:
    """Where this test's clips would go."""
    return own_folders / "library"


def _made(library: Path) -> list[str]:
    """Every file of the library but those of its own hidden folder."""
    found = [path.relative_to(library) for path in library.rglob("*") if path.is_file()]
    return [str(path) for path in found if not path.parts[0].startswith(".") and "ledger" not in path.name]


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("%%grokvideo\n   \n", ["needs a prompt"]),
        ("%%grokvideo", ["needs a prompt"]),
        ("%%grokvideo\n" + "x" * 5001, ["5001", "5000"]),
        ("%%grokvideo --model local-vido\nx", ["local-vido", "local-video"]),
        ("%%grokvideo --ratio 5:4\nx", ["5:4", "4:3"]),
        ("%%grokvideo --resolution 4k\nx", ["4k", "1080p"]),
        ("%%grokvideo --mode spice\nx", ["spice", "spicy"]),
        ("%%grokvideo --duration 31\nx", ["31", "30"]),
        ("%%grokvideo --duration 2.5\nx", ["2.5", "whole"]),
        ("%%grokvideo --duration long\nx", ["duration"]),
        ("%%grokvideo --provider lokal\nx", ["lokal", "local"]),
        ("%%grokvideo --take 0\nx", ["take"]),
        ("%%grokvideo --mode spicy --image {picture}\nx", ["spicy", "images"]),
        ("%%grokvideo " + "--image {picture} " * 8 + "\nx", ["7", "8"]),
        ("%%grokvideo --image {picture}\nlike @image3", ["@image3", "1 image"]),
        ("%%grokvideo --image nowhere.png\nx", ["nowhere.png"]),
        ("%%grokvideo --image {text}\nx", ["text.png"]),
        ("%%grokvideo --image {huge}\nx", ["huge.png", "10"]),
        ("%%grokvideo --image {number}\nx", ["int"]),
        ("%%grokvideo --callback-url nonsense\nx", ["callback"]),
        ("%%grokvideo 2fast\nx", ["2fast"]),
        ("%%grokvideo lambda\nx", ["lambda"]),
        ("%%grokvideo --rato 1:1\nx", ["--rato", "--ratio"]),
        ("%%grokvideo\na {{plac}}", ["plac", "place"]),
    ],
)
def test_bad_input_is_one_sentence_and_nothing_is_sent_or_left_behind(
    shell: Any, library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], cell: str, says: list[str]
) -> None:
    from PIL import Image

    (tmp_path / "text.png").write_text("no picture at all", encoding="utf-8")
    (tmp_path / "huge.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 11_000_000)
    values = {"text": tmp_path / "text.png", "huge": tmp_path / "huge.png", "place": "x", "number": 3}
    shell.user_ns.update(values, picture=Image.new("RGB", (64, 64)))
    line = _error(shell, cell, capsys)
    for words in says:
        assert words in line
    assert "Nothing was sent" in line
    assert not _made(library)
    assert not session.warm() or not session.client().library.ledger.history()


def test_short_errors_can_be_switched_off(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    shell.run_line_magic("config", "GrokMagics.short_errors = False")
    assert not shell.run_cell("%%grokvideo class\nx").success
    assert "Traceback" in capsys.readouterr().out


@pytest.mark.slow
def test_a_clip_lands_in_its_variable_and_a_second_run_sends_nothing(
    shell: Any, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.run_cell(_SHORT).result is None
    clip = shell.user_ns["clip"]
    assert shell.user_ns["_"] is clip
    assert clip.path.parent == library
    assert clip.path.name in capsys.readouterr().out
    before = sorted(_made(library)), clip.path.read_bytes()
    assert shell.run_cell("place = 'fox'").success
    assert shell.run_cell("%%grokvideo again --duration {seconds}\na red {{place}}".replace("{seconds}", "1")).success
    again = shell.user_ns["again"]
    assert again == clip
    assert again.from_library
    assert (sorted(_made(library)), clip.path.read_bytes()) == before
    assert "from the library" in capsys.readouterr().out


@pytest.mark.slow
def test_static_output_is_one_display_without_times_or_ids(
    shell: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKWIDGET_STATIC", "1")
    shown = []
    for _ in range(2):
        assert shell.run_cell(f"%%capture caught\n{_SHORT}").success
        shown.append([output.data for output in shell.user_ns["caught"].outputs])
    assert len(shown[0]) == 1
    assert shown[0] == shown[1]
    clip = shell.user_ns["clip"]
    assert not re.search(r"\d{4}-\d\d-\d\d|[0-9a-f]{8}", str(shown[0]))
    assert clip.job_id not in str(shown[0])


@pytest.mark.slow
def test_no_wait_gives_a_job_that_the_history_and_a_wait_know(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert shell.run_cell("%%grokvideo job --duration 1 --no-wait\na blue fox").success
    job = shell.user_ns["job"]
    assert job.result(60).path.exists()
    assert shell.run_cell("table = get_ipython().run_line_magic('grokvideo', 'history blue')").success
    assert "a blue fox" in repr(shell.user_ns["table"])
    assert "a blue fox" in shell.user_ns["table"]._repr_html_()
    assert shell.run_cell("%grokvideo history green").success
    assert "No job" in capsys.readouterr().out


def test_the_help_page_is_shown_by_a_question_mark_and_by_the_flag(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def pager(_shell: Any, data: Any, *_: object, **__: object) -> None:
        print(data["text/plain"] if isinstance(data, dict) else data)

    shell.set_hook("show_in_pager", pager)
    pages = []
    for cell in ("%%grokvideo?", "%%grokvideo --help\nx", "%%grokvideo -h\nx", "%grokvideo -h", "%grokvideo?"):
        assert shell.run_cell(cell).success
        pages.append(capsys.readouterr().out)
    for text in pages:
        assert "--aspect-ratio, --ratio" in text
        assert "grok-imagine-image-to-video" in text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("a red fox in snow", ["%%grokvideo", "'a red fox in snow'"]),
        ("histroy", ["history"]),
        ("providers all", ["providers", "all"]),
        ("models lokal", ["lokal", "local"]),
        ("estimate --duraton 3", ["--duration"]),
        ("key aivideoapi sk-secret", ["never written in a cell"]),
        ("key sk-secret", ["never written in a cell"]),
    ],
)
def test_a_wrong_line_is_one_helpful_sentence(
    shell: Any, capsys: pytest.CaptureFixture[str], line: str, says: list[str]
) -> None:
    text = _error(shell, f"%grokvideo {line}", capsys)
    for words in says:
        assert words in text
    assert "sk-secret" not in text


@pytest.mark.parametrize(
    "cell",
    [
        "%grokvideo keys aivideoapi sk-canary0123",
        "%grokvideo sk-canary0123",
        "%grokvideo key aivideoapi sk-canary0123",
        "%grokvideo kye",
        "%grokvideo balance sk-canary0123",
        "%grokvideo models 'sk-canary0123'",
        "%grokvideo resume sk-canary0123",
        "%grokvideo AIVIDEOAPI_API_KEY=sk-canary0123",
        "%grokvideo estimate --provider sk-canary0123 a fox",
        "%%grokvideo clip sk-canary0123\na fox",
        "%%grokvideo sk-canary0123\na fox",
        "%%grokvideo --provider=sk-canary0123\na fox",
        "%%grokvideo --timeout sk-canary0123\na fox",
        "%%grokvideo --image sk-canary0123\na fox",
    ],
)
def test_a_key_that_was_typed_into_a_cell_is_not_repeated(
    shell: Any, cell: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = _error(shell, cell, capsys)
    assert "canary" not in line
    assert "never written in a cell" in line


def test_words_that_only_begin_like_a_key_are_no_key_where_they_belong(shell: Any, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (64, 64)).save(tmp_path / "sk-etch.png")
    assert "free" in repr(shell.run_line_magic("grokvideo", f"estimate --image {tmp_path / 'sk-etch.png'} an sk-8 fox"))


@pytest.mark.parametrize("picture", ["http://[abc", "~no-such-user-here/x.png", "x" * 300, "x" * 300 + ".png"])
def test_an_address_that_is_none_is_one_sentence(shell: Any, picture: str, capsys: pytest.CaptureFixture[str]) -> None:
    line = _error(shell, f"%%grokvideo --image {picture}\na fox", capsys)
    assert "InvalidImage" in line
    assert "Nothing was sent" in line


def test_what_was_stopped_before_anything_was_sent_is_not_to_be_resumed(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    def words(error: WaitStopped) -> str:
        with pytest.raises(WaitStopped) as caught, GrokMagics(shell)._errors():
            raise error
        return str(caught.value)

    assert "%grokvideo resume" not in words(WaitStopped("Stopped."))
    assert "%grokvideo resume" in words(WaitStopped("Stopped.", task_id="task-1"))


def test_the_doctor_sees_what_other_code_did_to_this_very_process(
    shell: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    library = session.client().library
    mine = library.owner.id
    healthy = repr(shell.run_line_magic("grokvideo", "doctor"))
    assert "H.264" in healthy
    assert "nest_asyncio" not in healthy
    assert library.owner.alive(mine)
    assert (library.owner.folder / f"{mine}.lock").exists()
    monkeypatch.setattr(asyncio, "_nest_patched", True, raising=False)
    monkeypatch.delattr(asyncio, "_nest_asyncio2", raising=False)
    assert "nest_asyncio" in repr(shell.run_line_magic("grokvideo", "doctor"))
    assert capsys.readouterr().out.count("\n") == 2
    assert "doctor" in _error(shell, "%grokvideo docter", capsys)


def test_the_language_of_the_settings_is_spoken_from_the_first_magic_on(
    shell: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GROKWIDGET_LANG")
    Path(os.environ["GROKWIDGET_CONFIG"]).write_text('language = "zh"\n', encoding="utf-8")
    assert shell.run_cell("%grokvideo").success
    assert "生成视频" in capsys.readouterr().out


def test_the_tables_of_providers_models_and_prices_come_from_the_catalog(shell: Any) -> None:
    def shown(line: str) -> str:
        table = shell.run_line_magic("grokvideo", line)
        assert "<table>" in table._repr_html_()
        return repr(table)

    assert "aivideoapi" in shown("providers")
    assert "grok-imagine-text-to-video" in shown("models aivideoapi")
    assert "local-video" not in shown("models aivideoapi")
    assert "68 credits" in shown("estimate --provider aivideoapi --duration 15 --resolution 720p a fox")
    assert "free" in shown("estimate")


def test_a_key_is_typed_unseen_and_is_then_there_for_this_kernel_only(
    shell: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def its_row() -> str:
        rows = shell.run_line_magic("grokvideo", "providers").rows
        return next(str(row) for row in rows if row[0] == "aivideoapi")

    monkeypatch.setattr("getpass.getpass", lambda _prompt: "sk-typed-by-hand")
    assert shell.run_cell("%grokvideo key aivideoapi").success
    assert "sk-typed" not in capsys.readouterr().out
    assert "missing" not in its_row()
    assert shell.run_cell("%grokvideo key aivideoapi --forget").success
    assert "missing" in its_row()
    assert shell.run_cell("%grokvideo key local").success
    assert "needs no key" in capsys.readouterr().out


def test_a_key_is_kept_in_the_systems_keyring_on_request_and_the_answer_says_when_that_fails(
    shell: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ring: dict[tuple[str, str], str] = {}
    keyring = types.SimpleNamespace(
        set_password=lambda service, name, value: ring.update({(service, name): value}),
        get_password=lambda service, name: ring.get((service, name)),
        delete_password=lambda service, name: ring.pop((service, name)),
    )
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return "sk-typed-by-hand"

    monkeypatch.setattr("getpass.getpass", typed)
    assert shell.run_cell("%grokvideo key aivideoapi --keep").success
    assert "keyring" in capsys.readouterr().out
    assert "keyring" in asked[0]
    assert "not stored" not in asked[0]
    assert list(ring.values()) == ["sk-typed-by-hand"]
    assert shell.run_cell("%grokvideo key aivideoapi --forget").success
    assert not ring
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert shell.run_cell("%grokvideo key aivideoapi --keep").success
    assert "could not be kept" in capsys.readouterr().out
    assert shell.run_cell("%grokvideo key aivideoapi --forget").success


def test_a_paid_provider_without_a_key_is_refused_before_anything_is_sent(
    shell: Any, library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROKWIDGET_PROVIDER", "aivideoapi")
    monkeypatch.delenv("GROKWIDGET_FORBID_REAL")
    line = _error(shell, "%%grokvideo\na fox", capsys)
    assert "%grokvideo key" in line or "AIVIDEOAPI_API_KEY" in line
    assert not _made(library)
    monkeypatch.setenv("GROKWIDGET_PROVIDER", "local")
    assert "Model" in repr(shell.run_line_magic("grokvideo", "models"))


def test_a_cell_is_rehearsed_and_its_card_and_the_history_say_so(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert shell.run_cell("%%grokvideo fox --provider aivideoapi --rehearse --duration 6\na red fox").success
    clip = shell.user_ns["fox"]
    assert clip.rehearsal
    assert "rehearsal, free; the real run: ≈ 15 credits" in capsys.readouterr().out
    rows = shell.run_cell("%grokvideo history").result
    assert "rehearsal, free; the real run" in rows._repr_html_()
