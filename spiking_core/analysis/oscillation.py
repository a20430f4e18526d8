"""Oscillations that go on although no spike is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core.currents.base import Current

#: Fewer cycles than these do not tell whether an oscillation goes on.
CYCLES = 6
#: By what part the amplitude may shrink, and grow, from one third of the cycles to the next. The
#: first is what a grid of samples leaves uncertain: near a Hopf point an oscillation dies out so
#: slowly that only what does not shrink at all goes on.
SHRINKS, GROWS = 1e-4, 0.02
#: By what part the longest period may differ from the shortest one.
IRREGULAR = 0.02
#: Least amplitude from lowest to highest: of the largest potential, and in its unit.
SMALL, SMALLEST = 5e-3, 1e-3


@dataclass(frozen=True, eq=False)
class Extremes:
    """The extremes of a curve, in the order of time; maxima and minima alternate.

    Attributes
    ----------
    t : ndarray, shape (n,)
        Where they lie.
    values : ndarray, shape (n,)
        What the curve is there.
    is_maximum : ndarray of bool, shape (n,)
        Whether it is a maximum.
    """

    t: NDArray[np.floating]
    values: NDArray[np.floating]
    is_maximum: NDArray[np.bool_]


@dataclass(frozen=True)
class Oscillation:
    """An oscillation that goes on until the end of a run.

    Attributes
    ----------
    since : float
        From when on it was looked for, in ms.
    rate : float
        Cycles per second, in Hz.
    low, high : float
        Mean of the last minima and maxima, in the unit of the potential.
    """

    since: float
    rate: float
    low: float
    high: float


def local_extremes(t: ArrayLike, v: ArrayLike) -> Extremes:
    """Return the local extremes of a sampled curve, between its samples.

    An extreme is that of the parabola through a sample and its two neighbours; one that is flat
    lies in the middle of its equal samples. The ends are none.

    Parameters
    ----------
    t, v : array_like, shape (n,)
        Increasing times and the values there.
    """
    t, v = np.asarray(t, dtype=float), np.asarray(v, dtype=float)
    steps = np.diff(v)
    moves = np.flatnonzero(steps)
    turns = np.flatnonzero(np.sign(steps[moves[1:]]) == -np.sign(steps[moves[:-1]]))
    first, last = moves[turns] + 1, moves[turns + 1]
    before, after = t[first] - t[first - 1], t[last + 1] - t[last]
    rise, fall = steps[first - 1] / before, steps[last] / after
    curvature = (fall - rise) / (before + after)
    slope = (rise * after + fall * before) / (before + after)
    sharp = first == last
    at = np.where(sharp, t[first] - slope / (2 * curvature), (t[first] + t[last]) / 2)
    values = np.where(sharp, v[first] - slope**2 / (4 * curvature), v[first])
    return Extremes(at, values, rise > 0)


def constant_since(current: Current, T: float) -> float | None:
    """Return since when a current has its last value, in ms; None if it changes until T."""
    last, since = None, T
    for piece in reversed(current.pieces(T)):
        if piece.shape is not None or (last is not None and piece.level != last):
            break
        last, since = piece.level, piece.start
    return None if last is None else since


def sustained_oscillation(t: ArrayLike, v: ArrayLike, since: float) -> Oscillation | None:
    """Return the oscillation of a potential that goes on until the end, None if there is none.

    It has at least six cycles after `since`, periods that are equal to 2 %, and an amplitude that
    does not shrink by more than 1e-4 from the second third of the cycles to the last one.

    Parameters
    ----------
    t, v : array_like, shape (n,)
        Sample times in ms, and the membrane potential.
    since : float
        In ms: from here on the current is constant (see `constant_since`), so that the oscillation
        is the neuron's own, and there is no spike.
    """
    t, v = np.asarray(t, dtype=float), np.asarray(v, dtype=float)
    begin = int(np.searchsorted(t, since))
    found = local_extremes(t[begin:], v[begin:])
    # Every cycle goes from one minimum to the next.
    first = int(np.argmin(found.is_maximum)) if found.is_maximum.size else 0
    lows, highs = found.values[first::2], found.values[first + 1 :: 2]
    at = found.t[first::2]
    n = max(0, lows.size - 1)
    if n < CYCLES:
        return None
    heights = highs[:n] - (lows[:n] + lows[1 : n + 1]) / 2
    third = n // 3
    before, now = heights[-2 * third : -third].mean(), heights[-third:].mean()
    periods = np.diff(at)[-2 * third :]
    period = float(periods.mean())
    goes_on = before * (1 - SHRINKS) <= now <= before * (1 + GROWS)
    is_regular = periods.max() - periods.min() <= IRREGULAR * period
    if not goes_on or not is_regular or now < max(SMALL * float(np.abs(v[begin:]).max()), SMALLEST):
        return None
    return Oscillation(
        since=float(since),
        rate=1000 / period,
        low=float(lows[-third:].mean()),
        high=float(highs[:n][-third:].mean()),
    )
