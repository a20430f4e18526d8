"""The subclassing interface, as it was asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.examples import (
    REGULAR_SPIKING,
    Bare,
    FromWaveform,
    LeakyIntegrateAndFire,
    Linear,
    Swapped,
)
from core.test_errors import exactly
from spiking_core import CURRENTS, MODELS, BaseSpikingModel, IzhikevichModel

ROOT = Path(__file__).parents[2]


def run(model, current):
    model.set_input(current)
    return model.integrate()


def test_the_core_is_imported_without_any_widget_figure_or_browser():
    blocked = ["panel", "bokeh", "matplotlib", "scipy", "js", "pyodide"]
    code = f"import sys; sys.modules.update(dict.fromkeys({blocked})); import spiking_core"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")


def test_rosters_map_the_names_of_the_url_in_the_order_of_the_page():
    assert list(CURRENTS) == [
        "constant", "step", "square", "pulses", "paired", "pairs", "conditioned", "sine", "chirp",
        "ramp", "ramps", "linear", "staircase", "ou", "poisson", "points",
    ]  # fmt: skip
    assert MODELS["izhikevich"] is IzhikevichModel


def test_a_model_has_the_attributes_of_the_interface():
    model = IzhikevichModel(REGULAR_SPIKING)
    assert (model.T, model.dt, model.n_points) == (250, 0.1, 2500)
    assert model.params == REGULAR_SPIKING
    assert model.parameters is model.params
    assert list(model.required_params) == ["a", "b", "c", "d"]


def test_a_bare_class_gives_the_same_spikes_as_the_roster_model():
    bare, roster = Bare(REGULAR_SPIKING), IzhikevichModel(REGULAR_SPIKING)
    t, y = run(bare, 10)
    t_roster, y_roster = run(roster, 10)
    assert t.shape == (2500,)
    assert y.shape == (2, 2500)
    np.testing.assert_array_equal(t, t_roster)
    # NumPy scalars and Python floats may round the power differently.
    np.testing.assert_allclose(bare.spike_times, roster.spike_times, rtol=0, atol=1e-9)
    assert bare.num_spikes == roster.num_spikes == 7


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize("way", ["int", "rounded", "kept", "held within", "by a name"])
def test_the_current_indexed_by_the_present_sample_is_the_current(way, compiled):
    class Indexing(FromWaveform):
        def _rhs(self, t, y, I):
            k = int(t / self.dt)
            index = {
                "int": k,
                "rounded": int(np.round(t / self.dt)),
                "kept": min(k, 99),
                "held within": max(0, min(int(np.floor(t / 0.1)), 99)),
                "by a name": k + 1,
            }[way]
            return [I[index]]

    model = Indexing({}, T=10)
    model.use_kernel = compiled
    _, y = run(model, 3.0)
    assert model.solution.compiled is compiled
    assert y[0, -1] == pytest.approx(3.0 * 9.9, rel=1e-12)


@pytest.mark.parametrize("compiled", [True, False])
@pytest.mark.parametrize(
    ("index", "shown"),
    [
        (lambda t: int((t - 5.0) / 0.1), "-50"),
        (lambda t: int(t / 0.1) - 50, "-50"),
        (lambda t: int((t + 2.0) / 0.1), "20"),
        (lambda t: -20, "-20"),
        (lambda t: slice(0, 3), "slice(0, 3, None)"),
    ],
)
def test_another_sample_of_the_current_is_refused_with_the_cure(index, shown, compiled):
    class Delayed(FromWaveform):
        def _rhs(self, t, y, I):
            return [I[index(t)]]

    model = Delayed({}, T=10)
    model.use_kernel = compiled
    model.set_input(np.ones(100))
    expected = (
        f"`I` is the current at the present time, 0 ms, and was asked for sample {shown} instead "
        "of 0. Write I[int(t / self.dt)], or just I; to delay an input, shift the samples that "
        "you give to set_input()."
    )
    with pytest.raises(ValueError, match=exactly(expected)):
        model.integrate()


def test_linear_algebra_on_the_state_reproduces_the_damped_oscillation():
    model = Linear({"omega": 0.5, "damping": 0.02}, T=100)
    t, y = run(model, 0)
    exact = np.exp(-0.02 * t) * np.array([np.cos(0.5 * t), -np.sin(0.5 * t)])
    # The local tolerance is 1e-7 or less; the oscillation is damped, errors do not add up.
    np.testing.assert_allclose(y, exact, rtol=0, atol=1e-6)


def test_a_smooth_model_without_reset_only_counts_its_upward_crossings():
    model = Linear({"omega": 0.5, "damping": 0.0}, T=100)
    t, y = run(model, 0)
    exact = (2 * np.pi * np.arange(1, 9) - np.pi / 3) / 0.5
    # v starts above threshold: that is no spike. Tolerance as in the test before.
    np.testing.assert_allclose(model.spike_times, exact, rtol=0, atol=1e-5)
    np.testing.assert_array_equal(model.solution.y_before, model.solution.y_after)
    np.testing.assert_allclose(y[0], np.cos(0.5 * t), rtol=0, atol=1e-5)


def test_sample_times_are_multiples_of_dt():
    model = FromWaveform({}, T=25)
    t, _ = run(model, 0)
    np.testing.assert_array_equal(t, np.arange(250) * 0.1)


@pytest.mark.parametrize(
    ("T", "dt", "n"), [(0.3, 0.1, 3), (250, 0.1, 2500), (1.05, 0.1, 10), (7, 0.7, 10), (1, 1, 1)]
)
def test_n_points_is_the_length_over_dt_rounded_down_in_spite_of_rounding(T, dt, n):
    class Sampled(FromWaveform):
        pass

    Sampled.dt = dt
    model = Sampled({}, T=T)
    assert model.n_points == n
    assert run(model, 1.0)[1].shape == (1, n)


def test_spike_times_do_not_depend_on_dt():
    coarse, fine = Bare(REGULAR_SPIKING), Bare(REGULAR_SPIKING)
    coarse.dt, fine.dt = 1.0, 0.01
    run(coarse, 10)
    run(fine, 10)
    np.testing.assert_array_equal(coarse.spike_times, fine.spike_times)


@pytest.mark.parametrize("y0", [[-60.0, -12.0], (-60.0, -12.0), np.array([-60.0, -12.0])])
def test_the_initial_state_can_be_set_on_an_instance(y0):
    model = IzhikevichModel(REGULAR_SPIKING)
    model.y0 = y0
    _, y = run(model, 0)
    np.testing.assert_array_equal(y[:, 0], [-60.0, -12.0])
    assert IzhikevichModel.y0 == (-70.0, -14.0)


def test_the_reset_is_applied_at_the_spike_and_recorded_on_both_sides():
    model = IzhikevichModel(REGULAR_SPIKING)
    t, y = run(model, 10)
    solution = model.solution
    np.testing.assert_array_equal(solution.y_before[0], 30.0)
    np.testing.assert_array_equal(solution.y_after[0], -65.0)
    np.testing.assert_array_equal(solution.y_after[1], solution.y_before[1] + 8.0)
    assert solution.y_before.shape == solution.y_after.shape == (2, model.num_spikes)
    assert y[0].max() < 30.0


def test_a_sample_at_the_time_of_a_spike_is_the_state_after_the_reset():
    class Clock(FromWaveform):
        spike_condition = 1.0

        def _apply_reset(self, y):
            return [0.0]

    model = Clock({}, T=4.5)
    model.dt = 0.25
    _, y = run(model, 1.0)
    np.testing.assert_allclose(model.spike_times, [1, 2, 3, 4], rtol=1e-12)
    model.dt = float(model.spike_times[0])
    _, y = run(model, 1.0)
    assert y[0, 1] == 0.0


def test_the_voltage_may_stand_anywhere_in_the_state():
    swapped, straight = Swapped(REGULAR_SPIKING), Bare(REGULAR_SPIKING)
    run(swapped, 10)
    run(straight, 10)
    np.testing.assert_allclose(swapped.spike_times, straight.spike_times, rtol=1e-12)


def test_without_a_spike_the_spike_arrays_are_empty():
    model = IzhikevichModel(REGULAR_SPIKING)
    run(model, 0)
    assert model.num_spikes == 0
    assert model.spike_times.shape == (0,)
    assert model.solution.y_before.shape == (2, 0)


def test_integrating_twice_gives_the_same_bits():
    model = IzhikevichModel(REGULAR_SPIKING)
    _, first = run(model, CURRENTS["ou"](10, onset=0))
    spikes = model.spike_times
    _, second = model.integrate()
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(spikes, model.spike_times)


def test_neither_parameters_nor_samples_nor_initial_state_are_changed():
    parameters, samples, y0 = dict(REGULAR_SPIKING), np.full(2500, 10.0), np.array([-65.0, -13.0])
    model = Bare(parameters)
    model.y0 = y0
    run(model, samples)
    assert parameters == REGULAR_SPIKING
    assert model.params is not parameters
    np.testing.assert_array_equal(samples, 10.0)
    np.testing.assert_array_equal(y0, [-65.0, -13.0])


def test_samples_changed_after_set_input_have_no_effect():
    samples = np.full(2500, 10.0)
    model, untouched = Bare(REGULAR_SPIKING), Bare(REGULAR_SPIKING)
    model.set_input(samples)
    samples[:] = 0.0
    model.integrate()
    run(untouched, 10)
    np.testing.assert_array_equal(model.spike_times, untouched.spike_times)


def test_the_external_current_is_the_array_of_samples():
    model = FromWaveform({}, T=1)
    assert model.ext_current is None
    model.set_input(np.arange(11))
    np.testing.assert_array_equal(model.ext_current, np.arange(10.0))


def test_parameters_may_be_numpy_numbers_and_are_kept_as_floats():
    model = LeakyIntegrateAndFire({"tau": np.float32(8)})  # pyright: ignore
    assert type(model.params["tau"]) is float


def test_a_class_without_a_right_hand_side_cannot_be_made():
    class Empty(BaseSpikingModel):
        y0 = (0.0,)

    with pytest.raises(TypeError, match="_rhs"):
        Empty({})  # pyright: ignore
