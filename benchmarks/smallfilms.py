"""A local service whose videos are ready at once and yet real: one small film is copied for every task."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import numpy as np

from grokwidget.local.faults import Fault, FaultPlan
from grokwidget.local.options import Options
from grokwidget.local.service import Service

PROVIDERS = ("aivideoapi", "grokimagineapi", "apixgo", "jimmyai", "duoyuanx", "xai")
"""All that take money."""
_SECONDS = 6
_FPS = 5
_PROGRAM = """
import json, shutil, sys, time
for line in sys.stdin:
    job = json.loads(line)
    time.sleep({pause})
    shutil.copyfile({film!r}, job["spec"]["output"])
    print(json.dumps({{"id": job["id"], "event": "done"}}), flush=True)
"""


def make_film(target: Path) -> bytes:
    """Six seconds of MP4, some 60 kB: long enough for what every provider is asked here, and to be cut in pieces."""
    noise = np.random.default_rng(7).integers(0, 255, (6, 48, 64, 3), dtype=np.uint8)
    with av.open(str(target), "w", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=_FPS)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(_SECONDS * _FPS):
            frame = av.VideoFrame.from_ndarray(noise[number % len(noise)], format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return target.read_bytes()


def fields(provider: str) -> dict[str, Any]:
    """What else a request says there, so that the small film is a plausible answer to it."""
    if provider == "jimmyai":  # has no video from words alone
        return {"duration": 10, "images": ["https://example.com/a.png"]}
    return {} if provider == "grokimagineapi" else {"duration": 6}


@contextmanager
def film_service(
    folder: Path, film: Path, faults: Iterable[Fault] = (), *, port: int = 0, pause: float = 0.0
) -> Iterator[Service]:
    """A service in this process, with its own faults, without rate limits, for accounts that never run dry.

    A film takes `pause` seconds.
    """
    worker = (sys.executable, "-S", "-E", "-c", _PROGRAM.format(film=str(film), pause=pause))
    options = Options(
        folder=folder,
        port=port,
        worker=worker,
        initial_balance=10**9,
        rate_limit=None,
        rate_limits={},
        faults=FaultPlan(faults),
    )
    with Service(options) as service:
        yield service


def main() -> None:
    """A service in a process of its own: `python -m benchmarks.smallfilms FOLDER`. Prints its address, and ends with
    its standard input."""
    folder = Path(sys.argv[1])
    film = folder / "film.mp4"
    make_film(film)
    with film_service(folder / "service", film) as service:
        print(service.address, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
