"""A visitor's own model: from the text of a file to a class that is known to run."""

from __future__ import annotations

import ast
import builtins
import contextlib
import copy
import inspect
import io
import json
import linecache
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from neuron_page.mistake import FILE, MODULE, Mistake, compiled, line_of, mistake_of
from neuron_page.sentences import did_you_mean, sentence_of
from spiking_core import (
    CURRENTS,
    BaseSpikingModel,
    Description,
    DormandPrince,
    Preset,
    PublishedEuler,
    checks,
)
from spiking_core.current_value import CurrentValue
from spiking_core.rest import resting_state

if TYPE_CHECKING:
    from spiking_core.tracing import TracedModel

LONGEST = 200_000  # characters
TRIAL = 20.0  # ms
# How the methods of the interface are written, and with what they are called.
INTERFACE: dict[str, tuple[str, tuple[Any, ...]]] = {
    "__init__": ("(self, parameters, T=250)", ({}, TRIAL)),
    "_rhs": ("(self, t, y, I)", (0.0, [], 0.0)),
    "_apply_reset": ("(self, y)", ([],)),
    "_steady_state": ("(self, v)", (0.0,)),
    "_refractory": ("(self)", ()),
}
ATTRIBUTES = (
    "y0", "index_voltage_variable", "spike_condition", "index_threshold_variable",
    "required_params", "description", "unpacks_state",
)  # fmt: skip
# What a compiled run does in its own way.
OF_RUN = ("set_input", "integrate", "_as_current", "_solve", "_adapted_rhs", "_adapted_reset")
# What these names mean in a link to the page, beside what an input current calls so.
MEANINGS = {
    "T": "the length of the run", "t": "the time", "dt": "the interval between samples",
    "I": "the input current", "I_max": "the strength of the input current",
    "I_period": "the time scale of the input current",
    "I_base": "the level of the input current before its onset",
    "onset": "the begin of the input current", "seed": "the seed of the noise",
    "points": "the points of an input current", "current": "the name of the input current",
    "model": "the name of the model", "preset": "the name of the preset",
    "solver": "the name of the method", "view": "what the page shows",
    "embed": "how the page is embedded",
}  # fmt: skip
DRAWN_BY_PAGE = {"panel", "bokeh", "matplotlib", "neuron_app", "neuron_page", "ipywidgets"}
OF_BROWSER = {"js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core", "micropip"}


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
    notes : tuple of str
        What is no mistake, but probably not meant.
    """

    model: type[BaseSpikingModel]
    name: str
    parameters: dict[str, float]
    text: str
    traced: TracedModel | None
    wat: str | None
    untraced: str
    notes: tuple[str, ...]

    @property
    def description(self) -> Description:
        """What the model says about itself, made up as far as it says nothing."""
        return Description.of(self.model, self.parameters)


def load(text: str) -> OwnModel:
    """Make a model of a text, as the module ``your_model``.

    The model is the last class of the text that derives from `BaseSpikingModel`. Its default
    parameters are those of its `description`; without one, those of a dictionary of the text
    that has just these names, which is best called ``parameters``; without that, 1.

    Raises
    ------
    Mistake
        If the text is no model that runs. What was loaded before then stays as it was.
    """
    if len(text) > LONGEST:
        raise Mistake(f"The text is longer than {LONGEST:,} characters. Shorten it.")
    code = compiled(text)
    try:
        with _module(text) as module, np.errstate(all="ignore"):
            exec(code, vars(module))
            cls = _last_model(module, text)
            parameters = _parameters(cls, vars(module))
            _check_names(cls, parameters, text)
            model = _tried(cls, parameters)
            _try_prose(cls, parameters, text)
            _try_presets(cls, parameters, text)
            traced, wat, untraced = _kernel(model, text)
    except BaseException as error:  # a text may raise anything
        raise mistake_of(error, text) from error
    return OwnModel(
        cls, cls.__name__, parameters, text, traced, wat, untraced, tuple(_notes(cls))
    )  # fmt: skip


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
        visitor should know.
    """
    from neuron_app.roster import roster_data

    name = name or own.name
    # Its ranges are made up around its own defaults, which the class alone does not tell.
    told = type(own.name, (own.model,), {"description": own.description})
    slow = f"It runs uncompiled, about a hundred times as slow: {own.untraced}"
    return {
        "entry": roster_data({name: told})["models"][name],
        "wat": own.wat,
        "program": None if own.traced is None else str(own.traced.rhs),
        "note": " ".join([*own.notes, *([slow] if own.untraced else [])]),
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


@contextlib.contextmanager
def _module(text: str) -> Iterator[ModuleType]:
    """Make the text's module known, instead of the one before; undone if it fails."""
    module = ModuleType(MODULE)
    vars(module).update(__file__=FILE, __builtins__={**vars(builtins), "__import__": _import})
    tables: list[Any] = [(sys.modules, MODULE), (linecache.cache, FILE)]
    before = [table.get(name) for table, name in tables]
    sys.modules[MODULE] = module
    # Tracebacks and the sentences of the tracer quote its lines.
    linecache.cache[FILE] = len(text), None, text.splitlines(keepends=True), FILE
    try:
        yield module
    except BaseException:
        for (table, name), value in zip(tables, before, strict=True):
            table.pop(name, None)
            if value is not None:
                table[name] = value
        raise


def _import(name: str, *others: Any, **named: Any) -> Any:
    """Import what is the same in the page, in a notebook and in a script."""
    top = name.partition(".")[0]
    if top in DRAWN_BY_PAGE:
        raise ImportError(
            f"`{top}` is not for here: the page itself draws and has the controls. Keep this "
            "line for a notebook or a script, outside of this text."
        )
    if top in OF_BROWSER:
        raise ImportError(
            f"`{top}` exists in a browser only; the same text could not run in a notebook or in "
            "a script. Leave it out."
        )
    if top and top not in {"numpy", "spiking_core", *sys.stdlib_module_names}:
        question = did_you_mean(top, ("numpy", "math", "random", "spiking_core"))
        raise ImportError(
            f"`{top}` is not in the browser.{question} There are NumPy, `spiking_core` and "
            "Python's own library."
        )
    return builtins.__import__(name, *others, **named)


def _last_model(module: ModuleType, text: str) -> type[BaseSpikingModel]:
    """Return the model of a text, if it says everything that a model must say."""
    found = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == MODULE
    }
    models = {n: c for n, c in found.items() if issubclass(c, BaseSpikingModel)}
    defined = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    if not models:
        for node in reversed(defined):
            if node.name in found:
                raise Mistake(
                    f"`{node.name}` is no model yet: write `class {node.name}(BaseSpikingModel):`.",
                    node.lineno,
                )
        raise Mistake(
            "There is no model in this text. A model is a class: "
            "`class MyModel(BaseSpikingModel):`."
        )
    lines = {node.name: node.lineno for node in defined}
    cls = models[max(models, key=lambda name: lines.get(name, 0))]
    _check_interface(cls)
    return cls


def _check_interface(cls: type[BaseSpikingModel]) -> None:
    owner = cls.__name__
    if cls.__abstractmethods__:
        missing = min(cls.__abstractmethods__)
        written = INTERFACE.get(missing, ("(self)", ()))[0]
        raise Mistake(
            f"`{owner}` has no `{missing}`: write `def {missing}{written}:`."
            f"{did_you_mean(missing, set(vars(cls)) - {missing})}"
        )
    if isinstance(cls.required_params, str):
        raise Mistake(
            f"`required_params` of `{owner}` must be a list of names, in square brackets: "
            f'`required_params = ["{cls.required_params}"]`.'
        )
    if cls.description is not None and not isinstance(cls.description, Description):
        raise Mistake(f"`description` of `{owner}` must be a `Description(...)`.")
    size = checks.initial_state(cls.y0, owner).size
    checks.index(cls.index_voltage_variable, size, f"`index_voltage_variable` of `{owner}`")
    unmade: Any = object.__new__(cls)
    for name, (written, values) in INTERFACE.items():
        try:
            inspect.signature(getattr(unmade, name)).bind(*values)
        except (TypeError, ValueError):  # a ValueError where nothing is known of it
            code = getattr(getattr(cls, name), "__code__", None)
            raise Mistake(
                f"`{name}` of `{owner}` must be written `def {name}{written}:`.",
                code.co_firstlineno if code and code.co_filename == FILE else None,
            ) from None


def _parameters(cls: type[BaseSpikingModel], names: Mapping[str, Any]) -> dict[str, float]:
    if cls.description is not None:
        return cls.description.defaults
    required = list(cls.required_params)
    given = names.get("parameters")
    tables = [given, *reversed(list(names.values()))]
    for table in tables:
        if isinstance(table, Mapping) and table.keys() == set(required):
            return {name: table[name] for name in required}
    # One that does not fit is told what is wrong with it.
    return dict(given) if isinstance(given, Mapping) else dict.fromkeys(required, 1.0)


def _check_names(cls: type[BaseSpikingModel], parameters: dict[str, float], text: str) -> None:
    """Refuse names of parameters that mean something else in a link."""
    of_currents = {limit.name for current in CURRENTS.values() for limit in current.own}
    for name in (*cls.required_params, *parameters):
        if name not in MEANINGS and name not in of_currents:
            continue
        meaning = MEANINGS.get(name)
        told = f"is {meaning} here" if meaning else "belongs to an input current here"
        where = name if cls.description is not None else "required_params"
        raise Mistake(
            f"`{name}` {told}; give the parameter another name.",
            line_of(f"`{where}` of `{cls.__name__}`", text),
        )


def _tried(cls: type[BaseSpikingModel], parameters: dict[str, float]) -> BaseSpikingModel:
    """Return the model, after a short run on the reference."""
    model = cls(parameters, T=TRIAL)
    model.use_kernel = False
    model.set_input(Description.of(cls, parameters).current_default)
    y = checks.initial_state(model.y0, cls.__name__)
    # The integrator takes an overflow and a division by zero for the end of a run.
    model._rhs(0.0, y.tolist() if model.unpacks_state else y.copy(), CurrentValue(0.0))
    model.integrate()
    level = model.index_threshold_variable
    y[model.index_voltage_variable] = model.spike_condition if level is None else y[level]
    model._adapted_reset(y.size)(y.tolist())
    return model


def _try_prose(cls: type[BaseSpikingModel], parameters: dict[str, float], text: str) -> None:
    """Write what the page says of a model; a Mistake names the equation that cannot be shown."""
    from neuron_app import formula, prose

    described = Description.of(cls, parameters)
    for one in (*described.equations, *described.reset):
        try:
            formula.equation(one.left, one.right)
        except (SyntaxError, ValueError) as error:
            raise Mistake(
                f"The equation `{one.left}` = `{one.right}` of `{cls.__name__}` cannot be shown. "
                "It may have numbers, names, + - * / **, functions and comparisons.",
                line_of(f"`{one.left}` of `{cls.__name__}`", text),
            ) from error
    prose.equations_html(described, cls)
    prose.about_html(described)
    prose.heading_html(described)


def _try_presets(cls: type[BaseSpikingModel], parameters: dict[str, float], text: str) -> None:
    """Make every preset; a Mistake names the one that fits nothing."""
    described = Description.of(cls, parameters)
    if isinstance(described.presets, Preset):
        raise Mistake(
            "`presets` must be several, in brackets; write a comma after a single one: "
            "`presets=(Preset(...),)`."
        )
    for preset in described.presets:
        try:
            _try_preset(cls, described, preset)
        except Exception as error:
            sentence = error.sentence if isinstance(error, Mistake) else sentence_of(error, None)
            name = str(getattr(preset, "name", preset))
            raise Mistake(
                f"The preset `{name}` of `{cls.__name__}` cannot be shown: {sentence}",
                line_of(f"`{name}` of `{cls.__name__}`", text),
            ) from error


def _try_preset(cls: type[BaseSpikingModel], described: Description, preset: Preset) -> None:
    from neuron_app.state import COMMON, own_limits, preset_state

    if preset.current not in CURRENTS:
        question = did_you_mean(preset.current, CURRENTS)
        raise Mistake(f"there is no input current `{preset.current}`.{question}")
    known = [*COMMON, *own_limits(preset.current, described)]
    known += ["points"] if preset.current == "points" else []
    for key in preset.input:
        if key not in known:
            raise Mistake(
                f"the current `{preset.current}` has no `{key}`.{did_you_mean(key, known)}"
            )
    model = preset_state(cls.__name__, described, preset).make_model(cls)
    if preset.y0 is not None:
        size, given = len(cls.y0), checks.initial_state(preset.y0, cls.__name__).size
        if given != size:
            raise Mistake(f"its `y0` must have {size} values, as that of the class, got {given}.")
    if preset.published is not None:
        model.solver = PublishedEuler(preset.published.dt, preset.published.in_turn)


def _unlike_page(model: BaseSpikingModel) -> str:
    """Return why a compiled run would not be what Python does with a model, or nothing."""
    cls, owner = type(model), type(model).__name__
    for name in OF_RUN:
        if getattr(cls, name) is not getattr(BaseSpikingModel, name):
            return f"`{name}` of `{owner}` is its own; a compiled run would not call it."
    for trial in _made(model):
        if trial.dt != BaseSpikingModel.dt:
            usual = f"{BaseSpikingModel.dt} ms in a compiled run"
            return f"`dt` of `{owner}` is {trial.dt} ms; it is {usual}."
        if trial.T != model.T or model.T != TRIAL:
            return f"`__init__` of `{owner}` sets `T`; a compiled run would not know it."
        if trial.solver != DormandPrince():
            return (
                f"`__init__` of `{owner}` sets `solver`; a compiled run has the usual method and "
                "tolerances."
            )
        if not np.array_equal(trial.y0, _start_on_page(trial), equal_nan=True):
            return (
                f"`__init__` of `{owner}` sets `y0`; a compiled run would start from that of the "
                "class. Set it there, or write `_steady_state(self, v)`."
            )
    return ""


def _made(model: BaseSpikingModel) -> Iterator[BaseSpikingModel]:
    """Yield models of the same class, with the same and with other parameters."""
    limits = Description.of(type(model), model.params).parameters
    yield type(model)(dict(model.params), T=TRIAL)
    for part in (0.3, 0.6):
        values = {p.name: p.span[0] + part * (p.span[1] - p.span[0]) for p in limits}
        with contextlib.suppress(Exception):  # which may not fit together
            yield type(model)(values, T=TRIAL)


def _start_on_page(model: BaseSpikingModel) -> Any:
    """Return the state in which the page starts a compiled model."""
    start = type(model).y0
    if "y0" not in vars(model):
        return start
    bare = copy.copy(model)
    bare.y0 = start
    rest = resting_state(bare)
    return start if rest is None else rest


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
            unlike = _unlike_page(model)
            if unlike:
                return None, None, _with_line(unlike, text)
            traced = trace_model(model)
            replay(model, traced)
            return traced, module_text(traced, type(model).__name__), ""
    except UntraceableModel as error:
        return None, None, _with_line(str(error), text)
    except Exception as error:  # whatever a class does with states that it has not met
        return None, None, sentence_of(error, None)


def _notes(cls: type[BaseSpikingModel]) -> Iterator[str]:
    """Yield a sentence for each name that looks like one of the interface but is none."""
    known = {*INTERFACE, *ATTRIBUTES}
    own = {name for base in cls.__mro__ if base.__module__ == MODULE for name in vars(base)}
    for name in sorted(own - known):
        for close in get_close_matches(name, sorted(known - own), n=1, cutoff=0.82):
            yield f"`{name}` of `{cls.__name__}` has no meaning here. Did you mean `{close}`?"


__all__ = ["Mistake", "OwnModel", "answer", "describe", "load"]
