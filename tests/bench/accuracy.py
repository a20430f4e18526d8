"""How exact and how fast the numerical core is."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from bench.table import Figure, of_samples
from builder.files import say
from core.reference import reference_solution
from neuron_app.state import NeuronState, default_state, preset_state
from spiking_core import CURRENTS, MODELS, Description, Preset

RUNS = 9
# Shares of the strength that is first shown; each comes with a seed of its own.
STRENGTHS = (0.85, 1.2)
# Beyond the first period of every current, and to the last of the points.
CURRENT_RUN_MS = 400.0
LARGEST_ERROR_MS = 0.01
# After a few spikes of a chaotic run two exact methods differ as much as two runs do.
CHAOTIC_SPIKES = 3
# A run that diverges is compared up to here before it does.
BEFORE_END_MS = 5.0


@dataclass(frozen=True)
class Run:
    """A state whose spike times are compared, all of them or the `first` ones."""

    title: str
    state: NeuronState
    first: int | None = None


def runs_of(name: str) -> Iterator[Run]:
    """The default state of a model, its presets, and its default state under every current."""
    description = Description.of(MODELS[name])
    shown = default_state(name, description)
    yield Run("default", shown)
    for preset in description.presets:
        first = CHAOTIC_SPIKES if is_chaotic(preset) else None
        yield Run(preset.name, preset_state(name, description, preset), first)
    brief = replace(shown, T=CURRENT_RUN_MS)
    for current, waveform in CURRENTS.items():
        for seed, share in enumerate(STRENGTHS if waveform.uses_strength else (1.0,), start=1):
            state = replace(brief, current=current, I_max=share * shown.I_max, seed=seed)
            yield Run(f"{current} at {state.I_max:g}", state)


def is_chaotic(preset: Preset) -> bool:
    """Whether a preset says that it is chaotic."""
    return "chaotic" in preset.name or "chaotic" in preset.note.lower()


def measure_errors() -> Iterable[Figure]:
    """Spike times of all models beside those of the reference, by model."""
    runs, wrong = 0, 0
    for name in MODELS:
        say(f"spike times, {name}")
        spikes, largest = 0, []
        for run in runs_of(name):
            found, exact = spike_times(run)
            runs += 1
            if len(found) != len(exact):
                wrong += 1
                say(f"  {run.title}: {len(found)} spikes, {len(exact)} by the reference")
            elif len(found):
                spikes += len(found)
                largest.append(float(np.abs(found - exact).max()))
        yield Figure(
            f"error_{name}", f"Spike time error, {name}, {spikes} spikes: largest",
            max(largest, default=math.nan), "ms", LARGEST_ERROR_MS, tuple(largest),
        )  # fmt: skip
    yield Figure("wrong", f"Runs of {runs} with a wrong number of spikes", wrong, target=0)


def spike_times(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Spike times in ms by the core and by the reference, up to where a run diverges."""
    model = run.state.make_model()
    # What a model makes of numbers on its way to infinity is no matter here.
    with np.errstate(all="ignore"):
        model.integrate()
        outcome = model.solution.outcome
        end = model.T if outcome.ok else outcome.t - BEFORE_END_MS
        exact = reference_solution(model, end).spike_times
    found = np.asarray(model.spike_times)
    return found[found <= end][: run.first], exact[: run.first]


def measure_speed() -> Iterable[Figure]:
    """Time of `integrate` in CPython, by model in its default state."""
    for name in MODELS:
        say(f"speed, {name}")
        state = default_state(name, Description.of(MODELS[name]))
        rates = [state.T / seconds for seconds in seconds_here(state)]
        text = f"Simulated ms per second of computing in CPython, {name}"
        yield of_samples(f"speed_{name}", text, rates, "")


def seconds_here(state: NeuronState) -> list[float]:
    """Seconds that `integrate` takes in this Python."""
    samples = []
    for _ in range(RUNS):
        model = state.make_model()
        start = time.perf_counter()
        model.integrate()
        samples.append(time.perf_counter() - start)
    return samples
