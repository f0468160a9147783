"""Golden fingerprints. A change of any of them would make people pay again for clips that they have: never edit one."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grokwidget import providers
from grokwidget.catalog import choose
from grokwidget.media.images import key
from grokwidget.request import ImageRef, VideoRequest, as_image, fingerprint


class _Clip:
    """What a reference to a clip's frame needs of it."""

    sha256 = "c1" * 32
    path = Path("clip.mp4")

    def last_frame(self) -> None: ...


def _print(provider: str, prompt: str = "", **fields: Any) -> str:
    """The fingerprint as the engine makes it."""
    request = VideoRequest.of(prompt, **fields)
    model = choose(provider, providers.provider(provider).models, request)
    model.check(request)
    return fingerprint(
        provider=provider,
        model=model.id,
        sends=model.sends(request),
        images=[key(image) for image in request.images],
        source_video=request.source_video,
        take=request.take,
    )


_ADDRESS = "https://example.org/cat.png"
_PIXELS = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)

GOLDEN: list[tuple[str, str, str, dict[str, Any]]] = [
    (
        "3386d3944100ed61efaf52ebcf47fb7e6b25737ff2933482a9d9566547b42a4b",
        "aivideoapi",
        "a red fox runs through snow",
        {},
    ),
    ("db6c63881b5c3816d8f0c495c5017d7e2832509b44667fbeb2462df863f45271", "aivideoapi", "雪中奔跑的红狐狸,电影感", {}),
    (
        "07dc6bdb1246b8974e38c99263d282525a16b2a69f86cb016725933b1bdd1363",
        "aivideoapi",
        'a fox 🦊 \n"quoted" \\ back',
        {},
    ),
    (
        "0794ad01624fe61ab48e54254af3d56818e941ef5c9ed3e247fb1dd5e3d491ad",
        "aivideoapi",
        "a red fox runs through snow",
        {"duration": 10.0, "aspect_ratio": "16:9", "resolution": "720p", "mode": "spicy"},
    ),
    (
        "c792910a1a8c64bb2fcb85d0559330129340f09c81c7720731baf5025cbc6404",
        "aivideoapi",
        "a red fox runs through snow",
        {"take": 2},
    ),
    (
        "60c95fa09e6258bd91403db82b55ea83099d3d6c44262bb82f503d25b23e27ee",
        "aivideoapi",
        "a red fox runs through snow",
        {"nsfw_checker": False},
    ),
    (
        "ebda97f1a5322f0ae930d1b850cd18cba93b734f18ee8b718f22234420c728c7",
        "aivideoapi",
        "",
        {"images": [_ADDRESS], "aspect_ratio": "9:16"},
    ),
    (
        "c60f2fd241854c8bed90b3108ab02cbb91306b3584f48a268372d528e8b5b5c6",
        "aivideoapi",
        "@image1 meets @image2",
        {"images": [_ADDRESS, "https://example.org/dog.png?size=2"], "aspect_ratio": "9:16", "duration": 6},
    ),
    ("fc54e6e55a1188015b12fc62b30b91be2ac7170396203251d0ac17836854c61a", "local", "a red fox runs through snow", {}),
    (
        "263b5765737473d70c2adba5f79b19c3316ffc2207c163ef3b0a18c54bea2cc0",
        "local",
        "雪中奔跑的红狐狸,电影感",
        {"duration": 3, "resolution": 1080, "aspect_ratio": "21:9"},
    ),
    (
        "06d8ebede5b08410f1c26849331841f8a29346e45d4235bce5d3ebfc8a47ad05",
        "local",
        "it wakes up",
        {"images": [b"hello"]},
    ),
    (
        "839da82fb3e0d11cf250f53e0617a1dd319570d5f294e13cd3dd1dc5800cda51",
        "local",
        "it wakes up",
        {"images": ["data:text/plain;base64,aGVsbG8h"]},
    ),
    ("e190ea16aac37e27c6db1752a78d7cb41d3d99f03fcfbace65d1e454dd71cad7", "local", "it wakes up", {"images": [_PIXELS]}),
    (
        "d98dd5fe4cf4269f120acfc201e5c9fbbce87b99014538fe99db9bd68f76f3a9",
        "local",
        "it wakes up",
        {"images": [_ADDRESS]},
    ),
    ("d1c79a1fb62f05e48b67dee48f5ce7b4a487356fca14b44f204afa4c26335e5a", "local", "it wakes up", {"images": [_Clip()]}),
    (
        "3f1075ac5ee8fbcf31eb30cf5b864c90d05a265eb501ef1f4ba1896917e34080",
        "local",
        "a to b",
        {"images": [_Clip(), _PIXELS, b"hello"], "aspect_ratio": "1:1", "mode": "fun", "take": 3},
    ),
]


@pytest.mark.parametrize(("value", "provider", "prompt", "fields"), GOLDEN)
def test_the_fingerprint_of_a_request_never_changes(
    value: str, provider: str, prompt: str, fields: dict[str, Any]
) -> None:
    assert _print(provider, prompt, **fields) == f"v1:{value}"


def test_the_identity_of_a_request_is_this_text() -> None:
    text = (
        '{"images":["url:https://example.org/cat.png"],"model":"grok-imagine-image-to-video","provider":"aivideoapi",'
        '"sends":{"duration":6,"prompt":"雪"},"take":2}'
    )
    made = _print("aivideoapi", "雪", images=[_ADDRESS], duration=6.0, aspect_ratio="16:9", take=2)
    assert made == f"v1:{hashlib.sha256(text.encode()).hexdigest()}"


def test_all_golden_requests_are_different_ones() -> None:
    values = [value for value, *_ in GOLDEN]
    assert len(set(values)) == len(values) >= 15


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"duration": 6}, {"duration": 6.0}),
        ({"resolution": "480p"}, {"resolution": 480}),
        ({"aspect_ratio": "16:9"}, {"aspect_ratio": "16 x 9"}),
        ({"mode": "fun"}, {"mode": "FUN"}),
        ({}, {"take": 1}),
        ({}, {"callback_url": "https://me.example/hook"}),
        ({"callback_url": "https://me.example/a"}, {"callback_url": "https://me.example/b"}),
        ({}, {"aspect_ratio": None, "duration": None, "images": None}),
    ],
)
def test_two_ways_to_say_the_same_have_one_fingerprint(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert _print("aivideoapi", "a fox", **one) == _print("aivideoapi", "a fox", **other)


def test_white_space_around_the_prompt_does_not_count_and_within_it_does() -> None:
    assert _print("local", "  a fox\n") == _print("local", "a fox") != _print("local", "a  fox")


def test_a_single_images_ratio_is_ignored_and_several_images_is_not() -> None:
    one, two = [_ADDRESS], [_ADDRESS, _ADDRESS]
    assert _print("aivideoapi", "x", images=one, aspect_ratio="16:9") == _print("aivideoapi", "x", images=one)
    assert _print("aivideoapi", "x", images=two, aspect_ratio="16:9") != _print("aivideoapi", "x", images=two)


@pytest.mark.parametrize(
    "fields",
    [
        {"take": 2},
        {"duration": 7},
        {"mode": "fun"},
        {"nsfw_checker": False},
        {"resolution": "720p"},
        {"aspect_ratio": "1:1"},
        {"images": [_ADDRESS]},
    ],
)
def test_what_is_sent_makes_another_request(fields: dict[str, Any]) -> None:
    assert _print("aivideoapi", "a fox", **fields) != _print("aivideoapi", "a fox")


def test_the_order_of_images_counts() -> None:
    images = [_ADDRESS, "https://example.org/dog.png"]
    assert _print("aivideoapi", "x", images=images) != _print("aivideoapi", "x", images=images[::-1])


def test_provider_and_model_are_part_of_it() -> None:
    same: dict[str, Any] = {"sends": {"prompt": "a fox"}}
    assert len({fingerprint(provider=p, model=m, **same) for p in "ab" for m in "xy"}) == 4


def test_the_fingerprint_is_the_same_in_another_process_and_under_another_hash_seed() -> None:
    script = """
from grokwidget.request import fingerprint
sends = {"prompt": "雪", "duration": 6, "mode": "fun"}
print(fingerprint(provider="p", model="m", sends=sends, images=["url:a"], take=2))
"""
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(providers.__file__).parents[2]), "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_a_number_that_is_no_number_has_no_fingerprint() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        fingerprint(provider="p", model="m", sends={"duration": float("nan")})


def test_every_kind_of_image_has_a_key_of_its_kind(tmp_path: Path) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(b"hello")
    kinds = {
        kind.kind: key(kind) for kind in map(as_image, (path, b"hello", _PIXELS, "data:,hello", _ADDRESS, _Clip()))
    }
    hello = "sha256:2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert kinds == {
        "path": hello,
        "bytes": hello,
        "data": hello,
        "pixels": "pixels:4x2:9e6df11d0b4f5d0eaa6a82b66c6a46ec2f1d8b3b458b3a5f2ac888e80712ec60",
        "url": "url:https://example.org/cat.png",
        "clip": f"frame:{'c1' * 32}:-1",
    }
    assert key(ImageRef("clip", _Clip(), index=0)) == f"frame:{'c1' * 32}:0"
