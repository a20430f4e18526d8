"""The Wang-Buzsáki model. A spike is V rising through 0 mV."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import minimize_scalar

from core.reference import UpwardCrossing
from spiking_core import Description
from spiking_core.models.wang_buzsaki import WangBuzsakiModel
from spiking_core.rest import is_stable

DESCRIPTION = Description.of(WangBuzsakiModel)
DEFAULTS = DESCRIPTION.defaults


def run(I, T, y0=None, **changed):
    model = WangBuzsakiModel(DEFAULTS | changed, T=T)
    model.y0 = y0 or model.y0
    model.set_input(I)
    model.integrate()
    return model


def test_rest_is_a_stable_fixed_point():
    model = WangBuzsakiModel(DEFAULTS)
    assert np.abs(np.array(model._rhs(0.0, model.y0, 0.0))).max() < 1e-9
    assert is_stable(model, tuple(model.y0))


def test_spike_times_are_those_of_the_reference():
    I = DESCRIPTION.current_default
    model = run(I, 250)
    crossing = UpwardCrossing(0, model.spike_condition, terminal=False)
    reference = solve_ivp(
        lambda t, y: model._rhs(t, y, I),
        (0, 250), model.y0, "DOP853", events=crossing, rtol=1e-9, atol=1e-9,
    )  # fmt: skip
    assert model.num_spikes > 1
    # Accuracy of both integrations.
    np.testing.assert_allclose(model.spike_times, reference.t_events[0], rtol=0, atol=1e-4)


def holding(V, **changed):
    """Return the fixed point at V and the current that makes it one."""
    model = WangBuzsakiModel(DEFAULTS | changed)
    state = tuple(map(float, model._steady_state(V)))
    return state, -DEFAULTS["C"] * float(model._rhs(0.0, state, 0.0)[0])


def test_rest_is_lost_at_the_known_saddle_node_current():
    fold: Any = minimize_scalar(
        lambda V: -holding(V)[1], bounds=(-64, -50), method="bounded", options={"xatol": 1e-9}
    )
    # Half of the last printed digit.
    assert holding(fold.x)[1] == pytest.approx(0.16009, abs=6e-6)
    assert run(0.159, 500).num_spikes == 0
    assert run(0.17, 500).num_spikes > 0


def test_near_the_saddle_node_firing_is_arbitrarily_slow():
    near, far = (np.diff(run(I, 2000).spike_times)[-1] for I in (0.162, 0.17))
    # The interval grows as the inverse root of the distance, 0.002 and 0.010.
    assert near > 1.8 * far


def test_slower_gates_deepen_the_hyperpolarisation_after_a_spike():
    lowest = [run(1.0, 200, phi=phi).solution.y[0].min() for phi in (5.0, 3.33)]
    assert lowest[1] < lowest[0] - 3
