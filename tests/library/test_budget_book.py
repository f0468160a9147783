"""The book of budgets: what is held, what is spent, and who gets what is left."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from grokwidget.errors import LibraryError
from grokwidget.library.budget import EVERYBODY, Book, Refusal, Tag, written
from grokwidget.task import Cost

pytestmark = pytest.mark.slow

_HERE = Path("here")


def _credits(amount: float | None) -> Tag:
    return Tag.of(Cost(amount=amount, unit="credits"))


def _hold(book: Book, job: str, price: Tag, *, provider: str = "aivideoapi", agreed: bool = False) -> Refusal | None:
    return book.hold(_HERE, job, provider, price, agreed=agreed)


def _taken(book: Book) -> list[tuple[float, float, float]]:
    return [(limit.spent, limit.held, limit.left) for limit in book.limits()]


def test_without_a_budget_nothing_is_written_and_nothing_refused() -> None:
    book = Book()
    assert _hold(book, "a", _credits(1e9)) is None
    assert book.limits() == []
    assert not book.file.exists()


def test_what_is_held_is_spent_at_its_real_cost_or_free_again() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 40)
    assert _hold(book, "a", _credits(15)) is None
    assert _hold(book, "b", _credits(15)) is None
    assert _taken(book) == [(0, 30, 10)]
    book.spend(_HERE, "a", _credits(12))
    assert _taken(book) == [(12, 15, 13)]
    book.release(_HERE, "b")
    assert _taken(book) == [(12, 0, 28)]
    book.spend(_HERE, "b", _credits(12))
    assert _taken(book) == [(24, 0, 16)], "one that was thought to be refunded was charged after all"


def test_a_cost_that_nobody_told_is_what_was_held() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 40)
    _hold(book, "a", _credits(15))
    book.spend(_HERE, "a", _credits(None))
    assert _taken(book) == [(15, 0, 25)]


def test_three_times_a_tenth_fits_into_three_tenths_and_a_fourth_does_not() -> None:
    book = Book()
    book.limit("xai", "usd", 0.3)
    dime = Tag.of(Cost(amount=0.1, unit="usd"))
    assert [_hold(book, str(n), dime, provider="xai") is None for n in range(4)] == [True, True, True, False]


def test_a_price_in_credits_counts_in_dollars_where_the_rate_is_known() -> None:
    book = Book()
    book.limit("aivideoapi", "usd", 1)
    rated = Tag.of(Cost(amount=60, unit="credits", usd=0.6))
    assert _hold(book, "a", rated) is None
    refused = _hold(book, "b", rated)
    assert refused is not None
    assert (refused.why, refused.price, refused.limit.left) == ("exceeded", 0.6, 0.4)


def test_a_budget_of_jobs_counts_those_of_all_providers_and_a_providers_own_only_its() -> None:
    book = Book()
    book.limit(EVERYBODY, "jobs", 3)
    book.limit("xai", "jobs", 1)
    assert _hold(book, "a", _credits(None), provider="xai") is None
    second = _hold(book, "b", _credits(None), provider="xai")
    assert second is not None
    assert second.limit.provider == "xai"
    assert _hold(book, "c", _credits(1)) is None
    assert _hold(book, "d", _credits(1)) is None
    fourth = _hold(book, "e", _credits(1))
    assert fourth is not None
    assert (fourth.limit.provider, fourth.limit.held) == (EVERYBODY, 3)


def test_an_unknown_price_needs_the_users_word_and_something_left() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 15)
    refused = _hold(book, "a", _credits(None))
    assert refused is not None
    assert refused.why == "unknown"
    assert _hold(book, "a", _credits(None), agreed=True) is None
    assert _hold(book, "b", _credits(15)) is None
    gone = _hold(book, "c", _credits(None), agreed=True)
    assert gone is not None
    assert gone.why == "exceeded"


def test_a_job_above_the_amount_to_ask_about_needs_the_users_word() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 20, each=True)
    assert _hold(book, "a", _credits(20)) is None
    refused = _hold(book, "b", _credits(20.5))
    assert refused is not None
    assert (refused.why, refused.price) == ("above", 20.5)
    assert _hold(book, "b", _credits(20.5), agreed=True) is None
    assert book.holdings() == [], "an amount to ask about counts nothing"


def test_no_word_of_the_user_exceeds_a_budget() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 10)
    refused = _hold(book, "a", _credits(15), agreed=True)
    assert refused is not None
    assert refused.why == "exceeded"


def test_a_job_that_holds_already_is_not_counted_twice() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 15)
    assert _hold(book, "a", _credits(15)) is None
    (first,) = book.holdings()
    assert _hold(book, "a", _credits(15)) is None
    assert _taken(book) == [(0, 15, 0)]
    book.release(_HERE, "a", n=first.n)
    assert _taken(book) == [(0, 15, 0)], "a release of the earlier hold took the new one"


def test_setting_a_budget_again_keeps_what_was_spent_and_a_new_one_begins_at_zero() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 20)
    _hold(book, "a", _credits(15))
    book.spend(_HERE, "a", _credits(15))
    book.limit("aivideoapi", "credits", 40)
    assert _taken(book) == [(15, 0, 25)]
    book.limit("aivideoapi", "jobs", 5)
    assert _taken(book) == [(15, 0, 25), (0, 0, 5)]
    assert book.unlimit("aivideoapi") == 2
    book.limit("aivideoapi", "credits", 20)
    assert _taken(book) == [(0, 0, 20)]


def test_taking_one_budget_away_leaves_the_others_as_they_are() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 20)
    book.limit(EVERYBODY, "jobs", 5)
    book.limit("aivideoapi", "credits", 10, each=True)
    _hold(book, "a", _credits(8))
    assert book.unlimit("aivideoapi", each=True) == 1
    assert book.unlimit(EVERYBODY) == 1
    assert _taken(book) == [(0, 8, 12)]
    assert book.unlimit() == 1
    assert book.holdings() == []


def test_more_charged_than_there_was_leaves_nothing_not_less() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 20)
    _hold(book, "a", _credits(15))
    book.spend(_HERE, "a", _credits(30))
    assert _taken(book) == [(30, 0, 0)]
    assert _hold(book, "b", _credits(0)) is not None


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), -3])
def test_what_is_no_amount_of_money_is_a_price_that_nobody_knows(amount: float) -> None:
    assert _credits(amount) == Tag()
    assert Tag.of(Cost(amount=amount, unit="credits"), Cost(amount=2, unit="credits")) == Tag(credits=2_000_000)


@pytest.mark.parametrize(
    ("amount", "text"), [(200.0, "200"), (0.3, "0.3"), (1234567.25, "1234567.25"), (0.000001, "0.000001"), (0.0, "0")]
)
def test_an_amount_is_written_exactly_and_as_people_write_it(amount: float, text: str) -> None:
    assert written(amount) == text


def test_asking_only_holds_nothing() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 20)
    assert book.hold(_HERE, "a", "aivideoapi", _credits(15), agreed=False, dry=True) is None
    assert _taken(book) == [(0, 0, 20)]


@pytest.mark.parametrize("damage", [b"no database at all" * 100, b""])
def test_a_book_that_cannot_be_read_refuses_and_an_empty_one_is_an_empty_book(damage: bytes) -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 20)
    book.file.write_bytes(damage)
    if damage:
        with pytest.raises(LibraryError, match=r"nothing that costs money is sent.*delete that file"):
            _hold(book, "a", _credits(1))
    else:
        assert _hold(book, "a", _credits(1)) is None
        assert book.limits() == []


def test_a_book_of_a_newer_version_is_left_alone() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 20)
    with sqlite3.connect(book.file) as db:
        db.execute("PRAGMA user_version=99")
    db.close()
    with pytest.raises(LibraryError, match="newer version"):
        _hold(book, "a", _credits(1))


def test_threads_that_hold_at_once_get_no_more_than_there_is() -> None:
    book = Book()
    book.limit("aivideoapi", "credits", 100)
    got: list[bool] = []
    threads = [
        threading.Thread(target=lambda n=n: got.append(_hold(book, f"job {n}", _credits(15)) is None))
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(got), sum(got)) == (20, 6)


def test_processes_that_hold_at_once_get_no_more_than_there_is(tmp_path: Path) -> None:
    Book().limit("aivideoapi", "credits", 100)
    script = """
import sys
from pathlib import Path
from grokwidget.library.budget import Book, Tag
from grokwidget.task import Cost
book, price = Book(), Tag.of(Cost(amount=15, unit="credits"))
sys.stdin.readline()
print(sum(book.hold(Path(sys.argv[1]), str(n), "aivideoapi", price, agreed=False) is None for n in range(5)))
"""
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path / str(n))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(4)
    ]
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    counts = [int(racer.communicate(timeout=60)[0]) for racer in racers]
    assert sum(counts) == 6
    assert _taken(Book()) == [(0, 90, 10)]
