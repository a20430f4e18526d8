"""The kernels of the roster: compiled, and as texts for people to read."""

from __future__ import annotations

from dataclasses import dataclass

from spiking_core import MODELS, Description
from spiking_core.kernels.native import binary_of
from spiking_core.kernels.traced import model_text
from spiking_core.tracing import trace_model


@dataclass(frozen=True)
class CompiledModel:
    """A model's right-hand side as it was traced, its module as text, and the module."""

    program: str
    text: str
    binary: bytes


def compile_roster() -> dict[str, CompiledModel]:
    """Return every model compiled."""
    compiled = {}
    for name, model_class in MODELS.items():
        traced = trace_model(model_class(Description.of(model_class).defaults))
        text = model_text(model_class)
        compiled[name] = CompiledModel(str(traced.rhs), text, binary_of(text))
    return compiled
