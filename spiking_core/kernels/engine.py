"""Finds the kernel of a model: compiled at the first run, used as long as it is right."""

from __future__ import annotations

import contextlib
import io
import math
import random
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np

from spiking_core.base import BaseSpikingModel, all_parameters
from spiking_core.current_value import CurrentValue
from spiking_core.integrators import DormandPrince, Problem, PublishedEuler
from spiking_core.kernels.kernel import Instance, Kernel
from spiking_core.solution import Solution

TOLERANCE = 1e-9
# Variants of one class that are kept, each for other values of its attributes.
MOST_VARIANTS = 6

# A kernel's memory is one, and tracing binds global names: one run at a time.
_lock = threading.RLock()


class Engine(Protocol):
    """What assembles and runs modules."""

    @property
    def assembles(self) -> bool:
        """Whether there is an assembler."""
        ...

    def instance_of_text(self, text: str) -> Instance:
        """Return a module at work."""
        ...

    def instance_of_model(self, cls: type[BaseSpikingModel]) -> Instance | None:
        """Return the module of a model of the roster that was compiled before, or None."""
        ...


class Variant(Protocol):
    """What is known of one class with certain attributes.

    Attributes
    ----------
    kernel : Kernel or None
        None if it cannot be compiled.
    doubted : bool
        Whether a fresh kernel has differed from the model.
    """

    kernel: Kernel | None
    doubted: bool

    def fits(self, model: BaseSpikingModel) -> bool:
        """Return whether it is right for a model of the class."""
        ...


@dataclass
class Compiled:
    """A class of the roster, compiled before."""

    model: BaseSpikingModel
    kernel: Kernel | None
    doubted: bool = False

    def fits(self, model: BaseSpikingModel) -> bool:
        """Return whether nothing but parameters and threshold distinguishes two models."""
        from spiking_core.kernels.surroundings import OF_THE_BASE, WITHOUT_MEANING, form

        return form(model) == form(self.model) and vars(model).keys() <= (
            OF_THE_BASE | WITHOUT_MEANING
        )


def solve(model: BaseSpikingModel, problem: Problem) -> Solution | None:
    """Return the solution of a model's kernel; None if the reference has to be used.

    Parameters
    ----------
    model : BaseSpikingModel
        Its input is set.
    problem : Problem
        What `model` is to integrate.
    """
    if _engine() is None or not _suits(model.solver):
        return None
    with _lock, np.errstate(all="ignore"):
        for last in (False, True):
            kernel = find_kernel(model)
            if kernel is None:
                return None
            try:
                parameters = list(all_parameters(model).values())
                solution = kernel.solve(model.solver, problem, parameters)
            except MemoryError:
                return None
            if solution is None or _resets_alike(problem, solution):
                return solution
            _forget(model, kernel, for_ever=last)
    return None


def find_kernel(model: BaseSpikingModel) -> Kernel | None:
    """Return the kernel of a model; None if nothing runs it or the model cannot be traced."""
    if _engine() is None:
        return None
    with _lock, np.errstate(all="ignore"):
        try:
            all_parameters(model)
            known = _known(model)
        except Exception:  # a parameter that is no number: the reference says so
            return None
        if known is not None:
            if known.kernel is None or _slopes_alike(model, known.kernel):
                return known.kernel
            if known.doubted:
                return None
        variants = _variants(type(model))
        if known is not None:
            variants.remove(known)
        if len(variants) == MOST_VARIANTS and all(v.kernel is None for v in variants):
            return None
        made = _made(model)
        if made is None:
            return None
        variants.insert(0, made)
        del variants[MOST_VARIANTS:]
        if made.kernel is not None and not _slopes_alike(model, made.kernel):
            made.doubted = True
            return None
        return made.kernel


@cache
def _engine() -> Engine | None:
    """Return what runs WebAssembly here, None if nothing does."""
    try:
        if sys.platform == "emscripten":
            from spiking_core.kernels.browser import BrowserEngine

            return BrowserEngine()
        from spiking_core.kernels.native import NativeEngine

        return NativeEngine()
    except ImportError:
        return None


def _suits(solver: Any) -> bool:
    if type(solver) is DormandPrince:
        numbers = (solver.rtol, solver.atol, solver.max_step)
        return solver.fixed_step is None and all(isinstance(x, (int, float)) for x in numbers)
    return type(solver) is PublishedEuler


def _known(model: BaseSpikingModel) -> Variant | None:
    return next((v for v in _variants(type(model)) if v.fits(model)), None)


def _variants(cls: type[BaseSpikingModel]) -> list[Variant]:
    """Return what is known of a class, the newest first; none of it is inherited."""
    if "_kernels" not in vars(cls):
        cls._kernels = []
    return cls._kernels


def _forget(model: BaseSpikingModel, kernel: Kernel, for_ever: bool) -> None:
    """Drop a kernel, to be compiled once more or not."""
    variants = _variants(type(model))
    for variant in [v for v in variants if v.kernel is kernel]:
        variant.kernel = None
        if not for_ever:
            variants.remove(variant)


def _made(model: BaseSpikingModel) -> Variant | None:
    """Compile a model; None if there is no assembler."""
    engine = _engine()
    assert engine is not None
    cls = type(model)
    if cls.description is not None and not _variants(cls):
        instance = engine.instance_of_model(cls)
        if instance is not None:
            names = [p.name for p in cls.description.parameters]
            default = cls(cls.description.defaults)
            if list(all_parameters(model)) == names:
                compiled = Compiled(default, Kernel(instance, len(default.y0), len(names)))
                if compiled.fits(model):
                    return compiled
    if not engine.assembles:
        return None
    from spiking_core.kernels.traced import traced_variant

    with _randomness_kept(), contextlib.redirect_stdout(io.StringIO()) as printed:
        variant = traced_variant(model, engine.instance_of_text)
    if printed.getvalue():  # who prints while integrating wants to see it
        variant.kernel = None
    return variant


@contextlib.contextmanager
def _randomness_kept() -> Any:
    """Leave the global random numbers as they are."""
    states = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])  # noqa: NPY002


def _slopes_alike(model: BaseSpikingModel, kernel: Kernel) -> bool:
    """Return whether kernel and model have the same slopes at the start and beside it.

    Both follow the same code, up to what no comparison of attributes has noticed.
    """
    y0 = [float(x) for x in model.y0]
    rhs, parameters = model._adapted_rhs(len(y0)), list(all_parameters(model).values())
    beside = [1.0625 * y + 0.03125 for y in y0]
    try:
        expected = rhs(0.0, list(y0), CurrentValue(0.0))
    except Exception:  # the reference raises it
        return False
    try:
        expected_beside = rhs(0.0, list(beside), CurrentValue(1.0))
    except Exception:
        expected_beside = expected
    scale = [max(_size(a), _size(b)) for a, b in zip(expected, expected_beside, strict=True)]
    if not _close(kernel.slopes(parameters, 0.0, y0, 0.0), expected, scale):
        return False
    if not all(map(math.isfinite, expected_beside)) or expected_beside is expected:
        return True
    return _close(kernel.slopes(parameters, 0.0, beside, 1.0), expected_beside, scale)


def _resets_alike(problem: Problem, solution: Solution) -> bool:
    """Return whether the model itself resets the first and the last spike like its kernel."""
    count = solution.spike_times.size
    for k in {0, count - 1} if count else ():
        before, after = solution.y_before[:, k].tolist(), solution.y_after[:, k].tolist()
        try:
            expected = problem.reset(list(before))
        except Exception:  # the reference raises it
            return False
        if not _close(after, expected, [_size(x) for x in expected]):
            return False
    return True


def _size(x: float) -> float:
    return abs(x) if math.isfinite(x) else 0.0


def _close(got: Sequence[float], expected: Sequence[float], scale: Sequence[float]) -> bool:
    smallest = 1e-3 * max(scale)
    return all(
        abs(a - b) <= TOLERANCE * max(size, smallest) or a == b or (a != a and b != b)
        for a, b, size in zip(got, expected, scale, strict=True)
    )
