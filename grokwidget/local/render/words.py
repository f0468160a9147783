"""What a prompt says: scene, time of day, weather, colours, season, camera. English and Chinese keywords; else
the seed.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass

from grokwidget.local.render.vocabulary import (
    CAMERA,
    COLOURS,
    LOOKALIKES,
    LYING_SNOW,
    SCENE,
    SEASON,
    SUBJECTS,
    TERRAIN,
    THINGS,
    THINGS_ZH,
    TIME,
    WEATHER,
    Entry,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A prompt, understood as far as a procedural engine can."""

    prompt: str
    scene: str
    """A name in `scenes.TEXT_SCENES`."""
    time: str
    """`dawn`, `noon`, `sunset` or `night`."""
    weather: str
    """`clear`, `clouds`, `rain`, `snow` or `mist`."""
    terrain: str
    """For the landscape: `mountains`, `forest`, `lake`, `dunes` or `hills`."""
    season: str
    """`spring`, `summer`, `autumn`, `winter`, or empty."""
    snow_lies: bool
    """Snow lies on the ground although none may fall."""
    camera: str
    """`push`, `pull`, `left`, `right`, `pan`, `rise`, `fall`, `orbit` or `still`."""
    colours: tuple[str, ...]
    """Colour words in the order of the prompt, as keys of `HUES`."""
    things: frozenset[str]
    """The colours among these that belong to a thing (a red fox, 红色的汽车): they shall not tint the light."""
    subjects: frozenset[str]
    """Other things that were named, as keys of `vocabulary.SUBJECTS`: `fireflies`, `festival`, `moon`, ..."""
    said: frozenset[str]
    """Which of `scene`, `time`, `weather`, `terrain`, `camera` the prompt named itself; the seed chose the others."""

    def has(self, subject: str) -> bool:
        """True where the prompt names this subject."""
        return subject in self.subjects

    @property
    def hues(self) -> tuple[float, ...]:
        """OKLCH hues in degrees of the colours that the prompt names (without white, black, grey)."""
        return tuple(HUES[name] for name in self.colours if name in HUES)

    @property
    def mood(self) -> tuple[float, ...]:
        """Hues in degrees that may tint the light itself: not those of things, nor the ground's greens and browns."""
        free = (name for name in self.colours if name not in self.things and name not in ("green", "brown"))
        return tuple(HUES[name] for name in free if name in HUES)


HUES: dict[str, float] = {
    "red": 25, "orange": 60, "gold": 85, "yellow": 100, "lime": 125, "green": 145, "teal": 190, "cyan": 210,
    "blue": 255, "indigo": 275, "purple": 305, "magenta": 330, "pink": 355, "brown": 55,
}  # fmt: skip
"""OKLCH hue in degrees of every colour word that has one."""


_THING = re.compile(
    rf"(?:[a-z]{{0,2}}[ -](?:[a-z]+[ -])?(?:{'|'.join(THINGS)})(?:s|es)?(?![a-z]))|(?:色?的?(?:{'|'.join(THINGS_ZH)}))"
)


def read(prompt: str, seed: str) -> Reading:
    """Understand a prompt. The words that count most decide; what is not said is drawn from `seed` (hex)."""
    text = prompt.casefold()
    chance = random.Random(f"words:{seed}")  # noqa: S311 - a picture's choice, not a secret
    snow_lies = any(words_for_ground in text for words_for_ground, _ in LYING_SNOW)
    for word, plain in LOOKALIKES:
        text = text.replace(word, plain)
    for words_for_ground, plain in LYING_SNOW:
        text = text.replace(words_for_ground, plain)
    scene = _best(text, SCENE)
    time = _best(text, TIME)
    weather = _best(text, WEATHER)
    terrain = _best(text, TERRAIN)
    camera = _best(text, CAMERA)
    said = frozenset(
        name
        for name, hit in (
            ("scene", scene),
            ("time", time),
            ("weather", weather),
            ("terrain", terrain),
            ("camera", camera),
        )
        if hit
    )
    season = _best(text, SEASON)
    # Every draw is made, used or not: a word more in the prompt must not shift the others.
    draws = {
        "scene": chance.choice(("landscape", "silk", "galaxy", "aurora", "sea", "bokeh", "city", "landscape")),
        "time": chance.choice(("dawn", "noon", "sunset", "sunset", "night")),
        "weather": chance.choice(("clear", "clouds", "clouds", "clear", "clouds", "mist")),
        "terrain": chance.choice(("mountains", "lake", "forest", "hills", "dunes")),
        "camera": chance.choice(("push", "push", "pan", "pull", "orbit")),
    }
    if not scene and (terrain or season):
        scene = "landscape"
    if not weather and season == "winter":
        weather = "snow"
    return Reading(
        prompt=prompt,
        scene=scene or draws["scene"],
        time=time or ("night" if scene == "city" and draws["time"] != "sunset" else draws["time"]),
        weather=weather
        or ("clear" if draws["weather"] == "mist" and (terrain == "dunes" or scene == "city") else draws["weather"]),
        terrain=terrain or draws["terrain"],
        season=season,
        snow_lies=snow_lies,
        camera=camera or draws["camera"],
        colours=_all(text, COLOURS),
        things=_of_things(text),
        subjects=frozenset(_all(text, SUBJECTS)),
        said=said,
    )


def _of_things(text: str) -> frozenset[str]:
    """Colours that are named only right before a thing."""
    bound = set()
    for name, table in COLOURS.items():
        hits = [(place, word) for word in table for place in _places(text, word)]
        if hits and all(_THING.match(text, place + len(word)) for place, word in hits):
            bound.add(name)
    return frozenset(bound)


def _places(text: str, word: str) -> list[int]:
    """Where a word stands. Latin words count as whole words only, alone or with their plural."""
    found, at = [], text.find(word)
    while at >= 0:
        if not word.isascii() or (not _letter(text[at - 1 : at]) and _ends(text[at + len(word) : at + len(word) + 3])):
            found.append(at)
        at = text.find(word, at + 1)
    return found


def _ends(rest: str) -> bool:
    return any(rest.startswith(plural) and not _letter(rest[len(plural) :][:1]) for plural in ("", "s", "es"))


def _letter(character: str) -> bool:
    return "a" <= character <= "z"


def _best(text: str, table: Mapping[str, Entry]) -> str:
    """The name with the greatest weight of words found; the earlier in the text wins a tie. Empty: nothing was
    found.
    """
    scores: list[tuple[float, int, str]] = []
    for name, words in table.items():
        hits = [(place, weight) for word, weight in words.items() for place in _places(text, word)[:2]]
        if hits:
            scores.append((-sum(weight for _, weight in hits), min(place for place, _ in hits), name))
    return min(scores)[2] if scores else ""


def _all(text: str, table: Mapping[str, Entry]) -> tuple[str, ...]:
    """Every name of which a word was found, in the order of the text."""
    found = {
        name: min(places) for name, words in table.items() if (places := [p for w in words for p in _places(text, w)])
    }
    return tuple(sorted(found, key=lambda name: (found[name], name)))
