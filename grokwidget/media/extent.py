"""How far an MP4 file should reach by its own account: what its index promises, against the bytes that are there.

Boxes as in ISO/IEC 14496-12: sample tables (8.5 to 8.7), movie fragments (8.8), segment index (8.16).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .boxes import Box, boxes

_NESTS = {"moov", "trak", "mdia", "minf", "stbl", "mvex", "moof", "traf"}
_SHOWN = (b"vide", b"soun")
_MOST_INDEX = 64 * 1024 * 1024
"""Bytes of one `moov` or `moof`: more is no index of a clip, and is not read into memory."""


@dataclass(frozen=True)
class Extent:
    """What the file says of itself."""

    end: int
    """The byte behind the last picture or sound that its index tells of."""
    seconds: float
    """The least that it should last: of `mehd`, `mvhd` and the segment index the longest; 0 where none tells."""
    fragmented: bool
    """Whether it comes in fragments: then it may be cut between two of them and still be well formed."""
    closed: bool
    """Whether a file in fragments tells where it ends: `seconds` is then all of it, or its closing box is there."""


def extent(path: Path) -> Extent:
    """Read the file's index. ValueError when it is torn; OSError."""
    found = list(boxes(path))
    end, seconds, sizes = 0, 0.0, _Defaults({}, 1)
    with path.open("rb") as file:
        for box in found:
            if box.kind not in ("moov", "moof", "sidx"):
                continue
            if box.size > _MOST_INDEX:
                raise ValueError(box.kind)
            file.seek(box.start)
            data = file.read(box.size)
            try:
                if box.kind == "moov":
                    sizes = _defaults(data)
                    end, seconds = max(end, _tables_end(data)), max(seconds, _told(data, sizes.timescale))
                elif box.kind == "moof":
                    end = max(end, _fragment_end(data, box.start, sizes))
                else:
                    reach, lasts, _ = _segments(data, box)
                    end, seconds = max(end, reach), max(seconds, lasts)
            except (struct.error, IndexError, ZeroDivisionError) as error:
                raise ValueError(box.kind) from error
        fragmented = any(box.kind == "moof" for box in found) or sizes.extends
        if fragmented and found[-1].start + found[-1].size != path.stat().st_size:
            raise ValueError("the begin of another box")
        return Extent(end, seconds, fragmented, sizes.whole or _closed(found, path))


@dataclass(frozen=True)
class _Defaults:
    """Of the whole movie: bytes a sample where a fragment doesn't say, by track; ticks a second."""

    sample: dict[int, int]
    timescale: int
    extends: bool = False
    """Whether fragments are announced."""
    whole: bool = False
    """Whether the length of all fragments together is told (`mehd`)."""


def _inside(data: bytes, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Kind, begin and end of the content of every box in `data[start:end]`, in order, with those nested in them."""
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, start + 8)[0], 16
        size = size or end - start
        if size < head or start + size > end:
            raise IndexError(kind)
        name = kind.decode("latin-1")
        yield name, start + head, start + size
        if name in _NESTS:
            yield from _inside(data, start + head, start + size)
        start += size


def _versioned(data: bytes, start: int, short: str, long: str) -> tuple[int, ...]:
    """The fields of a box that come in 32 or, from version 1 on, in 64 bits."""
    return struct.unpack_from(long if data[start] else short, data, start + 4)


def _defaults(data: bytes) -> _Defaults:
    sample, timescale, kinds = {}, 1, set()
    for kind, start, _ in _inside(data, 0, len(data)):
        if kind == "mvhd":
            timescale = _versioned(data, start, ">8xI", ">16xI")[0] or 1
        elif kind == "trex":
            track, _, _, size = struct.unpack_from(">IIII", data, start + 4)
            sample[track] = size
        kinds.add(kind)
    return _Defaults(sample, timescale, "mvex" in kinds, "mehd" in kinds)


def _told(data: bytes, timescale: int) -> float:
    """Seconds, by the movie's header and by its word about all fragments."""
    ticks = [0]
    for kind, start, _ in _inside(data, 0, len(data)):
        if kind in ("mvhd", "mehd"):
            forms = (">12xI", ">20xQ") if kind == "mvhd" else (">I", ">Q")
            told = _versioned(data, start, *forms)[0]
            unknown = told >= (2**64 - 1 if data[start] else 2**32 - 1)
            ticks.append(0 if unknown else told)
    return max(ticks) / timescale


def _tables_end(data: bytes) -> int:
    """The furthest byte of a picture or a sound by the sample tables."""
    furthest, shown = 0, False
    sizes: tuple[int, tuple[int, ...]] = (0, ())
    runs: list[tuple[int, ...]] = []
    for kind, start, _ in _inside(data, 0, len(data)):
        if kind == "trak":
            shown, sizes, runs = False, (0, ()), []
        elif kind == "hdlr":
            shown = shown or data[start + 8 : start + 12] in _SHOWN
        elif kind == "stsz":
            same, count = struct.unpack_from(">II", data, start + 4)
            sizes = (same, () if same else struct.unpack_from(f">{count}I", data, start + 12))
        elif kind == "stsc":
            (count,) = struct.unpack_from(">I", data, start + 4)
            runs = [struct.unpack_from(">III", data, start + 8 + 12 * n) for n in range(count)]
        elif kind in ("stco", "co64") and shown:
            (count,) = struct.unpack_from(">I", data, start + 4)
            offsets = struct.unpack_from(f">{count}{'I' if kind == 'stco' else 'Q'}", data, start + 8)
            furthest = max(furthest, _chunks_end(offsets, runs, *sizes))
    return furthest


def _chunks_end(offsets: tuple[int, ...], runs: list[tuple[int, ...]], same: int, sizes: tuple[int, ...]) -> int:
    end = begun = run = 0
    for number, offset in enumerate(offsets, 1):
        while run + 1 < len(runs) and runs[run + 1][0] <= number:
            run += 1
        count = runs[run][1]
        end = max(end, offset + (same * count if same else sum(sizes[begun : begun + count])))
        begun += count
    return end


def _fragment_end(data: bytes, moof: int, defaults: _Defaults) -> int:
    """The furthest byte of a picture or a sound of one fragment, which begins at byte `moof` of the file."""
    end = base = moof
    size = at = 0
    for kind, start, _ in _inside(data, 0, len(data)):
        if kind not in ("tfhd", "trun"):
            continue
        flags, second = struct.unpack_from(">II", data, start)
        here = start + 8
        if kind == "tfhd":
            # Neither an address nor "from the fragment's begin": from where the track before it ends.
            base = moof if flags & 0x20000 else end
            if flags & 0x1:
                (base,) = struct.unpack_from(">Q", data, here)
                here += 8
            here += 4 * bool(flags & 0x2) + 4 * bool(flags & 0x8)
            size = struct.unpack_from(">I", data, here)[0] if flags & 0x10 else defaults.sample.get(second, 0)
            at = base
            continue
        if flags & 0x1:
            at = base + struct.unpack_from(">i", data, here)[0]
        here += 4 * bool(flags & 0x1) + 4 * bool(flags & 0x4)
        words = [bool(flags & bit) for bit in (0x100, 0x200, 0x400, 0x800)]
        if words[1]:
            told = struct.unpack_from(f">{second * sum(words)}I", data, here)
            at += sum(told[words[0] :: sum(words)])
        else:
            at += size * second
        end = max(end, at)
    return end


def _segments(data: bytes, box: Box) -> tuple[int, float, int]:
    """Of a segment index: the byte where its last segment ends, the seconds of all of them, how many they are."""
    head = 16 if data[:4] == b"\0\0\0\1" else 8
    timescale = struct.unpack_from(">I", data, head + 8)[0]
    (first,) = _versioned(data, head, ">12xI", ">16xQ")
    here = head + (20 if not data[head] else 28)
    (count,) = struct.unpack_from(">2xH", data, here)
    told = struct.unpack_from(f">{3 * count}I", data, here + 4)
    reach = box.start + box.size + first + sum(size & 0x7FFFFFFF for size in told[::3])
    return reach, sum(told[1::3]) / timescale, count


def _closed(found: list[Box], path: Path) -> bool:
    """Whether the end is marked: by `mfra`, which is written last, or by one segment index of several segments that
    reaches to the end."""
    last = found[-1]
    if last.kind == "mfra":
        return True
    index = next((box for box in found if box.kind == "sidx"), None)
    if index is None:
        return False
    with path.open("rb") as file:
        file.seek(index.start)
        reach, _, count = _segments(file.read(index.size), index)
    return count > 1 and reach >= last.start + last.size
