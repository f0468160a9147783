"""The local engine's own catalog, spoken in the aivideoapi dialect: all that the renderer can draw, for nothing."""

from __future__ import annotations

from grokwidget.local.desk import Desk
from grokwidget.local.dialects.aivideoapi import Aivideoapi
from grokwidget.local.dialects.aivideoapi_rules import Catalog, ModelRules

LOCAL = Catalog(
    provider="local",
    models={"local-video": ModelRules("local-video", images="optional")},
    ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "2:1", "1:2", "21:9", "9:21"),
    resolutions=("480p", "720p", "1080p"),
    durations=(1, 30),
    default_ratio="16:9",
    tenths_per_second={"480p": 0, "720p": 0, "1080p": 0},
    data_urls=frozenset({"JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF"}),
    seeds=True,
    always_tells_progress=True,
    language=None,
    metadata={"engine": "procedural, not AI"},
)


def half(desk: Desk) -> Aivideoapi:
    """The half of the local engine: another catalog in the same dialect."""
    return Aivideoapi(LOCAL, desk)
