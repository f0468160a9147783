"""The budget that a class gives to each person: besides their own, and only for what is asked in the class."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from grokwidget.errors import BudgetExceeded, GrokwidgetError
from grokwidget.library.budget import Allowance, Book, Limit, Tag
from grokwidget.notebook.budgetline import shown
from grokwidget.settings import Settings
from grokwidget.task import Cost
from tests.jobs.fake import Fake, error

from .conftest import Making, of_person

pytestmark = pytest.mark.slow  # many exchanges with a real service: not for scripts/check

_HERE = Path("here")
_CLASS = Allowance("/course", (Limit("aivideoapi", "credits", 40.0, of_class=True),))


def _credits(amount: float) -> Tag:
    return Tag.of(Cost(amount=amount, unit="credits"))


def _left(book: Book) -> float:
    (limit,) = book.allowed(_CLASS)
    return limit.left


def test_a_persons_jobs_in_the_class_take_of_it_and_the_one_too_many_is_refused_with_its_file(
    course: Making, paid: Fake, tmp_path: Path
) -> None:
    folder = course('provider = "aivideoapi"\nlocked = ["provider"]\nbudget = { credits = 20 }\n')
    client = of_person(paid, tmp_path / "mine")
    client.generate("a fox", duration=6)
    (row,) = client.budget.rows()
    assert (row.spent, row.left, row.of_class) == (15, 5, True)
    with pytest.raises(BudgetExceeded) as caught:
        client.submit("a hare", duration=6, yes=True)
    assert "20 credits for aivideoapi would be exceeded: 15 spent" in str(caught.value)
    assert f"class's budget for each person, from {folder}" in str(caught.value)
    assert paid.creates == 1
    assert "aivideoapi, in this class: budget 20 credits, spent 15" in repr(client.budget)
    assert "in this class" in str(shown(client.budget))


def test_it_counts_nothing_that_is_asked_elsewhere_and_is_not_forgotten_when_own_budgets_are_taken_away(
    course: Making, paid: Fake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    private = of_person(paid, tmp_path / "private")
    private.budget.set(100, "credits", provider="aivideoapi")
    private.generate("a hare", duration=6)
    course('provider = "aivideoapi"\nbudget = { credits = 20 }\n')
    client = of_person(paid, tmp_path / "mine")
    client.generate("a fox", duration=6)
    client.budget.remove()
    (row,) = client.budget.rows()
    assert (row.spent, row.of_class) == (15, True)
    assert private.budget.rows() == ()


def test_what_is_refunded_is_free_again(course: Making, paid: Fake, tmp_path: Path) -> None:
    course('provider = "aivideoapi"\nbudget = { jobs = 1 }\n')
    client = of_person(paid, tmp_path / "mine")
    paid.script["create"] = [error(400, "invalid_request")]
    with pytest.raises(GrokwidgetError):
        client.generate("a fox", duration=6)
    assert client.generate("a fox", duration=6).path.exists()
    with pytest.raises(BudgetExceeded):
        client.submit("a hare", duration=6)


def test_the_users_own_budget_holds_in_the_class_too(course: Making, paid: Fake, tmp_path: Path) -> None:
    course('provider = "aivideoapi"\nbudget = { credits = 200 }\n')
    client = of_person(paid, tmp_path / "mine")
    client.budget.set(10, "credits", provider="aivideoapi")
    with pytest.raises(BudgetExceeded, match=r"budget aivideoapi 15 credits"):
        client.submit("a fox", duration=6)
    assert paid.creates == 0


def test_a_dry_look_holds_nothing_and_two_classes_count_apart() -> None:
    book = Book()
    assert book.hold(_HERE, "a", "aivideoapi", _credits(30), agreed=False, dry=True, within=_CLASS) is None
    assert _left(book) == 40
    assert book.hold(_HERE, "a", "aivideoapi", _credits(30), agreed=False, within=_CLASS) is None
    assert _left(book) == 10
    other = Allowance("/other", _CLASS.limits)
    assert book.hold(_HERE, "b", "aivideoapi", _credits(30), agreed=False, within=other) is None
    refused = book.hold(_HERE, "c", "aivideoapi", _credits(30), agreed=True, within=_CLASS)
    assert refused is not None
    assert (refused.why, refused.limit.of_class, refused.limit.held) == ("exceeded", True, 30)


def test_a_book_that_knew_no_classes_is_gone_on_with() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 50)
    assert book.hold(_HERE, "a", "aivideoapi", _credits(15), agreed=False) is None
    with sqlite3.connect(book.file) as db:
        db.execute("ALTER TABLE entries DROP COLUMN place")
        db.execute("PRAGMA user_version=1")
    db.close()
    assert book.hold(_HERE, "b", "aivideoapi", _credits(15), agreed=False, within=_CLASS) is None
    (own,) = book.limits()
    assert (own.held, _left(book)) == (30, 25)


def test_jobs_are_counted_of_all_services_together(course: Making) -> None:
    course('provider = "aivideoapi"\nbudget = { jobs = 1 }\n')
    allowed = Settings.load().classroom
    assert allowed is not None
    assert allowed.allowance is not None
    book = Book()
    for name, expected in (("xai", None), ("aivideoapi", "exceeded")):
        refusal = book.hold(Path("there"), name, name, Tag(), agreed=True, within=allowed.allowance)
        assert (refusal and refusal.why) == expected
