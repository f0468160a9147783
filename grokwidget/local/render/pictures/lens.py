"""The lens: a picture's planes are looked at through a smooth mesh, with sub-pixel exactness and in integers only.

Every pixel of the picture is packed with its right neighbour into the lanes of one machine word, so that one gather and
a few whole-array operations interpolate several values at once. That costs half of Pillow's mesh transform, moves by
1/256 of a pixel, and gives the same bytes on every machine.
"""

from __future__ import annotations

from typing import Any

import av
import numpy as np
from av.video.reformatter import Colorspace, VideoReformatter
from numpy.typing import NDArray
from PIL import Image

from grokwidget.local.render.canvas import Bytes

CELL = 32
"""Frame pixels between two nodes of the mesh, on both axes."""
_SHIFT = 5
_BORDER = 48
"""Pixels by which a plate is extended on every side: the last nodes may lie a cell (of 1.5 x 32) beyond the frame."""
_LOW = np.uint64(0x0000FFFF0000FFFF)


class Plate:
    """A picture, ready to be looked at: packed planes. 6 bytes per pixel."""

    def __init__(self, picture: Image.Image) -> None:
        """From an RGB picture with even sides, which is used up: pictures are the bulk of a render's memory."""
        self.width, self.height = picture.size
        frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
        picture.close()
        planar = VideoReformatter().reformat(frame, format="yuv420p", dst_colorspace=Colorspace.ITU709)
        del frame
        luma, blue, red = (
            np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)[:, : plane.width]
            for plane in planar.planes
        )
        self.stride, self.half_stride = self.width + 2 * _BORDER, self.width // 2 + _BORDER
        self.luma = _packed(luma, np.dtype(np.uint32), _BORDER).reshape(-1)
        chroma = _packed(red, np.dtype(np.uint64), _BORDER // 2)
        chroma <<= np.uint64(32)
        chroma |= _packed(blue, np.dtype(np.uint64), _BORDER // 2)
        self.chroma = chroma.reshape(-1)


def _packed(plane: Bytes, word: np.dtype[Any], border: int) -> NDArray[Any]:
    """Every pixel with its right neighbour 16 bits higher, extended by a border; by rows: temporaries stay small."""
    h, w = plane.shape
    out = np.empty((h + 2 * border, w + 2 * border), word)
    for row in range(h + 2 * border):
        values = np.pad(plane[min(h - 1, max(0, row - border))], border, "edge").astype(word)
        values[:-1] |= values[1:] << word.type(16)
        out[row] = values
    return out


class Lens:
    """Draws plates into planes of one size. `x`, `y` of its nodes: `columns` and `rows`, in frame pixels."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        cells = -(-width // CELL)
        self.columns = np.arange(cells + 1, dtype=np.float64) * CELL
        """X of the mesh's nodes: the last one may lie beyond the frame."""
        self.rows = np.arange(-(-height // CELL) + 1, dtype=np.float64) * CELL
        self._cells = cells
        self._fine = np.arange(CELL, dtype=np.int32)
        shape, half = (CELL, cells * CELL), (CELL // 2, cells * CELL // 2)
        self._x, self._y, self._at, self._scratch = (np.empty(shape, np.int32) for _ in range(4))
        self._words = [np.empty(shape, np.uint32) for _ in range(3)]
        self._half_x, self._half_y, self._half_at, self._half_scratch = (np.empty(half, np.int32) for _ in range(4))
        self._half_words = [np.empty(half, "<u8") for _ in range(4)]

    def look(
        self, plate: Plate, x: NDArray[np.float64], y: NDArray[np.float64], planes: tuple[Bytes, Bytes, Bytes]
    ) -> None:
        """Fill `planes` (Y, U, V of the lens's size) with what the nodes see.

        `x`, `y` (rows, columns of nodes) are places in the plate's pixels, (0, 0) being the centre of its first pixel.
        Between the nodes they are interpolated. Places up to 48 pixels outside the plate see its edge.
        """
        luma, blue, red = planes
        nodes_x = _fixed(x + _BORDER, plate.width - 1 + 2 * _BORDER)
        nodes_y = _fixed(y + _BORDER, plate.height - 1 + 2 * _BORDER)
        for band, top in enumerate(range(0, self.height, CELL)):
            self._spread(nodes_x[band : band + 2], self._x)
            self._spread(nodes_y[band : band + 2], self._y)
            rows = min(CELL, self.height - top)
            self._chroma(plate, blue[top // 2 : (top + rows) // 2], red[top // 2 : (top + rows) // 2])
            self._luma(plate, luma[top : top + rows])

    def _spread(self, pair: NDArray[np.int64], out: NDArray[np.int32]) -> None:
        """Two rows of nodes become a band of places, in 1/256 pixels."""
        down = self._fine.astype(np.int64)[:, None]
        edge = ((pair[0] << _SHIFT) + (pair[1] - pair[0]) * down).astype(np.int32)
        cells = out.reshape(CELL, self._cells, CELL)
        slope = (edge[:, 1:] - edge[:, :-1]) >> _SHIFT
        np.multiply(slope[:, :, None], self._fine, out=cells)
        cells += edge[:, :-1, None]
        out >>= _SHIFT

    def _luma(self, plate: Plate, out: Bytes) -> None:
        x, y, at, scratch = self._x, self._y, self._at, self._scratch
        above, below, left = self._words
        np.right_shift(y, 8, out=at)
        at *= plate.stride
        np.right_shift(x, 8, out=scratch)
        at += scratch
        x &= 255
        y &= 255
        np.take(plate.luma, at, out=above, mode="clip")
        at += plate.stride
        np.take(plate.luma, at, out=below, mode="clip")
        # Lanes of 16 bits: differences may borrow from the lane above, and the sum gives it back.
        below -= above
        below *= y.view(np.uint32)
        above <<= 8
        above += below
        np.bitwise_and(above, 0xFFFF, out=left)
        above >>= 16
        above -= left
        above *= x.view(np.uint32)
        left <<= 8
        above += left
        above += 1 << 15
        above >>= 16
        out[:] = above[: out.shape[0], : self.width]

    def _chroma(self, plate: Plate, blue: Bytes, red: Bytes) -> None:
        x, y, at, scratch = self._half_x, self._half_y, self._half_at, self._half_scratch
        above, below, left, weight = self._half_words
        # The centre of a chroma pixel lies between four luma pixels, in the frame as in the plate.
        for full, half in ((self._x, x), (self._y, y)):
            np.add(full[::2, ::2], full[1::2, 1::2], out=half)
            half -= 256
            half >>= 2
            np.maximum(half, 0, out=half)
        np.right_shift(y, 8, out=at)
        at *= plate.half_stride
        np.right_shift(x, 8, out=scratch)
        at += scratch
        x &= 255
        y &= 255
        np.take(plate.chroma, at, out=above, mode="clip")
        at += plate.half_stride
        np.take(plate.chroma, at, out=below, mode="clip")
        below -= above
        weight[:] = y
        below *= weight
        above <<= np.uint64(8)
        above += below
        np.bitwise_and(above, _LOW, out=left)
        above >>= np.uint64(16)
        above &= _LOW
        above -= left
        weight[:] = x
        above *= weight
        left <<= np.uint64(8)
        above += left
        above += np.uint64(0x0000800000008000)
        lanes = above.view(np.uint8).reshape(*above.shape, 8)
        rows, columns = blue.shape
        blue[:] = lanes[:rows, :columns, 2]
        red[:] = lanes[:rows, :columns, 6]


def _fixed(places: NDArray[np.float64], most: float) -> NDArray[np.int64]:
    return np.rint(np.clip(places, 0, most - 1) * 256).astype(np.int64)
