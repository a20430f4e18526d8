"""The AdEx model against the papers and the closed forms of its rheobase."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from core.examples import run_model
from spiking_core import CURRENTS, Description, preset_model
from spiking_core.models.adex import AdExModel

DEFAULTS = Description.of(AdExModel).defaults
PRESETS = {preset.name: preset for preset in Description.of(AdExModel).presets}
run = partial(run_model, AdExModel)


def pattern(name):
    preset = PRESETS[name]
    assert preset.y0 is not None
    current = CURRENTS[preset.current](**preset.input)
    return run(current, preset.T, preset.y0, **preset.parameters)


def rheobase(C, g_L, E_L, V_T, Delta_T, a, tau_w, **_):
    """Return the rheobase of Touboul and Brette (2008) and whether it is a Hopf bifurcation."""
    depth, ratio = V_T - E_L - Delta_T, C / g_L / tau_w
    if a / g_L < ratio:
        return (g_L + a) * (depth + Delta_T * math.log(1 + a / g_L)), False
    hopf = (g_L + a) * (depth + Delta_T * math.log(1 + ratio))
    return hopf + Delta_T * g_L * (a / g_L - ratio), True


# Spikes at the upward crossing of 0 mV, integrated independently (SciPy, tolerances 1e-9 to
# 1e-10) and rounded to 1e-3 ms.
@pytest.mark.parametrize(
    ("name", "count", "first", "last"),
    [
        ("tonic", 62, 14.223, 596.377),
        ("adaptation", 12, 14.904, 583.333),
        ("initial_burst", 12, 5.464, 582.730),
        ("regular_bursting", 11, 16.158, 576.908),
        ("delayed_accelerating", 46, 33.574, 597.809),
        ("delayed_regular_bursting", 32, 57.180, 583.175),
        ("transient", 1, 30.290, 30.290),
    ],
)
def test_the_patterns_of_naud_have_their_spikes(name, count, first, last):
    times = pattern(name).spike_times
    assert times.size == count
    # Half of the last printed digit and the accuracy of both integrations.
    assert times[[0, -1]] == pytest.approx([first, last], abs=1e-3)


@pytest.mark.parametrize(
    ("name", "I"),
    [
        ("tonic", 500), ("adaptation", 500), ("initial_burst", 400), ("regular_bursting", 210),
        ("delayed_accelerating", 300), ("delayed_regular_bursting", 110), ("transient", 180),
        ("irregular", 160),
    ],
)  # fmt: skip
def test_the_patterns_have_the_start_and_the_current_of_brians_example(name, I):
    model = preset_model(AdExModel, name)
    assert tuple(model.y0) == (model.params["E_L"], 0.0)
    assert model.T == 600
    assert model.current is not None
    np.testing.assert_array_equal(model.current.sample([0.0, 1.0, 300.0, 599.0]), I)


# Two rows of table 1 of Naud et al. (2008), as programs that were written from it have them
# (see sources/adex.py). The presets have other values.
def test_the_printed_row_for_delayed_regular_bursting_is_silent():
    row = {"C": 200.0, "g_L": 12.0, "E_L": -70.0, "a": -6.0, "tau_w": 300.0, "b": 0.0}
    model = run(110.0, 600, (-70.0, 0.0), v_reset=-58.0, V_T=-50.0, Delta_T=2.0, **row)
    assert model.num_spikes == 0


def test_the_printed_row_for_transient_spiking_fires_on():
    row = {"C": 100.0, "g_L": 10.0, "E_L": -65.0, "a": -10.0, "tau_w": 90.0, "b": 30.0}
    model = run(350.0, 600, (-65.0, 0.0), v_reset=-47.0, V_T=-50.0, Delta_T=2.0, **row)
    assert model.num_spikes == 103
    assert model.spike_times[-1] > 590


def test_the_neuron_of_a_course_fires_ten_times_and_adapts():
    # Exercises of Neuronal Dynamics (neurodynex3, AdEx.py): 5 ms and 500 MOhm, 65 pA from 10 to
    # 251 ms. Times by SciPy's DOP853 with tolerances of 1e-12; the exercise itself, in Brian2
    # with Euler steps of 0.001 ms, has the last one at 225.515.
    values = {
        "C": 10.0, "g_L": 2.0, "E_L": -70.0, "V_T": -50.0, "Delta_T": 2.0, "a": 0.5,
        "tau_w": 100.0, "b": 7.0, "v_reset": -51.0,
    }  # fmt: skip
    step = CURRENTS["step"](65.0, I_period=241.0, onset=10.0)
    times = run(step, 400, (-70.0, 0.0), **values).spike_times
    expected = [
        16.4711, 19.1080, 22.6578, 28.2880, 42.7227, 79.1167, 115.7144, 152.3027, 188.8914,
        225.4801,
    ]  # fmt: skip
    # Half of the last printed digit and the accuracy of both integrations.
    np.testing.assert_allclose(times, expected, rtol=0, atol=2e-4)


def test_irregular_spiking_begins_as_computed_and_never_repeats_an_interval():
    times = pattern("irregular").spike_times
    # Chaos: only the first spikes are the same for every method.
    np.testing.assert_allclose(times[:3], [15.645, 19.090, 23.558], rtol=0, atol=1e-3)
    late = np.sort(np.diff(times[times > 200]))
    assert late.size > 10
    assert late[-1] > 2 * late[0]
    assert np.diff(late).min() > 1e-3


def test_tonic_spiking_settles_to_equal_intervals():
    intervals = np.diff(pattern("tonic").spike_times)
    assert np.ptp(intervals[-20:]) < 1e-4
    assert intervals[-1] < 1.1 * intervals[0]


def test_adaptation_lengthens_every_interval_until_it_has_settled():
    intervals = np.diff(pattern("adaptation").spike_times)
    assert (np.diff(intervals) > -1e-3).all()
    assert intervals[-1] > 5 * intervals[0]


def test_an_initial_burst_is_followed_by_single_spikes():
    intervals = np.diff(pattern("initial_burst").spike_times)
    assert intervals[:2].max() < 0.2 * intervals[2:].min()
    assert np.ptp(intervals[3:]) < 1


def test_regular_bursting_alternates_short_and_long_intervals():
    intervals = np.diff(pattern("regular_bursting").spike_times)
    np.testing.assert_array_equal(np.flatnonzero(intervals > 50), [2, 4, 6, 8])
    assert np.sort(intervals)[-5] < 6


def test_delayed_accelerating_starts_late_and_shortens_every_interval():
    times = pattern("delayed_accelerating").spike_times
    intervals = np.diff(times)
    assert times[0] > intervals[0]
    assert (np.diff(intervals) < 0).all()
    assert intervals[-1] < 0.6 * intervals[0]


def test_delayed_regular_bursting_waits_and_then_repeats_one_burst():
    times = pattern("delayed_regular_bursting").spike_times
    intervals = np.diff(times)
    pauses = np.flatnonzero(intervals > 30)
    assert times[0] > 50
    assert pauses.size >= 5
    assert set(np.diff(pauses)) == {4}
    # The second burst still carries a trace of the onset.
    np.testing.assert_allclose(intervals[pauses[1:]], intervals[pauses[-1]], rtol=1e-3)


@pytest.mark.parametrize(
    ("name", "expected", "hopf"),
    [
        ("adaptation", 256.18, True),
        ("initial_burst", 140.34, True),
        ("regular_bursting", 76.37, True),
        ("transient", 281.99, True),
        ("irregular", 3.03, False),
    ],
)
def test_the_rheobase_of_a_pattern_is_the_published_one(name, expected, hopf):
    # Rounded to two decimals.
    assert rheobase(**(DEFAULTS | dict(PRESETS[name].parameters))) == (
        pytest.approx(expected, abs=0.005),
        hopf,
    )


@pytest.mark.parametrize("changed", [{"a": 1.0}, {"a": -3.0}], ids=["small a", "negative a"])
def test_a_saddle_node_rheobase_divides_rest_from_spikes(changed):
    values = DEFAULTS | changed
    I, hopf = rheobase(**values)
    assert not hopf
    fixed = values["V_T"] + values["Delta_T"] * math.log(1 + values["a"] / values["g_L"])
    start = (fixed - 1, AdExModel(values)._steady_state(fixed - 1)[1])
    below = run(I - 0.5, 3000, start, **changed)
    assert below.num_spikes == 0
    assert below.solution.y[0].max() < fixed
    assert run(I + 0.5, 3000, start, **changed).num_spikes > 0


def test_rest_is_near_the_leak_potential():
    model = AdExModel(DEFAULTS)
    assert model.y0[0] == pytest.approx(-70.6, abs=1e-3)
    # Rounding of terms of a few pA.
    np.testing.assert_allclose(model._rhs(0.0, model.y0, 0.0), 0, atol=1e-12)


@pytest.mark.parametrize(
    "values",
    [{"Delta_T": 1.0, "V_T": -60.0}, {"Delta_T": 1.0, "V_T": -30.0}],
    ids=["low", "high"],
)
def test_the_steepest_upstroke_is_integrated_to_the_end(values):
    model = run(2000.0, 200, **values)
    assert model.spike_condition > model.params["v_reset"]
    assert model.solution.outcome.ok
    assert model.num_spikes > 5
