"""The next clip out of a clip: on from its last frame, or its own request once more with a change."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import display, providers
from .errors import GrokwidgetError, InvalidImage, InvalidRequest
from .jobs import Job
from .jobs.plan import resolve
from .library import Clip, Library, inputs
from .library.deriving import of_a_service
from .messages import say
from .request import CLIP_SOURCE, VideoRequest

#: What a clip that goes on has in common with the one before, where the model takes it: it is the same film.
_CARRIED = ("aspect_ratio", "resolution", "duration", "mode")
_AGAIN = ("operation", *_CARRIED, "nsfw_checker")


class Continuing:
    """The part of `Client` that makes clips out of clips."""

    if TYPE_CHECKING:
        library: Library
        provider: str
        rehearse: bool

        def submit(self, prompt: str = "", **fields: Any) -> Job:
            """See `Client.submit`."""
            ...

    def then(self, clip: Clip, prompt: str = "", **fields: Any) -> Clip:
        """Go on from a clip: ask for a video that begins with its last frame, and wait for it.

            >>> next_one = client.then(clip, "the fox stops and looks around")

        The clip's provider is asked, for its aspect ratio, resolution, duration and mode, as far as a model that takes
        a picture has them; `fields` (those of `submit`) say otherwise. A rehearsed clip is gone on with in rehearsal.
        Errors as `generate`; `MediaError` when the clip's file is gone.
        """
        return waited(self.submit_then(clip, prompt, **fields))

    def submit_then(self, clip: Clip, prompt: str = "", **fields: Any) -> Job:
        """The same, returning the `Job` at once."""
        clip.there()
        provider = fields.get("provider") or self._maker(clip)
        told = {"provider": provider, "rehearse": self.rehearse or clip.rehearsal, **fields}
        more = told.pop("images", None)
        told["images"] = [clip, *([] if more is None else list(more) if isinstance(more, list | tuple) else [more])]
        carried = {name: clip.request[name] for name in _CARRIED if clip.request.get(name) is not None}
        carried = _fitting(prompt, told, carried)
        return self.submit(prompt, **self._said(told, fields), **carried)

    def again(self, clip: Clip, prompt: str | None = None, **changes: Any) -> Clip:
        """Ask for a clip's request once more, with a change, and wait for it: `client.again(clip, mode="fun")`.

        The pictures it was made from are taken from where the library keeps them (`images/`). Without any change it is
        the same request, which is served from the library; `take=2` is another try. With another `provider` its model
        is chosen anew. Raises what `generate` raises; `InvalidImage` when a picture is not to be had any more,
        `LibraryError` for a clip that was cut or joined here.
        """
        return waited(self.submit_again(clip, prompt, **changes))

    def submit_again(self, clip: Clip, prompt: str | None = None, **changes: Any) -> Job:
        """The same, returning the `Job` at once."""
        of_a_service(clip.record, "")
        request = clip.request
        said = clip.prompt if prompt is None else prompt
        changed = said != clip.prompt or bool(changes.keys() - {"yes", "timeout", "rehearse"})
        told: dict[str, Any] = {name: request[name] for name in _AGAIN if request.get(name) is not None}
        told |= {"provider": clip.provider, "model": clip.model, "take": 1 if changed else clip.record.take}
        if changes.get("provider", clip.provider) != clip.provider:
            del told["model"]
        if "images" not in changes and clip.record.image_keys:
            told["images"] = _pictures(self.library, clip)
        if "source_video" not in changes and request.get("source_video"):
            told["source_video"] = _source(self.library, str(request["source_video"]))
        job = self.submit(said, **{"rehearse": self.rehearse or clip.rehearsal, **self._said(told, changes), **changes})
        if changed and not job.from_library and job.id != clip.job_id:
            # For the lineage only: the job itself is under way, and nothing may stop it now.
            with contextlib.suppress(GrokwidgetError):
                job.library.ledger.update(job.id, again_of=clip.sha256)
        return job

    def _said(self, told: dict[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
        """All that is to be asked, but for a provider that nobody has named in these words and who is asked anyway:
        what a class has chosen doesn't become a person's choice by a clip that it gave."""
        mine = told.get("provider") == self.provider and not words.get("provider")
        return {name: value for name, value in told.items() if not (mine and name == "provider")}

    def _maker(self, clip: Clip) -> str:
        """The provider that made the clip; this client's own for what was made here, or by one that is not known."""
        known = not clip.made_by and clip.provider in providers.names()
        return clip.provider if known else self.provider


def waited(job: Job) -> Clip:
    """The job's clip; whoever can shows the job as long as it is waited for."""
    if job.done():
        return job.result()
    with display.watching(job):
        return job.result()


def _fitting(prompt: str, told: Mapping[str, Any], carried: Mapping[str, Any]) -> dict[str, Any]:
    """What is carried over and the model takes. What was asked for in so many words is never left out."""
    left = {name: value for name, value in carried.items() if name not in told}
    fixed = {name: value for name, value in told.items() if name in VideoRequest.model_fields}
    provider = providers.provider(str(told["provider"]))
    while left:
        try:
            resolve(VideoRequest.of(prompt, **fixed, **left), provider)
        except InvalidRequest as error:
            if error.field not in left:
                break  # not for these: `submit` says what is wrong
            del left[error.field]
        else:
            break
    return left


def _pictures(library: Library, clip: Clip) -> list[Any]:
    found = []
    for label, picture in inputs.sought(library, clip):
        if picture is None:
            raise InvalidImage(say("derive.image_gone", label=label or "?"))
        found.append(picture)
    return found


def _source(library: Library, told: str) -> Any:
    if not told.startswith(CLIP_SOURCE):
        return told
    source = library.by_sha256(told.removeprefix(CLIP_SOURCE))
    if source is None:
        raise InvalidRequest(say("derive.source_gone"))
    return source
