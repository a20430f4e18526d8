"""A model's methods, traced once into small expression programs."""

from spiking_core.tracing.errors import UntraceableModel
from spiking_core.tracing.functions import PORTABLE, function_program
from spiking_core.tracing.primitives import MATHEMATICAL, NUMPY, PRIMITIVES, Primitive
from spiking_core.tracing.program import Instruction, Program, check, evaluate
from spiking_core.tracing.replay import replay
from spiking_core.tracing.trace import TracedModel, trace_model

__all__ = [
    "MATHEMATICAL",
    "NUMPY",
    "PORTABLE",
    "PRIMITIVES",
    "Instruction",
    "Primitive",
    "Program",
    "TracedModel",
    "UntraceableModel",
    "check",
    "evaluate",
    "function_program",
    "replay",
    "trace_model",
]
