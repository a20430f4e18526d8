"""What stands in for `math`, NumPy and a few builtins while a model's code is traced.

A traced value is no float: ``math.exp(v)``, ``float(v)`` and ``dy = np.zeros(2); dy[0] = v``
would fail. Therefore, for the time of tracing, the global names of the model's functions, and of
the functions that these call, are bound to what can do the same with traced values. With
ordinary numbers, all of it does what the original does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType, FunctionType, ModuleType
from typing import Any

import numpy as np

from spiking_core.tracing.composed import logarithm
from spiking_core.tracing.errors import Untraceable, foreign, refusal
from spiking_core.tracing.tracer import SAMPLE_INDEX, TRACEABLE, Traced, elementwise

_MATH_NAMES = {
    "exp": "exp", "expm1": "expm1", "exp2": "exp2", "log1p": "log1p", "log2": "log2",
    "log10": "log10", "sqrt": "sqrt", "cbrt": "cbrt", "sin": "sin", "cos": "cos", "tan": "tan",
    "atan": "arctan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "fabs": "absolute",
    "floor": "floor", "ceil": "ceil", "trunc": "trunc", "pow": "power", "hypot": "hypot",
    "fmod": "fmod", "remainder": "remainder", "copysign": "copysign", "isnan": "isnan",
    "isinf": "isinf", "isfinite": "isfinite",
}  # fmt: skip
_FILLED = ("zeros", "ones", "empty", "full", "zeros_like", "ones_like", "empty_like", "full_like")
_MADE = ("array", "asarray")
_MISSING = object()


class _Module:
    """A module, some of whose names mean something else."""

    def __init__(self, module: ModuleType, names: dict[str, Any]) -> None:
        self.__dict__.update(names)
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


def _is_traced(value: Any) -> bool:
    return isinstance(value, Traced) or (isinstance(value, np.ndarray) and value.dtype == object)


def _either(original: Callable[..., Any], on_traced: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that does one thing with numbers and the other with traced values."""

    def of_one(*values: Any, **options: Any) -> Any:
        traced = any(isinstance(x, Traced) for x in values)
        return (on_traced if traced else original)(*values, **options)

    def call(*values: Any, **options: Any) -> Any:
        values = tuple(_as_array(x) for x in values)
        if any(_is_traced(x) and not isinstance(x, Traced) for x in values) and not options:
            return elementwise(of_one, values)
        return of_one(*values, **options)

    return call


def _as_array(value: Any) -> Any:
    if isinstance(value, (list, tuple)) and any(_is_traced(x) for x in value):
        return np.array(value, dtype=object)
    return value


def _refusing(original: Callable[..., Any]) -> Callable[..., Any]:
    def call(*values: Any) -> Any:
        if any(_is_traced(x) for x in values):
            raise Untraceable(
                f"`math.{original.__name__}` cannot be traced; use one of NumPy's elementary "
                "functions, such as np.exp, np.tanh, np.where, np.clip."
            )
        return original(*values)

    return call


def _filled(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values, **options: original(*values, **options).astype(object)


def _made(original: Callable[..., Any]) -> Callable[..., Any]:
    def call(value: Any, *values: Any, **options: Any) -> Any:
        try:
            return original(value, *values, **options)
        except (TypeError, ValueError) as error:
            # dtype=float was asked for, which traced values do not have.
            if refusal(error) is None:
                raise
            return original(value, dtype=object)

    return call


class _FloatKind(type):
    def __call__(cls, value: Any = 0.0) -> Any:
        value = value.item() if _is_traced(value) and not isinstance(value, Traced) else value
        return value if isinstance(value, Traced) else float(value)

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, (float, Traced))


class _Float(metaclass=_FloatKind):
    """`float`, which leaves a traced value as it is."""


def _extreme(original: Callable[..., Any], compare: str) -> Callable[..., Any]:
    """Return `min` or `max`, which choose between traced values without a decision."""

    def call(*values: Any, **options: Any) -> Any:
        items = values[0] if len(values) == 1 else values
        items = items if isinstance(items, Traced) else list(items)
        if not isinstance(items, Traced) and any(
            type(x) is int and x == SAMPLE_INDEX for x in items
        ):
            return SAMPLE_INDEX  # kept within the samples, as it is anyway
        if options or isinstance(items, Traced) or not any(isinstance(x, Traced) for x in items):
            return original(*values, **options)
        best = items[0]
        for item in items[1:]:
            best = np.where(getattr(np, compare)(item, best), item, best)
        return best

    return call


BUILTINS: dict[str, Any] = {
    "float": _Float, "min": _extreme(min, "less"), "max": _extreme(max, "greater"),
}  # fmt: skip


@cache
def substitutes() -> dict[int, Any]:
    """Return the substitute of each object that has one, by the object's identity."""
    of_math = {
        name: _refusing(function) for name, function in vars(math).items() if callable(function)
    }
    for name, traced in _MATH_NAMES.items():
        if name in of_math:
            of_math[name] = _either(getattr(math, name), TRACEABLE[traced])
    of_math["log"] = _either(math.log, logarithm)
    of_numpy = {
        name: _either(getattr(np, name), function)
        for name, function in TRACEABLE.items()
        if hasattr(np, name)
    }
    aliases = {"abs": "absolute", "pow": "power", "mod": "remainder"}
    of_numpy |= {alias: of_numpy[name] for alias, name in aliases.items()}
    of_numpy |= {name: _filled(getattr(np, name)) for name in _FILLED}
    of_numpy |= {name: _made(getattr(np, name)) for name in _MADE}
    known = {id(math): _Module(math, of_math), id(np): _Module(np, of_numpy)}
    known |= {id(getattr(math, name)): function for name, function in of_math.items()}
    return known | {id(getattr(np, name)): function for name, function in of_numpy.items()}


def functions_of(model: Any, base: type) -> list[FunctionType]:
    """Return the functions of a model's own code, and those that they call.

    Parameters
    ----------
    model : BaseSpikingModel
    base : type
        The class at which the model's own code ends.
    """
    waiting: list[Any] = []
    for cls in type(model).__mro__[: type(model).__mro__.index(base)]:
        waiting.extend(vars(cls).values())
    for value in vars(model).values():
        waiting.extend((value, type(value)))
    seen: set[int] = set()
    found = []
    while waiting:
        value = waiting.pop()
        value = getattr(value, "fget", None) or getattr(value, "__func__", value)
        if id(value) in seen or not isinstance(value, (FunctionType, type)):
            continue
        seen.add(id(value))
        if isinstance(value, type):
            if not foreign(value.__module__, ""):
                waiting.extend(vars(value).values())
        elif not foreign(value.__module__ or "", value.__code__.co_filename):
            found.append(value)
            waiting.extend(_called_by(value))
    return found


def _called_by(function: FunctionType) -> Iterator[Any]:
    names = names_used(function.__code__)
    for name in names:
        value = function.__globals__.get(name)
        yield value
        if isinstance(value, ModuleType):
            yield from (getattr(value, attribute, None) for attribute in names)
    for cell in function.__closure__ or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not bound yet
            continue


def names_used(code: CodeType) -> set[str]:
    """Return the global names and the attributes that code names."""
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= names_used(constant)
    return names


@contextmanager
def substituted(functions: list[FunctionType]) -> Iterator[None]:
    """Bind the global names that functions use to their substitutes, and restore them."""
    known = substitutes()
    changed: list[tuple[dict[str, Any], str, Any]] = []
    try:
        for function in functions:
            scope = function.__globals__
            for name in names_used(function.__code__):
                old = scope.get(name, _MISSING)
                new = BUILTINS.get(name) if old is _MISSING else known.get(id(old))
                if new is not None:
                    changed.append((scope, name, old))
                    scope[name] = new
        yield
    finally:
        for scope, name, old in reversed(changed):
            if old is _MISSING:
                scope.pop(name, None)
            else:
                scope[name] = old
