"""The Connor-Stevens model. A spike is V rising through 0 mV."""

from __future__ import annotations

import numpy as np
from scipy.integrate import solve_ivp

from core.reference import UpwardCrossing
from spiking_core import Description
from spiking_core.models.connor_stevens import ConnorStevensModel
from spiking_core.rest import is_stable

DESCRIPTION = Description.of(ConnorStevensModel)
DEFAULTS = DESCRIPTION.defaults
PRESETS = {preset.name: preset for preset in DESCRIPTION.presets}


def run(I, T, y0=None, **changed):
    model = ConnorStevensModel(DEFAULTS | changed, T=T)
    model.y0 = y0 or model.y0
    model.set_input(I)
    model.integrate()
    return model


def test_rest_is_a_stable_fixed_point():
    model = ConnorStevensModel(DEFAULTS)
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


def test_repetitive_firing_begins_near_8_12():
    # The known onset is rounded; near it the first spike takes some thousand ms.
    assert run(8.1, 3000).num_spikes == 0
    assert run(8.17, 3000).num_spikes > 1


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
