"""How exact and how fast the numerical core is."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
from playwright.sync_api import Playwright

from bench.browser import STOCK_UP, fresh_profile, visiting
from bench.hosting import hosting
from bench.table import Figure, median, of_samples
from builder.files import say
from core.reference import reference_solution
from neuron_app.state import NeuronState, default_state, to_query
from spiking_core import CURRENTS, MODELS, Description

RUNS = 9
# Shares of the strength that is first shown; each comes with a seed of its own.
STRENGTHS = (0.7, 0.85, 1.0, 1.2, 1.5)
# Runs in the worker's Python and answers in JSON, so that no Python object is left behind there.
TIME_IN_WORKER = f"""
import json
from time import perf_counter
from neuron_app.state import from_query
from spiking_core import MODELS, Description

def seconds(name, query):
    state, _ = from_query(query, name, Description.of(MODELS[name]))
    for _ in range({RUNS}):
        model = state.make_model()
        start = perf_counter()
        model.integrate()
        yield perf_counter() - start

"""


def shown_state(model: str, current: str) -> NeuronState:
    """Return the state that a model is first shown in, with another current."""
    return replace(default_state(model, Description.of(MODELS[model])), current=current)


def measure_errors() -> Iterable[Figure]:
    """Spike times of all models beside those of the reference, by current."""
    wrong = 0
    for current in CURRENTS:
        say(f"spike times, {current} current")
        errors: list[float] = []
        for model in MODELS:
            state = shown_state(model, current)
            for seed, share in enumerate(STRENGTHS, start=1):
                found, exact = spike_times(replace(state, I_max=share * state.I_max, seed=seed))
                if len(found) == len(exact):
                    errors += np.abs(found - exact).tolist()
                else:
                    wrong += 1
        text = f"Spike time error, {current} current, {len(errors)} spikes"
        largest = max(errors, default=0.0)
        yield Figure(f"error_{current}_largest", f"{text}: largest", largest, "ms")
        yield Figure(
            f"error_{current}_median", f"{text}: median", median(errors), "ms", samples=(*errors,)
        )
    runs = len(CURRENTS) * len(MODELS) * len(STRENGTHS)
    yield Figure("wrong", f"Runs of {runs} with a wrong number of spikes", wrong, target=0)


def spike_times(state: NeuronState) -> tuple[np.ndarray, np.ndarray]:
    """Spike times in ms by the core and by the reference."""
    model = state.make_model()
    model.integrate()
    return np.asarray(model.spike_times), reference_solution(model).spike_times


def measure_speed(playwright: Playwright, stock_folder: Path) -> Iterable[Figure]:
    """Time of `integrate` in CPython and in a browser's worker, by current.

    The worker is that of the stock conversion: the same Pyodide, NumPy and core as in the site's,
    and its Python can be reached from outside.
    """
    say("speed of the core")
    name = next(iter(MODELS))
    with (
        hosting(stock_folder) as (url, _),
        fresh_profile(playwright) as context,
        visiting(context, f"{url}app.html", STOCK_UP) as page,
    ):
        for current in CURRENTS:
            state = shown_state(name, current)
            code = f"json.dumps(list(seconds({name!r}, {to_query(state)!r})))"
            answer = page.workers[0].evaluate(
                "(code) => self.pyodide.runPython(code)", TIME_IN_WORKER + code
            )
            yield from speed_figures(current, state.T, seconds_here(state), json.loads(answer))


def speed_figures(
    current: str, T: float, here: list[float], worker: list[float]
) -> Iterable[Figure]:
    """Figures of runs of `T` ms that took some seconds each."""
    rate = Figure(
        f"speed_{current}",
        f"Simulated ms per second of computing in CPython, {current} current",
        T / median(here),
        samples=tuple(T / seconds for seconds in here),
    )
    text = f"integrate() of {T:g} ms in a browser's worker, {current} current"
    milliseconds = [1000 * seconds for seconds in worker]
    return rate, of_samples(f"worker_{current}", text, milliseconds, "ms")


def seconds_here(state: NeuronState) -> list[float]:
    """Seconds that `integrate` takes in this Python."""
    samples = []
    for _ in range(RUNS):
        model = state.make_model()
        start = time.perf_counter()
        model.integrate()
        samples.append(time.perf_counter() - start)
    return samples
