"""One Runge-Kutta step on lists of floats, its error and the size of the next one.

States have two to five variables. At that size Python's own floats are three to four times
faster than NumPy arrays, which is why the stages are written out.
"""

# ruff: noqa: B905 - lengths agree by construction, and `strict` costs time in the inner loop.

from __future__ import annotations

import math
from collections.abc import Callable

from spiking_core.integrators.tableau import ORDER, A, C, E

State = list[float]
Slope = Callable[[float, State], State]

_, c2, c3, c4, c5, _, _ = C
(
    _,
    (a21,),
    (a31, a32),
    (a41, a42, a43),
    (a51, a52, a53, a54),
    (a61, a62, a63, a64, a65),
    (b1, _, b3, b4, b5, b6),
) = A
e1, _, e3, e4, e5, e6, e7 = E

SAFETY = 0.8
SMALLEST_FACTOR = 0.2
LARGEST_FACTOR = 5.0


def runge_kutta_step(
    slope: Slope, t: float, y: State, k1: State, h: float
) -> tuple[State, list[State]]:
    """Advance `y` from `t` to ``t + h``.

    Parameters
    ----------
    slope : callable
        Right-hand side, ``slope(t, y)``.
    t, h : float
        Time and step in ms.
    y, k1 : list of float, length n_states
        State and its slope at `t`.

    Returns
    -------
    y_new : list of float, length n_states
        Solution of order 5.
    k : list of 7 lists of float
        Slopes of the stages; the last one is the slope at the end of the step.
    """
    k2 = slope(t + c2 * h, [x + h * a21 * p for x, p in zip(y, k1)])
    k3 = slope(t + c3 * h, [x + h * (a31 * p + a32 * q) for x, p, q in zip(y, k1, k2)])
    k4 = slope(
        t + c4 * h,
        [x + h * (a41 * p + a42 * q + a43 * r) for x, p, q, r in zip(y, k1, k2, k3)],
    )
    k5 = slope(
        t + c5 * h,
        [
            x + h * (a51 * p + a52 * q + a53 * r + a54 * s)
            for x, p, q, r, s in zip(y, k1, k2, k3, k4)
        ],
    )
    k6 = slope(
        t + h,
        [
            x + h * (a61 * p + a62 * q + a63 * r + a64 * s + a65 * w)
            for x, p, q, r, s, w in zip(y, k1, k2, k3, k4, k5)
        ],
    )
    y_new = [
        x + h * (b1 * p + b3 * r + b4 * s + b5 * w + b6 * z)
        for x, p, r, s, w, z in zip(y, k1, k3, k4, k5, k6)
    ]
    return y_new, [k1, k2, k3, k4, k5, k6, slope(t + h, y_new)]


def error_norm(y: State, y_new: State, k: list[State], h: float, rtol: float, atol: float) -> float:
    """Return the estimated local error in units of the tolerance; NaN if anything is NaN."""
    total = 0.0
    k1, _, k3, k4, k5, k6, k7 = k
    for x, x_new, p, r, s, w, z, q in zip(y, y_new, k1, k3, k4, k5, k6, k7):
        error = h * (e1 * p + e3 * r + e4 * s + e5 * w + e6 * z + e7 * q)
        ratio = error / (atol + rtol * max(abs(x), abs(x_new)))
        total += ratio * ratio
    return math.sqrt(total)


def step_factor(error: float) -> float:
    """Return the factor from this step to the next one, given the error of this one."""
    if error <= 1e-10:
        return LARGEST_FACTOR
    if not math.isfinite(error):
        return SMALLEST_FACTOR
    return min(LARGEST_FACTOR, max(SMALLEST_FACTOR, SAFETY * error ** (-1 / ORDER)))


def first_step(y: State, k1: State) -> float:
    """Return a step that changes the state by about a hundredth of its scale, in ms.

    It only has to be of the right order of magnitude: the error control does the rest.
    """
    speed = max(abs(k) / (1 + abs(x)) for x, k in zip(y, k1))
    return min(1.0, 0.01 / speed) if speed > 0 else 1.0
