"""The renderer's CPU beside x264's own on ffmpeg's test picture, at the same size and length; and its peak memory."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .table import Figure, show

_TEXTS = {
    "landscape": "a golden sunset over layered mountains and a still lake, slow push in",
    "landscape, snow": "snow falls on a mountain forest at night",
    "sea": "waves of the sea at dawn",
    "aurora": "aurora over a snowy forest",
    "silk": "flowing silk, abstract, liquid gold",
    "galaxy": "a spiral galaxy slowly turning",
    "bokeh": "warm bokeh lights",
    "fireflies": "fireflies over a meadow at night",
    "city": "rainy neon city at night",
    "forest in mist": "a forest in mist at dawn",
    "fireworks": "fireworks over a city",
}
_LIMITS = {"city": 5.0}


@dataclass(frozen=True)
class _Spent:
    cpu: float
    """Seconds, user and system."""
    peak: float
    """MiB of resident memory."""


def _spend(command: list[str], text: str = "") -> _Spent:
    """Run a command to its end; what it and its threads cost."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin and process.stdout
    process.stdin.write(text.encode())
    process.stdin.flush()
    if text:
        for line in process.stdout:
            event = json.loads(line)["event"]
            if event == "failed":
                raise RuntimeError(line.decode())
            if event == "done":
                break
    process.stdin.close()
    process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return _Spent(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _floor(width: int, height: int, seconds: int, output: Path) -> _Spent:
    source = f"testsrc2=size={width}x{height}:rate=24:duration={seconds}"
    encode = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", "-movflags", "+faststart"]
    return _spend(["ffmpeg", "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i", source, *encode, str(output)])


def _render(prompt: str, size: tuple[int, int], seconds: int, output: Path, images: list[str]) -> _Spent:
    spec = {
        "prompt": prompt,
        "width": size[0],
        "height": size[1],
        "duration": seconds,
        "seed": hashlib.sha256(prompt.encode()).hexdigest(),
        "output": str(output),
        "poster": str(output.with_suffix(".webp")),
        "images": images,
    }
    line = json.dumps({"id": "1", "spec": spec}) + "\n"
    return _spend([sys.executable, "-m", "grokwidget.local.render"], line)


def _pictures(folder: Path) -> list[str]:
    """Four detailed pictures of different shapes, drawn here so that nothing needs to be fetched."""
    import numpy as np
    from PIL import Image

    made = []
    for number, (width, height) in enumerate([(1600, 1000), (1000, 1600), (1400, 1400), (2000, 900)]):
        down, across = np.mgrid[0:height, 0:width].astype(np.float32)
        waves = [np.sin(across / (30 + 9 * k + 5 * number) + np.cos(down / (40 + 11 * k))) for k in range(3)]
        noise = np.random.default_rng(number).normal(0, 6, (height, width, 1))
        pixels = 127 + 90 * np.stack(waves, axis=-1) + noise
        path = folder / f"picture{number}.jpg"
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(path, quality=90)
        made.append(str(path))
    return made


def run() -> bool:
    """Measure everything twice, scenes and floor by turns; print the best of each; True when all are within limits.

    The machine is shared: the better of two measurements says more of the program, and less of the neighbours.
    """
    if not shutil.which("ffmpeg"):
        print("rendering: the floor needs the ffmpeg command (Debian: apt-get install ffmpeg)", file=sys.stderr)
        return False
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # Drawn in a process of their own: a child's peak memory counts from what its parent had when it began.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            pictures = pool.apply(_pictures, [folder])
        texts: dict[str, tuple[str, list[str]]] = {title: (prompt, []) for title, prompt in _TEXTS.items()}
        small = texts | {"one image": ("push in slowly", pictures[:1])}
        large = {"image sequence": ("@image2 then the others", pictures)}
        for title, size, seconds, jobs in (
            ("6 s, 848x480", (848, 480), 6, small),
            ("10 s, 1280x720", (1280, 720), 10, large | {"landscape": texts["landscape"], "city": texts["city"]}),
        ):
            floors = [_floor(*size, seconds, folder / "floor.mp4")]
            spent: dict[str, _Spent] = {}
            for scene, (prompt, images) in [*jobs.items(), *jobs.items()]:
                one = _render(prompt, size, seconds, folder / "scene.mp4", images)
                before = spent.get(scene, one)
                spent[scene] = _Spent(min(one.cpu, before.cpu), max(one.peak, before.peak))
                floors.append(_floor(*size, seconds, folder / "floor.mp4"))
            floor = sorted(one.cpu for one in floors)[len(floors) // 4]
            figures = [Figure("x264 veryfast on testsrc2", floor, "CPU s")]
            for scene, one in spent.items():
                note = f"{one.cpu:.2f} CPU s, peak {one.peak:.0f} MiB"
                figures.append(Figure(scene, one.cpu / floor, "x", _LIMITS.get(scene, 4.0), note))
            figures.append(Figure("peak memory", max(one.peak for one in spent.values()), "MiB", 250))
            good = show(f"rendering, {title}", figures) and good
    return good
