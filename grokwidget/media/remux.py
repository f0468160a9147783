"""A copy of a video with tags of our own: the streams are copied packet by packet, nothing is encoded again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .boxes import C2PA, boxes
from .probe import opened, probe

if TYPE_CHECKING:
    from av.container import InputContainer

_FLAGS = "+faststart+use_metadata_tags"
"""Without `use_metadata_tags` FFmpeg silently drops every key that it doesn't know."""


def tagged_copy(source: Path, target: Path, tags: Mapping[str, str]) -> bool:
    """Write `source` to `target` with `tags` added; whether all of them can be read back.

    `target` is overwritten. OSError or `MediaError` when it can't be read or written.
    """
    with opened(source) as container:
        _remux(container, target, tags)
    with target.open("ab") as out, source.open("rb") as file:
        # XMP and the like stand outside of what FFmpeg copies.
        for box in boxes(source):
            if box.kind == "uuid" and box.id != C2PA:
                file.seek(box.start)
                out.write(file.read(box.size))
    found = probe(target).tags
    return all(found.get(name) == value for name, value in tags.items())


def _remux(container: InputContainer, target: Path, tags: Mapping[str, str]) -> None:
    import av

    with av.open(str(target), "w", format="mp4", options={"movflags": _FLAGS}) as out:
        sources = [*container.streams.video, *container.streams.audio]
        kept = {stream.index: out.add_stream_from_template(stream) for stream in sources}
        for name, value in {**container.metadata, **tags}.items():
            if name not in ("major_brand", "minor_version", "compatible_brands", "encoder"):
                out.metadata[name] = value
        for packet in container.demux(sources):
            if packet.dts is not None:
                packet.stream = kept[packet.stream.index]
                out.mux(packet)
