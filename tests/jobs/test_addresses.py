"""Where a result may be fetched from, and what an address says of where it leads."""

from __future__ import annotations

import pytest

from grokwidget.errors import ResultUnavailable
from grokwidget.jobs.hops import check
from grokwidget.transport.access import Access, is_loopback, is_private, origin

_PUBLIC = Access("p", "P", "https://api.example.com")
_HERE = Access("p", "P", "http://127.0.0.1:8000/local")
_AT_HOME = Access("p", "P", "http://192.168.1.20:3000")


@pytest.mark.parametrize(
    "url", ["https://cdn.example.com/v.mp4?sig=1", "http://8.8.8.8/v.mp4", "https://[2606:4700::1]/v"]
)
def test_a_public_address_is_fetched_from_whoever_gives_it_out(url: str) -> None:
    for access in (_PUBLIC, _HERE, _AT_HOME):
        check(url, access)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/v.mp4",
        "http://localhost:8888/api/contents",
        "http://[::1]/v",
        "http://[::ffff:127.0.0.1]/v",
        "http://127.1/v",
        "http://2130706433/v",
        "http://0x7f000001/v",
        "http://10.0.0.7/v",
        "http://192.168.1.1/admin",
        "http://169.254.169.254/latest/meta-data",
        "http://[fd00::1]/v",
        "http://printer.local/v",
        "http://intranet/v",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:video/mp4;base64,AAAA",
        "https://",
        "http://[broken",
    ],
)
def test_a_public_service_leads_nobody_into_the_users_own_network(url: str) -> None:
    with pytest.raises(ResultUnavailable, match="for safety"):
        check(url, _PUBLIC)


def test_a_service_on_this_machine_or_at_home_may_give_out_addresses_of_its_own_network() -> None:
    check("http://127.0.0.1:9000/files/v.mp4", _HERE)
    check("http://192.168.1.20:3001/v.mp4", _AT_HOME)
    with pytest.raises(ResultUnavailable):
        check("http://127.0.0.1:9000/v.mp4", _AT_HOME)


def test_the_key_belongs_to_one_scheme_host_and_port() -> None:
    assert _PUBLIC.owns("https://api.example.com:443/v1/videos/1/content")
    assert _PUBLIC.owns("https://API.EXAMPLE.com/x")
    assert not _PUBLIC.owns("http://api.example.com/x")
    assert not _PUBLIC.owns("https://api.example.com:8443/x")
    assert not _PUBLIC.owns("https://api.example.com.evil.net/x")
    assert not _PUBLIC.owns("https://api.example.com@evil.net/x")


@pytest.mark.parametrize("host", ["localhost", "foo.localhost", "127.0.0.1", "127.8.9.10", "::1"])
def test_a_loopback_host_is_known_as_one(host: str) -> None:
    assert is_loopback(host)
    assert is_private(host)


def test_an_origin_names_the_port_that_is_meant() -> None:
    assert origin("https://A.b/") == ("https", "a.b", 443)
