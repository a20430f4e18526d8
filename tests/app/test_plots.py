"""The figures show the run, every spike of it, in ranges that fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bokeh.models import ColumnDataSource, Range1d
from hypothesis import given
from hypothesis import strategies as st

from core.examples import REGULAR_SPIKING, LeakyIntegrateAndFire, Swapped
from neuron_app.plots import NeuronPlots, nice_range, with_spikes
from neuron_app.state import default_state
from spiking_core import (
    CURRENTS,
    MODELS,
    BaseSpikingModel,
    Constant,
    Description,
    IzhikevichModel,
    Samples,
    Solution,
)


class Clock(BaseSpikingModel):
    """v' = I, back to 0 at 1."""

    y0 = (0.0,)
    spike_condition = 1.0

    def _rhs(self, t, y, I):
        return [float(I)]

    def _apply_reset(self, y):
        return [0.0]


def solution_of(model: BaseSpikingModel, current: object) -> Solution:
    model.set_input(current)
    model.integrate()
    return model.solution


def izhikevich(T: float = 300, I: float = 10.0, **parameters: float) -> Solution:
    return solution_of(IzhikevichModel({**REGULAR_SPIKING, **parameters}, T=T), Constant(I))


def ends_of(solution: Solution) -> tuple[np.ndarray, np.ndarray]:
    """Where the two ends of every reset stand in the trace."""
    t, _ = with_spikes(solution)
    first = np.array([np.flatnonzero(t == spike)[0] for spike in solution.spike_times], dtype=int)
    return first, first + 1


def check_trace(solution: Solution) -> None:
    t, y = with_spikes(solution)
    tip, foot = ends_of(solution)
    assert (np.diff(t) >= 0).all()
    np.testing.assert_array_equal(t[tip], solution.spike_times)
    np.testing.assert_array_equal(t[foot], solution.spike_times)
    np.testing.assert_array_equal(y[:, tip], solution.y_before)
    np.testing.assert_array_equal(y[:, foot], solution.y_after)
    samples = np.delete(np.arange(t.size), np.concatenate([tip, foot]))
    np.testing.assert_array_equal(t[samples], solution.t)
    np.testing.assert_array_equal(y[:, samples], solution.y)


def test_every_spike_reaches_the_threshold_in_the_trace():
    solution = izhikevich()
    _, y = with_spikes(solution)
    tip, _ = ends_of(solution)
    assert len(tip) == len(solution.spike_times) > 3
    np.testing.assert_array_equal(y[0, tip], 30.0)
    # The samples alone would show spikes of unequal height.
    assert solution.y[0].max() < 30.0


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("current", CURRENTS)
def test_the_trace_is_the_samples_with_both_ends_of_every_reset_in_order(name: str, current: str):
    state = replace(default_state(name, Description.of(MODELS[name])), current=current, T=400.0)
    model = state.make_model()
    model.integrate()
    check_trace(model.solution)


@given(st.floats(0.05, 30.0), st.floats(0.05, 3.0))
def test_several_spikes_between_two_samples_stay_in_order(rate: float, dt: float):
    model = Clock({}, T=12)
    model.dt = dt
    solution = solution_of(model, rate)
    t, y = with_spikes(solution)
    assert t.shape == (solution.t.size + 2 * solution.spike_times.size,)
    assert y.shape == (1, t.size)
    assert (np.diff(t) >= 0).all()
    falls = np.flatnonzero(np.diff(y[0]) < 0)
    np.testing.assert_array_equal(t[falls], solution.spike_times)
    np.testing.assert_array_equal(y[0, falls], 1.0)
    np.testing.assert_array_equal(y[0, falls + 1], 0.0)


def test_a_sample_at_the_very_time_of_a_spike_follows_the_reset():
    model = Clock({}, T=4.5)
    model.dt = 0.25
    model.dt = float(solution_of(model, 1.0).spike_times[0])
    solution = solution_of(model, 1.0)
    assert solution.spike_times[0] in solution.t
    t, y = with_spikes(solution)
    at = np.flatnonzero(t == solution.spike_times[0])
    np.testing.assert_array_equal(y[0, at], [1.0, 0.0, 0.0])


def test_a_spike_after_the_last_sample_is_shown():
    model = Clock({}, T=1.05)
    model.dt = 0.5
    solution = solution_of(model, 1.0)
    t, y = with_spikes(solution)
    assert solution.spike_times[0] > solution.t[-1]
    np.testing.assert_array_equal(t[-2:], np.repeat(solution.spike_times, 2))
    np.testing.assert_array_equal(y[0, -2:], [1.0, 0.0])


def test_without_a_spike_the_trace_is_the_samples():
    solution = izhikevich(I=0.0)
    t, y = with_spikes(solution)
    np.testing.assert_array_equal(t, solution.t)
    np.testing.assert_array_equal(y, solution.y)


@given(st.floats(-1e12, 1e12), st.floats(0.0, 1e12))
def test_a_range_contains_the_data_and_little_more(low: float, width: float):
    high = low + width
    start, end = nice_range(low, high)
    needed = max(high - low, 0.02 * max(abs(low), abs(high)), 0.1)
    assert start <= low <= high <= end
    assert end - start <= 1.5 * needed


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(-75.0, 30.0, (-80.0, 40.0)), (0.0, 10.0, (-1.0, 11.0)), (-14.0, 0.5, (-15.0, 2.0))],
)
def test_the_ends_of_a_range_are_round(low: float, high: float, expected: tuple[float, float]):
    assert nice_range(low, high) == pytest.approx(expected, rel=1e-12)


@pytest.fixture
def plots() -> NeuronPlots:
    return NeuronPlots(Description.of(IzhikevichModel), 0)


def drawn(source: ColumnDataSource) -> dict[str, np.ndarray]:
    return {str(name): np.asarray(column) for name, column in source.data.items()}


def shown_range(axis: object) -> tuple[float, float]:
    assert isinstance(axis, Range1d)
    start, end = axis.start, axis.end
    assert isinstance(start, (int, float))
    assert isinstance(end, (int, float))
    return start, end


def test_the_sources_hold_the_run_in_float32(plots: NeuronPlots):
    solution = izhikevich()
    plots.show(solution, Constant(10.0), 300)
    t, (v, u) = with_spikes(solution)
    for column, values in {"t": t, "v": v, "u": u}.items():
        shown = drawn(plots.source)[column]
        assert shown.dtype == np.float32
        np.testing.assert_array_equal(shown, values.astype(np.float32))
    current = drawn(plots.current_source)
    np.testing.assert_array_equal(current["t"], solution.t.astype(np.float32))
    np.testing.assert_array_equal(current["I"], np.where(solution.t < 100, 0, 10))


def test_the_orbit_breaks_at_every_reset_which_is_drawn_apart(plots: NeuronPlots):
    solution = izhikevich()
    plots.show(solution, Constant(10.0), 300)
    orbit, resets = drawn(plots.phase_source), drawn(plots.reset_source)
    gaps = np.flatnonzero(np.isnan(orbit["v"]))
    assert gaps.size == solution.spike_times.size > 3
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(orbit["u"])), gaps)
    for side, state, name in ((-1, solution.y_before, "0"), (1, solution.y_after, "1")):
        v, u = state.astype(np.float32)
        np.testing.assert_array_equal(orbit["v"][gaps + side], v)
        np.testing.assert_array_equal(orbit["u"][gaps + side], u)
        np.testing.assert_array_equal(resets["v" + name], v)
        np.testing.assert_array_equal(resets["u" + name], u)


@pytest.mark.parametrize("current", CURRENTS)
def test_every_range_contains_what_is_drawn_in_it(plots: NeuronPlots, current: str):
    waveform = CURRENTS[current](10.0)
    model = IzhikevichModel(REGULAR_SPIKING, T=750)
    solution = solution_of(model, waveform)
    plots.show(solution, waveform, 750)
    _, (v, u) = with_spikes(solution)
    assert plots.phase is not None
    pairs = [
        (plots.potential.y_range, v),
        (plots.potential.extra_y_ranges["u"], u),
        (plots.phase.x_range, u),
        (plots.phase.y_range, v),
        (plots.current.y_range, waveform.sample(solution.t)),
    ]
    outside = [
        (start, end) for axis, data in pairs for start, end in [shown_range(axis)]
        if not (start <= data.min() and data.max() <= end)
    ]  # fmt: skip
    assert outside == []
    assert shown_range(plots.time_range) == (0, 750)


def test_a_similar_run_leaves_the_ranges_and_the_visitors_zoom_alone(plots: NeuronPlots):
    plots.show(izhikevich(), Constant(10.0), 300)
    plots.potential.y_range.update(start=-20.0, end=10.0)
    plots.time_range.update(start=100.0, end=150.0)
    plots.show(izhikevich(I=9.0), Constant(9.0), 300)
    assert shown_range(plots.potential.y_range) == (-20, 10)
    assert shown_range(plots.time_range) == (100, 150)


def test_a_range_follows_data_that_leave_it_and_data_that_shrink_in_it(plots: NeuronPlots):
    plots.show(izhikevich(), Constant(10.0), 300)
    start, end = shown_range(plots.potential.y_range)
    assert start < -65
    assert end > 30
    quiet = izhikevich(I=0.0)
    plots.show(quiet, Constant(0.0), 300)
    start, end = shown_range(plots.potential.y_range)
    assert start <= quiet.y[0].min() <= quiet.y[0].max() <= end < 0
    plots.show(izhikevich(), Constant(10.0), 300)
    assert shown_range(plots.potential.y_range)[1] > 30


def test_another_length_is_shown_whole(plots: NeuronPlots):
    plots.show(izhikevich(), Constant(10.0), 300)
    plots.time_range.update(start=100.0, end=150.0)
    plots.show(izhikevich(T=400), Constant(10.0), 400)
    assert shown_range(plots.time_range) == (0, 400)


def test_the_onset_is_marked_if_the_current_has_one(plots: NeuronPlots):
    plots.show(izhikevich(), Constant(10.0, onset=40.0), 300)
    assert [(line.visible, line.location) for line in plots.onset] == [(True, 40.0)] * 2
    plots.show(izhikevich(), Samples([10.0], 0.1), 300)
    assert [line.visible for line in plots.onset] == [False, False]


def test_a_model_of_one_equation_has_no_second_axis_and_no_phase_space():
    plots = NeuronPlots(Description.of(LeakyIntegrateAndFire), 0)
    model = LeakyIntegrateAndFire({"tau": 10.0}, T=100)
    plots.show(solution_of(model, 2.0), Constant(2.0, onset=0.0), 100)
    assert plots.phase is None
    assert set(drawn(plots.source)) == {"t", "v"}
    assert list(plots.potential.extra_y_ranges) == []
    assert drawn(plots.source)["v"].max() == 1.0


def test_the_potential_is_found_wherever_it_stands_in_the_state():
    plots = NeuronPlots(Description.of(Swapped), -1)
    solution = solution_of(Swapped(REGULAR_SPIKING, T=300), Constant(10.0))
    plots.show(solution, Constant(10.0), 300)
    assert drawn(plots.source)["v"].max() == 30.0
    np.testing.assert_array_equal(
        drawn(plots.source)["u"], with_spikes(solution)[1][0].astype(np.float32)
    )
