"""From a model to its kernel by way of its trace."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spiking_core.base import BaseSpikingModel, all_parameters
from spiking_core.current_value import CurrentValue
from spiking_core.description import Description
from spiking_core.kernels.kernel import Kernel
from spiking_core.kernels.module import module_text
from spiking_core.kernels.surroundings import Surroundings
from spiking_core.tracing import TracedModel, replay, trace_model
from spiking_core.tracing.replay import copy_of
from spiking_core.tracing.substitutes import functions_of, names_used
from spiking_core.tracing.trace import derives

if TYPE_CHECKING:
    from spiking_core.kernels.kernel import Instance


@dataclass
class TracedVariant:
    """A class with certain attributes, traced; `kernel` is None if that failed."""

    surroundings: Surroundings
    traced: TracedModel | None
    kernel: Kernel | None
    doubted: bool = False

    def fits(self, model: BaseSpikingModel) -> bool:
        """Return whether the trace of `model` would be the same, parameters aside."""
        if self.kernel is None or self.traced is None:
            return self.surroundings.same_code(model)
        derived = self.traced.derived
        if not self.surroundings.still(model, frozenset(derived)):
            return False
        # The threshold is given to the kernel, unless the code itself reads it.
        read = [n for n in derived if n != "spike_condition" or n in self.surroundings.read]
        values = list(all_parameters(model).values()) if read else []
        return all(derives(derived[name], values, getattr(model, name)) for name in read)


def traced_variant(
    model: BaseSpikingModel, instance_of: Callable[[str], Instance]
) -> TracedVariant:
    """Trace, replay and compile a model.

    Parameters
    ----------
    model : BaseSpikingModel
    instance_of : callable
        Returns a module's text as a module at work.
    """
    functions = functions_of(model, BaseSpikingModel)
    names = {function: names_used(function.__code__) for function in functions}
    surroundings = Surroundings(model, functions, names)
    try:
        traced = trace_model(model)
        replay(model, traced)
    except Exception:  # an UntraceableModel, and whatever a class does meanwhile
        return TracedVariant(surroundings, None, None)
    try:
        instance = instance_of(module_text(traced, model.name or type(model).__name__))
    except Exception:  # an assembler may refuse a text, a browser to compile it
        return TracedVariant(surroundings, traced, None)
    kernel = Kernel(instance, len(traced.states), len(traced.parameters))
    variant = TracedVariant(surroundings, traced, kernel)
    if _leaves_marks(model, variant):
        variant.kernel = None
    return variant


def _leaves_marks(model: BaseSpikingModel, variant: TracedVariant) -> bool:
    """Return whether a call changes anything outside of it: a log that is kept, a count."""
    subject = copy_of(model)
    y0 = [float(y) for y in model.y0]
    with contextlib.suppress(Exception):
        subject._adapted_rhs(len(y0))(0.0, list(y0), CurrentValue(0.0))
    with contextlib.suppress(Exception):
        subject._adapted_reset(len(y0))(list(y0))
    return not variant.fits(subject)


def model_text(cls: type[BaseSpikingModel]) -> str:
    """Return the module of a described model as WebAssembly text."""
    model = cls(Description.of(cls).defaults)
    traced = trace_model(model)
    replay(model, traced)
    return module_text(traced, cls.name)
