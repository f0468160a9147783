"""What a sweep is before anything is sent: the product, what is left out, what is the same, and the price."""

from __future__ import annotations

import itertools
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grokwidget import Client
from grokwidget.errors import GrokwidgetError, InvalidRequest, SettingsError
from grokwidget.request import ImageRef
from grokwidget.sweep import LeftOut, Sweep

_URL = "https://example.com/a.png"


@pytest.fixture
def free(tmp_path: Path) -> Client:
    """A client of the local service, which is never started: planning asks nobody."""
    return Client(library=tmp_path / "library")


def test_the_product_is_one_cell_for_each_different_request(free: Client) -> None:
    sweep = free.sweep(["a fox", "an owl"], aspect_ratio=["16:9", "9:16"], mode="fun", takes=3)
    assert len(sweep) == 12
    assert sweep.axes == {
        "prompt": ("a fox", "an owl"),
        "aspect_ratio": ("16:9", "9:16"),
        "mode": ("fun",),
        "take": (1, 2, 3),
    }
    assert sweep.varies == ("prompt", "aspect_ratio", "take")
    assert {(cell.prompt, cell.request["aspect_ratio"], cell.take) for cell in sweep} == set(
        itertools.product(("a fox", "an owl"), ("16:9", "9:16"), (1, 2, 3))
    )
    assert all(cell.request["mode"] == "fun" for cell in sweep)
    assert sweep.estimate.free
    assert not free.library.ledger.history()


def test_impossible_combinations_are_left_out_and_named_once_for_each_reason(free: Client) -> None:
    sweep = free.sweep("a fox", mode=["fun", "spicy"], images=[None, [_URL]], aspect_ratio=["16:9", "1:1"])
    assert len(sweep) == 5  # with one picture the ratio is the picture's: two of them are one
    assert [each.choices["mode"] for each in sweep.left_out] == ["spicy", "spicy"]
    text = repr(sweep)
    assert text.count("does not take mode spicy together with images") == 1
    assert "Left out, 2 combinations (mode spicy, images example.com)" in text
    assert "makes no difference" in text
    assert "aspect_ratio" in text


def test_prompts_that_differ_in_spaces_only_are_made_once_and_named(free: Client) -> None:
    sweep = free.sweep(["a  red fox", "a red fox ", "a\nred\u3000fox", "an owl"])
    assert [cell.prompt for cell in sweep] == ["a  red fox", "an owl"]
    assert len(sweep.merged) == 2
    assert "differ from another in spaces only" in repr(sweep)


def test_a_scalar_is_a_list_of_one_and_arrays_columns_and_generators_are_lists(free: Client) -> None:
    assert len(free.sweep("a fox")) == 1
    assert len(free.sweep("a fox", duration=np.array([2, 4, 6]))) == 3
    assert len(free.sweep((f"fox {n}" for n in range(5)), duration=range(1, 4))) == 15
    assert len(free.sweep("a fox", mode=[None, "fun"])) == 2


def test_one_list_of_pictures_goes_into_every_clip_and_a_list_of_lists_is_tried(free: Client) -> None:
    other = "https://example.org/b.png"
    together = free.sweep("@image1 meets @image2", images=[_URL, other])
    assert len(together) == 1
    assert len(together[0].request["images"]) == 2
    apart = free.sweep("a fox", images=[[_URL], [other], [_URL, other], None])
    assert [len(cell.request.get("images", ())) for cell in apart] == [1, 1, 2, 0]
    assert apart.axes["images"] == ("example.com", "example.org", "example.com + example.org", None)


def test_a_picture_is_read_once_for_all_combinations(free: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from grokwidget.media import images

    read: list[object] = []
    real = images.key

    def key(ref: ImageRef) -> str:
        read.append(ref)
        return real(ref)

    monkeypatch.setattr(images, "key", key)
    pixels = np.zeros((8, 8, 3), np.uint8)
    assert len(free.sweep([f"fox {n}" for n in range(20)], images=[[pixels], None], takes=2)) == 80
    assert len(read) == 1


def test_holes_are_filled_from_lists_and_from_the_rows_of_a_table(free: Client) -> None:
    sweep = free.sweep("a {{animal}} in {{ place }}", over={"animal": ["fox", "owl"], "place": "snow"})
    assert [cell.prompt for cell in sweep] == ["a fox in snow", "a owl in snow"]
    assert sweep.where(animal="owl") == [sweep[1]]
    rows = [{"animal": "fox", "place": "snow", "n": 1}, {"animal": "owl", "place": "rain", "n": 2}]
    assert [cell.prompt for cell in free.sweep("a {{animal}} in {{place}}", rows=rows)] == [
        "a fox in snow",
        "a owl in rain",
    ]

    class Frame:
        def to_dict(self, how: str) -> list[dict[str, Any]]:
            assert how == "records"
            return rows

    assert free.sweep("a {{animal}}", rows=Frame())[1].choices["animal"] == "owl"
    assert free.sweep("{{animal}}", over={"animal": ["{{place}}"]})[0].prompt == "{{place}}"


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"prompts": []}, "prompts is empty"),
        ({"prompts": "x", "mode": []}, "mode is empty"),
        ({"prompts": "x", "images": []}, "images is empty"),
        ({"prompts": "x", "rows": []}, "rows is empty"),
        ({"prompts": "x {{a}}", "over": {"a": []}}, "a is empty"),
        ({"prompts": 3}, "not int"),
        ({"prompts": "x", "takes": 0}, "takes"),
        ({"prompts": "x", "takes": [1, "two"]}, "takes"),
        ({"prompts": "x", "takes": 100_000}, "10,000"),
        ({"prompts": [str(n) for n in range(500)], "duration": range(1, 31), "takes": 7}, "105,000"),
        ({"prompts": (str(n) for n in itertools.count())}, "10,000"),
        ({"prompts": "a {{anmal}}", "over": {"animal": ["fox"]}}, "animal"),
        ({"prompts": "a {{animal}}"}, "{{animal}}"),
        ({"prompts": "a fox", "over": {"animal": ["fox"]}}, "{{animal}}"),
        ({"prompts": "a fox", "rows": [{"animal": "fox"}]}, "animal"),
        ({"prompts": "a {{animal}}", "rows": [{"animal": "fox"}, {"animal": float("nan")}]}, "Row 2"),
        ({"prompts": "a {{animal}}", "rows": 5}, "DataFrame"),
        ({"prompts": "a {{mode}}", "over": {"mode": ["x"]}, "mode": ["fun"]}, "mode"),
        ({"prompts": "x", "sped": [1]}, "sped"),
        ({"prompts": "x", "duration": ["long"]}, "duration"),
        ({"prompts": "x", "mode": ["spice", "spise"]}, "None of the 2 combinations"),
        ({"prompts": ["", "  "]}, "None of the 2 combinations"),
        ({"prompts": "x", "provider": ["lokal"]}, "local"),
    ],
)
def test_bad_input_is_one_sentence(free: Client, asked: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        free.sweep(**asked)
    assert says in str(caught.value)
    assert "Nothing was sent" in str(caught.value)
    assert not free.library.path.exists()


def test_at_once_is_a_number_from_one_on(free: Client) -> None:
    with pytest.raises(SettingsError):
        free.sweep("x", at_once=0)


def test_a_product_that_is_too_large_is_refused_before_it_is_expanded(free: Client) -> None:
    began = time.process_time()
    with pytest.raises(InvalidRequest):
        free.sweep([str(n) for n in range(9_000)], duration=range(1, 31), takes=range(1, 9_000))
    assert time.process_time() - began < 0.5


def test_every_combination_can_be_looked_up_by_its_choices(free: Client) -> None:
    sweep = free.sweep(["a fox", "an owl"], mode=["fun", "spicy"], images=[None, [_URL]], aspect_ratio=["16:9", "1:1"])
    spicy = sweep.at(prompt="a fox", mode="spicy", images="example.com", aspect_ratio="16:9")
    assert isinstance(spicy, LeftOut)
    assert "spicy" in spicy.error.message
    one = sweep.at(prompt="a fox", mode="fun", images="example.com", aspect_ratio="1:1")
    assert one is sweep.at(prompt="a fox", mode="fun", images="example.com", aspect_ratio="16:9")
    with pytest.raises(InvalidRequest):
        sweep.at(prompt="a fox")
    with pytest.raises(InvalidRequest, match="Did you mean mode"):
        sweep.where(mod="fun")
    assert len(sweep.where(prompt="a fox", mode=["fun"])) == 3


def test_prices_are_summed_for_each_account_and_unit() -> None:
    client = Client("aivideoapi", base_urls={"aivideoapi": "http://127.0.0.1:9", "xai": "http://127.0.0.1:9"})
    sweep = client.sweep("a fox", provider=["aivideoapi", "xai"], duration=6, takes=2)
    each = {cell.provider: cell.estimate.amount for cell in sweep}
    assert sweep.estimate.new == 4
    assert sweep.estimate.amounts == {
        (name, unit): pytest.approx(2 * (each[name] or 0)) for name, unit in (("aivideoapi", "credits"), ("xai", "usd"))
    }
    assert not sweep.estimate.free
    assert "aivideoapi" in repr(sweep)
    assert "xai" in repr(sweep.plan)


def test_a_rehearsed_sweep_is_free() -> None:
    sweep = Client("aivideoapi").sweep(["a fox", "an owl"], rehearse=True)
    assert sweep.estimate.free
    assert sweep[0].rehearsal


_AXES = st.fixed_dictionaries(
    {},
    optional={
        "aspect_ratio": st.lists(st.sampled_from([None, "16:9", "9:16", "5:4"]), min_size=1, max_size=3),
        "mode": st.lists(st.sampled_from([None, "fun", "spicy", "dull"]), min_size=1, max_size=3),
        "duration": st.lists(st.sampled_from([None, 2, 6, 6.0, 31]), min_size=1, max_size=3),
        "images": st.lists(st.sampled_from([None, [_URL], [_URL, _URL]]), min_size=2, max_size=3),
        "takes": st.integers(1, 2),
        "provider": st.lists(st.sampled_from(["local", "aivideoapi", "xai"]), min_size=1, max_size=3),
    },
)
_PROMPTS = st.lists(
    st.sampled_from(["a fox", "a  fox", "an owl", " an owl ", "", "like @image2"]), min_size=1, max_size=4
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prompts=_PROMPTS, axes=_AXES)
def test_every_combination_is_a_cell_or_named_exactly_once(
    free: Client, prompts: list[str], axes: dict[str, Any]
) -> None:
    if all(each is None for each in axes.get("images", [1])):
        axes.pop("images", None)
    try:
        sweep = free.sweep(prompts, **axes)
    except InvalidRequest:
        return
    places = [cell.place for cell in sweep.cells]
    places += [left.place for left in sweep.left_out] + [same.place for same in sweep.merged]
    lengths = [len(axis.values) for axis in sweep.grid.axes]
    assert sorted(places) == sorted(itertools.product(*map(range, lengths)))
    fingerprints = [cell.fingerprint for cell in sweep]
    assert len(set(fingerprints)) == len(fingerprints)
    assert all(each.cell in sweep.cells for each in sweep.merged)
    _each_alone_says_the_same(free, sweep)


def _each_alone_says_the_same(client: Client, sweep: Sweep) -> None:
    """What is left out could not be asked for by itself either, and a cell could."""
    for combination in sweep.grid:
        alone = {**combination.fields}
        possible = True
        try:
            client.estimate(combination.prompt, **alone)
        except GrokwidgetError:
            possible = False
        assert possible == (combination.place not in {each.place for each in sweep.left_out})
