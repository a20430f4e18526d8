"""An independent reference: SciPy's DOP853 with events, restarted at edges and spikes.

It shares nothing with `spiking_core.integrators`: other method, other dense output, other
root finder, other loop.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from spiking_core import BaseSpikingModel


@dataclass(frozen=True, eq=False)
class Reference:
    """Spike times, shape (n_spikes,), and end state, shape (n_states,), of a run."""

    spike_times: NDArray[np.floating]
    y_end: NDArray[np.floating]


@dataclass(frozen=True)
class UpwardCrossing:
    """The event of SciPy: variable `index` comes from below to the threshold.

    This is the number `threshold`, or the state variable `moving`.
    """

    index: int
    threshold: float
    moving: int | None = None
    terminal: bool = True
    direction: float = 1.0

    def __call__(self, t, y):
        """Return the distance from the threshold."""
        return y[self.index] - (self.threshold if self.moving is None else y[self.moving])


def reference_solution(
    model: BaseSpikingModel, T: float | None = None, rtol: float = 1e-10, atol: float = 1e-10
) -> Reference:
    """Integrate `model`, whose input is set, to `T` ms.

    The right-hand side and the reset are the model's own; everything else is SciPy's.
    """
    assert model.current is not None, "call set_input first"
    # Without a reset there is nothing to stop for, and going on at the crossing finds it again.
    resets = type(model)._apply_reset is not BaseSpikingModel._apply_reset
    voltage, threshold = model.index_voltage_variable, float(model.spike_condition)
    crossing = UpwardCrossing(voltage, threshold, model.index_threshold_variable, resets)
    y = np.array(model.y0, dtype=float)
    spike_times = []
    refractory, held_until = model._refractory(), 0.0
    for piece in model.current.pieces(model.T if T is None else T):
        t = piece.start

        def slope(t, y, piece=piece):
            return np.array(model._rhs(t, y, piece.value(t)), dtype=float)

        def held_slope(t, y, slope=slope):
            slopes = slope(t, y)
            slopes[voltage] = 0.0
            return slopes

        while t < piece.end:
            if t == held_until:  # the start, and the end of a refractory time
                after = np.array(model._apply_reset(y.copy()), dtype=float)
                if crossing(t, y) >= 0 > crossing(t, after):
                    spike_times.append(t)
                    y, held_until = after, t + refractory
            held = t < held_until
            # A step that is tried and refused may go where rates overflow.
            with np.errstate(over="ignore", invalid="ignore"):
                run = solve_ivp(
                    held_slope if held else slope,
                    (t, min(held_until, piece.end) if held else piece.end),
                    y, "DOP853", events=None if held else crossing, rtol=rtol, atol=atol,
                )  # fmt: skip
            if not run.success:
                raise RuntimeError(f"The reference failed at t = {run.t[-1]} ms: {run.message}")
            t, y = float(run.t[-1]), run.y[:, -1]
            if not held:
                spike_times += run.t_events[0].tolist()
            if run.status == 1:
                y = np.array(model._apply_reset(y), dtype=float)
                held_until = t + refractory
    return Reference(np.array(spike_times), y)
