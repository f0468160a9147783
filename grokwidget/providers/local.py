"""The local service: comes with the package, needs no key and no network, draws by rule instead of by a model."""

from __future__ import annotations

from ..catalog import Defaults, DurationRule, ImageRule, Model, Price
from .aivideoapi import AivideoapiDialect
from .dialect import Provider

DOCS = "grokwidget, the local service"

PROVIDER = Provider(
    name="local",
    title="local",
    base_url="",
    dialect=AivideoapiDialect("local"),
    models=(
        Model(
            provider="local",
            id="local-video",
            title="Local engine: procedural, not AI",
            aliases=("procedural",),
            prompt="without_images",
            prompt_limit=5000,
            images=ImageRule(
                maximum=7, sources=frozenset({"url", "data"}), formats=("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
            ),
            durations=DurationRule(low=1, high=30),
            aspect_ratios=("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3", "2:1", "1:2", "21:9", "9:21"),
            ratio_follows_single_image=True,
            resolutions=("480p", "720p", "1080p"),
            modes=("normal", "fun", "spicy"),
            modes_with_images=("normal", "fun"),
            nsfw_checker=True,
            callbacks=True,
            seeds=True,
            defaults=Defaults(aspect_ratio="16:9", resolution="480p", duration=6, mode="normal", nsfw_checker=True),
            price=Price(unit="credits", source=DOCS),
            source=DOCS,
        ),
    ),
    key_variable="",
    docs=DOCS,
    url_lifetime=24 * 3600,
    local=True,
    refunds_failures=True,
)
