"""Dense output of the steps: where the threshold is crossed, and the samples."""

from __future__ import annotations

from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from spiking_core.integrators.step import State
from spiking_core.integrators.tableau import P

_WEIGHTS = tuple(zip(*P, strict=True))


class Step(NamedTuple):
    """A step that was taken: start `t`, length `h` in ms, state `y`, stage slopes `k`."""

    t: float
    h: float
    y: State
    k: list[State]


def component(step: Step, index: int) -> tuple[float, float, float, float, float]:
    """Return the coefficients of variable `index` as a polynomial of ``theta`` in [0, 1]."""
    k = [stage[index] for stage in step.k]
    q1, q2, q3, q4 = (
        step.h * sum(w * x for w, x in zip(weights, k, strict=True)) for weights in _WEIGHTS
    )
    return step.y[index], q1, q2, q3, q4


def evaluate(polynomial: tuple[float, ...], theta: float) -> float:
    """Return the value of the polynomial at `theta`."""
    value = 0.0
    for coefficient in reversed(polynomial):
        value = value * theta + coefficient
    return value


def state_at(step: Step, theta: float) -> State:
    """Return the state at ``t + theta h``."""
    return [evaluate(component(step, index), theta) for index in range(len(step.y))]


def difference(step: Step, index: int, other: int) -> Step:
    """Return the step of variable `index` minus variable `other`, as a step of one variable.

    The dense output is linear in the state and in the slopes: that of the difference is the
    difference of those of the two.
    """
    slopes = [[stage[index] - stage[other]] for stage in step.k]
    return Step(step.t, step.h, [step.y[index] - step.y[other]], slopes)


def upward_crossing(step: Step, v_end: float, index: int, threshold: float) -> float | None:
    """Return where variable `index` first comes from below to the threshold.

    Both a crossing between the ends and one that goes up and down again inside the step are
    found: the step is divided where the slope changes its sign. A variable that starts at or
    above the threshold must first fall below it.

    Returns
    -------
    float or None
        ``theta`` in (0, 1], or None if there is no upward crossing.
    """
    v_start, slope_start, slope_end = step.y[index], step.k[0][index], step.k[-1][index]
    turns = slope_start * slope_end < 0
    if not turns and not v_start < threshold <= v_end:
        return None
    v = component(step, index)
    nodes = [0.0, 1.0]
    if turns:
        derivative = tuple(power * q for power, q in enumerate(v))[1:]
        sign = -1.0 if slope_start > 0 else 1.0
        nodes.insert(1, _bisect(tuple(sign * q for q in derivative), 0.0, 0.0, 1.0))
    values = [v_start, *(evaluate(v, theta) for theta in nodes[1:-1]), v_end]
    for k in range(len(nodes) - 1):
        if values[k] < threshold <= values[k + 1]:
            return _bisect(v, threshold, nodes[k], nodes[k + 1])
    return None


def _bisect(polynomial: tuple[float, ...], level: float, low: float, high: float) -> float:
    """Return where a polynomial below `level` at `low` reaches it before `high`."""
    while True:
        middle = 0.5 * (low + high)
        if not low < middle < high:
            return high
        if evaluate(polynomial, middle) < level:
            low = middle
        else:
            high = middle


def record(steps: list[Step], times: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return the states at `times`, shape (n_states, n).

    A time at which one step ends and the next begins belongs to the next: after a spike, the
    state after the reset is recorded.
    """
    n_states = len(steps[0].y)
    starts = np.array([step.t for step in steps])
    which = np.searchsorted(starts, times, side="right") - 1
    # Most steps of a noisy run contain one sample, most of a slow run many.
    used, position = np.unique(which, return_inverse=True)
    chosen = [steps[i] for i in used.tolist()]
    h = np.array([step.h for step in chosen])
    y = np.array([step.y for step in chosen])
    slopes = chain.from_iterable(chain.from_iterable(step.k for step in chosen))
    k = np.fromiter(slopes, float).reshape(len(chosen), len(P), n_states)
    q = np.einsum("sin,ij->jsn", k, np.array(P)) * h[:, None]
    safe_h = np.where(h > 0, h, 1.0)
    theta = ((times - starts[which]) / safe_h[position])[:, None]
    path = q[3][position]
    for coefficients in (q[2], q[1], q[0]):
        path = path * theta + coefficients[position]
    return (y[position] + path * theta).T.reshape(n_states, times.size)
