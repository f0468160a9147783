"""Which providers there are: those that come with the package, those that are added, amended, and forgotten again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grokwidget import providers
from grokwidget.catalog import ImageRule, Model
from grokwidget.errors import InvalidRequest
from grokwidget.request import Operation

_SHIPPED = ("local", "aivideoapi", "apixgo", "duoyuanx", "grokimagineapi", "jimmyai", "xai")
_OWN = replace(providers.shipped("apixgo"), name="mine", title="Mine")


def test_what_comes_with_the_package_is_there_with_the_local_service_first() -> None:
    assert providers.built_in() == _SHIPPED
    assert providers.names() == _SHIPPED
    assert [providers.provider(name).name for name in _SHIPPED] == list(_SHIPPED)


def test_an_added_provider_comes_last_and_can_be_forgotten() -> None:
    providers.register(_OWN)
    assert providers.names() == (*_SHIPPED, "mine")
    assert providers.provider("mine") is _OWN
    providers.withdraw("mine")
    assert providers.names() == _SHIPPED
    with pytest.raises(InvalidRequest, match="mine"):
        providers.provider("mine")
    providers.withdraw("mine")


def test_a_built_in_name_is_not_taken_and_no_other_is_amended() -> None:
    with pytest.raises(ValueError, match=r"^xai is a built-in provider$"):
        providers.register(replace(_OWN, name="xai"))
    with pytest.raises(ValueError, match=r"^mine is no built-in provider$"):
        providers.amend(_OWN)
    assert providers.provider("xai") is providers.shipped("xai")
    assert providers.names() == _SHIPPED


def test_an_amended_provider_is_as_it_ships_again_when_it_is_withdrawn() -> None:
    moved = replace(providers.shipped("xai"), base_url="https://xai.example")
    providers.amend(moved)
    assert providers.provider("xai") is moved
    assert providers.shipped("xai").base_url == "https://api.x.ai"
    assert providers.names() == _SHIPPED
    providers.withdraw("xai")
    assert providers.provider("xai") is providers.shipped("xai")


def test_an_unknown_name_is_told_with_the_nearest_and_with_all() -> None:
    with pytest.raises(InvalidRequest) as caught:
        providers.provider("jimyai")
    assert "jimyai" in str(caught.value)
    assert caught.value.hint == f"Did you mean jimmyai? It takes: {', '.join(_SHIPPED)}."
    with pytest.raises(InvalidRequest) as caught:
        providers.provider("qqqqqqqqq")
    assert caught.value.hint == f"It takes: {', '.join(_SHIPPED)}."


def test_a_listed_model_that_no_document_describes_can_be_asked_for_with_its_limits_unknown() -> None:
    known = providers.provider("aivideoapi").models
    found = providers.listed("aivideoapi", ["new-one", known[0].id, "new-one", "new-two"])
    assert found[0] == Model(
        provider="aivideoapi",
        id="new-one",
        title="new-one",
        operations=frozenset({Operation.GENERATE}),
        images=ImageRule(maximum=7, sources=frozenset({"url"})),
        any_ratio=True,
        limits_known=False,
        source="listed by aivideoapi.ai, limits unknown",
    )
    assert [model.id for model in found] == ["new-one", "new-two"]
    assert providers.provider("aivideoapi").models == (*known, *found)
    assert providers.provider("apixgo").models == providers.shipped("apixgo").models


def test_a_newer_list_takes_the_place_of_the_older() -> None:
    known = providers.provider("xai").models
    providers.listed("xai", ["old", known[1].aliases[0]])
    assert [model.id for model in providers.provider("xai").models[len(known) :]] == ["old"]
    found = providers.listed("xai", ["old", "new"])
    assert [model.id for model in found] == ["old", "new"], "what was listed before is no document"
    assert providers.provider("xai").models == (*known, *found)
    assert found[0].images.sources == {"url", "data"}, "pictures go as they do for the models that are known"
    assert providers.listed("xai", []) == ()
    assert providers.provider("xai").models == known
    providers.listed("xai", ["new"])
    providers.withdraw("xai")
    assert providers.provider("xai").models == known


def test_a_provider_without_models_takes_addresses() -> None:
    providers.register(replace(_OWN, models=()))
    (found,) = providers.listed("mine", ["one"])
    assert found.images.sources == {"url"}
    assert found.provider == "mine"
