"""Statistics of spikes, extremes of a curve, and oscillations that no spike count shows."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq

from spiking_core import (
    CURRENTS,
    MODELS,
    Description,
    Points,
    local_extremes,
    preset_model,
    spike_statistics,
    sustained_oscillation,
)
from spiking_core.analysis import constant_since, count_rule, facts, remarks, summary
from spiking_core.analysis.summary import digits


def described(name: str) -> Description:
    declared = MODELS[name].description
    assert declared is not None
    return declared


def run(name, I, T, y0=None, **parameters):
    """Return a model that was run under a constant current from 0 ms."""
    model = MODELS[name]({**described(name).defaults, **parameters}, T=T)
    if y0 is not None:
        model.y0 = y0
    model.set_input(float(I))
    model.integrate()
    return model


def told(model):
    return summary(model.solution, model.current, model.index_voltage_variable)


class TestStatistics:
    def test_the_numbers_of_a_few_spikes(self):
        # By hand: intervals 10, 20, 30; mean 20, variance 200/3.
        found = spike_statistics([100, 110, 130, 160], (50, 250))
        assert (found.n, found.window, found.rate, found.latency) == (4, (50, 250), 20, 50)
        assert found.intervals.tolist() == [10, 20, 30]
        assert found.cv == pytest.approx(np.sqrt(200 / 3) / 20, rel=1e-15)

    @pytest.mark.parametrize("times", [[], [10.0], [10.0, 20.0]])
    def test_the_cv_of_fewer_than_three_spikes_is_not_defined(self, times):
        found = spike_statistics(times, (0, 100))
        assert found.cv is None
        assert (found.n, found.rate) == (len(times), 10.0 * len(times))
        assert found.latency == (10 if times else None)

    def test_spikes_at_one_time_have_no_cv_and_a_window_without_length_no_rate(self):
        assert spike_statistics([5, 5, 5], (0, 10)).cv is None
        assert spike_statistics([5], (5, 5)).rate is None

    def test_only_spikes_in_the_window_count(self):
        found = spike_statistics(np.arange(0.0, 100, 10), (20, 60))
        assert (found.n, found.rate, found.latency, found.cv) == (5, 125.0, 0.0, 0.0)

    @given(
        st.lists(st.floats(0, 1e4), max_size=30).map(sorted),
        st.floats(0, 1e4),
        st.floats(0.1, 1e4),
    )
    def test_the_numbers_are_those_of_numpy_and_do_not_depend_on_the_origin(self, times, start, d):
        found = spike_statistics(times, (start, start + d))
        inside = [t for t in times if start <= t <= start + d]
        assert found.n == len(inside)
        np.testing.assert_array_equal(found.intervals, np.diff(inside))
        if found.cv is not None:
            assert found.cv == pytest.approx(np.std(np.diff(inside)) / np.diff(inside).mean())

    @pytest.mark.parametrize(
        ("window", "error", "sentence"),
        [
            ((10, 5), ValueError, "The window of `spike_statistics` must not end before it begins"),
            ((0, np.inf), ValueError, "The window of `spike_statistics` must be a finite number"),
            ((0, "9"), TypeError, "The window of `spike_statistics` must be a number in ms, got"),
        ],
    )
    def test_a_window_that_is_none_is_refused(self, window, error, sentence):
        with pytest.raises(error, match=re.escape(sentence)):
            spike_statistics([], window)


class TestExtremes:
    @pytest.mark.parametrize("phase", [0.0, 0.3, 1.0])
    def test_those_of_a_cosine_lie_between_its_samples(self, phase):
        t = np.arange(0, 20, 0.1)
        found = local_extremes(t, np.cos(t - phase))
        where = np.round((found.t - phase) / np.pi)
        # The parabola's error is of third order in place; in height h^4 / 43 at the most.
        np.testing.assert_allclose(found.t, phase + np.pi * where, rtol=0, atol=1e-4)
        np.testing.assert_allclose(found.values, np.cos(np.pi * where), rtol=0, atol=1e-4 / 43)
        np.testing.assert_array_equal(found.is_maximum, where % 2 == 0)

    @pytest.mark.parametrize(
        ("v", "t", "values"),
        [
            ([0, 1, 0], [1], [1]),
            ([0, 1, 1, 0], [1.5], [1]),
            ([0, 1, 1, 2, 2, 0], [3.5], [2]),
            ([1, 0, 0, 0, 1, -1], [2, 3.8333333333333335], [0, 1.0416666666666667]),
            ([0, 1, 2], [], []),
            ([2, 2, 2], [], []),
            ([], [], []),
            ([1], [], []),
        ],
    )
    def test_flat_ones_lie_in_their_middle_and_ends_are_none(self, v, t, values):
        found = local_extremes(np.arange(len(v)), v)
        np.testing.assert_allclose(found.t, t, rtol=1e-14)
        np.testing.assert_allclose(found.values, values, rtol=1e-14)

    def test_a_parabola_is_exact_on_any_grid(self):
        t = np.array([0.0, 0.7, 1.1, 3.0])
        found = local_extremes(t, 5 - (t - 1.3) ** 2)
        np.testing.assert_allclose([found.t[0], found.values[0]], [1.3, 5.0], rtol=1e-14)


# Rate, lowest and highest V of the limit cycle: the equations written out once more from the paper
# and integrated by SciPy's DOP853 (rtol 1e-10), extremes as its events dV/dt = 0; at 80 and 100 an
# earlier computation by LSODA gave 136.99 and 147.3 Hz.
CYCLES = {
    65: (127.85147, -66.97898, -1.22684),
    80: (137.01120, -64.37960, -9.69861),
    100: (147.26953, -60.51106, -20.04501),
    120: (156.25264, -56.08137, -28.54621),
    140: (164.44345, -50.82079, -35.27711),
}


class TestOscillation:
    @pytest.mark.parametrize("I", CYCLES)
    def test_hodgkin_huxley_goes_on_below_the_level(self, I):
        model = run("hodgkin_huxley", I, 400)
        assert model.num_spikes == (3 if I == 65 else 1)
        found = told(model).oscillation
        assert found is not None
        rate, low, high = CYCLES[I]
        assert found.rate == pytest.approx(rate, rel=3e-5)
        # At 65 the peaks still come down by 0.02 mV in these 400 ms.
        assert (found.low, found.high) == pytest.approx((low, high), abs=0.02)
        (sentence,) = remarks(told(model), described("hodgkin_huxley"), 0)
        assert f"yet V goes on oscillating at {digits(rate, 4)} Hz between" in sentence

    def test_spikes_that_are_counted_need_no_remark(self):
        # 117.04 Hz, with peaks at 7.5 mV.
        model = run("hodgkin_huxley", 50, 400)
        assert model.num_spikes == 47
        assert told(model).oscillation is None

    def test_one_with_a_small_amplitude_near_its_end_is_found_in_a_longer_run(self):
        found = told(run("hodgkin_huxley", 150, 1000)).oscillation
        assert found is not None
        assert found.rate == pytest.approx(167.854, rel=1e-5)

    @pytest.mark.parametrize("I", [154.6, 155, 160, 180, 200])
    @pytest.mark.parametrize("T", [400, 3000])
    def test_beyond_the_upper_hopf_point_there_is_none(self, I, T):
        # 154.522 µA/cm², where the oscillation dies out ever more slowly.
        model = run("hodgkin_huxley", I, T)
        assert model.num_spikes == 1
        assert told(model).oscillation is None

    @pytest.mark.parametrize("I", [0, 5, 8, 9, 9.5, 9.7, 9.77, 9.775])
    @pytest.mark.parametrize("T", [400, 2000])
    def test_ringing_below_the_lower_hopf_point_dies_out(self, I, T):
        # 9.7754 µA/cm²; at 9.775 it takes many seconds.
        still = MODELS["hodgkin_huxley"](described("hodgkin_huxley").defaults, T=1)
        v: Any = brentq(lambda v: still._rhs(0.0, list(still._steady_state(v)), I)[0], -75, -50)
        start = list(still._steady_state(v))
        start[0] += 0.5
        assert told(run("hodgkin_huxley", I, T, y0=start)).oscillation is None

    @pytest.mark.parametrize(
        ("name", "I"),
        [
            *(("morris_lecar", I) for I in (0, 80, 90, 93, 94, 150, 211.9, 212.1, 213, 220, 300)),
            *(
                ("fitzhugh_nagumo", I)
                for I in (0, 0.33, 0.3312, 0.3314, 1, 1.4186, 1.4188, 1.43, 2)
            ),
        ],
    )
    def test_around_the_hopf_points_of_other_models_nothing_is_invented(self, name, I):
        # What oscillates there rises through the level, and is counted.
        model = run(name, I, 3000)
        assert told(model).oscillation is None

    @pytest.mark.parametrize("name", MODELS)
    def test_no_preset_is_said_to_oscillate(self, name):
        description = described(name)
        for preset in description.presets:
            model = preset_model(MODELS[name], preset.name)
            model.integrate()
            assert told(model).oscillation is None, preset.name

    @pytest.mark.parametrize("name", MODELS)
    @pytest.mark.parametrize("share", [0, 0.25, 0.5, 0.75, 1])
    def test_what_is_found_in_the_usual_range_goes_on_for_five_times_as_long(self, name, share):
        low, high = described(name).current_span
        I = low + share * (high - low)
        found = told(run(name, I, 600)).oscillation
        if found is not None:
            again = told(run(name, I, 3000)).oscillation
            assert again is not None
            assert again.rate == pytest.approx(found.rate, rel=1e-3)
        assert (found is not None) == ((name, I) in {("hodgkin_huxley", 80.0)}), (name, I)

    @pytest.mark.parametrize(
        "current",
        [
            CURRENTS["sine"](2.0, 20.0, onset=0.0),
            CURRENTS["chirp"](2.0, 20.0, onset=0.0),
            CURRENTS["square"](5.0, 15.0, onset=0.0),
            CURRENTS["ou"](2.0, 5.0, onset=0.0, seed=3),
            CURRENTS["ramp"](100.0, 2000.0, onset=0.0),
        ],
        ids=lambda current: current.name,
    )
    def test_what_the_current_forces_is_not_the_neurons_own(self, current):
        model = MODELS["hodgkin_huxley"](described("hodgkin_huxley").defaults, T=800)
        model.set_input(current)
        model.integrate()
        assert told(model).oscillation is None

    @pytest.mark.parametrize(
        ("decay", "goes_on"),
        [(0, True), (1e-6, True), (1e-5, False), (1e-4, False), (1e-2, False), (-1e-4, True)],
    )
    def test_the_decay_of_a_cosine_is_seen(self, decay, goes_on):
        # A part of the amplitude by cycle, 40 cycles of 10 ms.
        t = np.arange(0, 400, 0.1)
        v = -60 + 5 * np.exp(-decay * t / 10) * np.cos(2 * np.pi * t / 10)
        found = sustained_oscillation(t, v, 0.0)
        assert (found is not None) == goes_on
        if found is not None:
            assert found.rate == pytest.approx(100, rel=1e-6)
            assert (found.low, found.high) == pytest.approx((-65, -55), abs=0.02)

    @pytest.mark.parametrize(
        "v",
        [
            lambda t, random: -60 + random.normal(size=t.size),
            lambda t, random: np.round(-60 + 1e-3 * random.normal(size=t.size), 4),
            lambda t, random: -60 + 5 * np.cos(t) * np.cos(1.3 * t),
            lambda t, random: -60 + 0.1 * np.cos(t),
            lambda t, random: -60 + 5 * np.cos(1e-3 * t**2),
            lambda t, random: np.full(t.size, -60.0),
            lambda t, random: -60 + 5 * np.cos(t / 12),
        ],
        ids=["noise", "rounding", "beat", "small", "faster", "rest", "few"],
    )
    def test_what_is_no_steady_oscillation_is_none(self, v):
        t = np.arange(0, 400, 0.1)
        assert sustained_oscillation(t, v(t, np.random.default_rng(4)), 0.0) is None


@pytest.mark.parametrize(
    ("current", "since"),
    [
        (CURRENTS["constant"](5.0, onset=100.0), 100.0),
        (CURRENTS["constant"](0.0, onset=100.0), 0.0),
        (CURRENTS["step"](5.0, 50.0, onset=100.0), 150.0),
        (Points(0.0, points=((0, 0), (50, 5), (60, 5), (70, 5))), 50.0),
        (Points(0.0, points=((0, 0), (500, 5))), None),
        (CURRENTS["sine"](5.0, 50.0, onset=100.0), None),
        (CURRENTS["poisson"](5.0, 5.0, onset=100.0), None),
    ],
)
def test_since_when_a_current_is_constant(current, since):
    assert constant_since(current, 400.0) == since


class TestWords:
    def test_the_mean_rate_has_its_window(self):
        model = MODELS["izhikevich"](described("izhikevich").defaults, T=750)
        model.set_input(CURRENTS["constant"](10.0, onset=100.0))
        model.integrate()
        assert facts(told(model).statistics) == [
            "16 spikes",
            "24.62 Hz from 100 to 750 ms",
            f"CV {np.std(np.diff(model.spike_times)) / np.diff(model.spike_times).mean():.2f}",
            f"first at {model.spike_times[0]:.2f} ms",
        ]

    def test_a_spike_before_the_onset_is_in_the_window(self):
        model = run("lif", 2.0, 200)
        early = model.spike_times[0]
        model.set_input(CURRENTS["constant"](0.0, onset=150.0, I_base=2.0))
        model.integrate()
        assert model.spike_times[0] == early
        assert told(model).statistics.window == (0.0, 200.0)

    @pytest.mark.parametrize(
        ("times", "words"),
        [
            ([], ["0 spikes", "0 Hz from 0 to 100 ms", "CV not defined"]),
            ([1], ["1 spike", "10 Hz from 0 to 100 ms", "CV not defined", "first at 1.00 ms"]),
            ([1, 3], ["2 spikes", "20 Hz from 0 to 100 ms", "CV not defined", "first at 1.00 ms"]),
            ([1, 3, 5], ["3 spikes", "30 Hz from 0 to 100 ms", "CV 0.00", "first at 1.00 ms"]),
        ],
    )
    def test_what_is_not_defined_is_said(self, times, words):
        assert facts(spike_statistics(times, (0, 100))) == words

    def test_a_window_without_length_has_no_rate(self):
        assert facts(spike_statistics([], (5, 5))) == [
            "0 spikes",
            "rate not defined",
            "CV not defined",
        ]

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [
            ("hodgkin_huxley", "A spike is counted where V rises through 0 mV."),
            ("inap_ik", "A spike is counted where V rises through -20 mV."),
            ("lif", "A spike is counted where V reaches V_th; then V ← v_reset."),
            ("izhikevich", "A spike is counted where v reaches 30 mV; then v ← c, u ← u + d."),
            ("fitzhugh_nagumo", "A spike is counted where v rises through 0."),
        ],
    )
    def test_the_rule_of_the_count_is_that_of_the_model(self, name, sentence):
        model = MODELS[name]
        description = described(name)
        assert (
            count_rule(description, 0, model.spike_condition, bool(description.reset)) == sentence
        )

    def test_a_model_that_declares_nothing_has_a_rule_too(self):
        description = Description.of(MODELS["lif"])
        bare = Description("", "", (), description.states)
        assert count_rule(bare, 0, -50.0, True).endswith("reaches -50 mV; then the state is reset.")
        assert count_rule(bare, 0, None, False).endswith("rises through its threshold.")
