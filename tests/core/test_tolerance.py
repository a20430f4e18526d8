"""The default tolerances: slow states that are small, and long runs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from core.reference import UpwardCrossing
from spiking_core import BaseSpikingModel


class ChayKeizer(BaseSpikingModel):
    """A bursting pancreatic cell, in mV, ms, fA, pS, fF and uM.

    Fast spikes, and calcium of 0.1 to 0.2 uM that decides when they begin and end. The model of
    A. Sherman, R. Bertram (2005), Integrative Modeling of the Pancreatic beta-Cell,
    doi:10.1002/047001153X.g308213, in the form of the authors' file ck.ode.
    """

    y0 = (-65.0, 0.00016, 0.1)
    spike_condition = -40.0

    def _rhs(self, t, y, I):
        v, n, c = y
        m_inf = 1 / (1 + np.exp((-20 - v) / 12))
        n_inf = 1 / (1 + np.exp((-16 - v) / 5))
        I_Ca = 1000 * m_inf * (v - 25)
        I_K = (2700 * n + 400 / (1 + (0.5 / c) ** 2) + 178) * (v + 75)
        return [
            (I - I_Ca - I_K) / 5300,
            (n_inf - n) / 20,
            0.00025 * (-4.5e-6 * I_Ca - 0.14 * c),
        ]


def exact_spikes(model: BaseSpikingModel) -> NDArray[np.floating]:
    crossing = UpwardCrossing(0, model.spike_condition, terminal=False)
    run = solve_ivp(
        lambda t, y: model._rhs(t, y, 0.0), (0.0, model.T), model.y0, "DOP853",
        events=crossing, rtol=1e-12, atol=1e-14,
    )  # fmt: skip
    return run.t_events[0]


def test_a_slow_small_state_is_followed_over_fifteen_seconds():
    model = ChayKeizer({}, T=15_000)
    model.set_input(0.0)
    model.integrate()
    expected = exact_spikes(model)
    assert model.num_spikes == expected.size == 81
    # 0.01 ms is promised; SciPy's Radau and DOP853 agree to 1e-8 ms. Held is half again as much
    # as was seen, and half of what an absolute tolerance of 1e-8 gives.
    np.testing.assert_allclose(model.spike_times, expected, rtol=0, atol=1.2e-3)
