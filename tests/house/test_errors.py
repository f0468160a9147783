"""An error is a sentence for the person who reads it: what happened, what it means for their money, what to do."""

from __future__ import annotations

import inspect

from grokwidget import errors
from grokwidget.errors import CreateUnknown, GrokwidgetError, InvalidRequest, RateLimited, WaitTimeout


def test_an_error_says_what_happened_what_it_costs_and_where_it_belongs() -> None:
    error = CreateUnknown("The reply was lost.", provider="aivideoapi", task_id="t-1", request_id="r-1", hint="Look.")
    assert str(error) == (
        "The reply was lost. It may have been charged: look into your account before you ask again. Look. "
        "(provider aivideoapi, task t-1, request r-1)"
    )


def test_what_is_learned_later_fills_only_what_was_missing() -> None:
    error = RateLimited("Slow down.", provider="a").about(provider="b", task_id="t")
    assert (error.provider, error.task_id) == ("a", "t")


def test_a_refused_request_is_a_value_error_and_a_passed_deadline_a_timeout() -> None:
    assert issubclass(InvalidRequest, ValueError)
    assert issubclass(WaitTimeout, TimeoutError)


def test_the_tree_in_the_docstring_names_every_error() -> None:
    classes = [
        name
        for name, thing in vars(errors).items()
        if inspect.isclass(thing) and issubclass(thing, GrokwidgetError) and thing.__module__ == errors.__name__
    ]
    tree = inspect.getdoc(errors) or ""
    assert len(classes) > 20
    assert not [name for name in classes if name not in tree]
