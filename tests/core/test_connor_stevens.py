"""The Connor-Stevens model. A spike is V rising through 0 mV."""

from __future__ import annotations

from functools import partial

import numpy as np

from core.examples import run_model
from spiking_core import Description
from spiking_core.models.connor_stevens import ConnorStevensModel

PRESETS = {preset.name: preset for preset in Description.of(ConnorStevensModel).presets}
run = partial(run_model, ConnorStevensModel)


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
