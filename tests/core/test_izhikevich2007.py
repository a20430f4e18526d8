"""The Izhikevich model of 2007 against its closed forms and the cells of the book."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from core.examples import run_model
from core.reference import reference_solution
from spiking_core import CURRENTS, Description
from spiking_core.models.izhikevich2007 import Izhikevich2007Model
from spiking_core.rest import is_stable, jacobian

DEFAULTS = Description.of(Izhikevich2007Model).defaults
PRESETS = {preset.name: preset for preset in Description.of(Izhikevich2007Model).presets}
run = partial(run_model, Izhikevich2007Model)


def values(name):
    return DEFAULTS | (dict(PRESETS[name].parameters) if name != "rs" else {})


def shown(name):
    preset = PRESETS[name]
    return run(CURRENTS["constant"](**preset.input), preset.T, **preset.parameters)


def saddle_node(k, v_r, v_t, b, **_):
    return (b + k * (v_t - v_r)) ** 2 / (4 * k)


def test_the_regular_spiking_cell_has_the_known_saddle_node():
    # Rounded to four decimals.
    assert saddle_node(**DEFAULTS) == pytest.approx(51.4286, abs=5e-5)


@pytest.mark.parametrize("name", ["rs", "ch"])
def test_the_saddle_node_current_divides_rest_from_spikes(name):
    p = values(name)
    assert p["b"] < p["a"] * p["C"]
    I = saddle_node(**p)
    v = p["v_r"] + (p["b"] + p["k"] * (p["v_t"] - p["v_r"])) / (2 * p["k"])
    start = (v - 1, p["b"] * (v - 1 - p["v_r"]))
    below = run(I - 0.1, 3000, start, **p)
    assert below.num_spikes == 0
    assert below.solution.y[0].max() < v
    assert run(I + 0.1, 3000, start, **p).num_spikes > 0


@pytest.mark.parametrize("name", ["ib", "lts"])
def test_a_cell_with_a_large_b_loses_rest_before_the_saddle_node(name):
    p = values(name)
    assert p["b"] > p["a"] * p["C"]
    # Trace zero: k (2 v - v_r - v_t) = a C.
    v = 0.5 * (p["a"] * p["C"] / p["k"] + p["v_r"] + p["v_t"])
    hopf = p["b"] * (v - p["v_r"]) - p["k"] * (v - p["v_r"]) * (v - p["v_t"])
    assert hopf < saddle_node(**p)
    model = Izhikevich2007Model(p)
    for side, stable in ((-0.5, True), (0.5, False)):
        I = hopf + side
        z = np.roots([p["k"], -(p["k"] * (p["v_t"] - p["v_r"]) + p["b"]), I]).min()
        growth = np.linalg.eigvals(jacobian(model, (p["v_r"] + z, p["b"] * z), I))
        assert bool(growth.real.max() < 0) is stable
        assert np.abs(growth.imag).min() > 0


# Spikes in 600 ms from rest under the currents of the book's figures 8.12, 8.19, 8.23, 8.25 and
# 8.27 (as in ModelDB 39948). Euler steps of 1 ms, the book's, give the same at the weaker currents.
@pytest.mark.parametrize(
    ("name", "I", "count"),
    [
        ("rs", 60, 2), ("rs", 70, 4), ("rs", 85, 6), ("rs", 100, 8),
        ("ib", 290, 0), ("ib", 370, 3), ("ib", 500, 8), ("ib", 550, 10),
        ("ch", 200, 14), ("ch", 300, 25), ("ch", 400, 34), ("ch", 600, 59),
        ("lts", 100, 1), ("lts", 125, 7), ("lts", 200, 16), ("lts", 300, 29),
        ("fs", 73.2, 13), ("fs", 100, 26), ("fs", 200, 49), ("fs", 400, 92),
    ],
)  # fmt: skip
def test_a_cell_under_the_currents_of_its_figure_fires_when_an_independent_program_says(
    name, I, count
):
    p = values(name)
    model = run(float(I), 600, (p["v_r"], 0.0), **p)
    expected = reference_solution(model).spike_times
    assert model.num_spikes == expected.size == count
    np.testing.assert_allclose(model.spike_times, expected, rtol=0, atol=0.001)


@pytest.mark.parametrize(("I", "goes_on"), [(72.5, False), (73.2, True)])
def test_the_fast_spiking_cell_goes_on_firing_from_the_weakest_current_of_its_figure(I, goes_on):
    # 73.2 pA in the book: below the Hopf bifurcation, but a step from rest finds the cycle.
    times = run(I, 3000, (-55.0, 0.0), **values("fs")).spike_times
    assert times.size > 0
    assert (times[-1] > 2900) == goes_on


def test_the_regular_spiking_cell_adapts():
    intervals = np.diff(run(300.0, 800).spike_times)
    assert intervals[-1] > 1.4 * intervals[0]
    assert (np.diff(intervals[:3]) > 0).all()


def test_the_intrinsically_bursting_cell_bursts_once_and_then_fires_single_spikes():
    intervals = np.diff(shown("ib").spike_times)
    assert intervals[:2].max() < 0.5 * intervals[2:].min()
    assert np.ptp(intervals[2:]) < 0.1 * intervals[-1]


def test_the_chattering_cell_bursts_again_and_again():
    intervals = np.diff(shown("ch").spike_times)
    assert (intervals > 30).sum() >= 8
    # Every pause stands between two bursts; the first burst has one spike more.
    assert set(np.diff(np.flatnonzero(intervals > 30))) == {2}
    assert intervals[intervals <= 30].max() < 10


def test_the_intervals_of_the_low_threshold_cell_grow_and_then_stay():
    intervals = np.diff(shown("lts").spike_times)
    assert (np.diff(intervals[:6]) > 0).all()
    assert 1.4 < intervals[-1] / intervals[0] < 2
    assert np.ptp(intervals[-10:]) < 0.01


def test_the_fast_spiking_cell_loses_rest_where_its_closed_form_says():
    p = values("fs")
    # Trace zero at x = v - v_r = v - v_b: k (2 x - (v_t - v_r)) = a C.
    x = 0.5 * (p["a"] * p["C"] / p["k"] + p["v_t"] - p["v_r"])
    hopf = p["beta"] * x**3 - p["k"] * x * (x - (p["v_t"] - p["v_r"]))
    assert hopf == pytest.approx(73.684, abs=5e-4)
    model = Izhikevich2007Model(p)
    for side, stable in ((-0.5, True), (0.5, False)):
        cubic = [p["beta"], -p["k"], p["k"] * (p["v_t"] - p["v_r"]), -(hopf + side)]
        z = float(next(root.real for root in np.roots(cubic) if abs(root.imag) < 1e-9))
        growth = np.linalg.eigvals(jacobian(model, (p["v_r"] + z, p["beta"] * z**3), hopf + side))
        assert bool(growth.real.max() < 0) is stable


def test_the_fast_spiking_cell_fires_fast_and_hardly_adapts():
    intervals = np.diff(shown("fs").spike_times)
    assert 1000 / intervals[-1] > 80
    assert intervals[1:].max() < 1.1 * intervals[1:].min()


@pytest.mark.parametrize("name", ["rs", *PRESETS])
def test_rest_is_v_r_and_stable(name):
    model = Izhikevich2007Model(values(name))
    assert model.y0 == pytest.approx((model.params["v_r"], 0.0), abs=1e-9)
    assert is_stable(model, tuple(model.y0))


def test_a_spike_is_noted_at_v_peak():
    model = shown("ib")
    np.testing.assert_array_equal(model.solution.y_before[0], 50.0)
    np.testing.assert_allclose(
        model.solution.y_after[1], model.solution.y_before[1] + 130.0, rtol=1e-12
    )
