"""What is timed in a browser's worker; every function answers with milliseconds.

This module, `rk45` and `population` are all of `bench` that the worker gets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from bench import population, rk45
from neuron_app.state import NeuronState, from_query
from spiking_core import MODELS, BaseSpikingModel, Description
from spiking_core.base import all_parameters
from spiking_core.kernels.sweep import Sweep, f_I

NAME = "izhikevich"
# A browser's clock has steps of 0.1 ms.
KERNEL_AT_ONCE = 10
CURRENTS = np.linspace(0.0, 20.0, 200)
SWEEP_MS, STEP_MS = 1000.0, 0.1


def milliseconds(
    make: Callable[[], Any], work: Callable[[Any], Any], runs: int, at_once: int = 1
) -> tuple[list[float], Any]:
    """Times of `work(make())`, without `make`, and the last answer.

    The first run is not timed; where one is over too soon, it is the mean of some `at_once`.
    """
    samples, answer = [], None
    for _ in range(runs + 1):
        all_made = [make() for _ in range(at_once)]
        start = time.perf_counter()
        for made in all_made:
            answer = work(made)
        samples.append(1000 * (time.perf_counter() - start) / at_once)
    return samples[1:], answer


def state_of(query: str) -> NeuronState:
    """State of the first model that a query stands for."""
    return from_query(query, NAME, Description.of(MODELS[NAME]))[0]


def kernel(query: str, runs: int) -> list[float]:
    """`integrate()` by the compiled kernel; a RuntimeError if it is not used."""
    return _integrate(query, runs, use_kernel=True)


def reference(query: str, runs: int) -> list[float]:
    """`integrate()` by the reference in Python."""
    return _integrate(query, runs, use_kernel=False)


def _integrate(query: str, runs: int, use_kernel: bool) -> list[float]:
    def make() -> BaseSpikingModel:
        model = state_of(query).make_model()
        model.use_kernel = use_kernel
        return model

    def work(model: BaseSpikingModel) -> BaseSpikingModel:
        model.integrate()
        return model

    at_once = KERNEL_AT_ONCE if use_kernel else 1
    samples, model = milliseconds(make, work, runs, at_once)
    if model.solution.compiled is not use_kernel:
        raise RuntimeError("integrate() has not been done by what was to be timed")
    return samples


def notebook(query: str, runs: int) -> list[float]:
    """The run of the notebook."""
    samples, spikes = milliseconds(state_of(query).make_model, by_rk45, runs)
    if not len(spikes):
        raise RuntimeError("the method of the notebook has found no spike")
    return samples


def by_rk45(model: BaseSpikingModel) -> Any:
    """Spike times of a model by SciPy's RK45, the current looked up in its samples."""
    assert model.current is not None
    dt, n = model.dt, model.n_points
    # One more than samples, for the slope at the end.
    I = model.current.sample(np.arange(n + 1) * dt)
    spikes, _ = rk45.integrate(
        lambda t, y: model._rhs(t, y, I[int(t / dt)]), model._apply_reset, model.y0,
        np.arange(n) * dt, model.T, model.index_voltage_variable, model.spike_condition,
    )  # fmt: skip
    return spikes


def default_model() -> BaseSpikingModel:
    """Return the model of the f-I curve."""
    return MODELS[NAME](Description.of(MODELS[NAME]).defaults, T=SWEEP_MS)


def by_sweep(instance: Any) -> Any:
    """Firing rates in Hz by a module that does sweeps."""
    model = default_model()
    sweep = Sweep(instance, len(model.y0), len(all_parameters(model)))
    return f_I(model, CURRENTS, SWEEP_MS, sweep=sweep)


def by_numpy() -> Any:
    """Firing rates in Hz by NumPy."""
    model = default_model()
    v, u = model.y0
    return population.rates(
        all_parameters(model), (v, u), model.spike_condition, CURRENTS, SWEEP_MS, STEP_MS
    )


def sweep(binary: bytes, runs: int) -> list[float] | None:
    """The f-I curve by a module; None if the browser does not run it, for want of SIMD."""
    from js import WebAssembly  # type: ignore[import-not-found]
    from pyodide.ffi import to_js  # type: ignore[import-not-found]

    from spiking_core.kernels.browser import BrowserInstance

    if not WebAssembly.validate(to_js(binary)):
        return None
    instance = BrowserInstance(binary)
    return milliseconds(lambda: instance, by_sweep, runs)[0]


def vectorised(runs: int) -> list[float]:
    """The f-I curve by NumPy."""
    return milliseconds(lambda: None, lambda _: by_numpy(), runs)[0]
