"""Single frames and contact sheets, to look at what is drawn: `python -m grokwidget.local.render.stills --help`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from grokwidget.local.render.canvas import Bytes, Canvas
from grokwidget.local.render.post import Post
from grokwidget.local.render.scenes import SCENES, open_scene
from grokwidget.local.render.spec import RenderSpec, frame_size, seed_of
from grokwidget.local.render.words import read


def still(spec: RenderSpec, frames: Sequence[int], scene: str = "") -> list[Bytes]:
    """Draw single frames of a spec, as (height, width, 3) sRGB bytes. `scene` overrides what the prompt says."""
    reading = read(spec.prompt, spec.seed)
    drawn = SCENES[scene](spec, reading) if scene else open_scene(spec, reading)
    post, canvas = Post(spec, reading), Canvas(spec.width, spec.height)
    pictures = []
    for i in frames:
        drawn.draw(canvas, i)
        post.apply(canvas, i)
        pictures.append(canvas.rgb())
    return pictures


def contact_sheet(pictures: Sequence[Bytes], columns: int, gap: int = 6) -> Image.Image:
    """Pictures of any sizes in rows, on dark grey."""
    rows = [list(pictures[k : k + columns]) for k in range(0, len(pictures), columns)]
    width = max(sum(p.shape[1] + gap for p in row) for row in rows) + gap
    height = sum(max(p.shape[0] for p in row) + gap for row in rows) + gap
    sheet, top = Image.new("RGB", (width, height), (28, 28, 30)), gap
    for row in rows:
        left = gap
        for picture in row:
            sheet.paste(Image.fromarray(picture), (left, top))
            left += picture.shape[1] + gap
        top += max(p.shape[0] for p in row) + gap
    return sheet


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Prints the CPU time per frame."""
    parser = argparse.ArgumentParser(prog="python -m grokwidget.local.render.stills", description=__doc__)
    parser.add_argument("--prompt", action="append", help="may be given several times: one row each")
    parser.add_argument("--image", action="append", default=[])
    parser.add_argument("--scene", default="", help="override the prompt's scene")
    parser.add_argument("--ratio", default="16:9")
    parser.add_argument("--resolution", default="480p")
    parser.add_argument("--duration", type=float, default=6.0)
    parser.add_argument("--mode", default="normal")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--frames", default="0,40,100")
    parser.add_argument("--columns", type=int, default=0)
    parser.add_argument("--scale", type=float, default=1.0, help="shrink the sheet")
    parser.add_argument("--plain", action="store_true", help="without caption and badge")
    parser.add_argument("--time", action="store_true", help="also time 24 frames")
    parser.add_argument("-o", "--output", default="sheet.png")
    a = parser.parse_args(arguments)
    width, height = frame_size(a.ratio, a.resolution)
    frames, pictures = [int(f) for f in a.frames.split(",")], []
    for prompt in a.prompt or [""]:
        spec = RenderSpec(
            prompt=prompt, width=width, height=height, duration=a.duration, seed=seed_of(prompt, a.seed), mode=a.mode,
            images=tuple(a.image), caption=not a.plain, badge=not a.plain,
        )  # fmt: skip
        pictures += still(spec, frames, a.scene)
        if a.time:
            sys.stdout.write(_timing(spec, a.scene) + "\n")
    sheet = contact_sheet(pictures, a.columns or len(frames))
    if a.scale != 1:
        sheet = sheet.resize((round(sheet.width * a.scale), round(sheet.height * a.scale)), Image.Resampling.LANCZOS)
    sheet.save(Path(a.output))
    return 0


def _timing(spec: RenderSpec, scene: str) -> str:
    start = time.process_time()
    reading = read(spec.prompt, spec.seed)
    drawn = SCENES[scene](spec, reading) if scene else open_scene(spec, reading)
    post, canvas = Post(spec, reading), Canvas(spec.width, spec.height)
    ready = time.process_time()
    costs = []
    for i in np.linspace(0, spec.frames - 1, 24).astype(int):
        before = time.process_time()
        drawn.draw(canvas, int(i))
        middle = time.process_time()
        post.apply(canvas, int(i))
        costs.append((middle - before, time.process_time() - middle))
    draw, finish = np.median(np.array(costs), axis=0) * 1000
    setup = 1000 * (ready - start)
    return f"{reading.scene}: set-up {setup:.0f} ms, draw {draw:.1f} ms, post {finish:.1f} ms per frame (CPU)"


if __name__ == "__main__":
    sys.exit(main())
