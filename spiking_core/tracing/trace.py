"""From a model's methods to programs."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from spiking_core.base import BaseSpikingModel, all_parameters
from spiking_core.description import Description
from spiking_core.tracing.errors import Untraceable, UntraceableModel, untraceable
from spiking_core.tracing.program import Program, evaluate
from spiking_core.tracing.substitutes import functions_of, substituted
from spiking_core.tracing.tracer import Trace, Traced, TracedCurrent

_TABLE = (
    "a table cannot be looked up by time; give what changes with time to set_input() and read it "
    "from `I`."
)


@dataclass(frozen=True)
class TracedModel:
    """A model as programs. Where a program has states or parameters, they come in this order.

    Attributes
    ----------
    states, parameters : tuple of str
        Names of the states, unique and valid in Python, and of all parameters.
    voltage : int
        Index of the membrane potential.
    threshold_variable : int or None
        Index of the state that is the threshold, if one is.
    rhs : Program
        From ``t, I, *states, *parameters`` to one slope per state.
    reset : Program or None
        From ``*states, *parameters`` to the states; None if the reset changes nothing.
    threshold, refractory : Program
        From ``*parameters`` to one number, in mV and ms.
    steady : Program or None
        From ``v, *parameters`` to the states that have settled at v, NaN for parameters with
        which none do; None if the model gives none.
    derived : Mapping of str to Program
        The attributes that `__init__` derives from the parameters, from ``*parameters`` to
        the numbers in them, see `leaves`.
    """

    states: tuple[str, ...]
    parameters: tuple[str, ...]
    voltage: int
    threshold_variable: int | None
    rhs: Program
    reset: Program | None
    threshold: Program
    refractory: Program
    steady: Program | None
    derived: Mapping[str, Program]


def trace_model(model: BaseSpikingModel) -> TracedModel:
    """Return a model as programs.

    While it runs, global names of the model's modules and `BaseSpikingModel.__init__` are
    replaced: nothing else may use them at the same time.

    Raises
    ------
    UntraceableModel
        If a method does something that has no place in a program.
    """
    with substituted(functions_of(model, BaseSpikingModel)):
        return _Tracing(model).result()


class _Tracing:
    """The work of `trace_model` on one model."""

    def __init__(self, model: BaseSpikingModel) -> None:
        self.model = model
        self.owner = type(model).__name__
        self.values = all_parameters(model)
        self.parameters = tuple(self.values)
        self.size = len(model.y0)
        described = Description.of(type(model), self.values).states
        states = (s.name for s in described) if len(described) == self.size else ("y",) * self.size
        names = _unique((*states, *self.parameters))
        self.states, self.inputs = names[: self.size], names[self.size :]
        self.derived: dict[str, Program] = {}
        self.derived = self._derived()

    def result(self) -> TracedModel:
        """Trace all methods."""
        model, n = self.model, self.size
        names = (*self.states, *self.inputs)
        variable = getattr(model, "index_threshold_variable", None)
        rhs = self._program("_rhs", ("t", "I", *names), self._rhs, n)
        reset = self._program("_apply_reset", names, self._reset, n)
        return TracedModel(
            states=self.states,
            parameters=self.parameters,
            voltage=int(model.index_voltage_variable) % n,
            threshold_variable=None if variable is None else int(variable) % n,
            rhs=rhs,
            reset=None if reset.outputs == tuple(range(n)) else reset,
            threshold=self._program("spike_condition", self.inputs, self._threshold, 1),
            refractory=self._program("_refractory", self.inputs, self._refractory, 1),
            steady=self._steady_program(),
            derived=self.derived,
        )

    def _steady_program(self) -> Program | None:
        if type(self.model)._steady_state is BaseSpikingModel._steady_state:
            return None
        (v,) = _unique(["v"], self.inputs)
        program = self._program("_steady_state", (v, *self.inputs), self._steady, self.size)
        never = all(math.isnan(x) for x in evaluate(program, [math.nan] * len(program.inputs)))
        constant = not program.instructions and all(k > len(self.inputs) for k in program.outputs)
        return None if never and constant else program

    def _rhs(self, inputs: Sequence[Traced]) -> Any:
        t, current, y = inputs[0], inputs[1], inputs[2 : 2 + self.size]
        I = TracedCurrent(current.trace, current.index)
        return self._subject(inputs[2 + self.size :])._rhs(t, self._vector(y), I)

    def _reset(self, inputs: Sequence[Traced]) -> Any:
        subject = self._subject(inputs[self.size :])
        return subject._apply_reset(self._vector(inputs[: self.size]))

    def _threshold(self, inputs: Sequence[Traced]) -> Any:
        return (self._subject(inputs).spike_condition,)

    def _refractory(self, inputs: Sequence[Traced]) -> Any:
        return (self._subject(inputs)._refractory(),)

    def _steady(self, inputs: Sequence[Traced]) -> Any:
        settled = self._subject(inputs[1:])._steady_state(inputs[0])
        return [math.nan] * self.size if settled is None else settled

    def _vector(self, y: Sequence[Traced]) -> Any:
        if self.model.unpacks_state:
            return list(y)
        vector = np.empty(len(y), dtype=object)
        vector[:] = y
        return vector

    def _program(
        self, method: str, names: Sequence[str], call: Callable[[Sequence[Traced]], Any], n: int
    ) -> Program:
        trace = Trace(names, float(self.model.dt))
        try:
            outputs = trace.run(lambda: _outputs(call(trace.inputs), n))
            return trace.program(outputs)
        except Exception as error:
            if isinstance(error, IndexError) and trace.sampled:
                error = Untraceable(_TABLE).with_traceback(error.__traceback__)
            code = getattr(getattr(type(self.model), method), "__code__", None)
            raise untraceable(self.owner, method, code, error) from error

    def _subject(self, parameters: Sequence[Traced]) -> Any:
        """Return a copy of the model whose parameters, and what follows from them, are traced.

        What its `__init__` derives from the parameters is derived anew; everything else is as
        it is in the model.
        """
        model = self.model
        traced = dict(zip(self.parameters, parameters, strict=True))
        anew = bool(self.derived)
        subject: Any = _initialised(model, traced) if anew else object.__new__(type(model))
        for name, value in vars(model).items():
            if name not in self.derived:
                subject.__dict__[name] = _own(value)
        subject.params = subject.parameters = traced
        return subject

    def _derived(self) -> dict[str, Program]:
        """Return the attributes that follow from the parameters as `__init__` says.

        Not those to which another value was given since, nor any if `__init__` cannot be traced.
        """
        if type(self.model).__init__ is BaseSpikingModel.__init__:
            return {}
        found: set[str] = set()
        trace = Trace(self.inputs)

        def attributes() -> dict[str, Any]:
            values = dict(zip(self.parameters, trace.inputs, strict=True))
            return vars(_initialised(self.model, values))

        def note() -> list[Any]:
            for name, value in attributes().items():
                if any(isinstance(x, Traced) for x in leaves(value)):
                    found.add(name)
            return []

        def program(name: str) -> Program:
            return trace.program(trace.run(lambda: list(leaves(attributes()[name]))))

        try:
            trace.run(note)
            names = sorted(found - {"params", "parameters"})
            programs = {name: program(name) for name in names}
            values = list(self.values.values())
            return {
                name: derivation
                for name, derivation in programs.items()
                if derives(derivation, values, getattr(self.model, name))
            }
        except Exception:  # whatever a constructor raises on values that are no numbers
            return {}


def derives(program: Program, parameters: Sequence[float], value: Any) -> bool:
    """Return whether an attribute has the value that follows from the parameters.

    Parameters
    ----------
    program : Program
        One of `TracedModel.derived`.
    parameters : sequence of float
        In the order of `TracedModel.parameters`.
    value : Any
        What the attribute holds.
    """
    derived, actual = evaluate(program, parameters), list(leaves(value))
    return len(derived) == len(actual) and all(
        abs(x - y) <= 1e-12 * abs(y) for x, y in zip(derived, actual, strict=True)
    )


def _initialised(model: BaseSpikingModel, parameters: dict[str, Any]) -> Any:
    subject = object.__new__(type(model))
    with _without_checks(model, subject):
        subject.__init__(dict(parameters), model.T)
    return subject


@contextmanager
def _without_checks(model: BaseSpikingModel, subject: Any) -> Iterator[None]:
    """Let `BaseSpikingModel.__init__` give a subject traced parameters, the rest from a model."""
    original = BaseSpikingModel.__init__

    def init(self: Any, parameters: Any, T: float = 250) -> None:
        if self is not subject:  # made meanwhile, by another thread or by the constructor
            return original(self, parameters, T)
        self.__dict__.update({name: _own(value) for name, value in vars(model).items()})
        self.params = self.parameters = parameters

    BaseSpikingModel.__init__ = init  # type: ignore[method-assign]
    try:
        yield
    finally:
        BaseSpikingModel.__init__ = original


def _own(value: Any) -> Any:
    return copy.copy(value) if isinstance(value, (list, dict, set, np.ndarray)) else value


def leaves(value: Any) -> Iterator[Any]:
    """Yield the single values in dictionaries, lists, tuples and arrays."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple, np.ndarray)):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def _outputs(result: Any, n: int) -> list[Any]:
    expected = "1 is" if n == 1 else f"{n} are"
    if result is None:
        raise Untraceable(f"nothing is returned, and {expected} expected; add a `return`.")
    array = np.asarray(result, dtype=object)
    if array.shape != (n,):
        got = f"{array.size} values are" if array.ndim == 1 else f"shape {array.shape} is"
        got = "1 value is" if array.shape == (1,) else got
        raise Untraceable(
            f"{got} returned, and {expected} expected; return one number per state variable."
        )
    return list(array)


def _unique(names: Iterable[str], others: Iterable[str] = ()) -> tuple[str, ...]:
    """Return names, valid in Python, that differ from each other, from t, I and all others."""
    taken = {"t", "I", *others}
    unique = []
    for name in names:
        stem = re.sub(r"\W+", "_", name).strip("_") or "y"
        stem = f"y_{stem}" if stem[0].isdigit() else stem
        candidate, k = stem, 1
        while candidate in taken:
            k += 1
            candidate = f"{stem}_{k}"
        taken.add(candidate)
        unique.append(candidate)
    return tuple(unique)


__all__ = ["TracedModel", "UntraceableModel", "derives", "leaves", "trace_model"]
