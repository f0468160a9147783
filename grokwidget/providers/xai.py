"""xAI's own API: three models; new videos, edits and extensions; one image to start from or several to refer to."""

from __future__ import annotations

from ..catalog import Case, Defaults, DurationRule, ImageRule, Model, Price
from ..request import Operation
from .dialect import Provider
from .xai_wire import XaiDialect

DOCS = "xAI video API (docs.x.ai and xai-sdk 1.19, 2026-08; others' reports)"
PRICES = "third party (yingtu.ai 2026-05-09, thecontext.dev 2026-06-10); verify"

_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4", "3:2", "2:3")
_SECONDS = DurationRule(low=1, high=15)
_DEFAULTS = Defaults(aspect_ratio="16:9", resolution="480p", duration=8)
#: The shape is the image's own, unless one is asked for: then it is stretched.
_FROM_IMAGE = Case(images_from=1, defaults=Defaults(resolution="480p", duration=8))
_UP_TO_720P = ("480p", "720p")
_UP_TO_1080P = (*_UP_TO_720P, "1080p")
#: Seconds of a source video that are taken at most.
_LONGEST_EDITED, _LONGEST_EXTENDED = 8.7, 15


def _images(most: int) -> ImageRule:
    return ImageRule(maximum=most, sources=frozenset({"url", "data"}), formats=("JPEG", "PNG"))


def _price(low: float, high: float, highest: float | None = None, *, image: float) -> Price:
    rates = {"480p": low, "720p": high} | ({"1080p": highest} if highest is not None else {})
    return Price(unit="usd", per_second=rates, per_image=image, source=PRICES)


# What the source video adds depends on its length and size, which aren't known here: the estimate is the most that it
# can be.
_EDIT = Case(
    operation=Operation.EDIT,
    prompt="required",
    images=ImageRule(),
    durations=None,
    aspect_ratios=(),
    resolutions=(),
    defaults=Defaults(),
    price=Price(
        unit="usd",
        per_clip=round(_LONGEST_EDITED * (0.07 + 0.01), 3),
        source=f"at most, for {_LONGEST_EDITED} s at 720p; {PRICES}",
    ),
)
_EXTEND = Case(
    operation=Operation.EXTEND,
    prompt="required",
    images=ImageRule(),
    durations=DurationRule(low=2, high=10),
    aspect_ratios=(),
    resolutions=(),
    defaults=Defaults(duration=6),
    price=Price(
        unit="usd",
        per_second={"*": 0.07},
        per_clip=round(_LONGEST_EXTENDED * 0.01, 3),
        source=f"at most, for {_LONGEST_EXTENDED} s of source video at 720p; {PRICES}",
    ),
)

PROVIDER = Provider(
    name="xai",
    title="xAI",
    base_url="https://api.x.ai",
    dialect=XaiDialect("xAI"),
    models=(
        Model(
            provider="xai",
            id="grok-imagine-video",
            title="Grok Imagine Video",
            operations=frozenset(Operation),
            prompt="without_images",
            images=_images(7),
            durations=_SECONDS,
            aspect_ratios=_RATIOS,
            resolutions=_UP_TO_720P,
            defaults=_DEFAULTS,
            price=_price(0.05, 0.07, image=0.002),
            cases=(
                _EDIT,
                _EXTEND,
                Case(images_from=2, prompt="required", durations=DurationRule(low=1, high=10)),
                _FROM_IMAGE,
            ),
            source=DOCS,
        ),
        Model(
            provider="xai",
            id="grok-imagine-video-1.5",
            title="Grok Imagine Video 1.5",
            aliases=("grok-imagine-video-1.5-preview", "grok-imagine-video-1.5-2026-05-30"),
            prompt="without_images",
            images=_images(7),
            durations=_SECONDS,
            aspect_ratios=_RATIOS,
            resolutions=_UP_TO_1080P,
            defaults=_DEFAULTS,
            price=_price(0.08, 0.14, 0.25, image=0.01),
            cases=(Case(images_from=2, prompt="required", resolutions=_UP_TO_720P), _FROM_IMAGE),
            source=DOCS,
        ),
        Model(
            provider="xai",
            id="grok-imagine-video-1.5-lite",
            title="Grok Imagine Video 1.5 Lite",
            prompt="without_images",
            images=_images(1),
            durations=_SECONDS,
            aspect_ratios=_RATIOS,
            resolutions=_UP_TO_1080P,
            defaults=_DEFAULTS,
            price=_price(0.02, 0.03, 0.14, image=0.01),
            cases=(_FROM_IMAGE,),
            source=DOCS,
        ),
    ),
    key_variable="XAI_API_KEY",
    docs=DOCS,
    url_lifetime=24 * 3600,
    charges_moderation=True,
)
