"""The Hindmarsh-Rose model: quiet, bursting, chaotic, tonic. A spike is x rising through 1."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from core.examples import run_model
from spiking_core import preset_model
from spiking_core.models.hindmarsh_rose import HindmarshRoseModel

run = partial(run_model, HindmarshRoseModel)


def bursts(I):
    """Return the numbers of spikes of the complete bursts after 1000 ms."""
    times = run(I, 2500).spike_times
    times = times[times > 1000]
    # Intervals inside a burst are below 25 ms, pauses above 50 ms.
    ends = np.flatnonzero(np.diff(times) > 40)
    return np.diff(ends).tolist()


@pytest.mark.parametrize("I", [1.0, 1.3])
def test_a_weak_current_leaves_it_quiet_after_the_onset(I):
    times = run(I, 2500).spike_times
    assert times.size
    assert times[-1] < 500


@pytest.mark.parametrize(("I", "spikes"), [(2.0, 2), (2.5, 3)])
def test_every_burst_has_the_known_number_of_spikes(I, spikes):
    counted = bursts(I)
    assert len(counted) > 5
    assert set(counted) == {spikes}


@pytest.mark.parametrize(("name", "spikes"), [("bursting_two", 2), ("bursting_three", 3)])
def test_a_preset_of_bursts_shows_a_long_one_and_then_what_it_tells(name, spikes):
    model = preset_model(HindmarshRoseModel, name)
    model.integrate()
    ends = np.flatnonzero(np.diff(model.spike_times) > 40)
    assert ends[0] + 1 > 10
    assert set(np.diff(ends)) == {spikes}


def test_a_strong_current_makes_it_fire_without_pause():
    intervals = np.diff(run(4.0, 1500).spike_times)[-10:]
    # Settled to a limit cycle within 1500 ms.
    assert np.ptp(intervals) < 1e-3


def test_in_the_chaotic_range_a_small_change_of_the_start_grows():
    start = (-1.3, -7.0, 1.0)
    one = run(3.25, 3000, start)
    other = run(3.25, 3000, (start[0] + 1e-6, *start[1:]))
    assert np.abs(one.solution.y[0] - other.solution.y[0])[-5000:].max() > 0.1
    regular = run(2.0, 3000, start)
    beside = run(2.0, 3000, (start[0] + 1e-6, *start[1:]))
    assert np.abs(regular.solution.y[0] - beside.solution.y[0])[-5000:].max() < 1e-2
