"""Checks of what a user hands in; every message names the culprit and the cure."""

from __future__ import annotations

import inspect
import math
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from spiking_core.description import Parameter

MAX_SAMPLES = 10_000_000
NOISE = (
    "gives different values for the same t, y and I, as with random numbers: no steps follow such "
    "a slope. Give noise to set_input(), for example CURRENTS['ou'], and make a memory a state "
    "variable."
)


class ModelWarning(UserWarning):
    """A model runs, but does something that its author has probably not meant."""


class Parameters(dict[str, float]):
    """The parameters that were given; one that was left out is found by its default."""

    def __init__(self, given: Mapping[str, float], defaults: Mapping[str, float]) -> None:
        super().__init__(given)
        self._defaults = defaults

    def __missing__(self, name: str) -> float:
        """Return the default of `name`."""
        if name not in self._defaults:
            raise UnknownParameter(name, {**self, **self._defaults})
        return self._defaults[name]

    def __reduce__(self) -> Any:
        """Copy and pickle with the defaults."""
        return Parameters, (dict(self), self._defaults)


class UnknownParameter(KeyError):
    """A method of a model asks for a parameter that the model does not have."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(name)
        self.known = tuple(known)

    def __str__(self) -> str:
        name = self.args[0]
        close = [k for k in self.known if k.lower() == str(name).lower()]
        close = close or get_close_matches(str(name), self.known, n=1)
        question = f" Did you mean `{close[0]}`?" if close else ""
        return f"`{name}` is not a parameter (parameters: {_listed(self.known)}).{question}"


def number(value: Any, subject: str, unit: str = "") -> float:
    """Return `value` as a finite float.

    Parameters
    ----------
    value : Any
        What the user gave.
    subject : str
        How the message calls it, for example ``"`c` of `IzhikevichModel`"``.
    unit : str
        Unit named in the message.

    Raises
    ------
    TypeError
        If `value` is not a real number (booleans and strings are not).
    ValueError
        If `value` is NaN or infinite.
    """
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, Real):
        raise TypeError(f"{subject} must be a number{_in(unit)}, got {_shown(value)}.")
    try:
        result = float(value)
    except OverflowError:
        result = math.inf
    if not math.isfinite(result):
        raise ValueError(f"{subject} must be a finite number{_in(unit)}, got {result}.")
    return result


def positive(value: Any, subject: str, unit: str = "") -> float:
    """Return `value` as a finite float above zero."""
    result = number(value, subject, unit)
    if result <= 0:
        raise ValueError(f"{subject} must be greater than 0{_unit(unit)}, got {result:g}.")
    return result


def not_negative(value: Any, subject: str, unit: str = "") -> float:
    """Return `value` as a finite float, zero or above."""
    result = number(value, subject, unit)
    if result < 0:
        raise ValueError(f"{subject} must not be negative, got {result:g}{_unit(unit)}.")
    return result


def within(value: Any, bounds: tuple[float, float], subject: str, unit: str = "") -> float:
    """Return `value` as a finite float inside the closed interval `bounds`."""
    result = number(value, subject, unit)
    low, high = bounds
    if not low <= result <= high:
        raise ValueError(
            f"{subject} must lie in [{low:g}, {high:g}]{_unit(unit)}, got {result:.17g}."
        )
    return result


def sample_count(T: float, dt: float) -> int:
    """Return how many intervals of length `dt` fit into `T`, in spite of rounding."""
    ratio = T / dt
    # 0.3 / 0.1 is 2.9999999999999996: a ratio this close to an integer means that integer.
    count = round(ratio) if abs(ratio - round(ratio)) < 1e-9 * max(1.0, ratio) else int(ratio)
    if count < 1:
        raise ValueError(
            f"`T` must be at least one sampling interval `dt` = {dt:g} ms, got {T:g} ms."
        )
    if count > MAX_SAMPLES:
        raise ValueError(
            f"`T` / `dt` must not exceed {MAX_SAMPLES:,} samples, got {T:g} ms / {dt:g} ms. "
            "Shorten `T` or lengthen `dt`."
        )
    return count


def parameters(
    given: Any, required: Iterable[str], declared: Mapping[str, Parameter], owner: str
) -> Parameters:
    """Return the parameters as a new dict of floats, the required ones first.

    Parameters
    ----------
    given : Mapping of str to number
        The dictionary that the user gave.
    required : iterable of str
        Names that must be present; besides these, only declared ones that are not required.
    declared : Mapping of str to Parameter
        Declarations, whose bounds are enforced. May be empty.
    owner : str
        Name of the model class, for the messages.

    Raises
    ------
    TypeError
        If `given` is not a mapping or a value is not a number.
    ValueError
        If a name is missing or unknown, or a value is not finite or out of bounds.
    """
    names = tuple(required)
    optional = tuple(p.name for p in declared.values() if not p.required)
    if not isinstance(given, Mapping):
        raise TypeError(
            f"The parameters of `{owner}` must be a dictionary, got {given!r}. "
            f"Write {owner}({_example(names, declared)})."
        )
    _known_names(given, names, optional, declared, owner)
    checked = {}
    for name in (*names, *(n for n in optional if n in given)):
        subject = f"`{name}` of `{owner}`"
        if name in declared:
            parameter = declared[name]
            checked[name] = within(given[name], parameter.bounds, subject, parameter.unit)
        else:
            checked[name] = number(given[name], subject)
    return Parameters(checked, {name: declared[name].default for name in optional})


def initial_state(y0: Any, owner: str) -> NDArray[np.floating]:
    """Return `y0` as a new array of finite floats, shape (n_states,)."""
    try:
        y = np.array(y0, dtype=float)
    except (TypeError, ValueError):
        raise TypeError(f"`y0` of `{owner}` must be a list of numbers, got {_shown(y0)}.") from None
    if y.ndim != 1 or y.size == 0:
        raise ValueError(
            f"`y0` of `{owner}` must be a list with one number per state variable, "
            f"got shape {y.shape}."
        )
    if not np.all(np.isfinite(y)):
        k = int(np.flatnonzero(~np.isfinite(y))[0])
        raise ValueError(f"`y0[{k}]` of `{owner}` must be a finite number, got {y[k]}.")
    return y


def index(value: Any, size: int, subject: str) -> int:
    """Return `value` as an index from 0 to ``size - 1``."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{subject} must be an integer, got {value!r}.")
    if not -size <= value < size:
        raise ValueError(
            f"{subject} must lie in [0, {size - 1}] (`y0` has {size} states), got {value}."
        )
    return int(value) % size


def other_index(value: Any, voltage: int, size: int, subject: str) -> int | None:
    """Return `value` as an index other than that of the membrane potential, or None."""
    if value is None:
        return None
    result = index(value, size, subject)
    if result == voltage:
        raise ValueError(
            f"{subject} must differ from `index_voltage_variable`, got {result} for both. "
            "Leave it out if the threshold is the number `spike_condition`."
        )
    return result


def state(value: Any, n: int, what: str) -> list[float]:
    """Return what a user's method gave back as a list of `n` floats.

    Raises
    ------
    TypeError
        If it is no sequence of real numbers.
    ValueError
        If its shape is not (n,).
    """
    try:
        if isinstance(value, tuple) and len(value) == n:
            return list(map(float, value))
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise TypeError(
            f"{what} must return {n} numbers, one per state variable, got {value!r}."
        ) from None
    if array.shape != (n,):
        got = "nothing" if value is None else f"shape {array.shape}"
        raise ValueError(
            f"{what} must return shape ({n},), one number per state variable, got {got}."
        )
    return array.tolist()


def current_samples(values: Any, dt: float) -> NDArray[np.floating]:
    """Return `values` as a new array of finite floats, shape (n,)."""
    kind = "The input current must be a number, a one-dimensional array or a `Current`"
    try:
        raw = np.asarray(values)
    except ValueError:
        raise TypeError(f"{kind}, got {values!r}.") from None
    if raw.dtype.kind not in "iuf":
        raise TypeError(f"{kind}, got {values!r}.")
    if raw.ndim != 1 or raw.size == 0:
        raise ValueError(f"{kind}, got an array of shape {raw.shape}.")
    samples = np.array(raw, dtype=float)
    bad = np.flatnonzero(~np.isfinite(samples))
    if bad.size:
        k = int(bad[0])
        raise ValueError(
            f"Every sample of the input current must be finite; sample {k} "
            f"(t = {k * dt:g} ms) is {samples[k]}."
        )
    return samples


def _known_names(
    given: Mapping[str, Any],
    names: tuple[str, ...],
    optional: tuple[str, ...],
    declared: Mapping[str, Parameter],
    owner: str,
) -> None:
    known = (*names, *optional)
    unknown = [name for name in given if name not in known]
    if unknown:
        close = get_close_matches(str(unknown[0]), known, n=1)
        cure = f"Did you mean `{close[0]}`?" if close else "Remove it, or correct its name."
        if not declared:
            cure += " A new parameter must be named in `required_params`."
        raise ValueError(
            f"`{unknown[0]}` is not a parameter of `{owner}` (parameters: {_listed(known)}). {cure}"
        )
    missing = [name for name in names if name not in given]
    if missing:
        raise ValueError(
            f"`{missing[0]}` of `{owner}` is missing (parameters: {_listed(names)}). "
            f"Write {owner}({_example(names, declared)})."
        )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names) or "none"


def _example(names: tuple[str, ...], declared: Mapping[str, Parameter]) -> str:
    values = (f"{declared[n].default:g}" if n in declared else "..." for n in names)
    return "{" + ", ".join(f'"{n}": {v}' for n, v in zip(names, values, strict=True)) + "}"


def _shown(value: Any) -> str:
    """Return a value as it is written, without the address of a method."""
    return "a method" if inspect.isroutine(value) else repr(value)


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""


def _in(unit: str) -> str:
    return f" in {unit}" if unit else ""
