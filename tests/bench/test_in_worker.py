"""What kernels are compared with in a browser's worker computes what it should."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from bench.in_worker import by_numpy, by_rk45, by_sweep, default_model, state_of
from bench.rk45 import brentq, integrate
from core.reference import UpwardCrossing
from spiking_core import MODELS, Description
from spiking_core.kernels.lanes import lanes_module_text
from spiking_core.kernels.module import module_text
from spiking_core.kernels.native import NativeInstance, binary_of
from spiking_core.tracing import trace_model


def by_scipy(model):
    """Spike times and samples, by SciPy itself."""
    dt, n = model.dt, model.n_points
    I = model.current.sample(np.arange(n + 1) * dt)
    event = UpwardCrossing(model.index_voltage_variable, model.spike_condition)
    times = np.arange(n) * dt
    t, y, spikes, samples = 0.0, np.array(model.y0, dtype=float), [], []
    while t < model.T:
        wanted = times[times > t] if t else times
        run = solve_ivp(
            lambda t, y: model._rhs(t, y, I[int(t / dt)]), (t, model.T), y, "RK45",
            t_eval=wanted, events=event,
        )  # fmt: skip
        assert run.success
        if run.t.size:
            samples.append(run.y)
        if run.status == 0:
            break
        t, y = run.t_events[0][0], np.array(model._apply_reset(run.y_events[0][0]))
        spikes.append(t)
    return np.array(spikes), np.hstack(samples)


@pytest.mark.parametrize("query", ["", "current=square&I_period=40", "current=ou", "a=0.1&b=0.25"])
def test_the_method_of_the_notebook_is_that_of_scipy(query: str):
    model = state_of(query).make_model()
    spikes, _ = by_scipy(model)
    assert spikes.size > 3
    np.testing.assert_allclose(by_rk45(model), spikes, rtol=0, atol=1e-9)


def test_samples_are_those_of_scipy():
    model = state_of("").make_model()
    assert model.current is not None
    dt, n = model.dt, model.n_points
    I = model.current.sample(np.arange(n + 1) * dt)
    _, y = integrate(
        lambda t, y: model._rhs(t, y, I[int(t / dt)]), model._apply_reset, model.y0,
        np.arange(n) * dt, model.T, 0, 30.0,
    )  # fmt: skip
    # The upstroke turns 1e-12 ms into 1e-9 mV.
    np.testing.assert_allclose(y, by_scipy(model)[1], rtol=0, atol=1e-8)


@pytest.mark.parametrize("root", [0.0, 0.3, 1.0])
def test_a_root_is_found_at_both_ends_and_in_between(root: float):
    assert brentq(lambda x: x**3 - root**3, 0.0, 1.0) == pytest.approx(root, abs=1e-9)


@pytest.mark.parametrize("text", [module_text, lanes_module_text], ids=["one by one", "lanes"])
def test_numpy_and_sweep_draw_the_same_f_I_curve(text):
    traced = trace_model(MODELS["izhikevich"](Description.of(MODELS["izhikevich"]).defaults))
    by_kernel = by_sweep(NativeInstance(binary_of(text(traced, "izhikevich"))))
    assert (by_kernel > 0).sum() > 100
    # A spike is at most a step late, so of an interval of 10 ms a hundredth is lost.
    np.testing.assert_allclose(by_numpy(), by_kernel, rtol=0.02, atol=0.5)


def test_the_f_I_curve_is_that_of_the_default_model():
    assert default_model().params == Description.of(MODELS["izhikevich"]).defaults
