"""What Python may change in the page's document: what the app itself puts there, and no more.

The app is run in every state that has something of its own, and of each of its models is noted
what its properties hold. Most hold a constant; those that change are listed here, each with the
kind of thing that it may become. The page holds every patch to this, see ``page/patch.js``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from spiking_core import MODELS, Description

# By the kind of model, "*" for all; what each of these words means is told in page/patch.js.
FREE: Mapping[str, Mapping[str, str]] = {
    "*": {"visible": "flag", "disabled": "flag", "name": "name", "css_classes": "classes",
          "tags": "tags"},
    "Slider": {"title": "text", "format": "format", "start": "number", "end": "number",
               "step": "number", "value": "number"},
    "Checkbox": {"active": "flag"},
    "CheckboxGroup": {"active": "places"},
    "RadioGroup": {"active": "place"},
    "FileInput": {"value": "text", "filename": "text", "mime_type": "text", "clear": "number"},
    "panel.models.widgets.CustomSelect": {"options": "choices", "value": "text"},
    "panel.models.widgets.TextAreaInput": {"value": "pasted"},
    "panel.models.markup.HTML": {"text": "markup"},
    "panel.models.layout.Column": {"children": "models"},
    "ColumnDataSource": {"data": "columns"},
    "Range1d": {"start": "number", "end": "number", "reset_start": "number",
                "reset_end": "number"},
    "Span": {"location": "number"},
    "LinearAxis": {"axis_label": "text"},
    "HoverTool": {"tooltips": "tips"},
}  # fmt: skip
APP = "panel.models.layout.Column"


def shapes(documents: Iterable[str]) -> dict[str, Any]:
    """Return the free properties, and what the others hold in documents of the app.

    Parameters
    ----------
    documents : iterable of str
        Documents as JSON; of each, the first root is the app.

    Returns
    -------
    dict
        ``free``; ``known``, by the kind of a model and its property all values, in which
        ``{"model": kind}`` stands for a model; ``classes``, names for style sheets; and
        ``references``, what may be linked to.
    """
    known: dict[str, dict[str, list[Any]]] = {}
    classes: set[str] = set()
    for text in documents:
        app, *_ = json.loads(text)["roots"]
        if app["name"] != APP:
            raise ValueError(f"The first root of a document is no app but a `{app['name']}`.")
        models = list(_models(app))
        kinds = {model["id"]: model["name"] for model in models}
        for model in models:
            held = known.setdefault(model["name"], {})
            for name, value in model.get("attributes", {}).items():
                if name == "css_classes":
                    classes.update(value)
                if _is_free(model["name"], name):
                    continue
                values, plain = held.setdefault(name, []), _plain(value, kinds)
                if plain not in values:
                    values.append(plain)
    sources = [Description.of(model).reference for model in MODELS.values()]
    return {
        "free": FREE,
        "known": known,
        "classes": sorted(classes),
        "references": sorted({f"https://doi.org/{source.doi}" for source in sources if source}),
    }


def _is_free(kind: str, name: str) -> bool:
    return name in FREE["*"] or name in FREE.get(kind, {})


def _models(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every model that is described in a value."""
    if isinstance(value, dict):
        if value.get("type") == "object":
            yield value
        for item in value.values():
            yield from _models(item)
    elif isinstance(value, list):
        for item in value:
            yield from _models(item)


def _plain(value: Any, kinds: Mapping[str, str]) -> Any:
    """Return a value with the kinds of models in the place of these."""
    if isinstance(value, list):
        return [_plain(item, kinds) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "object" or value.keys() == {"id"}:
        return {"model": kinds[value["id"]]}
    return {name: _plain(item, kinds) for name, item in value.items()}
