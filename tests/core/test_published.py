"""The scheme of a paper as a solver: its order, its spikes, its outcomes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.examples import (
    REGULAR_SPIKING,
    FromWaveform,
    LeakyIntegrateAndFire,
    Linear,
    MovingThreshold,
)
from spiking_core import BaseSpikingModel, IzhikevichModel, PublishedEuler
from spiking_core.currents.points import Points


def run(model, solver, current):
    model.solver = solver
    model.set_input(current)
    model.integrate()
    return model.solution


def order(steps, errors):
    """Return the slope of log(error) against log(step)."""
    return np.polyfit(np.log(steps), np.log(errors), 1)[0]


class Refractory(LeakyIntegrateAndFire):
    def _refractory(self):
        return 1.0


class Resting(BaseSpikingModel):
    """The second state follows the first one at once."""

    y0 = (0.0, 0.0)
    spike_condition = 1e6

    def _rhs(self, t, y, I):
        return [1.0, y[0]]


class TestOrder:
    steps = (0.04, 0.02, 0.01, 0.005)

    @pytest.mark.parametrize("in_turn", [True, False])
    def test_a_smooth_solution_converges_with_order_one(self, in_turn):
        errors = []
        for dt in self.steps:
            model = Linear({"omega": 1.0, "damping": 0.1}, T=4)
            model.spike_condition = 1e3
            solution = run(model, PublishedEuler(dt, in_turn), 0)
            t = solution.t[-1] + dt  # A sample stands at the time before its update.
            exact = np.exp(-0.1 * t) * np.array([np.cos(t), -np.sin(t)])
            errors.append(np.abs(solution.y[:, -1] - exact).max())
        # The next term of the error is a few per cent of the first at the longest step.
        assert order(self.steps, errors) == pytest.approx(1, abs=0.1)

    def test_spike_times_converge_with_order_one(self):
        errors = []
        for dt in self.steps:
            model = LeakyIntegrateAndFire({"tau": 20}, T=100)
            solution = run(model, PublishedEuler(dt), 1.5)
            exact = 20 * np.log(3) * np.arange(1, solution.spike_times.size + 1)
            errors.append(np.abs(solution.spike_times - exact).max())
        # A grid time is off by up to one step, wherever the spike falls: hence the width.
        assert order(self.steps, errors) == pytest.approx(1, abs=0.4)


class TestGrid:
    def test_is_that_of_the_paper_with_both_ends(self):
        solution = run(IzhikevichModel(REGULAR_SPIKING, T=10), PublishedEuler(0.25, True), 0)
        np.testing.assert_array_equal(solution.t, np.arange(41) * 0.25)
        assert solution.y.shape == (2, 41)

    def test_ends_before_an_end_that_is_off_the_grid(self):
        solution = run(FromWaveform({}, T=1), PublishedEuler(0.3), 1)
        np.testing.assert_allclose(solution.t, [0, 0.3, 0.6, 0.9], rtol=1e-15)

    def test_takes_the_current_at_the_grid_time_and_records_after_the_update(self):
        current = Points(0.0, points=((0.0, 1.0), (1.0, 1.0), (1.0, 5.0), (2.0, 7.0)))
        solution = run(FromWaveform({}, T=2), PublishedEuler(0.5), current)
        np.testing.assert_array_equal(solution.y[0], np.cumsum([1, 1, 5, 6, 7]) * 0.5)

    @pytest.mark.parametrize(("in_turn", "second"), [(True, [1, 3, 6]), (False, [0, 1, 3])])
    def test_uses_the_new_values_only_in_turn(self, in_turn, second):
        solution = run(Resting({}, T=2), PublishedEuler(1.0, in_turn), 0)
        np.testing.assert_array_equal(solution.y, [[1, 2, 3], second])


class TestSpikes:
    def test_are_stamped_with_the_grid_time_of_the_sample_that_is_cut_off(self):
        model = IzhikevichModel(REGULAR_SPIKING, T=200)
        solution = run(model, PublishedEuler(0.25, True), 10)
        k = np.flatnonzero(solution.y[0] == 30.0)
        assert k.size == 5
        np.testing.assert_array_equal(solution.t[k], solution.spike_times)
        np.testing.assert_array_equal(solution.y_before[0], 30.0)
        np.testing.assert_array_equal(solution.y_after[0], -65.0)
        np.testing.assert_array_equal(solution.y[1, k], solution.y_after[1])
        np.testing.assert_allclose(solution.y_after[1] - solution.y_before[1], 8, rtol=1e-12)

    def test_need_a_potential_above_threshold(self):
        model = FromWaveform({}, T=4)
        model.spike_condition = 2.0
        np.testing.assert_array_equal(run(model, PublishedEuler(1.0), 1).spike_times, [2.0])

    def test_without_a_reset_the_trace_is_not_cut_off(self):
        model = FromWaveform({}, T=4)
        model.spike_condition = 2.0
        np.testing.assert_array_equal(run(model, PublishedEuler(1.0), 1).y[0], [1, 2, 3, 4, 5])

    def test_are_cut_off_at_a_moving_threshold_as_it_is_after_the_update(self):
        solution = run(MovingThreshold({}, T=4), PublishedEuler(1.0), 1)
        # The update at 1 ms leaves 2 below 3, the one at 2 ms 3 above 2.
        np.testing.assert_array_equal(solution.spike_times, [2.0])
        np.testing.assert_array_equal(solution.y[0], [1, 2, 2, 1, 2])

    def test_are_none_where_a_moving_threshold_passes_a_held_potential(self):
        class Held(MovingThreshold):
            def _refractory(self):
                return 7.0

        solution = run(Held({}, T=30), PublishedEuler(1.0), 0)
        assert solution.spike_times.size == 1
        # Held for seven steps, it is above the threshold when it is free.
        assert solution.y[1, -1] < solution.y[0, -1]

    @pytest.mark.parametrize(("dt", "held"), [(0.1, 10), (0.25, 4), (0.3, 4)])
    def test_are_followed_by_the_refractory_time_in_whole_steps(self, dt, held):
        free = run(LeakyIntegrateAndFire({"tau": 20}, T=200), PublishedEuler(dt), 1.5)
        late = run(Refractory({"tau": 20}, T=200), PublishedEuler(dt), 1.5)
        steps = np.diff(late.spike_times)[0] / dt - np.diff(free.spike_times)[0] / dt
        assert round(steps) == held
        after = np.searchsorted(late.t, late.spike_times[0]) + 1
        np.testing.assert_array_equal(late.y[0, after : after + held], 0.0)


class TestOutcomes:
    def test_completed(self):
        outcome = run(FromWaveform({}, T=4), PublishedEuler(1.0), 1).outcome
        assert (outcome.kind, outcome.t) == ("completed", 4)

    def test_a_growing_state_has_diverged(self):
        class Growing(FromWaveform):
            y0 = (-1.0,)

            def _rhs(self, t, y, I):
                return 10 * y

        solution = run(Growing({}, T=100), PublishedEuler(1.0), 0)
        # 11^9 exceeds 1e9: the ninth update, at 8 ms.
        assert (solution.outcome.kind, solution.outcome.t) == ("diverged", 8)
        np.testing.assert_allclose(solution.y[0], -(11.0 ** np.arange(1, 9)), rtol=1e-14)

    def test_a_slope_that_is_no_number_is_undefined(self):
        class Pole(FromWaveform):
            def _rhs(self, t, y, I):
                return [1 / (t - 3)]

        outcome = run(Pole({}, T=10), PublishedEuler(1.0), 0).outcome
        assert (outcome.kind, outcome.t) == ("undefined", 3)

    def test_a_reset_that_is_no_number_is_undefined(self):
        class Bad(LeakyIntegrateAndFire):
            def _apply_reset(self, y):
                return np.array([math.nan])

        assert run(Bad({"tau": 20}, T=100), PublishedEuler(0.1), 1.5).outcome.kind == "undefined"

    def test_too_many_spikes_end_the_run(self):
        model = LeakyIntegrateAndFire({"tau": 20}, T=100)
        outcome = run(model, PublishedEuler(0.01), 1e6).outcome
        assert outcome.kind == "spike_limit"
        assert outcome.t == pytest.approx(14.99)


@pytest.mark.parametrize("dt", [0, -0.1, math.inf, math.nan])
def test_a_bad_time_step_is_refused(dt):
    with pytest.raises(ValueError, match="`dt` of `PublishedEuler` must be"):
        PublishedEuler(dt)
