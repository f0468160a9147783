"""One page a service, docs/providers/NAME.md, made from the catalog: no limit is written down twice.

    python scripts/providerpages.py [--write]

Names the pages that are stale, and ends with 1 when there are any; with --write writes them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from grokwidget import providers
from grokwidget.catalog import Case, Model
from grokwidget.messages import Lang, say, speaking
from grokwidget.notebook.limits import defaults, price
from grokwidget.providers import Provider, WireImage
from grokwidget.request import Operation

FOLDER = Path(__file__).parents[1] / "docs" / "providers"
SUFFIX: dict[Lang, str] = {"en": ".md", "zh": ".zh-CN.md"}

_WORDS: dict[str, dict[Lang, str]] = {
    "made": {
        "en": "Made from the catalog by `scripts/providerpages.py`: what the package itself goes by.",
        "zh": "本页由 `scripts/providerpages.py` 根据目录生成：程序本身就以此为准。",
    },
    "rehearse": {
        "en": "This is a rehearsal: the same request, held to the same limits, at the local service and for nothing. "
        'The real run is `Client("{name}")`, with your key in `{key}`; in a cell `%%grokvideo --provider {name}`.',
        "zh": "这是一次排练：完全相同的请求、完全相同的限制，由本地服务免费应答。正式运行用 "
        '`Client("{name}")`，密钥放在 `{key}` 中；在单元格里用 `%%grokvideo --provider {name}`。',
    },
    "local": {
        "en": "It comes with the package, needs no key and no network, and draws by rule, not by AI: every picture "
        "says so. [The local service](../local-service.md) tells how to run and to disturb it.",
        "zh": "它随软件包附带，不需要密钥和网络，按规则（而不是 AI）绘制，每个画面都会注明。"
        "如何运行它、如何制造故障，见[本地服务](../local-service.zh-CN.md)。",
    },
    "service": {"en": "The service", "zh": "服务"},
    "models": {"en": "Models", "zh": "模型"},
    "name": {"en": "name here", "zh": "在此处的名称"},
    "address": {"en": "address", "zh": "地址"},
    "own": {"en": "on this machine, found by itself", "zh": "在本机上，自动找到"},
    "key": {"en": "key", "zh": "密钥"},
    "none": {"en": "none", "zh": "不需要"},
    "begins": {"en": "`{variable}`; begins with `{prefix}`", "zh": "`{variable}`，以 `{prefix}` 开头"},
    "source": {"en": "from", "zh": "依据"},
    "life": {"en": "finished videos stay there for", "zh": "成品视频保留"},
    "hours": {"en": "{hours} h", "zh": "{hours} 小时"},
    "failed": {"en": "a task that fails", "zh": "任务失败时"},
    "refunds": {"en": "its credits come back", "zh": "退还积分"},
    "moderated": {"en": "a video that moderation withholds", "zh": "视频被审核扣留时"},
    "charged": {"en": "is paid for all the same", "zh": "照样扣费"},
    "untold": {"en": "no document tells", "zh": "没有文档说明"},
    "balance": {"en": "balance", "zh": "余额"},
    "list": {"en": "list of models", "zh": "模型列表"},
    "can": {"en": "can be asked for", "zh": "可以查询"},
    "cannot": {"en": "can't be asked for", "zh": "不能查询"},
    "pictures": {"en": "pictures on this machine", "zh": "本机上的图片"},
    "sent": {"en": "are sent with the request", "zh": "随请求一起发送"},
    "uploaded": {"en": "are put there first", "zh": "先上传到该服务"},
    "elsewhere": {
        "en": "need an address: [say where they may be put]"
        "(../services.md#pictures-for-services-that-take-addresses-only)",
        "zh": "需要网址：[请说明放在哪里](../services.zh-CN.md#为只接受网址的服务提供图片)",
    },
    "callbacks": {"en": "callbacks", "zh": "回调"},
    "yes": {"en": "yes", "zh": "有"},
    "no": {"en": "no", "zh": "没有"},
    "also": {"en": "also called", "zh": "别名"},
    "does": {"en": "does", "zh": "操作"},
    "takes": {"en": "takes", "zh": "输入"},
    "text": {"en": "text", "zh": "文本"},
    "only": {"en": "text only", "zh": "仅文本"},
    "image": {"en": "1 image", "zh": "1 张图片"},
    "images": {"en": "{count} images", "zh": "{count} 张图片"},
    "size": {"en": "each image", "zh": "每张图片"},
    "at_most": {"en": "{formats}, at most {size:.3g} MB", "zh": "{formats}，不超过 {size:.3g} MB"},
    "prompt": {"en": "prompt", "zh": "提示词"},
    "characters": {"en": "at most {count} characters", "zh": "最多 {count} 个字符"},
    "seconds": {"en": "duration", "zh": "时长"},
    "ratios": {"en": "aspect ratio", "zh": "宽高比"},
    "any": {"en": "any other", "zh": "其他任意"},
    "follows": {"en": "a single image decides it", "zh": "只有一张图片时由图片决定"},
    "resolutions": {"en": "resolution", "zh": "分辨率"},
    "modes": {"en": "mode", "zh": "模式"},
    "with_images": {"en": "with images", "zh": "有图片时"},
    "price": {"en": "price", "zh": "价格"},
    "an_image": {"en": "{rate:g} {unit} for each image", "zh": "每张图片 {rate:g} {unit}"},
    "unless": {"en": "unless told", "zh": "默认"},
    "fixed": {"en": "its own", "zh": "由服务决定"},
}


def _w(key: str, lang: Lang, /, **values: object) -> str:
    return _WORDS[key][lang].format(**values)


def _ability(provider: Provider, name: str) -> bool:
    return getattr(provider.dialect, name)() is not None


def _pictures(provider: Provider, lang: Lang) -> str:
    """What becomes of a picture that lies on this machine; "" for a service that takes none."""
    if not any(model.images.maximum for model in provider.models):
        return ""
    if any(model.images.local for model in provider.models):
        return _w("sent", lang)
    taken = provider.dialect.encode_upload(WireImage(data=b"", mime="image/png"), "a.png")
    return _w("uploaded" if taken is not None else "elsewhere", lang)


def _service(provider: Provider, lang: Lang) -> Iterator[tuple[str, str]]:
    yield _w("name", lang), f"`{provider.name}`"
    yield _w("address", lang), f"`{provider.base_url}`" if provider.base_url else _w("own", lang)
    variable, prefix = provider.key_variable, provider.key_prefix
    known = _w("begins", lang, variable=variable, prefix=prefix) if prefix else f"`{variable}`"
    yield _w("key", lang), known if variable else _w("none", lang)
    life = provider.url_lifetime
    yield _w("life", lang), _w("hours", lang, hours=f"{life / 3600:g}") if life else _w("untold", lang)
    yield _w("failed", lang), _w("refunds" if provider.refunds_failures else "untold", lang)
    if provider.charges_moderation:
        yield _w("moderated", lang), _w("charged", lang)
    yield _w("balance", lang), _w("can" if _ability(provider, "encode_balance") else "cannot", lang)
    yield _w("list", lang), _w("can" if _ability(provider, "encode_models") else "cannot", lang)
    if pictures := _pictures(provider, lang):
        yield _w("pictures", lang), pictures
    yield _w("callbacks", lang), _w("yes" if any(model.callbacks for model in provider.models) else "no", lang)
    yield _w("source", lang), provider.docs


def _takes(model: Model | Case, lang: Lang) -> str:
    rule = model.images
    if rule is None:
        return ""
    if not rule.maximum:
        return _w("only", lang)
    low = max(rule.minimum, 1)
    count = f"{low}–{rule.maximum}" if rule.maximum > low else ""
    parts = [] if rule.minimum else [_w("text", lang)]
    parts.append(_w("images", lang, count=count) if count else _w("image", lang))
    return {"en": ", ", "zh": "，"}[lang].join(parts)


def _limits(model: Model | Case, lang: Lang) -> Iterator[tuple[str, str]]:
    """What a model, or one of its cases, says of a request."""
    comma, dot = {"en": (", ", "; "), "zh": ("，", "；")}[lang]
    if takes := _takes(model, lang):
        yield _w("takes", lang), takes
    if isinstance(model, Model) and model.images.maximum:
        kinds, size = comma.join(model.images.formats), model.images.max_bytes / 2**20
        yield _w("size", lang), _w("at_most", lang, formats=kinds, size=size)
    if isinstance(model, Model) and model.prompt_limit is not None:
        yield _w("prompt", lang), _w("characters", lang, count=model.prompt_limit)
    if model.durations is not None or isinstance(model, Model):
        yield _w("seconds", lang), str(model.durations) if model.durations else _w("fixed", lang)
    if model.aspect_ratios is not None:
        free = [_w("any", lang)] if isinstance(model, Model) and model.any_ratio else []
        ratios = " ".join([*model.aspect_ratios, *free]) or _w("fixed", lang)
        follows = isinstance(model, Model) and model.ratio_follows_single_image
        yield _w("ratios", lang), f"{ratios}{dot}{_w('follows', lang)}" if follows else ratios
    if model.resolutions is not None:
        yield _w("resolutions", lang), " ".join(model.resolutions) or _w("fixed", lang)
    if isinstance(model, Model) and model.modes:
        with_images = model.modes_with_images
        differs = with_images is not None and with_images != model.modes and model.images.maximum
        more = f"{dot}{_w('with_images', lang)} {' '.join(with_images or ())}" if differs else ""
        yield _w("modes", lang), " ".join(model.modes) + more


def _model(model: Model, lang: Lang) -> Iterator[str]:
    yield f"### `{model.id}`\n\n{model.title}\n"
    rows = [(_w("also", lang), " ".join(f"`{alias}`" for alias in model.aliases))] if model.aliases else []
    if model.operations != {Operation.GENERATE}:
        rows.append((_w("does", lang), " ".join(str(each) for each in Operation if each in model.operations)))
    rows += _limits(model, lang)
    costs = price(model)
    if model.price and model.price.per_image:
        unit = say(f"unit.{model.price.unit}")
        costs += {"en": "; ", "zh": "；"}[lang] + _w("an_image", lang, rate=model.price.per_image, unit=unit)
    rows.append((_w("price", lang), costs))
    if usual := defaults(model):
        rows.append((_w("unless", lang), usual))
    for case in model.cases:
        rows += [(f"{case}: {name}", value) for name, value in _limits(case, lang)]
        if case.price is not None:
            costs = price(model.model_copy(update={"price": case.price}))
            rows.append((f"{case}: {_w('price', lang)}", costs))
    rows.append((_w("source", lang), model.source))
    yield _table(rows)


def _table(rows: list[tuple[str, str]]) -> str:
    return "| | |\n| --- | --- |\n" + "".join(f"| {name} | {value} |\n" for name, value in rows)


def _example(provider: Provider, lang: Lang) -> str:
    """The shortest request that the first model takes, to be rehearsed."""
    model = provider.models[0]
    prompt = {"en": "a red fox runs through fresh snow", "zh": "一只红狐跑过新雪"}[lang]
    words = [f'"{prompt}"']
    if model.images.minimum:
        words.append('images=["cat.png"]')
    if model.durations:
        words.append(f"duration={model.durations.choices[0] if model.durations.choices else model.durations.low:g}")
    if "9:16" in model.aspect_ratios:
        words.append('aspect_ratio="9:16"')
    client = f'Client("{provider.name}", rehearse=True)' if provider.key_variable else "Client()"
    code = f"from grokwidget import Client\n\nclient = {client}\nclient.generate({', '.join(words)})"
    return f"```python\n{code}\n```"


def page(name: str, lang: Lang) -> str:
    """The page of one service, as Markdown."""
    with speaking(lang):
        provider = providers.shipped(name)
        twin = {"en": f"[中文]({name}.zh-CN.md)", "zh": f"[English]({name}.md)"}[lang]
        about = "rehearse" if provider.key_variable else "local"
        parts = [
            f"# {name if provider.local else provider.title}",
            f"{twin} · {_w('made', lang)}",
            _example(provider, lang),
            _w(about, lang, name=name, key=provider.key_variable),
            f"## {_w('service', lang)}",
            _table(list(_service(provider, lang))),
            f"## {_w('models', lang)}",
            *(part for model in provider.models for part in _model(model, lang)),
        ]
        return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def stale(*, write: bool = False) -> list[str]:
    """The pages that don't say what the catalog says, written anew if wanted."""
    found = []
    for name in providers.built_in():
        for lang, suffix in SUFFIX.items():
            path, text = FOLDER / f"{name}{suffix}", page(name, lang)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                found.append(path.name)
                if write:
                    path.write_text(text, encoding="utf-8")
    return found


def main() -> int:
    """Name or write the stale pages."""
    write = "--write" in sys.argv[1:]
    found = stale(write=write)
    print("\n".join(found))
    return 1 if found and not write else 0


if __name__ == "__main__":
    sys.exit(main())
