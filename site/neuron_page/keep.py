"""What a visitor keeps of a run: its numbers and its figure, between page and Python."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from neuron_app.state import NeuronState
from spiking_core import BaseSpikingModel, Current, Description, Outcome, Solution


def run_data(solution: Solution, current: Current) -> dict[str, Any]:
    """Return a run in the form in which the page's kernels return theirs, and its input."""
    t = solution.t
    outcome = {"kind": solution.outcome.kind, "t": solution.outcome.t}
    run = {
        "n": t.size,
        "dt": float(t[1] - t[0]) if t.size > 1 else 0.0,
        "samples": list(solution.y),
        "spikeTimes": solution.spike_times,
        "before": list(solution.y_before),
        "after": list(solution.y_after),
        "outcome": outcome,
    }
    return {"run": run, "input": current.sample(t)}


def solution_of(run: Mapping[str, Any]) -> Solution:
    """Return the solution that a kernel in the page has made."""

    def rows(name: str) -> np.ndarray:
        return np.array([np.asarray(row) for row in run[name]])

    return Solution(
        t=np.arange(run["n"]) * run["dt"],
        y=rows("samples"),
        spike_times=np.asarray(run["spikeTimes"]),
        y_before=rows("before"),
        y_after=rows("after"),
        outcome=Outcome(run["outcome"]["kind"], run["outcome"]["t"]),
        compiled=True,
    )


def figure(
    state: NeuronState, model_class: type[BaseSpikingModel], solution: Solution, format: str
) -> bytes:
    """Return a figure of a run as a file, drawn by Matplotlib, which has come only now."""
    importlib.invalidate_caches()
    from neuron_app.figure import draw

    description = Description.of(model_class, dict(state.parameters))
    return draw(solution, state, description, model_class.index_voltage_variable, format)
