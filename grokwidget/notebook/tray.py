"""The reference images of a panel: an ordered tray that the page and Python both put things into.

A picture is opened when it comes and judged by the model's rule. What was fine for one model and isn't for the next
stays in the tray with a problem in its facts: nobody has to find a file again because they looked at another model.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grokwidget.catalog import ImageRule
from grokwidget.errors import InvalidImage, Money
from grokwidget.messages import say, speaking
from grokwidget.request import ImageRef, as_image

from .channel import Buffer, Handler, Reply
from .receiving import Receiver, Upload

THUMB_SIDE = 160
"""Pixels: sharp at 72 on a dense screen."""
THUMB_BYTES = 10_000
#: In one tray, whatever the model takes: a guard against a folder of ten thousand.
MOST_IMAGES = 64


@dataclass(frozen=True)
class Picture:
    """One picture in the tray."""

    id: str
    ref: ImageRef
    kind: str
    """As the user gave it: an array that is kept as a picture is still "pixels", a figure still "figure"."""
    width: int | None
    height: int | None
    size: int | None
    """Bytes of a file."""
    broken: str = ""
    """What is wrong with it for every model; found when it was first decoded."""
    thumb: bytes | None = None


class Tray:
    """Reference images in order. Thread-safe. `changed()` is called after every change, never under the lock.

    What goes wrong is an `InvalidImage` with a sentence, in the language of `lang()`; the tray is then as it was.
    """

    def __init__(
        self, changed: Callable[[], None] = lambda: None, lang: Callable[[], str | None] = lambda: None
    ) -> None:
        self._changed = changed
        self._lang = lang
        self._lock = threading.RLock()
        self._decoding = threading.Lock()
        """One picture is decoded at a time: seven at once would be half a gigabyte."""
        self._rule = ImageRule(maximum=MOST_IMAGES, sources=frozenset({"url", "data"}))
        self._pictures: tuple[Picture, ...] = ()
        self._receiver = Receiver(
            self._arrived, lambda name, size, replacing: self._admit(ImageRef("path", name, name), size, replacing)
        )

    @property
    def rule(self) -> ImageRule:
        """What the model takes. Where a picture on this machine gets to the service by an upload of its own, `sources`
        should have "bytes". Setting it judges every picture anew and loses none."""
        return self._rule

    @rule.setter
    def rule(self, rule: ImageRule) -> None:
        with self._lock:
            if rule == self._rule:
                return
            self._rule = rule
        self._changed()

    @property
    def refs(self) -> tuple[ImageRef, ...]:
        """The pictures as a request takes them, those with a problem too: the request's own check says it again."""
        return tuple(picture.ref for picture in self._pictures)

    @property
    def facts(self) -> list[dict[str, Any]]:
        """What the page draws, in order: `id`, `name`, `kind`, `width`, `height`, `bytes` (None where not known) and
        `problem`, a sentence or ""."""
        with self._lock, speaking(self._lang()):
            return [
                {
                    "id": picture.id,
                    "name": picture.ref.label,
                    "kind": picture.kind,
                    "width": picture.width,
                    "height": picture.height,
                    "bytes": picture.size,
                    "problem": self._problem(picture, place),
                }
                for place, picture in enumerate(self._pictures)
            ]

    @property
    def handlers(self) -> dict[str, Handler]:
        """The kinds of request that this answers, for a `Channel`: those of `Receiver`, and

        - `image.thumb {id}` -> `{mime}` and one buffer of at most 10 kB; none where there is nothing to show
        - `image.move {id, to}`, `image.remove {id}` -> None
        """
        return self._receiver.handlers | {
            "image.thumb": self._thumb,
            "image.move": lambda body, _: self.move(str(body.get("id")), int(body["to"])),
            "image.remove": lambda body, _: self.remove(str(body.get("id"))),
        }

    def add(self, thing: object, *, replacing: str = "") -> str:
        """Put one in, at the end or in the place of another, and return its id. Takes what a request takes: a path,
        bytes, a PIL image, an array, a figure, a `Clip` (its last frame), a data URL, an http(s) URL."""
        with speaking(self._lang()):
            picture = _seen(thing)
            self._admit(picture.ref, picture.size, replacing)
            self._put(picture, replacing)
        self._changed()
        return picture.id

    def replace_all(self, things: Iterable[object]) -> None:
        """Have exactly these, in this order. More than the model takes are kept, each with its problem."""
        with speaking(self._lang()):
            wanted = list(things)
            if len(wanted) > MOST_IMAGES:
                raise _refused(say("page.kernel.tray_most", count=MOST_IMAGES))
            here = {id(picture.ref): picture for picture in self._pictures}
            # What is here already keeps its id, unless it is wanted twice.
            fresh = tuple(here.pop(id(thing)) if id(thing) in here else _seen(thing) for thing in wanted)
        with self._lock:
            self._pictures = fresh
        self._changed()

    def move(self, which: str, to: int) -> None:
        """Put a picture at another place, counted from 0 and clipped to the tray."""
        with self._lock:
            rest = [picture for picture in self._pictures if picture.id != which]
            moved = self._find(which)
            rest.insert(max(0, min(to, len(rest))), moved)
            self._pictures = tuple(rest)
        self._changed()

    def remove(self, which: str) -> None:
        """Take a picture out; one that isn't there is out already."""
        with self._lock:
            self._pictures = tuple(picture for picture in self._pictures if picture.id != which)
        self._changed()

    def clear(self) -> None:
        """Take all out."""
        self.replace_all(())

    def close(self) -> None:
        """Take all out, give up what is under way, remove the temporary files (of a picture that a job still holds:
        when the job lets go of it)."""
        self._receiver.close()
        with self._lock:
            self._pictures = ()

    def _find(self, which: str) -> Picture:
        for picture in self._pictures:
            if picture.id == which:
                return picture
        raise _refused(say("page.kernel.tray_gone"))

    def _admit(self, ref: ImageRef, size: int | None, replacing: str) -> None:
        """Raise for what can't be added now: no room for it, too big, not taken. How many are on their way doesn't
        count: a page that was reloaded has left some behind."""
        from grokwidget.media.images import check

        with self._lock:
            rule, count = self._rule, len(self._pictures)
            instead = any(picture.id == replacing for picture in self._pictures)
        if rule.maximum < 1:
            raise _refused(say("page.kernel.tray_none", label=ref.label))
        if count >= rule.maximum and not instead:
            raise _refused(say("page.kernel.tray_full", label=ref.label, count=rule.maximum))
        try:
            check(ref, rule, size)
        except InvalidImage as error:
            raise _quiet(error) from None

    def _put(self, picture: Picture, replacing: str) -> None:
        with self._lock:
            rest = [each for each in self._pictures if each.id != replacing]
            place = next((n for n, each in enumerate(self._pictures) if each.id == replacing), len(rest))
            if len(rest) >= MOST_IMAGES:
                raise _refused(say("page.kernel.tray_most", count=MOST_IMAGES))
            self._pictures = (*rest[:place], picture, *rest[place:])

    def _arrived(self, upload: Upload) -> dict[str, str]:
        """A whole file from the page: it keeps the page's id, so that the page sees its own picture stay."""
        ref = ImageRef("path", upload.path, upload.name)
        picture = _seen(ref)
        with self._lock:
            if not any(each.id == upload.id for each in self._pictures):
                picture = replace(picture, id=upload.id)
            self._put(picture, upload.replace)
            upload.keep_with(ref)
        self._changed()
        return {"id": picture.id}

    def _thumb(self, body: Mapping[str, Any], _buffers: Sequence[Buffer]) -> Reply:
        picture = self._find(str(body.get("id")))
        thumb = picture.thumb
        if thumb is None and picture.kind != "url" and not picture.broken:
            with self._decoding:
                thumb = self._made(picture)
        return Reply({"mime": "image/webp"}, [thumb]) if thumb else Reply({"mime": ""})

    def _made(self, picture: Picture) -> bytes | None:
        from grokwidget.media.images import thumbnail
        from grokwidget.media.poster import webp

        try:
            small = thumbnail(picture.ref, THUMB_SIDE)
            done = replace(picture, thumb=webp(small, most_bytes=THUMB_BYTES, longest_side=THUMB_SIDE))
        except InvalidImage as error:  # its head was fine, the rest isn't
            done = replace(picture, broken=_sentence(error))
        with self._lock:
            self._pictures = tuple(done if each.id == picture.id else each for each in self._pictures)
        if done.broken:
            self._changed()
        return done.thumb

    def _problem(self, picture: Picture, place: int) -> str:
        from grokwidget.media.images import check

        if picture.broken:
            return picture.broken
        if self._rule.maximum < 1:
            return say("page.kernel.tray_unused")
        if place >= self._rule.maximum:
            return say("page.kernel.tray_beyond", count=self._rule.maximum)
        try:
            check(picture.ref, self._rule, picture.size)
        except InvalidImage as error:
            return _sentence(error)
        return ""


def _seen(thing: object) -> Picture:
    """The thing as a picture, opened far enough to know what it is. `InvalidImage` where it is none."""
    from grokwidget.media.images import glance

    try:
        ref = as_image(thing)
        kind = ref.kind
        if kind == "path":
            ref = _here(ref)
        elif kind in ("pixels", "figure"):
            ref = _frozen(ref)
        seen = glance(ref)
    except InvalidImage as error:
        raise _quiet(error) from None
    return Picture(secrets.token_hex(6), ref, kind, seen.width, seen.height, seen.bytes)


def _here(ref: ImageRef) -> ImageRef:
    """A relative path means the folder that it was given in; the ref itself where nothing changes."""
    path = Path(ref.value)
    return ref if path.is_absolute() else replace(ref, value=path.absolute())


def _frozen(ref: ImageRef) -> ImageRef:
    """What is in memory as it is now: what the tray shows is what is sent, whatever is drawn into it later."""
    from grokwidget.media.images import drawn

    return replace(ref, kind="pixels", value=drawn(ref))


def _sentence(error: InvalidImage) -> str:
    return f"{error.message} {error.hint}".strip()


def _quiet(error: InvalidImage) -> InvalidImage:
    """Without a word about money: nobody has asked for anything yet."""
    return InvalidImage(error.message, hint=error.hint, money=Money.SILENT)


def _refused(sentence: str) -> InvalidImage:
    return InvalidImage(sentence, money=Money.SILENT)
