"""What a model's methods must not do in a run: draw random numbers, keep a memory."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Iterable
from typing import Any

import numpy as np

from spiking_core.checks import NOISE, ModelWarning

# What every model has, and what holds much.
_OF_THE_BASE = frozenset(
    {"current", "ext_current", "solver", "spike_times", "num_spikes", "parameters", "_solution"}
)
_DEEPEST = 6


def attributes(model: Any) -> dict[str, Any]:
    """Return copies of what a model's methods may change, by the names of the attributes."""
    kept = {}
    for name, value in vars(model).items():
        if name not in _OF_THE_BASE:
            try:
                kept[name] = copy.deepcopy(value)
            except Exception:  # what holds a lock, a file: it is the same while it is itself
                kept[name] = value
    return kept


def changes(model: Any, before: dict[str, Any]) -> list[str]:
    """Return the places, as they are written, where a model is not what it was before."""
    places = []
    for name, value in vars(model).items():
        # What the class begins with and an instance changes; a new one may be kept for speed.
        old = before.get(name, getattr(type(model), name, value))
        if name in _OF_THE_BASE or _same(old, value):
            continue
        if name == "params":
            changed = [k for k in value if k not in old or not _same(old[k], value[k])]
            places += [f'`params["{k}"]`' for k in changed]
        else:
            places.append(f"`{name}`")
    return places


def warn_of_changes(model: Any, before: dict[str, Any], stacklevel: int) -> None:
    """Warn of each place that a run has changed; `stacklevel` as in `warnings.warn`."""
    for place in changes(model, before):
        warnings.warn(
            f"{place} of `{type(model).__name__}` was changed by `_rhs` or `_apply_reset` "
            "during the run. The integrator tries steps and takes them back, and the next run "
            "begins with what this one has left. Make it a state variable: give it a place in "
            "`y0`, and a slope in `_rhs` (0 if it only changes at spikes).",
            ModelWarning,
            stacklevel=stacklevel + 1,
        )


def refuse_noise(model: Any, before: dict[str, Any], calls: Iterable[list[float]]) -> None:
    """Raise a ValueError if calls of `_rhs` with the same arguments differ.

    Not if what differs is a memory in an attribute, of which a run warns.

    Parameters
    ----------
    model : BaseSpikingModel
    before : dict
        Its `attributes`, before.
    calls : iterable of list of float
        What the calls give.
    """
    first, *others = calls
    if all(np.array_equal(first, other, equal_nan=True) for other in others):
        return
    if not changes(model, before):
        raise ValueError(f"`_rhs` of `{type(model).__name__}` {NOISE}")


def _same(one: Any, other: Any, depth: int = 0) -> bool:
    """Return whether two values are the same, as far as they can be compared."""
    if one is other or depth > _DEEPEST:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == object or np.array_equal(one, other, equal_nan=one.dtype.kind in "fc")
    if isinstance(one, (list, tuple)):
        pairs = zip(one, other, strict=False)
        return len(one) == len(other) and all(_same(a, b, depth + 1) for a, b in pairs)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[k], other[k], depth + 1) for k in one)
    if type(one).__eq__ is object.__eq__:
        return _same(getattr(one, "__dict__", None), getattr(other, "__dict__", None), depth + 1)
    try:
        return bool(one == other) or (one != one and other != other)
    except Exception:  # whatever a class says of ==
        return True
