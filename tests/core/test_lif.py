"""The leaky integrate-and-fire model against its closed form."""

from __future__ import annotations

import math
from functools import partial
from itertools import pairwise

import numpy as np
import pytest

from core.examples import run_model
from spiking_core import Description
from spiking_core.currents.points import Points
from spiking_core.models.lif import LIFModel
from spiking_core.rest import is_stable

DEFAULTS = Description.of(LIFModel).defaults
# The default tolerance of a step, summed over the steps between two spikes.
ACCURACY = 1e-5
run = partial(run_model, LIFModel)


def period(I, tau_m, R, E_L, V_th, v_reset, t_ref):
    aim = E_L + R * I
    return t_ref + tau_m * math.log((aim - v_reset) / (aim - V_th))


@pytest.mark.parametrize(
    ("I", "rate"),
    [(1.6, 17.4059), (2.0, 33.6407), (2.5, 49.1985), (3.0, 63.0400), (4.0, 87.7187)],
)
def test_the_rate_is_that_of_the_closed_form(I, rate):
    intervals = np.diff(run(I).spike_times)
    np.testing.assert_allclose(intervals, period(I, **DEFAULTS), rtol=0, atol=ACCURACY)
    # The numbers are rounded to four decimals.
    assert 1000 / intervals[0] == pytest.approx(rate, abs=1e-4)


def test_a_reset_away_from_rest_and_another_resistance_follow_the_closed_form():
    changed = {"v_reset": -72.0, "R": 25.0, "tau_m": 8.0, "t_ref": 4.5}
    intervals = np.diff(run(0.9, **changed).spike_times)
    expected = period(0.9, **(DEFAULTS | changed))
    np.testing.assert_allclose(intervals, expected, rtol=0, atol=ACCURACY)


def test_a_strong_current_gives_equal_intervals_of_a_few_samples():
    times = run(30.0, 1000, t_ref=1.0).spike_times
    assert times.size == 494
    # Computed independently and rounded; one interval is 1 + 20 ln(300 / 285).
    np.testing.assert_allclose(np.diff(times), 2.0258658878, rtol=0, atol=1e-8)


def test_jumps_closer_than_the_grid_all_count():
    levels = (0.1, -0.2, 0.4, -0.8, 1.6, -3.2, 6.4)
    edges = (1.0, 1.0625, 1.125, 1.1875, 1.25, 2.0, 2.5, 3.1)
    points = [(0.0, 0.0), (1.0, 0.0)]
    for level, (start, end) in zip(levels, pairwise(edges), strict=True):
        points += [(start, level), (end, level)]
    model = run(Points(0.0, points=tuple(points)), 3.1)
    at_3_ms = np.searchsorted(model.solution.t, 3.0 - 1e-9)
    # Computed independently: a sum of seven exponentials.
    assert model.solution.y[0, at_3_ms] == pytest.approx(-63.6445614305, abs=1e-7)


def test_the_rheobase_divides_silence_from_spikes():
    assert run(1.4999, T=2000).num_spikes == 0
    assert run(1.5001, T=2000).num_spikes > 0


def test_the_threshold_is_the_parameter():
    model = run(2.0, V_th=-55.0)
    assert model.spike_condition == -55.0
    np.testing.assert_array_equal(model.solution.y_before[0], -55.0)


def test_the_membrane_potential_is_held_for_the_refractory_time():
    model = run(2.0, t_ref=5.0)
    t, V = model.solution.t, model.solution.y[0]
    after = (t > model.spike_times[0]) & (t < model.spike_times[0] + 5)
    assert after.sum() >= 49
    np.testing.assert_array_equal(V[after], -65.0)


def test_rest_is_the_leak_potential_and_stable():
    model = run(0.0, E_L=-71.3)
    assert model.y0 == pytest.approx((-71.3,), abs=1e-12)
    assert is_stable(model, tuple(model.y0))
    np.testing.assert_allclose(model.solution.y, -71.3, rtol=0, atol=1e-9)


@pytest.mark.parametrize("I", [2.0, 3.0])
def test_every_spike_is_delayed_by_the_refractory_time_of_all_those_before_it(I):
    times, delayed = (run(I, t_ref=t_ref).spike_times for t_ref in (0.0, 2.0))
    exact = period(I, **(DEFAULTS | {"t_ref": 0.0})) * np.arange(1, times.size + 1)
    # The accuracy of an interval, summed over 40 of them.
    np.testing.assert_allclose(times, exact, rtol=0, atol=1e-4)
    expected = times + 2.0 * np.arange(times.size)
    np.testing.assert_allclose(delayed, expected[: delayed.size], rtol=0, atol=1e-4)


@pytest.mark.parametrize("E_L", [-50.0 + 1e-3, -45.0, -20.0, 0.0])
def test_a_neuron_whose_leak_pulls_above_the_threshold_fires_by_itself(E_L):
    model = run(0.0, E_L=E_L, T=1000.0)
    # It starts where the leak pulls, above the threshold: that is a spike.
    assert model.spike_times[0] == 0.0
    expected = period(0.0, **(DEFAULTS | {"E_L": E_L}))
    # Just above the threshold the last mV takes long: the error of a step counts 1e3 ms/mV there.
    np.testing.assert_allclose(np.diff(model.spike_times), expected, rtol=1e-5)
