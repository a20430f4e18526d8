"""Holds a traced model to the Python that it was traced from.

A trace cannot see random numbers, hidden state and tables that are looked up by time: it takes
what they give once for a constant. Replaying both at random points shows the difference.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from spiking_core import checks
from spiking_core.base import BaseSpikingModel, all_parameters
from spiking_core.current_value import CurrentValue
from spiking_core.description import Description
from spiking_core.tracing.errors import UntraceableModel
from spiking_core.tracing.program import Program, evaluate
from spiking_core.tracing.trace import TracedModel

TOLERANCE = 1e-9
LONGEST = 1000.0  # ms

_CURE = (
    "it must depend on nothing but t, y, I and the parameters; make a memory a state variable, and "
    "give noise or a table to set_input()."
)


def replay(model: BaseSpikingModel, traced: TracedModel, count: int = 20, seed: int = 0) -> None:
    """Raise an UntraceableModel unless the programs give what the Python gives.

    Compares right-hand side, reset, steady state, threshold and refractory time at `count` random
    times, states and currents, around the model's own scale; every second time with random
    parameters within their usual range, if the constructor takes them, and otherwise with the
    model's own.

    Parameters
    ----------
    model : BaseSpikingModel
    traced : TracedModel
    count : int
        Number of draws.
    seed : int
    """
    rng = np.random.default_rng(seed)
    changed = _changed_since_made(model)
    own = copy_of(model)
    compared = 0
    for k in range(count):
        subject = (_redrawn(model, changed, rng) if k % 2 else None) or own
        with np.errstate(all="ignore"):
            compared += _compare(subject, traced, rng)
    if compared < count:
        raise UntraceableModel(
            f"`_rhs` of `{type(model).__name__}` is undefined at {2 * count - compared} of "
            f"{2 * count} states that were tried: set `y0` and the ranges of its description to "
            "where it is defined."
        )


def _compare(model: BaseSpikingModel, traced: TracedModel, rng: np.random.Generator) -> int:
    """Compare everything, the methods at two states; return at how many `_rhs` was defined."""
    n, owner = len(traced.states), type(model).__name__
    parameters = list(all_parameters(model).values())
    unchanged = Program(traced.states, (), (), tuple(range(n)))
    rhs, reset = model._adapted_rhs(n), model._adapted_reset(n)
    defined = 0
    # Twice, and the reset between: a model that remembers its last call differs then.
    for _ in range(2):
        y, t = _state(model, rng), float(rng.uniform(0, min(LONGEST, model.T)))
        I = _current(model, rng)
        slopes = _defined(rhs, t, list(y), CurrentValue(I))
        if slopes is not None:
            defined += 1
            _same(owner, "_rhs", traced.rhs, [t, I, *y, *parameters], slopes, traced.states)
        after = _defined(reset, list(y))
        if after is not None:
            program, inputs = traced.reset or unchanged, [*y, *parameters]
            inputs = inputs[: len(program.inputs)]
            _same(owner, "_apply_reset", program, inputs, after, traced.states)
    if traced.steady is not None:
        v = _state(model, rng)[model.index_voltage_variable]
        settled = _defined(lambda: checks.state(model._steady_state(v), n, "_steady_state"))
        if settled is not None:
            _same(owner, "_steady_state", traced.steady, [v, *parameters], settled, traced.states)
    level, pause = [float(model.spike_condition)], [float(model._refractory())]
    _same(owner, "spike_condition", traced.threshold, parameters, level, ("the threshold",))
    _same(owner, "_refractory", traced.refractory, parameters, pause, ("the refractory time",))
    return defined


def _defined(method: Callable[..., list[float]], *values: Any) -> list[float] | None:
    """Return what a method gives, None where Python stops: log(-1), 1/0, an overflow."""
    try:
        result = method(*values)
    except (ArithmeticError, ValueError):
        return None
    return None if all(map(math.isnan, result)) else result


def _same(
    owner: str,
    method: str,
    program: Program,
    inputs: Sequence[float],
    expected: Sequence[float],
    names: Sequence[str],
) -> None:
    scale = max((abs(x) for x in expected if math.isfinite(x)), default=0.0)
    for name, got, want in zip(names, evaluate(program, inputs), expected, strict=True):
        close = abs(got - want) <= TOLERANCE * abs(want) + 1e-3 * TOLERANCE * scale
        if not (close or got == want or (math.isnan(got) and math.isnan(want))):
            raise UntraceableModel(
                f"`{method}` of `{owner}` gives {want:.10g} for `{name}`, and its trace gives "
                f"{got:.10g}: {_CURE}"
            )


def _state(model: BaseSpikingModel, rng: np.random.Generator) -> list[float]:
    start = np.asarray(model.y0, dtype=float)
    y = start * rng.uniform(0.5, 1.5, start.size) + np.where(
        start == 0, rng.normal(size=start.size), 0.0
    )
    potentials = [start[model.index_voltage_variable], model.spike_condition]
    if model.description is not None:
        potentials.extend(model.description.rest_range)
    low, high = min(potentials), min(max(potentials), 1000.0)
    margin = 0.2 * (high - low) + 0.1
    y[model.index_voltage_variable] = rng.uniform(low - margin, high + margin)
    return y.tolist()


def _current(model: BaseSpikingModel, rng: np.random.Generator) -> float:
    return float(rng.uniform(*Description.of(type(model)).current_span))


def _redrawn(
    model: BaseSpikingModel, changed: dict[str, Any], rng: np.random.Generator
) -> BaseSpikingModel | None:
    """Return a model with random parameters, None if the constructor refuses them."""
    declared = Description.of(type(model), model.params).parameters
    try:
        drawn = type(model)({p.name: float(rng.uniform(*p.span)) for p in declared}, model.T)
    except Exception:  # a visitor's constructor may raise anything
        return None
    for name, value in changed.items():
        setattr(drawn, name, copy.copy(value))
    return drawn


def _changed_since_made(model: BaseSpikingModel) -> dict[str, Any]:
    """Return the attributes that a model would not have, had it only been made."""
    try:
        made = vars(type(model)(dict(model.params), model.T))
    except Exception:
        return {}
    return {name: value for name, value in _settings(model) if not _equal(value, made.get(name))}


def _settings(model: BaseSpikingModel) -> Iterator[tuple[str, Any]]:
    for name, value in vars(model).items():
        if name not in ("params", "parameters", "solver", "_solution"):
            yield name, value


def _equal(one: Any, other: Any) -> bool:
    try:
        return type(one) is type(other) and bool(np.all(one == other))
    except Exception:  # arrays of different shapes, and whatever a class says of ==
        return False


def copy_of(model: BaseSpikingModel) -> BaseSpikingModel:
    """Return a copy of a model, as deep as one can be made."""
    try:
        return copy.deepcopy(model)
    except Exception:  # what holds a lock, a file, a module
        return copy.copy(model)
