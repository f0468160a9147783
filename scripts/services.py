"""The README's table of services, made from the catalog.

    python scripts/services.py [--write]

Prints the table; with --write puts it between the markers of both READMEs.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from grokwidget import providers
from grokwidget.catalog import Model
from grokwidget.messages import Lang

ROOT = Path(__file__).parents[1]
READMES: dict[Lang, Path] = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
MARKERS = re.compile(r"(<!-- services:begin[^>]*-->\n).*?(<!-- services:end -->)", re.DOTALL)

_HEADS: dict[Lang, tuple[str, ...]] = {
    "en": ("service", "model", "takes", "ratios", "resolutions", "seconds", "price", "key"),
    "zh": ("服务", "模型", "输入", "宽高比", "分辨率", "秒数", "价格", "密钥"),
}
_WORDS: dict[Lang, dict[str, str]] = {
    "en": {
        "text": "text",
        "image": "image",
        "images": "images",
        "free": "free",
        "none": "none",
        "unknown": "unknown",
        "any": "any other",
        "fixed": "its own",
    },
    "zh": {
        "text": "文本",
        "image": "张图片",
        "images": "张图片",
        "free": "免费",
        "none": "不需要",
        "unknown": "未知",
        "any": "其他任意",
        "fixed": "由服务决定",
    },
}


def _takes(model: Model, lang: Lang) -> str:
    words, rule = _WORDS[lang], model.images
    parts = [words["text"]] if not rule.minimum else []
    if rule.maximum:
        low = max(rule.minimum, 1)
        count = f"{low}–{rule.maximum}" if rule.maximum > low else str(low)
        parts.append(f"{count} {words['images' if rule.maximum > 1 else 'image']}")
    return {"en": ", ", "zh": "，"}[lang].join(parts)


def _seconds(model: Model, lang: Lang) -> str:
    rule = model.durations
    if rule is None:
        return _WORDS[lang]["fixed"]
    if rule.choices:
        return ", ".join(f"{choice:g}" for choice in rule.choices)
    return f"{rule.low:g}–{rule.high:g}"


def _price(model: Model, lang: Lang) -> str:
    price, words = model.price, _WORDS[lang]
    if price is None:
        return words["unknown"]
    unit = {"credits": {"en": "credits", "zh": "积分"}, "usd": {"en": "USD", "zh": "美元"}}[price.unit][lang]
    if price.per_second:
        per = {"en": "/s", "zh": "/秒"}[lang]
        return {"en": "; ", "zh": "；"}[lang].join(
            f"{name}: {rate:g} {unit}{per}" for name, rate in price.per_second.items()
        )
    usd = f" (${price.per_clip * price.usd_per_unit:g})" if price.usd_per_unit and price.unit != "usd" else ""
    return f"{price.per_clip:g} {unit}{usd}" if price.per_clip else words["free"]


def table(lang: Lang) -> str:
    """The table of all models of all providers, as Markdown."""
    rows = [_HEADS[lang], ("---",) * len(_HEADS[lang])]
    for name in providers.names():
        provider = providers.provider(name)
        rows.extend(
            (
                f"`{name}`",
                f"`{model.id}`",
                _takes(model, lang),
                " ".join([*model.aspect_ratios, *([_WORDS[lang]["any"]] if model.any_ratio else [])]),
                " ".join(model.resolutions) or _WORDS[lang]["fixed"],
                _seconds(model, lang),
                _price(model, lang),
                f"`{provider.key_variable}`" if provider.key_variable else _WORDS[lang]["none"],
            )
            for model in provider.models
        )
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def put(text: str, lang: Lang) -> str:
    """`text` with the table between its markers."""
    return MARKERS.sub(lambda found: f"{found[1]}{table(lang)}{found[2]}", text)


def main() -> int:
    """Print both tables, or write them."""
    for lang, path in READMES.items():
        if "--write" in sys.argv[1:]:
            path.write_text(put(path.read_text(encoding="utf-8"), lang), encoding="utf-8")
        else:
            print(table(lang))
    return 0


if __name__ == "__main__":
    sys.exit(main())
