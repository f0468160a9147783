"""A server that means harm by what it names: addresses of results, ids, file names. On real sockets."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from grokwidget import Client
from grokwidget.errors import GrokwidgetError, ResultUnavailable

from .fake import Fake, Said, document

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check


@pytest.fixture
def few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few tries, so that giving up takes no minute."""
    from grokwidget.jobs import download

    monkeypatch.setattr(download, "_TRIES", 2)
    monkeypatch.setattr(download, "_GONE_TRIES", 1)


def _visible(client: Client) -> list[str]:
    return sorted(path.name for path in client.library.path.rglob("*.mp4"))


# -- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "FILE://localhost/etc/passwd",
        "data:video/mp4;base64,AAAA",
        "ftp://127.0.0.1/v.mp4",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/v.mp4",
        "//cdn.example.com/v.mp4",
        "\\\\server\\share\\v.mp4",
    ],
)
def test_a_result_at_no_honest_address_is_never_fetched(client: Client, fake: Fake, few_tries: None, url: str) -> None:
    fake.urls = lambda _: [url]
    with pytest.raises(ResultUnavailable) as raised:
        client.generate("a fox")
    assert "javascript:alert" not in str(raised.value)
    assert fake.seen("file") == []
    assert _visible(client) == []


def _named(addresses: dict[str, str]) -> Callable[..., Any]:
    """The system's look-up, with some names of ours."""
    real = socket.getaddrinfo

    def look(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        return real(addresses.get(name, name), *rest, **more)

    return look


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "fd00::1"])
def test_a_public_name_that_leads_into_the_users_network_is_refused(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    import asyncio

    from grokwidget.transport.resolving import leads_inside

    names = {"cdn.example.com": inside, "api.example.com": "93.184.216.34", "api.home.example": "10.0.0.1"}
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (None, 0))]

    def look(host: str, *_: Any, **__: Any) -> Any:
        return [(*each[:4], (names[host], 0)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    monkeypatch.delenv("HTTP_PROXY", raising=False)
    url = "http://cdn.example.com/v.mp4"
    assert asyncio.run(leads_inside(url, "https://api.example.com"))
    assert not asyncio.run(leads_inside(url, "https://api.home.example")), "a relay of that network may"
    assert not asyncio.run(leads_inside("https://api.example.com/v.mp4", "https://api.example.com"))


def test_the_placeholders_of_proxies_that_work_as_a_network_card_are_no_network_of_the_users(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import asyncio

    from grokwidget.transport.resolving import leads_inside

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("198.18.0.7", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert not asyncio.run(leads_inside("http://cdn.example.com/v.mp4", "https://api.example.com"))


def test_a_name_that_leads_elsewhere_at_its_second_look_up_gives_nothing(
    client: Client, fake: Fake, few_tries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    from grokwidget.jobs import hops
    from grokwidget.transport.access import Access
    from grokwidget.transport.connections import Transport

    async def outside(url: str, base_url: str) -> bool:
        return False

    monkeypatch.setattr(hops, "leads_inside", outside)  # the first look-up told a public address
    monkeypatch.setattr(socket, "getaddrinfo", _named({"rebound.example.com": "127.0.0.1"}))
    port = fake.files.rpartition(":")[2]

    async def fetch() -> None:
        access = Access("p", "P", "https://api.example.com")
        url = f"http://rebound.example.com:{port}/v.mp4"
        async with hops.opened(Transport(), url, {}, access):
            raise AssertionError("an answer of the user's own network was handed out")

    with pytest.raises(ResultUnavailable, match="for safety"):
        asyncio.run(fetch())


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "task",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "C:\\Windows\\x",
        "a\x00b",
        "a\r\nX-Evil: 1",
        "%2e%2e%2fx",
        "🦊" * 80,
    ],
)
def test_an_id_that_looks_like_a_path_stays_a_word(client: Client, fake: Fake, task: str) -> None:
    fake.script["create"] = [document({"code": 200, "msg": "success", "data": {"taskId": task}})]
    fake.script["poll"] = [
        document({"id": task, "status": "completed", "output": {"urls": [f"{fake.files}/x.mp4"]}})
    ] * 3
    outside = sorted(client.library.path.parent.iterdir())
    try:
        client.generate("a fox")
    except GrokwidgetError:
        assert fake.creates == 1
    assert [path for path in sorted(client.library.path.parent.iterdir()) if path != client.library.path] == [
        path for path in outside if path != client.library.path
    ]
    assert not [request for request in fake.requests if "x-evil" in request.headers]
    for request in fake.seen("poll"):
        assert request.path.count("/") == 3


@pytest.mark.parametrize("name", ["../../evil.mp4", "/tmp/evil.mp4", "..\\..\\evil.mp4", "evil.mp4\x00.txt"])
def test_a_name_that_the_server_gives_the_file_is_not_even_read(client: Client, fake: Fake, name: str) -> None:
    quoted = name.replace("\x00", "%00")
    fake.script["file"] = [
        Said(200, fake.video, {"Content-Type": "video/mp4", "Content-Disposition": f'attachment; filename="{quoted}"'})
    ]
    fake.urls = lambda _: [f"{fake.files}/{quoted.replace(chr(92), '%5C')}"]
    clip = client.generate("a fox")
    assert clip.path.parent == client.library.path
    assert "evil" not in clip.path.name


@pytest.mark.parametrize("prompt", ["../../../evil", "a/b\\c:d", "CON", ".hidden", "a\x00b", "‮gpj.4pm", "x" * 3000])
def test_a_prompt_never_leads_out_of_the_library(client: Client, fake: Fake, prompt: str) -> None:
    try:
        clip = client.generate(prompt)
    except GrokwidgetError:
        assert fake.creates == 0
        return
    assert clip.path.parent == client.library.path
    assert not clip.path.name.startswith(".")
    assert "‮" not in clip.path.name


# -- cookies ----------------------------------------------------------------------------------------------------------


def test_what_a_service_sets_for_one_key_goes_along_with_nothing_else(client: Client, fake: Fake) -> None:
    marked = {"Content-Type": "application/json", "Set-Cookie": "account=first; Path=/"}
    state = document({"id": "task-1", "status": "processing", "progress": None})
    fake.script["poll"] = [replace(state, headers=marked)]
    client.generate("a fox")
    other = Client("aivideoapi", base_urls={"aivideoapi": fake.url}, key="sk-another-one", library=client.library.path)
    other.generate("a hare")
    assert len(fake.requests) >= 6
    assert all("cookie" not in request.headers for request in fake.requests)
