"""The text of a visitor's own model, and the class that stands in it."""

from __future__ import annotations

import ast
import builtins
import contextlib
import inspect
import linecache
import re
import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from neuron_page.mistake import FILE, MODULE, Mistake, line_of
from neuron_page.sentences import did_you_mean
from spiking_core import CURRENTS, BaseSpikingModel, Description, checks
from spiking_core.interface import METHODS, unused_names

TRIAL = 20.0  # ms
# A name that can stand in a link.
LINKED = re.compile(r"[^\W\d]\w{0,199}")
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


@contextlib.contextmanager
def module_of(text: str) -> Iterator[ModuleType]:
    """Make the text's module known, instead of the one before; undone if it fails."""
    module = ModuleType(MODULE)
    vars(module).update(__file__=FILE, __builtins__={**vars(builtins), "__import__": _import})
    vars(module)["__builtins__"]["input"] = _input
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


def _input(*_: Any) -> Any:
    """Refuse to wait for a keyboard that is not there."""
    raise RuntimeError(
        "`input` asks for something to be typed, and there is no place for it here. Write the "
        "value into the text, or make it a parameter."
    )


def last_model(module: ModuleType, text: str) -> type[BaseSpikingModel]:
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
    name = cls.__name__
    if not LINKED.fullmatch(name) or name.startswith("__"):
        raise Mistake(
            f"`{name}` cannot stand in a link; give the class another name, of letters and digits.",
            lines.get(name),
        )
    _check_interface(cls, text)
    return cls


def _check_interface(cls: type[BaseSpikingModel], text: str) -> None:
    owner = cls.__name__
    if cls.__abstractmethods__:
        missing = min(cls.__abstractmethods__)
        written = METHODS.get(missing, "(self)")
        like = [name for name, right in unused_names(cls) if right == missing]
        raise Mistake(
            f"`{owner}` has no `{missing}`: write `def {missing}{written}:`."
            f"{f' Did you mean `{like[0]}`?' if like else ''}",
            line_of(f"`{like[0]}` of `{owner}`", text) if like else None,
        )
    if isinstance(cls.required_params, str):
        raise Mistake(
            f"`required_params` of `{owner}` must be a list of names, in square brackets: "
            f'`required_params = ["{cls.required_params}"]`.'
        )
    if cls.description is not None and not isinstance(cls.description, Description):
        raise Mistake(f"`description` of `{owner}` must be a `Description(...)`.")
    if not hasattr(cls.y0, "__get__"):  # one that is computed is seen when the model is made
        size = checks.initial_state(cls.y0, owner).size
        checks.index(cls.index_voltage_variable, size, f"`index_voltage_variable` of `{owner}`")
    unmade: Any = object.__new__(cls)
    for name, written in METHODS.items():
        try:
            inspect.signature(getattr(unmade, name)).bind(*[None] * written.count(","))
        except (TypeError, ValueError):  # a ValueError where nothing is known of it
            code = getattr(getattr(cls, name), "__code__", None)
            raise Mistake(
                f"`{name}` of `{owner}` must be written `def {name}{written}:`.",
                code.co_firstlineno if code and code.co_filename == FILE else None,
            ) from None


def default_parameters(cls: type[BaseSpikingModel], names: Mapping[str, Any]) -> dict[str, float]:
    """Return the default parameters of a class among the names of its text, see `own.load`."""
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


def check_names(cls: type[BaseSpikingModel], parameters: dict[str, float], text: str) -> None:
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
