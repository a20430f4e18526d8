"""The integrator: its order, its accuracy, its spikes and its outcomes."""

from __future__ import annotations

import numpy as np
import pytest

from core.examples import (
    REGULAR_SPIKING,
    FromWaveform,
    LeakyIntegrateAndFire,
    Linear,
    MovingThreshold,
)
from core.reference import reference_solution
from spiking_core import CURRENTS, BaseSpikingModel, Description, DormandPrince, IzhikevichModel
from spiking_core.integrators import tableau
from spiking_core.integrators.solve import most_spikes


def order(steps, errors):
    """Return the slope of log(error) against log(step)."""
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


class QuadraticIntegrateAndFire(BaseSpikingModel):
    """v' = v^2 + I; from -10 to 10 it takes 2 atan(10 / sqrt(I)) / sqrt(I)."""

    y0 = (-10.0,)
    spike_condition = 10.0

    def _rhs(self, t, y, I):
        return y**2 + I

    def _apply_reset(self, y):
        return [-10.0]


class TestOrder:
    def test_the_nodes_are_the_sums_of_the_stage_weights(self):
        for row, node in zip(tableau.A, tableau.C, strict=True):
            assert sum(row) == pytest.approx(node, abs=1e-14)
        assert sum(tableau.E) == pytest.approx(0, abs=1e-15)

    def test_the_dense_output_ends_where_the_step_ends(self):
        ends = [sum(row) for row in tableau.P]
        np.testing.assert_allclose(ends, (*tableau.A[-1], 0), rtol=0, atol=1e-14)

    def test_a_smooth_solution_converges_with_order_five(self):
        steps, errors = [0.8, 0.4, 0.2, 0.1], []
        for h in steps:
            model = Linear({"omega": 1.0, "damping": 0.1}, T=8.1)
            model.spike_condition = 1e3
            model.solver = DormandPrince(fixed_step=h)
            model.set_input(0)
            t, y = model.integrate()
            k = 80
            exact = np.exp(-0.1 * t[k]) * np.array([np.cos(t[k]), -np.sin(t[k])])
            errors.append(np.abs(y[:, k] - exact).max())
        assert order(steps, errors) == pytest.approx(tableau.ORDER, abs=0.3)

    def test_recorded_samples_between_the_steps_converge_with_order_five(self):
        # Dense output of order 4 has a local error of order 5.
        steps, errors = [0.8, 0.4, 0.2, 0.1], []
        for h in steps:
            model = Linear({"omega": 1.0, "damping": 0.1}, T=8)
            model.spike_condition = 1e3
            model.dt = 0.037
            model.solver = DormandPrince(fixed_step=h)
            model.set_input(0)
            t, y = model.integrate()
            exact = np.exp(-0.1 * t) * np.array([np.cos(t), -np.sin(t)])
            errors.append(np.abs(y - exact).max())
        assert order(steps, errors) == pytest.approx(5, abs=0.3)

    @pytest.mark.parametrize("I", [1.0, 4.0])
    def test_spike_times_converge_with_order_five(self, I):
        exact = 2 * np.arctan(10 / np.sqrt(I)) / np.sqrt(I) * np.arange(1, 6)
        steps, errors = [0.01, 0.007, 0.005, 0.0035], []
        for h in steps:
            model = QuadraticIntegrateAndFire({}, T=float(exact[-1] + 0.1))
            model.solver = DormandPrince(fixed_step=h)
            model.set_input(I)
            model.integrate()
            errors.append(np.abs(model.spike_times[:5] - exact).max())
        # Where the spike falls in its step changes the constant, hence the width.
        assert order(steps, errors) == pytest.approx(5, abs=0.6)

    def test_spike_times_of_izhikevich_converge_with_order_five(self):
        exact = reference_solution(izhikevich({}, 10.0, T=60), rtol=1e-12, atol=1e-12)
        steps, errors = [0.2, 0.1, 0.05, 0.025, 0.0125], []
        for h in steps:
            model = izhikevich({}, 10.0, T=60)
            model.solver = DormandPrince(fixed_step=h)
            model.integrate()
            errors.append(np.abs(model.spike_times - exact.spike_times).max())
        # Where the spike falls in its step changes the constant, hence the width.
        assert order(steps, errors) == pytest.approx(5, abs=0.6)

    def test_the_error_follows_the_tolerance(self):
        errors = []
        for tolerance in (1e-4, 1e-6, 1e-8):
            model = LeakyIntegrateAndFire({"tau": 20}, T=500)
            model.solver = DormandPrince(rtol=tolerance, atol=tolerance)
            model.set_input(1.5)
            model.integrate()
            exact = 20 * np.log(3) * np.arange(1, model.num_spikes + 1)
            errors.append(np.abs(model.spike_times - exact).max())
        assert errors[0] > 5 * errors[1] > 25 * errors[2]


def izhikevich(change, current, T):
    model = IzhikevichModel(REGULAR_SPIKING | change, T=T)
    model.set_input(current)
    return model


class TestSpikes:
    def test_leaky_integrate_and_fire_has_its_exact_spike_times(self):
        model = LeakyIntegrateAndFire({"tau": 20}, T=500)
        model.set_input(1.5)
        model.integrate()
        exact = 20 * np.log(3) * np.arange(1, 23)
        # 22 intervals, each within a hundred local tolerances of 1e-7 or less.
        np.testing.assert_allclose(model.spike_times, exact, rtol=0, atol=1e-5)

    @pytest.mark.parametrize("h", [0.9, 0.5])
    def test_a_threshold_touched_and_left_within_one_step_is_seen(self, h):
        class Parabola(FromWaveform):
            spike_condition = 0.999

            def _rhs(self, t, y, I):
                return [2.0 * (3.0 - t)]

        Parabola.y0 = (-8.0,)
        model = Parabola({}, T=6)
        model.solver = DormandPrince(fixed_step=h)
        model.set_input(0)
        model.integrate()
        # v = 1 - (t - 3)^2 is a polynomial of degree 2: exact up to rounding of the root.
        np.testing.assert_allclose(model.spike_times, [3 - np.sqrt(0.001)], rtol=0, atol=1e-9)

    def test_a_threshold_left_and_regained_within_one_step_is_seen(self):
        class Parabola(FromWaveform):
            y0 = (9.0,)
            spike_condition = 0.001

            def _rhs(self, t, y, I):
                return [2.0 * (t - 3.0)]

        model = Parabola({}, T=6)
        model.solver = DormandPrince(fixed_step=0.9)
        model.set_input(0)
        model.integrate()
        np.testing.assert_allclose(model.spike_times, [3 + np.sqrt(0.001)], rtol=0, atol=1e-9)

    def test_a_reset_that_stays_above_threshold_is_one_spike_and_no_more(self):
        class Stuck(FromWaveform):
            spike_condition = 1.0

            def _apply_reset(self, y):
                return [2.0]

        model = Stuck({}, T=10)
        model.set_input(1.0)
        _, y = model.integrate()
        np.testing.assert_allclose(model.spike_times, [1.0], rtol=1e-12)
        assert y[0, -1] == pytest.approx(2.0 + 8.9, rel=1e-12)

    def test_a_spike_right_at_an_edge_of_the_current_is_counted_once(self):
        class Clock(FromWaveform):
            spike_condition = 1.0

            def _apply_reset(self, y):
                return [0.0]

        model = Clock({}, T=5)
        samples = np.ones(50)
        samples[10:20] = 2.0
        model.set_input(samples)
        model.integrate()
        # One rounding error per sample.
        np.testing.assert_allclose(model.spike_times[:3], [1.0, 1.5, 2.0], rtol=0, atol=1e-9)

    def test_a_pulse_written_into_the_right_hand_side_is_not_stepped_over(self):
        class Pulse(FromWaveform):
            def _rhs(self, t, y, I):
                return [1.0 if 300 <= t < 320 else 0.0]

        model = Pulse({}, T=500)
        model.set_input(0)
        # A jump in the first 3/10 of a step counts 0.91 in the step and 1/813 in its error, or
        # less: the two jumps are smoothed within 2 * 170 local tolerances of 2e-7.
        assert model.integrate()[1][0, -1] == pytest.approx(20.0, abs=7e-5)


class TestMovingThreshold:
    def run(self, kind, I=0.0, T=12.0, h=None):
        model = kind({}, T=T)
        model.solver = DormandPrince(fixed_step=h)
        model.set_input(I)
        model.integrate()
        return model

    @pytest.mark.parametrize("h", [None, 0.9])
    def test_that_falls_to_a_constant_potential_is_a_spike(self, h):
        model = self.run(MovingThreshold, h=h)
        # Straight lines: exact up to rounding.
        np.testing.assert_allclose(model.spike_times, [5, 10], rtol=0, atol=1e-9)

    @pytest.mark.parametrize("I", [-0.5, 1.0])
    def test_is_met_where_both_of_them_are(self, I):
        model = self.run(MovingThreshold, I)
        np.testing.assert_allclose(model.spike_times[0], 5 / (1 + I), rtol=0, atol=1e-9)
        before = model.solution.y_before
        np.testing.assert_array_equal(before[0], before[1])
        np.testing.assert_allclose(before[0], 5 * I / (1 + I), rtol=0, atol=1e-9)

    @pytest.mark.parametrize("h", [0.9, 0.5])
    def test_that_dips_and_returns_within_one_step_is_seen(self, h):
        class Dip(MovingThreshold):
            y0 = (0.0, 8.999)

            def _rhs(self, t, y, I):
                return [0.0, 2.0 * (t - 3.0)]

            def _apply_reset(self, y):
                return y

        # It is (t - 3)^2 - 0.001, a polynomial of degree 2: exact up to rounding of the root.
        model = self.run(Dip, T=6.0, h=h)
        np.testing.assert_allclose(model.spike_times, [3 - np.sqrt(0.001)], rtol=0, atol=1e-9)

    def test_is_met_with_order_five(self):
        class Curved(MovingThreshold):
            y0 = (0.0, 1.0)

            def _rhs(self, t, y, I):
                v, theta = y
                return [1.0 - v, -0.5 * theta]

            def _apply_reset(self, y):
                return [0.0, 1.0]

        # 1 - x^2 = x with x = exp(-t / 2).
        exact = -2 * np.log((np.sqrt(5) - 1) / 2) * np.arange(1, 11)
        steps, errors = [0.4, 0.3, 0.2, 0.15, 0.1, 0.07], []
        for h in steps:
            model = self.run(Curved, T=float(exact[-1] + 0.1), h=h)
            errors.append(np.abs(model.spike_times - exact).max())
        # Where the spike falls in its step changes the constant, hence the width.
        assert order(steps, errors) == pytest.approx(5, abs=0.6)

    def test_is_the_same_by_an_index_from_the_end(self):
        class FromTheEnd(MovingThreshold):
            index_threshold_variable = -1

        np.testing.assert_array_equal(
            self.run(FromTheEnd, 1.0).spike_times, self.run(MovingThreshold, 1.0).spike_times
        )

    def test_makes_the_number_of_the_class_irrelevant(self):
        class WithNumber(MovingThreshold):
            spike_condition = 1.0

        np.testing.assert_array_equal(
            self.run(WithNumber, 1.0).spike_times, self.run(MovingThreshold, 1.0).spike_times
        )

    def test_that_the_reset_leaves_below_the_potential_is_no_second_spike(self):
        class Stuck(MovingThreshold):
            def _apply_reset(self, y):
                return [0.0, -1.0]

        np.testing.assert_allclose(self.run(Stuck).spike_times, [5], rtol=0, atol=1e-9)

    def test_that_passes_a_held_potential_is_a_spike_when_it_is_free(self):
        class Held(MovingThreshold):
            def _refractory(self):
                return 6.0

        model = self.run(Held, T=30.0)
        exact = [5, 11, 17, 23, 29]
        np.testing.assert_allclose(model.spike_times, exact, rtol=0, atol=1e-9)
        np.testing.assert_allclose(reference_solution(model).spike_times, exact, rtol=0, atol=1e-9)


class TestOutcome:
    def test_a_whole_run_is_completed(self):
        model = izhikevich({}, 10, T=100)
        model.integrate()
        assert (model.solution.outcome.ok, str(model.solution.outcome)) == (True, "Completed.")
        assert model.solution.outcome.t == 100

    def test_a_solution_that_explodes_is_diverged_and_its_trace_ends_there(self):
        model = izhikevich({}, 10, T=100)
        model.spike_condition = 1e300
        t, y = model.integrate()
        outcome = model.solution.outcome
        assert (outcome.ok, outcome.kind) == (False, "diverged")
        # It leaves 30 mV as 1 / (0.04 (t0 - t)), less than a millisecond before infinity.
        spiking = izhikevich({}, 10, T=100)
        spiking.integrate()
        assert 0 < outcome.t - spiking.spike_times[0] < 1
        assert t[-1] <= outcome.t < t[-1] + 0.1
        assert y.shape == (2, t.size)
        assert np.all(np.isfinite(y))
        assert str(outcome).startswith(f"Diverged at t = {outcome.t:.6g} ms: ")

    def test_exponential_growth_is_diverged(self):
        model = Linear({"omega": 0.0, "damping": -1.0}, T=100)
        model.set_input(0)
        model.integrate()
        assert model.solution.outcome.kind == "diverged"
        # The state passes 1e9; the run ends at the end of that step.
        assert model.solution.outcome.t == pytest.approx(np.log(1e9), abs=1)

    def test_spikes_without_end_reach_the_spike_limit(self):
        class Zeno(FromWaveform):
            spike_condition = 1.0

            def _apply_reset(self, y):
                return [np.nextafter(1.0, 0.0)]

        zeno = Zeno({}, T=10)
        zeno.set_input(1.0)
        t, _ = zeno.integrate()
        assert zeno.num_spikes == 1000 + 5 * 10
        assert zeno.solution.outcome.kind == "spike_limit"
        assert str(zeno.solution.outcome).startswith("Spike limit reached at t = 1 ms: ")
        assert t[-1] == pytest.approx(1.0)

    def test_a_right_hand_side_that_is_no_number_at_the_start_is_undefined(self):
        class Undefined(FromWaveform):
            def _rhs(self, t, y, I):
                return y / 0.0 * 0.0

        model = Undefined({}, T=10)
        model.set_input(0)
        t, y = model.integrate()
        assert model.solution.outcome.kind == "undefined"
        assert (t.tolist(), y.tolist()) == ([0.0], [[0.0]])

    @pytest.mark.parametrize("trouble", [ZeroDivisionError, OverflowError])
    def test_a_division_by_zero_or_overflow_in_python_is_undefined(self, trouble):
        class Undefined(FromWaveform):
            def _rhs(self, t, y, I):
                raise trouble

        model = Undefined({}, T=10)
        model.set_input(0)
        model.integrate()
        assert model.solution.outcome.kind == "undefined"

    def test_a_reset_to_no_number_is_undefined(self):
        class Lost(FromWaveform):
            spike_condition = 1.0

            def _apply_reset(self, y):
                return y * np.nan

        model = Lost({}, T=10)
        model.set_input(1.0)
        _, y = model.integrate()
        assert model.solution.outcome.kind == "undefined"
        assert model.solution.outcome.t == pytest.approx(1.0)
        assert np.all(np.isfinite(y))

    def test_a_singularity_makes_the_step_too_small(self):
        class Edge(FromWaveform):
            def _rhs(self, t, y, I):
                return [np.sqrt(0.5 - t)]

        model = Edge({}, T=10)
        model.set_input(0)
        t, _ = model.integrate()
        outcome = model.solution.outcome
        assert outcome.kind == "step_too_small"
        assert outcome.t == pytest.approx(0.5, abs=1e-6)
        assert t[-1] <= 0.5

    def test_a_stiff_model_reaches_the_step_limit_instead_of_hanging(self):
        class Stiff(FromWaveform):
            def _rhs(self, t, y, I):
                return -1e6 * (y - np.cos(t))

        model = Stiff({}, T=10)
        model.set_input(0)
        model.integrate()
        assert model.solution.outcome.kind == "step_limit"
        assert 0 < model.solution.outcome.t < 10

    def test_nothing_is_printed_or_warned_of(self, recwarn, capfd):
        model = izhikevich({}, 10, T=100)
        model.spike_condition = 1e300
        model.integrate()
        assert len(recwarn) == 0
        assert capfd.readouterr() == ("", "")


def random_model(name, seed, T):
    """Return a model with parameters and current drawn from the spans of the sliders."""
    rng = np.random.default_rng([seed, list(CURRENTS).index(name)])
    described = Description.of(IzhikevichModel)
    model = IzhikevichModel({p.name: rng.uniform(*p.span) for p in described.parameters}, T=T)
    strength, period = rng.uniform(*described.current_span), rng.uniform(20, 400)
    onset = min(100.0, T / 5)
    model.set_input(CURRENTS[name](strength, period, onset, int(rng.integers(2**32))))
    return model


# SciPy restarts at each of the noise's edges, every 0.1 ms: short runs keep that bearable.
CASES = [
    (name, seed, 60.0 if name == "ou" else 2000.0 if seed == 0 else 300.0)
    for name in CURRENTS
    for seed in range(5)
]


@pytest.mark.parametrize(("name", "seed", "T"), CASES)
def test_every_spike_is_where_an_independent_integration_puts_it(name, seed, T):
    model = random_model(name, seed, T)
    _, y = model.integrate()
    expected = reference_solution(model).spike_times
    # A cell whose reset hardly lowers v fires until the limit, which SciPy does not know.
    if model.solution.outcome.kind == "spike_limit":
        expected = expected[: most_spikes(T)]
    assert model.num_spikes == expected.size
    # A hundredth of a millisecond is what is promised; typical are 1e-6 ms and less.
    np.testing.assert_allclose(model.spike_times, expected, rtol=0, atol=0.01)
