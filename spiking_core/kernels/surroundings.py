"""What a trace takes for constant, and whether it still is as it was."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from spiking_core.base import BaseSpikingModel, all_parameters

# Attributes that every model has. They count only if the model's own code names them.
OF_THE_BASE = frozenset({
    "T", "dt", "y0", "n_points", "current", "ext_current", "num_spikes", "spike_times",
    "solver", "spike_condition", "index_voltage_variable", "index_threshold_variable",
})  # fmt: skip
# Attributes that never count: parameters are given to a kernel, and the rest is no input.
WITHOUT_MEANING = frozenset(
    {"params", "parameters", "_solution", "use_kernel", "_kernels", "_remarked"}
)
_OF_EVERY_CLASS = frozenset({"__dict__", "__weakref__", "__doc__", "_abc_impl", "description"})
DEEPEST = 8


class Surroundings:
    """Attributes of a model and its class, and global names of its code, as they are now.

    Parameters
    ----------
    model : BaseSpikingModel
    functions : list of FunctionType
        The model's own functions and those that they call.
    names : dict of FunctionType to set of str
        The global names and attributes that each of them names.
    """

    def __init__(
        self,
        model: BaseSpikingModel,
        functions: list[FunctionType],
        names: dict[FunctionType, set[str]],
    ) -> None:
        named: set[str] = set()
        for function in functions:
            if function.__name__ != "__init__":
                named |= names[function]
        #: Attributes of every model that the code of this one reads.
        self.read = OF_THE_BASE & named
        self.form = form(model)
        self.attributes = {name: _kept(value) for name, value in self._attributes(model)}
        bound = {
            (id(s), name): (s, name, v) for s, name, v in _names(type(model), functions, names)
        }
        self.names = [(scope, name, _kept(value)) for scope, name, value in bound.values()]
        self.cells = [(cell, _kept(value)) for cell, value in _cells(functions)]

    def still(self, model: BaseSpikingModel, derived: frozenset[str] = frozenset()) -> bool:
        """Return whether all is the same for a model of the same class.

        Parameters
        ----------
        model : BaseSpikingModel
        derived : frozenset of str
            Attributes that are not compared.
        """
        now = dict(self._attributes(model))
        return (
            form(model) == self.form
            and now.keys() == self.attributes.keys()
            and all(same(now[k], v) for k, v in self.attributes.items() if k not in derived)
            and all(same(scope.get(name, self), value) for scope, name, value in self.names)
            and all(same(cell.cell_contents, value) for cell, value in self.cells)
        )

    def same_code(self, model: BaseSpikingModel) -> bool:
        """Return whether the functions are the same, whatever the values around them."""
        return form(model) == self.form and all(
            scope.get(name) is value
            for scope, name, value in self.names
            if isinstance(value, FunctionType)
        )

    def _attributes(self, model: BaseSpikingModel) -> Iterator[tuple[str, Any]]:
        for name, value in vars(model).items():
            if name not in OF_THE_BASE and name not in WITHOUT_MEANING:
                yield name, value
        for name in self.read:
            yield name, getattr(model, name)


def form(model: BaseSpikingModel) -> tuple[Any, ...]:
    """Return number of states, indices and names of parameters."""
    return (
        len(model.y0),
        model.index_voltage_variable,
        model.index_threshold_variable,
        tuple(all_parameters(model)),
        model.unpacks_state,
    )


def _names(
    cls: type, functions: list[FunctionType], names: dict[FunctionType, set[str]]
) -> Iterator[tuple[Any, str, Any]]:
    """Yield where a name is bound, the name and its value."""
    for owner in cls.__mro__[: cls.__mro__.index(BaseSpikingModel)]:
        scope = vars(owner)
        for name, value in scope.items():
            if name not in WITHOUT_MEANING and name not in _OF_EVERY_CLASS:
                yield scope, name, value
    for function in functions:
        for scope in (function.__globals__, *_modules(function, names[function])):
            for name in names[function]:
                if name in scope:
                    yield scope, name, scope[name]


def _modules(function: FunctionType, names: set[str]) -> Iterator[dict[str, Any]]:
    for name in names:
        value = function.__globals__.get(name)
        if isinstance(value, ModuleType):
            yield vars(value)


def _cells(functions: list[FunctionType]) -> Iterator[tuple[CellType, Any]]:
    for function in functions:
        for cell in function.__closure__ or ():
            try:
                yield cell, cell.cell_contents
            except ValueError:  # not bound yet
                continue


def _kept(value: Any) -> Any:
    """Return a copy of what can change."""
    if isinstance(value, (FunctionType, MethodType, ModuleType, type)):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # what holds a lock, a file: it is the same only while it is itself
        return value


def same(one: Any, other: Any, depth: int = 0) -> bool:
    """Return whether two values mean the same to a model's code."""
    if one is other:
        return True
    if type(one) is not type(other) or depth > DEEPEST:
        return False
    if isinstance(one, np.ndarray):
        return one.shape == other.shape and bool(np.array_equal(one, other))
    if isinstance(one, (list, tuple)):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(same(a, b, depth + 1) for a, b in pairs)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k], depth + 1) for k in one)
    if isinstance(one, FunctionType):
        return _same_function(one, other, depth + 1)
    if isinstance(one, MethodType):
        return one.__func__ is other.__func__ and same(one.__self__, other.__self__, depth + 1)
    if isinstance(one, (ModuleType, type)):
        return False
    if type(one).__eq__ is object.__eq__:
        return hasattr(one, "__dict__") and same(vars(one), vars(other), depth + 1)
    try:
        return bool(one == other)
    except Exception:  # whatever a class says of ==
        return False


def _same_function(one: FunctionType, other: FunctionType, depth: int) -> bool:
    """Return whether two functions were made by the same line with the same values around."""
    if one.__code__ is not other.__code__ or one.__globals__ is not other.__globals__:
        return False
    return (
        same(one.__defaults__, other.__defaults__, depth)
        and same(one.__kwdefaults__, other.__kwdefaults__, depth)
        and same([cell.cell_contents for cell in one.__closure__ or ()],
                 [cell.cell_contents for cell in other.__closure__ or ()], depth)
    )  # fmt: skip
