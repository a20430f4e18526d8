"""f-I curves of Izhikevich's neuron by NumPy, as one writes them who knows NumPy.

All neurons take one step together, by the classical method of Runge and Kutta with a fixed step;
those that have reached the threshold at its end are reset by a mask.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]
NAMES = ("a", "b", "c", "d", "p", "q", "r", "v_u")


def rates(
    parameters: Mapping[str, float],
    y0: tuple[float, float],
    threshold: float,
    I: Array,
    T: float,
    dt: float,
) -> Array:
    """Return the firing rates in Hz under constant currents.

    Parameters
    ----------
    parameters : mapping
        All of the model's.
    y0 : (v, u)
        Initial state.
    threshold : float
        In mV.
    I : ndarray, shape (m,)
        Strengths in mV/ms.
    T, dt : float
        Length of the run and of a step, in ms.

    Returns
    -------
    ndarray, shape (m,)
        The inverse of the mean interval, 0 for less than two spikes.
    """
    a, b, c, d, p, q, r, v_u = (parameters[name] for name in NAMES)

    def slopes(v: Array, u: Array) -> tuple[Array, Array]:
        return 0.04 * v * v + p * v + q - u + I, a * (b * (v - v_u) - r * u)

    v, u = np.full(I.shape, y0[0]), np.full(I.shape, y0[1])
    counts = np.zeros(I.shape, dtype=int)
    first, last = np.zeros(I.shape), np.zeros(I.shape)
    for k in range(round(T / dt)):
        dv1, du1 = slopes(v, u)
        dv2, du2 = slopes(v + 0.5 * dt * dv1, u + 0.5 * dt * du1)
        dv3, du3 = slopes(v + 0.5 * dt * dv2, u + 0.5 * dt * du2)
        dv4, du4 = slopes(v + dt * dv3, u + dt * du3)
        v = v + dt / 6 * (dv1 + 2 * dv2 + 2 * dv3 + dv4)
        u = u + dt / 6 * (du1 + 2 * du2 + 2 * du3 + du4)
        fired = v >= threshold
        if fired.any():
            t = (k + 1) * dt
            first[fired & (counts == 0)] = t
            last[fired] = t
            counts += fired
            v = np.where(fired, c, v)
            u = np.where(fired, u + d, u)
    intervals = np.maximum(counts - 1, 0)
    return 1000 * intervals / np.where(intervals > 0, last - first, 1.0)
