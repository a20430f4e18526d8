"""The AdEx model against the papers and the closed forms of its rheobase."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest

from core.examples import run_model
from spiking_core import CURRENTS, Description
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
        ("adaptation", 12, 14.904, 583.333),
        ("initial_burst", 12, 5.464, 582.730),
        ("regular_bursting", 11, 16.158, None),
        ("transient", 1, 30.290, 30.290),
    ],
)
def test_the_patterns_of_naud_have_their_spikes(name, count, first, last):
    times = pattern(name).spike_times
    assert times.size == count
    # Half of the last printed digit and the accuracy of both integrations.
    assert times[0] == pytest.approx(first, abs=1e-3)
    assert last is None or times[-1] == pytest.approx(last, abs=1e-3)


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
