"""The resting state: where a cell without input stays."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from spiking_core.current_value import CurrentValue
from spiking_core.description import Description

if TYPE_CHECKING:
    from spiking_core.base import BaseSpikingModel

POINTS = 240
NO_INPUT = CurrentValue(0.0)


def resting_state(model: BaseSpikingModel) -> tuple[float, ...] | None:
    """Return the state in which a model starts.

    Parameters
    ----------
    model : BaseSpikingModel
        A model whose class gives ``_steady_state(v)``, the state in which everything but
        the membrane potential has settled.

    Returns
    -------
    tuple of float, length n_states, or None
        The stable fixed point of lowest membrane potential without input. A cell that has
        none never rests: it starts settled at the potential of its class's `y0`. None if
        the class gives no steady state. Without a description, the potentials are those of
        `Description.rest_range`.
    """
    at_start = model._steady_state(float(model.y0[model.index_voltage_variable]))
    if at_start is None:
        return None
    declared = model.description or Description
    with np.errstate(all="ignore"):
        potentials = np.linspace(*declared.rest_range, POINTS).tolist()
        before = _slope(model, potentials[0])
        for low, high in pairwise(potentials):
            after = _slope(model, high)
            if before > 0 >= after:
                v = _bisect(model, low, high)
                state = tuple(map(float, model._steady_state(v)))
                if is_stable(model, state):
                    return state
            before = after
    return tuple(map(float, at_start))


def is_stable(model: BaseSpikingModel, state: tuple[float, ...]) -> bool:
    """Return whether a model without input returns to a fixed point after a small push."""
    return bool((np.linalg.eigvals(jacobian(model, state)).real < 0).all())


def jacobian(
    model: BaseSpikingModel, state: tuple[float, ...], I: float = 0.0
) -> NDArray[np.floating]:
    """Return the derivatives of the right-hand side by the states, shape (n, n), in 1/ms.

    By central differences, accurate to about nine digits.
    """
    current = CurrentValue(I)
    columns = []
    for index, value in enumerate(state):
        h = 1e-5 * max(abs(value), 1.0)
        ends = []
        for side in (value - h, value + h):
            moved = [*state[:index], side, *state[index + 1 :]]
            ends.append(np.array(_rhs(model, moved, current), dtype=float))
        columns.append((ends[1] - ends[0]) / (2 * h))
    return np.array(columns).T


def _rhs(model: BaseSpikingModel, state: Any, I: CurrentValue = NO_INPUT) -> Any:
    y = list(state) if model.unpacks_state else np.array(state, dtype=float)
    return model._rhs(0.0, y, I)


def _slope(model: BaseSpikingModel, v: float) -> float:
    try:
        slope = float(_rhs(model, model._steady_state(v))[model.index_voltage_variable])
    except (OverflowError, ZeroDivisionError, ValueError):
        return math.nan
    return slope


def _bisect(model: BaseSpikingModel, low: float, high: float) -> float:
    """Return where the slope of the potential falls to zero between `low` and `high`."""
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return high
        if _slope(model, middle) > 0:
            low = middle
        else:
            high = middle
