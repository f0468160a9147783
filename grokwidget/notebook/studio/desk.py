"""What a panel's page may ask, and what is learned for it in the background. The page's half is `js/src/studio/`.

- `hello {lang}` -> `{now}`: a page is there, in that language; the kernel's clock, in Unix seconds
- `set {seq, values}`: fields as the reader changed them; of two that come in the wrong order the newer counts
- `generate {seq, values, again, yes}` -> `{id}`: Generate was pressed; `again` asks for a new take
- `job.stop | job.resume | job.drop | job.close {id}`, `show {id}` (a job) or `{file}` (a clip)
- `key {provider, value}`: a key for this process; it is in no trait, no log and no answer
- `frame {file}`: a clip's last frame becomes the next image; `restore {file}`; `pin {file}`
- `compare {files}` -> `{clips, differences}`; `part {name}` -> `{js, css, words}`: a bundle that is loaded when needed
- `list`: the library, see `browsing`; `open`, `chunk`, `still`, `about`: clips, see `facts`; `image.*`: see `tray`
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from grokwidget import keys, providers
from grokwidget.catalog import ImageRule
from grokwidget.differences import differences
from grokwidget.errors import GrokwidgetError, InvalidRequest
from grokwidget.jobs.able import takes_pictures
from grokwidget.library import Clip, inputs
from grokwidget.messages import say, speaking

from .. import choices
from ..apart import apart
from ..browsing import Shelf
from ..channel import Handler
from ..facts import ClipDesk, clip_key, facts
from ..parts import part
from . import price
from .fields import why_fixed

if TYPE_CHECKING:
    from .widget import Studio

_log = logging.getLogger(__name__)
_MOST_COMPARED = 6
_PRESSES = 256


class Desk:
    """Answers the page of one panel."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._heard: dict[str, int] = {}
        self._pressed: OrderedDict[int, str] = OrderedDict()
        """Presses of Generate that were followed: their place in the order of changes -> the job. A press that comes
        again, however late, is never paid for again."""
        self._keys = {name: studio.client.key_source(providers.provider(name)) for name in providers.names()}
        self._work: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._worker: threading.Thread | None = None
        self._clips = ClipDesk(self.clip, lambda: studio._reads)
        self._left = ("", "")

    @property
    def handlers(self) -> dict[str, Handler]:
        """Kind of request -> its handler."""
        own: dict[str, Callable[[Mapping[str, Any]], Any]] = {
            "hello": self._hello,
            "ping": lambda _: {},
            "set": self._set,
            "generate": self._generate,
            "job.stop": self._stop,
            "job.resume": self._resume,
            "job.drop": lambda body: self._studio._list.drop(_text(body, "id")),
            "job.close": self._close,
            "show": self._show,
            "key": self._key,
            "frame": self._frame,
            "restore": lambda body: self._studio.restore(self.clip(_text(body, "file")), keep=self._studio._locked),
            "pin": lambda body: self._studio.pin(self.clip(_text(body, "file"))),
            "compare": self._compare,
            "part": self._part,
        }
        return {
            **{kind: _plain(handler) for kind, handler in own.items()},
            **Shelf(self._studio.client.library).handlers,
            **self._clips.handlers,
            **self._studio._tray.handlers,
        }

    def clip(self, key: str) -> Clip:
        """The clip that the page calls `key`. `LibraryError` when there is none, or its file is gone."""
        shown = self._studio.clip
        if shown is not None and clip_key(shown) == key:
            return shown  # type: ignore[no-any-return]  # a traitlets.Any that is validated
        job_id, _, n = key.rpartition(":")
        library = self._studio.client.library
        record = library.ledger.get(job_id) if n.isdigit() else None
        if record is None or int(n) >= len(record.clips):
            raise GrokwidgetError(say("panel.no_such_clip"))
        return library.clip(record, int(n), from_library=True)

    # -- what the page asks -------------------------------------------------------------------------------------------

    def _hello(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self._studio._hears(_text(body, "lang"))
        self.later(self.learn_left)
        return {"now": time.time()}

    def _set(self, body: Mapping[str, Any]) -> dict[str, Any]:
        studio = self._studio
        values = body.get("values")
        seq = int(body.get("seq") or 0)
        if not isinstance(values, Mapping):
            return {}
        with studio._lock:
            fresh = {name: value for name, value in values.items() if seq > self._heard.get(name, 0)}
            for name in fresh.keys() - {*choices.NAMES, "prompt", "rehearse", "take"}:
                raise GrokwidgetError(say("limit.unknown_field", field=name))
            for name in fresh.keys() & studio._locked:
                if fresh[name] != getattr(studio, name):
                    raise GrokwidgetError(say("panel.locked", field=say(f"field.{name}")))
            self._heard |= dict.fromkeys(fresh, seq)
            with studio.batch():
                # As if the page had set the traits: what it knows is not sent back to it, for it may be typing on.
                studio.set_state(fresh)
            if "provider" in fresh:
                self.later(self.learn_left)
        return {}

    def _generate(self, body: Mapping[str, Any]) -> dict[str, Any]:
        studio = self._studio
        seq = int(body.get("seq") or 0)
        with studio._lock:
            if seq and seq in self._pressed:  # 0: a page that doesn't count
                return {"id": self._pressed[seq]}
            self._set(body)
            if body.get("again"):
                request = studio._request()
                keys_of = inputs.image_keys(request.images)
                studio.take = price.next_take(studio.client, request, keys_of, rehearse=studio.rehearse)
            self._pressed[seq] = studio.submit(yes=bool(body.get("yes"))).id
            if len(self._pressed) > _PRESSES:
                self._pressed.popitem(last=False)
            return {"id": self._pressed[seq]}

    def _stop(self, body: Mapping[str, Any]) -> dict[str, Any]:
        self._studio._list.find(_text(body, "id")).stop()
        return {}

    def _resume(self, body: Mapping[str, Any]) -> dict[str, Any]:
        client, job_id = self._studio.client, _text(body, "id")
        for job in client.resume(job_id) or [client.job(job_id)]:  # the latter where somebody took it up already
            self._studio._list.add(job)
            self._studio._show_job(job)
        return {}

    def _close(self, body: Mapping[str, Any]) -> dict[str, Any]:
        job = self._studio._list.find(_text(body, "id"))
        job.close()
        self._studio._list.add(job)
        self.later(self._studio._settle)
        return {}

    def _show(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if "file" in body:
            apart(self._studio._show_clip, self.clip(_text(body, "file")))
        else:
            self._studio._show_job(self._studio._list.find(_text(body, "id")))
        return {}

    def _key(self, body: Mapping[str, Any]) -> dict[str, Any]:
        provider = providers.provider(_text(body, "provider"))
        keys.give(provider, _text(body, "value"))
        self._keys[provider.name] = self._studio.client.key_source(provider)
        with self._studio._lock, speaking(self._studio._reads):
            apart(self.learn_options, len(self._studio._tray.refs))
        self.later(self.learn_left)
        return {}

    def _frame(self, body: Mapping[str, Any]) -> dict[str, Any]:
        if "images" in self._studio._locked:
            raise GrokwidgetError(say("panel.locked", field=say("field.images")))
        self._studio._tray.add(self.clip(_text(body, "file")))
        return {}

    def _compare(self, body: Mapping[str, Any]) -> dict[str, Any]:
        asked = body.get("files")
        names = [str(each) for each in asked][:_MOST_COMPARED] if isinstance(asked, list) else []
        clips = [self.clip(name) for name in names]
        return {
            "clips": [facts(clip, clip_key(clip)) for clip in clips],
            "differences": differences(clips, lang=self._studio._reads),
        }

    def _part(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return part(_text(body, "name"), self._studio.lang)

    # -- what is learned ----------------------------------------------------------------------------------------------

    def learn_options(self, images: int) -> None:
        """What can be chosen now; and the tray hears which pictures fit."""
        studio = self._studio
        # Where nothing but rehearsals can be asked for, nobody is asked for a key.
        only = "rehearse" in studio._locked and studio.rehearse
        found = dict.fromkeys(self._keys, "") if only else self._keys
        told = choices.options(studio._values(), keys=found, locked=studio._locked, images=images, lang=studio._reads)
        studio._tray.rule = self._rule(images)
        with speaking(studio._reads):
            fixed = why_fixed(studio._locked, studio.client.classroom)
        studio.set_trait("_options", {**told, "fixed": fixed})

    def _rule(self, images: int) -> ImageRule:
        """Which pictures can get to the model: also those that are put somewhere, or fetched, on the way."""
        studio = self._studio
        rule = choices.image_rule(studio._values(), images=images)
        provider = providers.provider(studio.provider)
        if rule.local or studio.rehearse or studio.client.places() or takes_pictures(provider):
            return rule.model_copy(update={"sources": rule.sources | {"bytes", "url"}})
        return rule

    def learn_price(self) -> None:
        """What Generate would do and cost, and what is wrong."""
        studio = self._studio
        problems: dict[str, str] = {}
        told: dict[str, Any] = {"cost": "", "standing": "", "said": ""}
        try:
            request = studio._request()
            keys_of = inputs.image_keys(request.images)
            told, wrong = price.outlook(studio.client, request, keys_of, rehearse=studio.rehearse)
            if wrong is not None:
                problems[wrong.field] = str(wrong)
        except InvalidRequest as error:
            problems[error.field] = str(error)
        except GrokwidgetError as error:  # the ledger can't be read, say: then the price is told without it
            problems[""] = str(error)
        studio.set_trait("_problems", problems)
        studio.set_trait("_price", {**told, "balance": self._left[0], "budget": self._left[1]})

    def learn_left(self) -> None:
        """What is left to spend. Asks the provider; for the background."""
        studio = self._studio
        asked = studio.provider
        knows = self._keys.get(asked) is not None and not providers.provider(asked).local
        told = price.left(studio.client, asked) if knows else ("", "")
        with studio._lock:
            if asked == studio.provider and not studio._closed and told != self._left:
                self._left = told
                apart(studio.set_trait, "_price", {**studio._price, "balance": told[0], "budget": told[1]})

    # -- the background -----------------------------------------------------------------------------------------------

    def later(self, work: Callable[[], object]) -> None:
        """Do something that may take long, in a thread of this panel's, one after the other."""
        if self._studio._closed:
            return
        self._work.put(work)
        with self._studio._lock:
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="grokwidget-panel", daemon=True)
                self._worker.start()

    def close(self) -> None:
        """Do nothing more."""
        self._work.put(None)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            if self._studio._closed:
                return
            try:
                with speaking(self._studio._reads):
                    work()
            except Exception:  # nobody waits for it; the page shows what it had
                _log.exception("the panel could not learn something")
            del work


def _plain(handler: Callable[[Mapping[str, Any]], Any]) -> Handler:
    return lambda body, _buffers: handler(body) or {}


def _text(body: Mapping[str, Any], name: str) -> str:
    return str(body.get(name) or "")
