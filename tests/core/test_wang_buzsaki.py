"""The Wang-Buzsáki model. A spike is V rising through 0 mV."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from core.examples import run_model
from spiking_core import Description
from spiking_core.models.wang_buzsaki import WangBuzsakiModel

DEFAULTS = Description.of(WangBuzsakiModel).defaults
run = partial(run_model, WangBuzsakiModel)


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
