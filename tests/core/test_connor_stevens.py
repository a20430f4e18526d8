"""The Connor-Stevens model against known numbers. A spike is V rising through 0 mV.

Rates and onset were computed with SciPy from the form of Dayan and Abbott that
`sources/connor_stevens.py` names, apart from this project's code.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from core.examples import run_model
from core.sources.connor_stevens import rhs
from spiking_core import Description, preset_model
from spiking_core.models.connor_stevens import ConnorStevensModel

DEFAULTS = Description.of(ConnorStevensModel).defaults
PRESETS = {preset.name: preset for preset in Description.of(ConnorStevensModel).presets}
run = partial(run_model, ConnorStevensModel)


def holding(V):
    """Return the current that holds V, by the right-hand side of a source."""
    state = ConnorStevensModel(DEFAULTS)._steady_state(V)
    return -rhs(DEFAULTS, state, 0.0)[0]


def test_rest_is_the_known_fixed_point():
    # Half of the last printed digit; the other program's start is -67.97, .01008, .9659, ...
    y0 = ConnorStevensModel(DEFAULTS).y0
    assert y0[0] == pytest.approx(-67.978, abs=5e-4)
    np.testing.assert_allclose(y0[1:], [0.0101, 0.9659, 0.1559, 0.5404, 0.2887], rtol=0, atol=6e-5)


@pytest.mark.parametrize(("I", "rate", "digit"), [(8.5, 9.728, 5e-4), (15, 91.08, 5e-3)])
def test_the_late_rate_is_the_known_one(I, rate, digit):
    # Half of the last printed digit. With V + 16.027 in tau_b they were 7.707 and 85.86.
    assert 1000 / np.diff(run(I, 1000).spike_times)[-1] == pytest.approx(rate, abs=digit)


def test_repetitive_firing_begins_where_rest_is_lost_at_a_saddle_node():
    fold: Any = minimize_scalar(
        lambda V: -holding(V), bounds=(-66, -45), method="bounded", options={"xatol": 1e-9}
    )
    # "About 8.12" in print; 8.1141 here.
    assert -fold.fun == pytest.approx(8.1141, abs=6e-5)
    assert run(8.11, 3000).num_spikes == 0
    assert run(8.13, 3000).num_spikes > 1


def test_near_the_saddle_node_firing_is_arbitrarily_slow():
    near, far = (np.diff(run(I, 3000).spike_times)[-1] for I in (8.15, 8.3))
    # The interval grows as the inverse root of the distance, 0.036 and 0.186.
    assert near > 2 * far


def test_the_preset_of_slow_firing_has_the_rate_that_it_tells():
    model = preset_model(ConnorStevensModel, "slow")
    model.integrate()
    assert f"{1000 / np.diff(model.spike_times)[-1]:.1f} spikes per second" in PRESETS["slow"].note


def test_without_the_a_current_the_leak_gives_a_rest_at_minus_70_mV():
    model = preset_model(ConnorStevensModel, "no_a_current")
    assert model.y0[0] == pytest.approx(-70, abs=0.05)


def test_the_a_current_delays_the_first_spike_and_makes_slow_firing_possible():
    slow = run(8.5, 400)
    preset = PRESETS["no_a_current"]
    fast = run(8.0, 200, **preset.parameters)
    assert slow.spike_times[0] > 20 * fast.spike_times[0]
    assert np.diff(slow.spike_times)[-1] > 8 * np.diff(fast.spike_times)[-1]


def test_without_the_a_current_there_is_no_slow_firing():
    parameters = PRESETS["no_a_current"].parameters
    for I in np.arange(6.0, 9.0, 0.5):
        times = run(I, 200, **parameters).spike_times
        # It falls silent, or fires at more than 60 spikes per second.
        assert times.size < 2 or times[-1] < 100 or np.diff(times)[-1] < 1000 / 60
