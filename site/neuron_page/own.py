"""A visitor's own model: from the text of a file to a class that is known to run."""

from __future__ import annotations

import contextlib
import io
import json
import math
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from neuron_page.mistake import Mistake, compiled, line_of, mistake_of
from neuron_page.own_remarks import Remark, remarks
from neuron_page.own_stated import described
from neuron_page.own_text import check_names, default_parameters, last_model, module_of
from neuron_page.own_trial import tried, try_presets, try_prose, unlike_page
from neuron_page.sentences import sentence_of
from spiking_core import BaseSpikingModel, Description, ModelWarning
from spiking_core.base import initial_state_of

if TYPE_CHECKING:
    from spiking_core.tracing import TracedModel

LONGEST = 200_000  # characters
# Remarks that are shown; who makes more mistakes than these begins with them.
MOST_REMARKS = 5


@dataclass(frozen=True)
class OwnModel:
    """A model that a visitor has written.

    Attributes
    ----------
    model : type
        The class.
    name : str
        Its name.
    parameters : dict of str to float
        Default parameters.
    text : str
        The whole text.
    traced : TracedModel or None
        The model as programs; None if it cannot be traced.
    wat : str or None
        Its kernel as WebAssembly text; None if it cannot be traced.
    untraced : str
        Why it cannot be traced; the model then runs on the reference.
    remarks : tuple of Remark
        What is no mistake, but probably not meant.
    """

    model: type[BaseSpikingModel]
    name: str
    parameters: dict[str, float]
    text: str
    traced: TracedModel | None
    wat: str | None
    untraced: str
    remarks: tuple[Remark, ...]

    @property
    def description(self) -> Description:
        """What the model says about itself, made up as far as it says nothing."""
        return Description.of(self.model, self.parameters)


def load(text: str) -> OwnModel:
    """Make a model of a text, as the module ``your_model``.

    The model is the last class of the text that derives from `BaseSpikingModel`. Its default
    parameters are those of its `description`; without one, those of a dictionary of the text
    that has just these names, which is best called ``parameters``; without that, 1. What else
    the text may say beside the class, see `own_stated`, becomes part of its description.

    Raises
    ------
    Mistake
        If the text is no model that runs. What was loaded before then stays as it was.
    """
    if len(text) > LONGEST:
        raise Mistake(f"The text is longer than {LONGEST:,} characters. Shorten it.")
    code = compiled(text)
    try:
        with module_of(text) as module, np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", ModelWarning)  # they are among the remarks
            exec(code, vars(module))
            cls = last_model(module, text)
            parameters = default_parameters(cls, vars(module))
            check_names(cls, parameters, text)
            model = tried(cls, parameters, text)
            found = remarks(model, text)
            said, unused = described(cls, parameters, vars(module), text)
            if said is not None:
                cls.description = said
            try_prose(cls, parameters, text)
            try_presets(cls, parameters, text)
            traced, wat, untraced = _kernel(model, text)
    except BaseException as error:  # a text may raise anything
        raise mistake_of(error, text) from error
    return OwnModel(cls, cls.__name__, parameters, text, traced, wat, untraced, found + unused)


def describe(own: OwnModel, name: str = "") -> dict[str, Any]:
    """Return what the page must know of a model, fit for JSON.

    Parameters
    ----------
    own : OwnModel
    name : str
        Its name in the URL; that of its class if left out.

    Returns
    -------
    dict
        ``entry``, as it stands in the roster for a built-in model; ``wat``; ``program``, its
        right-hand side as it was traced, a line per operation, or None; and ``note``, what the
        visitor should know, a line for each thing. One that is about a line of the text begins
        with its number, as in ``Line 12:``.
    """
    from neuron_app.roster import roster_data

    name = name or own.name
    # Its ranges are made up around its own defaults, which the class alone does not tell.
    y0 = initial_state_of(own.model, own.parameters).tolist()
    told = type(own.name, (own.model,), {"description": own.description, "y0": y0})
    slow = f"It runs uncompiled, about a hundred times as slow: {own.untraced}"
    said = [f"Line {r.line}: {r.sentence}" if r.line else r.sentence for r in own.remarks]
    return {
        "entry": roster_data({name: told})["models"][name],
        "wat": own.wat,
        "program": None if own.traced is None else str(own.traced.rhs),
        "note": "\n".join([*([slow] if own.untraced else []), *said[:MOST_REMARKS]]),
    }


def answer(text: str, show: Callable[[OwnModel], str]) -> str:
    """Show the model of a text and return what the page must know of it, whatever happens.

    Parameters
    ----------
    text : str
    show : callable
        Called with the model, once all about it is known to be fit for the page; returns the
        name under which it is shown.

    Returns
    -------
    str
        JSON of ``{"ok": false, "line", "sentence"}`` for a mistake; otherwise of ``{"ok": true,
        "name"}`` and what :func:`describe` tells.
    """
    try:
        own = load(text)
        as_json(describe(own))
        name = show(own)
        return as_json({"ok": True, "name": name, **describe(own, name)})
    except BaseException as error:  # a text may raise anything, and the page waits
        mistake = mistake_of(error, text)
        return json.dumps({"ok": False, "line": mistake.line, "sentence": mistake.sentence})


def as_json(told: Mapping[str, Any]) -> str:
    """Return what :func:`describe` tells as JSON.

    Raises
    ------
    Mistake
        If a number in it is not finite, for which JSON has no word.
    """
    try:
        return json.dumps(told, allow_nan=False)
    except ValueError:
        names = ", ".join(f"`{name}`" for name in dict.fromkeys(_not_finite(told)))
        owner = told["entry"]["state"]["model"]
        raise Mistake(
            f"`description` of `{owner}` holds a number that is not finite, in {names}."
        ) from None


def _not_finite(value: Any, name: str = "description") -> Iterator[str]:
    """Yield the innermost name of every number that is not finite."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _not_finite(item, key)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _not_finite(item, name)
    elif isinstance(value, float) and not math.isfinite(value):
        yield name


def _with_line(sentence: str, text: str) -> str:
    """Return a sentence with the line of the method with which it begins, if it names none."""
    named = re.match(r"(`(\w+)` of `\w+`)(?! \(line)", sentence)
    line = line_of(named[1], text) if named else None
    if not named or not line:
        return sentence
    words = text.splitlines()[line - 1].strip()
    if named[2] not in words:
        return sentence
    return f"{named[1]} (line {line}: `{words}`){sentence[named.end() :]}"


def _kernel(model: BaseSpikingModel, text: str) -> tuple[TracedModel | None, str | None, str]:
    """Return a model as programs and its kernel's text, or neither and the reason."""
    from spiking_core.kernels.module import module_text
    from spiking_core.tracing import UntraceableModel, replay, trace_model

    try:
        # What a method prints, it prints when it runs.
        with contextlib.redirect_stdout(io.StringIO()):
            unlike = unlike_page(model)
            if unlike:
                return None, None, _with_line(unlike, text)
            traced = trace_model(model)
            replay(model, traced)
            return traced, module_text(traced, type(model).__name__), ""
    except UntraceableModel as error:
        return None, None, _with_line(str(error), text)
    except Exception as error:  # whatever a class does with states that it has not met
        return None, None, sentence_of(error, None)


__all__ = ["Mistake", "OwnModel", "answer", "describe", "load"]
