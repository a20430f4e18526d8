"""The Mihalas-Niebur model against its closed forms and the patterns of its paper."""

from __future__ import annotations

import numpy as np
import pytest

from spiking_core import CURRENTS, Current, Description, preset_model
from spiking_core.models.mihalas_niebur import MihalasNieburModel

DEFAULTS = Description.of(MihalasNieburModel).defaults
PRESETS = {preset.name: preset for preset in Description.of(MihalasNieburModel).presets}
ADAPTING = {"a": 0.005}


def run(I: float | Current, T: float, y0=None, **values: float) -> MihalasNieburModel:
    model = MihalasNieburModel(DEFAULTS | values, T=T)
    if y0 is not None:
        model.y0 = y0
    model.set_input(I)
    model.integrate()
    assert model.solution.outcome.ok
    return model


def pattern(name: str, I: float | Current | None = None, T: float | None = None):
    """Return the integrated model of a preset, with its current or another one."""
    preset = PRESETS[name]
    given = CURRENTS[preset.current](**{"I_max": 0.0, **preset.input})
    return run(given if I is None else I, T or preset.T, **preset.parameters)


def bursts(times, gap: float) -> list[int]:
    """Return the number of spikes of each burst; a longer interval than `gap` is a pause."""
    pauses = np.flatnonzero(np.diff(times) > gap)
    return [group.size for group in np.split(times, pauses + 1)]


def count(model: MihalasNieburModel, *edges: float) -> list[int]:
    """Return the number of spikes from each time to the next."""
    return np.histogram(model.spike_times, edges)[0].tolist()


class TestClosedForms:
    def test_with_a_fixed_threshold_the_potential_is_an_exponential(self):
        model = run(1.5, 21.0)
        t, (V, Theta, I_1, I_2) = model.solution.t, model.solution.y
        # A few local tolerances of 1e-8, relative to 70 mV.
        np.testing.assert_allclose(V, -70 + 30 * (1 - np.exp(-0.05 * t)), rtol=0, atol=1e-5)
        np.testing.assert_array_equal(Theta, -50)
        np.testing.assert_array_equal((I_1, I_2), np.zeros((2, t.size)))

    @pytest.mark.parametrize(("I", "period"), [(1.5, 21.97225), (1.001, 138.17510), (5.0, 4.46287)])
    def test_with_a_fixed_threshold_the_period_is_a_logarithm(self, I, period):
        times = run(I, 600.0).spike_times
        exact = 20 * np.log(I / (I - 1))
        assert exact == pytest.approx(period, abs=1e-5)
        # Near the rheobase the potential meets the threshold at a small angle.
        np.testing.assert_allclose(times, exact * np.arange(1, times.size + 1), rtol=0, atol=1e-3)

    def test_rest_is_settled_for_every_parameter(self):
        model = run(0.0, 100.0, E_L=-72.5, Theta_inf=-45.0, a=0.02)
        assert model.y0 == pytest.approx((-72.5, -45, 0, 0), abs=1e-12)
        drift = model.solution.y - np.array(model.y0)[:, None]
        np.testing.assert_allclose(drift, 0, atol=1e-9)

    def test_below_threshold_the_state_settles_where_the_equations_say(self):
        model = run(0.8, 3000.0, **ADAPTING)
        assert model.num_spikes == 0
        end = model.solution.y[:, -1]
        # V = E_L + I / g, Theta = Theta_inf + a (V - E_L) / b.
        np.testing.assert_allclose(end, [-54, -42, 0, 0], rtol=0, atol=1e-6)

    @pytest.mark.parametrize(("I", "fires"), [(1.99, False), (2.01, True)])
    def test_the_settled_cell_loses_its_rest_at_2_mV_per_ms(self, I, fires):
        # E_L + I / g = Theta_inf + (a / b) I / g. The last bit of the way is a small jump.
        before = 1.98
        settled = (-70 + 20 * before, -50 + 10 * before, 0.0, 0.0)
        times = run(I, 4000.0, settled, **ADAPTING).spike_times
        assert (times.size > 100) == fires
        assert times.size == 0 or times[-1] > 3950

    @pytest.mark.parametrize(("I", "goes_on"), [(1.4, False), (1.65, False), (1.75, True)])
    def test_below_that_a_jump_from_rest_is_answered_shortly_or_for_good(self, I, goes_on):
        times = run(I, 4000.0, **ADAPTING).spike_times
        assert times.size > 0
        assert (times[-1] > 3900) == goes_on
        assert (times[-1] < 1000) != goes_on


class TestSpikes:
    @pytest.mark.parametrize("name", PRESETS)
    def test_stand_where_the_potential_equals_the_threshold(self, name):
        solution = pattern(name).solution
        assert solution.spike_times.size > 0
        np.testing.assert_array_equal(solution.y_before[0], solution.y_before[1])

    def test_reset_the_potential_and_jump_the_currents(self):
        solution = pattern("tonic_bursting").solution
        before, after = solution.y_before, solution.y_after
        np.testing.assert_array_equal(after[0], -70)
        np.testing.assert_array_equal(after[1], before[1])
        np.testing.assert_array_equal(after[2], 10)
        np.testing.assert_array_equal(after[3], before[3] - 0.6)

    def test_raise_a_low_threshold_to_theta_r(self):
        solution = pattern("hyperpolarisation_induced_spiking").solution
        assert solution.y_before[1].max() < -80
        np.testing.assert_array_equal(solution.y_after[1], -60)


# The levels of the current in the order of time, in the replication by G. Detorakis (2017),
# ReScience 3(1) #7, run_all.py, and in the list of patterns of WiN-GUI (IIT Genova). Both have a
# millionth more than 1 and 2 mV/ms in the two classes; the length of the pulses differs.
LEVELS = {
    "tonic_spiking": [1.5],
    "spike_frequency_adaptation": [2],
    "phasic_spiking": [1.5],
    "accommodation": [1.5, 0, 0.5, 1, 1.5, 0],
    "threshold_variability": [1.5, 0, -1.5, 0, 1.5, 0],
    "rebound_spike": [0, -3.5, 0],
    "integrator": [1.5, 0, 1.5, 0, 1.5, 0, 1.5, 0],
    "input_bistability": [1.5, 1.7, 1.5, 1.7],
    "hyperpolarisation_induced_spiking": [-1],
    "hyperpolarisation_induced_bursting": [-1],
    "tonic_bursting": [2],
    "phasic_bursting": [1.5],
    "rebound_burst": [0, -3.5, 0],
    "mixed_mode": [2],
    "afterpotentials": [2, 0],
    "basal_bistability": [5, 0, 5, 0],
    "preferred_frequency": [5, 0, 4, 0, 5, 0, 4, 0],
    "spike_latency": [8, 0],
}


def levels(name: str) -> list[float]:
    """Return the levels of the current of a preset, each as often as it begins."""
    model = preset_model(MihalasNieburModel, name)
    assert model.current is not None
    values = model.current.sample(np.arange(0.25, model.T, 0.5))
    return values[np.insert(np.diff(values) != 0, 0, True)].tolist()


class TestSources:
    def test_every_pattern_of_the_paper_is_there(self):
        assert set(LEVELS) | {"class_1", "class_2"} == set(PRESETS)

    @pytest.mark.parametrize("name", LEVELS)
    def test_a_pattern_has_the_levels_of_the_current(self, name):
        assert levels(name) == pytest.approx(LEVELS[name], abs=1e-9)

    @pytest.mark.parametrize(("name", "rheobase"), [("class_1", 1.0), ("class_2", 2.0)])
    def test_a_class_of_excitability_is_shown_a_little_above_its_rheobase(self, name, rheobase):
        (level,) = levels(name)
        assert rheobase < level < 1.01 * rheobase


class TestPatterns:
    def test_tonic_spiking_has_equal_intervals(self):
        assert np.ptp(np.diff(pattern("tonic_spiking").spike_times)) < 1e-5

    def test_class_1_fires_slowly_and_class_2_does_not_near_the_loss_of_rest(self):
        slow, fast = (np.diff(pattern(f"class_{k}").spike_times)[-1] for k in (1, 2))
        assert 1000 / slow == pytest.approx(7.24, abs=0.01)
        assert 1000 / fast == pytest.approx(38.6, abs=0.5)

    def test_adaptation_lengthens_every_interval(self):
        intervals = np.diff(pattern("spike_frequency_adaptation").spike_times)
        assert (np.diff(intervals) > 0).all()
        assert intervals[-1] > 1.3 * intervals[0]

    def test_phasic_spiking_ends(self):
        assert count(pattern("phasic_spiking", T=3000.0), 0, 200, 3000) == [5, 0]

    def test_accommodation_fires_at_the_jump_and_not_at_the_small_steps(self):
        assert count(pattern("accommodation"), 0, 100, 1000) == [3, 0]

    def test_the_pulse_fires_after_inhibition_alone(self):
        assert count(pattern("threshold_variability"), 0, 250, 275, 400) == [0, 1, 0]

    def test_a_rebound_is_one_spike_or_one_burst(self):
        assert count(pattern("rebound_spike"), 0, 800, 1000) == [0, 1]
        assert count(pattern("rebound_burst"), 0, 600, 700, 1000) == [0, 7, 0]

    def test_two_pulses_fire_the_integrator_if_they_follow_closely(self):
        assert count(pattern("integrator"), 0, 30, 50, 400) == [0, 1, 0]

    def test_the_same_current_finds_the_cell_firing_or_silent(self):
        model = pattern("input_bistability", T=1000.0)
        firing, _, silent = count(model, 100, 500, 600, 1000)
        assert firing > 8
        assert silent == 0

    def test_inhibition_makes_it_fire_or_burst_again_and_again(self):
        times = pattern("hyperpolarisation_induced_spiking", T=2000.0).spike_times
        assert times.size > 10
        assert np.diff(times).min() > 100
        groups = bursts(pattern("hyperpolarisation_induced_bursting", T=2000.0).spike_times, 20)
        assert len(groups) > 10
        assert set(groups[1:]) == {4}

    def test_tonic_bursting_goes_on_and_phasic_bursting_does_not(self):
        assert bursts(pattern("tonic_bursting").spike_times, 50) == [8, 6, 5, 5]
        assert len(bursts(pattern("tonic_bursting", T=3000.0).spike_times, 50)) > 20
        assert bursts(pattern("phasic_bursting", T=3000.0).spike_times, 50) == [7]

    def test_mixed_mode_is_a_burst_and_then_single_spikes(self):
        times = pattern("mixed_mode").spike_times
        intervals = np.diff(times)
        assert intervals[:6].max() < 15
        assert intervals[-6:].min() > 30
        settled = np.diff(pattern("mixed_mode", T=3000.0).spike_times)[-5:]
        assert np.ptp(settled) < 0.1

    def test_a_spike_leaves_a_depolarisation_and_then_a_hyperpolarisation(self):
        solution = pattern("afterpotentials").solution
        V = solution.y[0][solution.t > solution.spike_times[0]]
        assert solution.spike_times.size == 1
        assert V.max() > -56
        assert V[V.argmax() :].min() < -71

    def test_one_pulse_starts_and_another_ends_the_firing(self):
        assert count(pattern("basal_bistability", T=1000.0), 110, 115, 1000) == [1, 0]
        first_alone = CURRENTS["step"](5.0, I_period=10.0, onset=0.0)
        assert pattern("basal_bistability", first_alone, T=1000.0).spike_times[-1] > 990

    def test_the_second_pulse_fires_50_ms_after_the_first_and_not_10_ms_after_it(self):
        model = pattern("preferred_frequency")
        assert count(model, 0, 5, 400, 405, 450, 455, 800) == [1, 0, 1, 0, 1, 0]

    def test_the_threshold_comes_down_to_the_potential_long_after_the_pulse(self):
        solution = pattern("spike_latency").solution
        assert solution.spike_times == pytest.approx([16.177], abs=1e-3)
        near = np.searchsorted(solution.t, solution.spike_times[0]) - 1
        V, Theta = solution.y[:2, near - 5 : near]
        assert (np.diff(V) < 0).all()
        assert (np.diff(Theta) < np.diff(V)).all()
