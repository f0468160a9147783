"""Which clip grew out of which, as a graph and as a picture."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

import pytest

from grokwidget import join
from grokwidget.errors import LibraryError
from grokwidget.library import Clip, Library
from grokwidget.library.lineage import links

from .conftest import NewClip

pytestmark = pytest.mark.slow

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def family(new_clip: NewClip) -> dict[str, Clip]:
    """A clip, one that goes on from it, one of its request again, a part of one, and two joined; and a stranger."""
    fox = new_clip("a red fox <runs> & 雪")
    key = f"frame:{fox.sha256}:-1"
    then = new_clip("it stops", job={"request": {"images": ["fox.mp4"], "image_keys": [key]}})
    again = new_clip("a blue fox", job={"again_of": fox.sha256})
    part = then.trim(0, 1)
    both = join([fox, part], dissolve=0.25)
    return {"fox": fox, "then": then, "again": again, "part": part, "both": both, "stranger": new_clip("an owl")}


def test_the_links_say_how_one_came_of_the_other(library: Library, family: dict[str, Clip]) -> None:
    names = {clip.sha256: name for name, clip in family.items()}
    found = {(names[parent], names[child], kind) for parent, child, kind in library.lineage(family["fox"]).links}
    assert found == {
        ("fox", "then", "last_frame"),
        ("fox", "again", "again"),
        ("then", "part", "trim"),
        ("fox", "both", "join"),
        ("part", "both", "join"),
    }


def test_the_relatives_of_any_member_are_the_whole_family_and_no_stranger(
    library: Library, family: dict[str, Clip]
) -> None:
    for name in ("fox", "again", "both"):
        assert len(library.lineage(family[name])) == 5
    assert len(library.lineage()) == 5
    assert library.lineage(family["stranger"]).clips == [family["stranger"]]


def test_ancestors_and_descendants_can_be_asked_for(library: Library, family: dict[str, Clip]) -> None:
    whole = library.lineage()
    assert set(whole.ancestors(family["both"])) == {family[name] for name in ("fox", "then", "part")}
    assert set(whole.descendants(family["then"])) == {family["part"], family["both"]}
    assert whole.ancestors(family["stranger"]) == []
    assert whole.clips[0] == family["fox"]
    order = whole.clips
    assert all(
        order.index(family[a]) < order.index(family[b])
        for a, b in (("fox", "then"), ("then", "part"), ("part", "both"))
    )


def test_the_picture_shows_posters_prompts_and_the_kinds_of_links(library: Library, family: dict[str, Clip]) -> None:
    family["again"].rate(3)
    drawn = library.lineage().svg()
    root = ElementTree.fromstring(drawn)
    texts = [text.text for text in root.iter(f"{_SVG}text")]
    assert {"last frame", "again", "trim", "join"} <= set(texts)
    assert "a red fox <runs> & 雪" in texts
    assert any("★★★" in (text or "") for text in texts)
    images = [image.attrib["href"] for image in root.iter(f"{_SVG}image")]
    assert len(images) == 5
    assert all(image.startswith("data:image/webp;base64,") for image in images)
    assert root.attrib["aria-label"] == "Lineage of 5 clips, 5 links"
    assert len(drawn) < 40_000
    assert library.lineage()._repr_svg_() == drawn
    assert drawn in library.lineage()._repr_html_()


def test_children_stand_to_the_right_of_all_of_their_parents(library: Library, family: dict[str, Clip]) -> None:
    whole = library.lineage()
    column = {node: n for n, nodes in enumerate(whole.generations()) for node in nodes}
    assert all(column[parent] < column[child] for parent, child, _ in whole.links)


def test_the_picture_speaks_chinese(library: Library, family: dict[str, Clip], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROKWIDGET_LANG", "zh")
    assert "最后一帧" in library.lineage().svg()


def test_a_parent_that_is_gone_is_shown_as_gone(library: Library, family: dict[str, Clip]) -> None:
    family["fox"].path.unlink()
    whole = library.lineage(family["both"])
    assert whole.clip(family["fox"].sha256) is None
    assert "not in this library" in whole.svg()
    assert family["fox"] not in whole.clips


def test_a_prompt_can_not_break_out_of_the_picture(new_clip: NewClip, library: Library) -> None:
    evil = new_clip('"><script>alert(1)</script>\x00\ufffe')
    evil.trim(0, 1)
    drawn = library.lineage().svg()
    ElementTree.fromstring(drawn)
    assert "<script" not in drawn


def test_an_empty_library_has_an_empty_picture(library: Library) -> None:
    whole = library.lineage()
    assert (len(whole), whole.clips, whole.links) == (0, [], [])
    assert "No clip here grew out of another yet." in whole.svg()
    ElementTree.fromstring(whole.svg())


def test_records_that_name_each_other_as_parents_make_no_circle(library: Library, new_clip: NewClip) -> None:
    one = new_clip("one")
    other = new_clip("other", job={"parents": (one.sha256,)})
    library.ledger.update(one.job_id, parents=(other.sha256, one.sha256))
    assert len(library.lineage().links) == 1
    library.lineage().svg()


def test_without_networkx_the_sentence_says_what_to_install(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(LibraryError, match=r"pip install 'grokwidget\[lineage\]'"):
        library.lineage()


def test_too_many_for_one_picture_is_one_sentence(
    library: Library, family: dict[str, Clip], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grokwidget.library.lineage.MOST", 3)
    with pytest.raises(LibraryError, match="5 clips are related, more than a picture can show"):
        library.lineage()


def test_every_kind_of_origin_has_a_link(clip: Clip) -> None:
    job = clip.record.changed(
        request={
            "operation": "extend",
            "source_video": "clip:aa",
            "image_keys": ["frame:bb:3", "frame:cc:-1", "url:x"],
        },
        parents=("aa", "dd"),
        again_of="ee",
    )
    assert dict(links(job)) == {"bb": "frame", "cc": "last_frame", "aa": "extend", "dd": "parent", "ee": "again"}
