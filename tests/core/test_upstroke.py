"""The upstroke of a spike that takes less than the last digit of the time; long runs."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from scipy.integrate import quad

from core.examples import run_model
from spiking_core import MODELS, BaseSpikingModel, Constant, Description, DormandPrince
from spiking_core.kernels.lanes import lanes_module_text
from spiking_core.kernels.module import module_text
from spiking_core.kernels.native import NativeInstance, binary_of
from spiking_core.kernels.sweep import Sweep
from spiking_core.tracing import trace_model

each_engine = pytest.mark.parametrize("compiled", [True, False], ids=["kernel", "reference"])
FAST_EIF = {"C": 0.01, "g_L": 10.0, "Delta_T": 0.5}
EXPONENTIAL = [
    pytest.param(name, preset, id=f"{name}-{preset.name}")
    for name in ("eif", "adex")
    for preset in Description.of(MODELS[name]).presets
]


class Sharp(BaseSpikingModel):
    """An exponential integrate-and-fire neuron whose onset is as sharp as one likes."""

    y0 = (-65.0,)
    spike_condition = 0.0
    required_params = ("Delta_T",)

    def _rhs(self, t, y, I):
        Delta_T = self.params["Delta_T"]
        return [(-65.0 - y[0] + Delta_T * np.exp((y[0] + 50.0) / Delta_T) + 2 * I) / 10.0]

    def _apply_reset(self, y):
        return [-68.0]


def sharp(Delta_T: float, T: float, compiled: bool) -> BaseSpikingModel:
    model = Sharp({"Delta_T": Delta_T}, T=T)
    model.use_kernel = compiled
    model.set_input(10.0)
    model.integrate()
    assert model.solution.compiled is compiled
    return model


@each_engine
def test_an_eif_neuron_within_its_bounds_fires_to_the_end(compiled):
    T = 750 if compiled else 75
    model = MODELS["eif"](Description.of(MODELS["eif"]).defaults | FAST_EIF, T=T)
    model.use_kernel = compiled
    model.set_input(50.0)
    model.integrate()
    assert (model.solution.compiled, model.solution.outcome.kind) == (compiled, "completed")
    assert model.num_spikes == (440 if compiled else 44)
    # The refractory time, and a quadrature of 1 / v' between reset and threshold (SciPy's quad).
    np.testing.assert_allclose(np.diff(model.spike_times), 1.7054867, rtol=0, atol=1e-6)


def test_an_adex_neuron_fires_for_forty_seconds():
    model = run_model(MODELS["adex"], 1000.0, T=40_000)
    assert model.solution.outcome.ok
    assert model.num_spikes == 1112
    # SciPy's DOP853 at 1e-10, time counted from the last spike.
    assert np.diff(model.spike_times)[-1] == pytest.approx(36.0809516, abs=1e-6)


@pytest.mark.parametrize(("name", "preset"), EXPONENTIAL)
def test_a_preset_with_an_exponential_upstroke_completes_a_long_run(name, preset):
    model = run_model(MODELS[name], preset.input["I_max"], T=1e5, **preset.parameters)
    assert str(model.solution.outcome) == "Completed."


@pytest.mark.parametrize("name", MODELS)
def test_every_model_completes_a_long_run_and_its_last_interval_is_that_of_a_short_one(name):
    I = Description.of(MODELS[name]).current_default
    short, long = (run_model(MODELS[name], I, T=T) for T in (2000.0, 20_000.0))
    assert long.solution.outcome.ok
    few = np.diff(short.spike_times)
    if name != "hindmarsh_rose":  # it bursts
        # The step's error is 1e-8 of the state, and the resolution of the time 7e-12 ms.
        np.testing.assert_allclose(np.diff(long.spike_times)[-1], few[-1], rtol=1e-6)
    np.testing.assert_allclose(long.spike_times[: few.size], short.spike_times[:-1], atol=1e-9)


def interval(Delta_T: float) -> float:
    """Return the time from reset to threshold: the integral of 1 / v' over v, by SciPy."""
    model = Sharp({"Delta_T": Delta_T})
    # Where the exponential alone is 1e13 times the rest, what is left is less than 1e-13 ms.
    top = -50.0 + 36.0 * Delta_T
    time, _ = quad(
        lambda v: 1 / model._rhs(0.0, [v], 10.0)[0], -68.0, min(top, 0.0),
        points=[-50.0, -50.0 + Delta_T, -50.0 + 5 * Delta_T], epsabs=1e-12, limit=200,
    )  # fmt: skip
    return time


@each_engine
@pytest.mark.parametrize("Delta_T", [0.5, 0.1, 0.05, 0.01, 1e-3])
def test_however_sharp_the_onset_the_interval_is_the_integral_of_the_inverse_slope(
    compiled, Delta_T
):
    # With 0.05 mV and less, the exponential overflows on the way to the threshold.
    intervals = np.diff(sharp(Delta_T, 150.0, compiled).spike_times)
    assert intervals.size >= 7
    # The tolerance of a step is 5e-7 mV, and the slope is 0.5 mV/ms where it is least.
    np.testing.assert_allclose(intervals, interval(Delta_T), rtol=0, atol=5e-6)


@each_engine
def test_samples_of_an_upstroke_are_recorded_once_each(compiled):
    model = sharp(0.1, 300.0, compiled)
    t, y = model.integrate()
    assert t.shape == (model.n_points,)
    assert np.isfinite(y).all()
    assert (y[0] < model.spike_condition).all()
    after = np.searchsorted(t, model.spike_times)
    # At most one sampling interval after a reset to -68 mV: it has risen by 0.1 ms of 2.3 mV/ms.
    assert (y[0, after[after < t.size]] < -67.7).all()


def test_a_long_run_keeps_time():
    model = sharp(0.5, 1e5, True)
    expected = model.spike_times[0] + interval(0.5) * np.arange(model.num_spikes)
    # The relative error of every interval is that of the first one.
    np.testing.assert_allclose(model.spike_times, expected, rtol=1e-7)


@pytest.mark.parametrize(
    "text", [module_text, lanes_module_text, partial(lanes_module_text, constants_in_memory=False)]
)
def test_sweeps_go_through_the_upstroke_with_the_same_bits(text):
    model = Sharp({"Delta_T": 0.1}, T=1500.0)
    instance = NativeInstance(binary_of(text(trace_model(model), "sharp")))
    sharpness = np.array([2.0, 0.5, 0.1, 0.05, 0.01, 0.3, 0.2])
    m = sharpness.size
    swept = Sweep(instance, 1, 1).run(
        sharpness[:, None], np.full((m, 1), -65.0), Constant(10.0, onset=0.0), 1500.0, keep=200
    )
    for k, Delta_T in enumerate(sharpness):
        single = sharp(float(Delta_T), 1500.0, True)
        assert swept.outcomes[k] == single.solution.outcome
        np.testing.assert_array_equal(swept.spike_times[k], single.spike_times)


@each_engine
@pytest.mark.parametrize(("sign", "kind"), [(1.0, "step_too_small"), (-1.0, "step_too_small")])
def test_a_singularity_in_time_is_no_upstroke(compiled, sign, kind):
    class Singular(BaseSpikingModel):
        y0 = (0.0,)
        spike_condition = 1e6

        def _rhs(self, t, y, I):
            return [I / (3.0 - t)]

    model = Singular({}, T=10)
    model.use_kernel = compiled
    model.solver = DormandPrince()
    model.set_input(sign)
    model.integrate()
    assert model.num_spikes == 0
    assert model.solution.outcome.kind == kind
    assert model.solution.outcome.t == pytest.approx(3.0, abs=1e-9)
