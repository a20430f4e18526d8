"""Runs inside Pyodide under Node, see run.mjs; writes what it has found to ``result.json``."""

import json
import sys
from hashlib import sha256
from typing import Any

sys.path.insert(0, "/work/packages")

import js  # type: ignore[import-not-found]
import numpy as np

from spiking_core import CURRENTS, MODELS, BaseSpikingModel, Description, PublishedEuler
from spiking_core.kernels import browser
from spiking_core.time_dependence import depends_on_time


class Own(BaseSpikingModel):
    """A model that a visitor might write."""

    y0 = (0.0,)
    spike_condition = 1.0
    required_params = ("tau",)

    def _rhs(self, t: float, y: Any, I: Any) -> Any:
        """Leak."""
        return (I - y) / self.params["tau"]

    def _apply_reset(self, y: Any) -> Any:
        """Begin anew."""
        return [0.0]


def compared(model: BaseSpikingModel) -> dict[str, Any]:
    """Return whether a kernel was used, and how far it is from the reference."""
    model.use_kernel = True
    _, y = model.integrate()
    compiled, spikes = model.solution.compiled, model.spike_times
    model.use_kernel = False
    _, expected = model.integrate()
    scale = np.abs(expected).max(axis=1, keepdims=True) + 1e-12
    return {
        "compiled": compiled,
        "spikes": int(spikes.size),
        "late": float(np.abs(spikes - model.spike_times).max(initial=0.0)),
        "off": float((np.abs(y - expected) / scale).max()),
        "writable": bool(y.flags.writeable),
    }


def bits(name: str) -> str:
    """Return all bits of a run under noise, from a state that does not hang on NumPy's own exp."""
    cls = MODELS[name]
    description = Description.of(cls)
    model = cls(description.defaults, T=100)
    model.y0 = cls.y0
    model.set_input(CURRENTS["ou"](description.current_default, 20.0, 5.0))
    _, y = model.integrate()
    return sha256(np.ascontiguousarray(y).tobytes() + model.spike_times.tobytes()).hexdigest()


def roster() -> dict[str, Any]:
    """Return how every model of the roster does under noise."""
    found = {}
    for name, cls in MODELS.items():
        description = Description.of(cls)
        model = cls(description.defaults, T=100)
        model.set_input(CURRENTS["ou"](description.current_default, 20.0, 5.0))
        found[name] = compared(model) | {"bits": bits(name)}
    return found


class Sampled(Own):
    """It asks for the present sample, and for nothing else of the time."""

    def _rhs(self, t, y, I):
        return [(I[int(t / self.dt)] - y[0]) / self.params["tau"]]


class Driven(Own):
    """Time itself matters."""

    def _rhs(self, t, y, I):
        return [(I[int(t / self.dt)] - y[0] + (t > 5)) / self.params["tau"]]


own = Own({"tau": 10.0})
own.set_input(2.0)
result = {"roster": roster(), "traced": "spiking_core.kernels.traced" in sys.modules}
result["time"] = [depends_on_time(cls({"tau": 10.0})) for cls in (Own, Sampled, Driven)]
result["without"] = compared(own)
browser.assembler = lambda text: js.assemble(text).to_bytes()
result["with"] = compared(own)
own.solver = PublishedEuler(0.1)
result["euler"] = compared(own)
own = Own({"tau": 10.0}, T=250_000)
own.set_input(2.0)
own.integrate()
result["long"] = own.solution.compiled
with open("/work/result.json", "w") as file:
    json.dump(result, file)
