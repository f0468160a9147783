"""A clip that was pruned is asked for again: from its task's address, and for money only with the user's word."""

from __future__ import annotations

import pytest

from grokwidget import Client
from grokwidget.errors import NeedsConsent

from .fake import Fake, error

pytestmark = pytest.mark.slow


def test_it_comes_back_from_its_task_for_nothing_under_its_old_name(client: Client, fake: Fake) -> None:
    first = client.generate("a fox")
    data = first.path.read_bytes()
    client.library.prune(keep=0, yes=True)
    assert not first.path.exists()
    again = client.generate("a fox")
    assert (fake.creates, again.path, again.path.read_bytes()) == (1, first.path, data)
    report = client.library.check()
    assert (report.sound, report.clips, report.pruned, report.flaws) == (True, 1, 0, ())


def test_where_the_task_is_gone_it_is_refused_with_the_price_and_made_again_only_with_yes(
    client: Client, fake: Fake
) -> None:
    client.generate("a fox")
    client.library.prune(keep=0, yes=True)
    fake.always["poll"] = error(404, "task_not_found")
    with pytest.raises(NeedsConsent, match="credits"):
        client.generate("a fox")
    assert fake.creates == 1
    fake.always.clear()
    assert client.generate("a fox", yes=True).path.exists()
