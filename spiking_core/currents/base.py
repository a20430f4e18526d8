"""Interface of an input current.

A new waveform
1. is a frozen dataclass that derives from `Waveform` (or from `HeldWaveform` if it is
   constant between edges) and lives in a file of its own;
2. sets `name`, `title`, `meaning`, and what differs from the defaults of `Waveform` among
   `period_meaning`, `adds_to_base` and the flags that begin with ``uses_``;
3. declares further parameters in `own`, each a field with the same default;
4. gives its edges and values through `levels`, or overrides `pieces` and `sample`;
5. is `I_base` before `onset` and right-continuous at every edge;
6. stands in the roster in ``currents/__init__.py``.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core import checks
from spiking_core.description import UNLIMITED, Parameter

MIN_PERIOD = 0.1
MAX_SEED = 2**32 - 1
BASE_LEVEL = Parameter(
    "I_base", 0.0, (-20.0, 20.0), UNLIMITED, 0.1, "", "level of the current before the onset"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The one closed form that every smooth stretch of a current has.

    With s = t - `origin` in ms it is ``level + slope s + amplitude sin(2 pi s (linear +
    quadratic s)) + jump exp(-rate s)``. One form, and as numbers, so that whatever integrates
    under it, compiled code included, needs no other.
    """

    origin: float
    level: float
    slope: float = 0.0
    amplitude: float = 0.0
    linear: float = 0.0
    quadratic: float = 0.0
    jump: float = 0.0
    rate: float = 0.0

    def __call__(self, t: float) -> float:
        """Return the current at time `t` in ms."""
        s = t - self.origin
        value = self.level + self.slope * s
        if self.amplitude:
            cycles = s * (self.linear + self.quadratic * s)
            value += self.amplitude * math.sin(2 * math.pi * cycles)
        if self.jump:
            value += self.jump * math.exp(-self.rate * s)
        return value


class Piece(NamedTuple):
    """A stretch of time on which a current is smooth.

    Attributes
    ----------
    start, end : float
        In ms. The value at `start` is the limit from the right, that at `end` from the left.
    level : float
        The value, if it is held.
    shape : Shape or None
        The value as a function of time in ms; None if `level` is held.
    """

    start: float
    end: float
    level: float
    shape: Shape | None = None

    def value(self, t: float) -> float:
        """Return the current at time `t` in ms."""
        return self.level if self.shape is None else self.shape(t)


class Current(ABC):
    """A current as a function of time, known exactly."""

    @abstractmethod
    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T], in order."""

    @abstractmethod
    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""

    def __call__(self, t: ArrayLike) -> Any:
        """Return the current at time `t` in ms: a float, or an array for an array."""
        values = self.sample(t)
        return float(values) if values.ndim == 0 else values


class HeldCurrent(Current):
    """A current that is constant between its edges."""

    @abstractmethod
    def levels(self, T: float) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Return edges up to T and the values from each edge on, both of shape (n,).

        The first edge is 0 ms.
        """

    def stretches(self, T: float) -> tuple[NDArray[np.floating], ...]:
        """Return starts, ends and values of the pieces that cover [0, T], each of shape (n,).

        A run of equal values is one piece.
        """
        edges, values = self.levels(T)
        new = edges < T
        new[1:] &= values[1:] != values[:-1]
        starts = edges[new]
        return starts, np.concatenate((starts[1:], (T,))), values[new]

    def pieces(self, T: float) -> list[Piece]:
        """Return the pieces that cover [0, T], see `stretches`."""
        rows = zip(*(column.tolist() for column in self.stretches(T)), strict=True)
        return [Piece(*row) for row in rows]

    def sample(self, times: ArrayLike) -> NDArray[np.floating]:
        """Return the current at `times` in ms, in the shape of `times`."""
        t = np.asarray(times, dtype=float)
        edges, values = self.levels(float(t.max(initial=0.0)))
        return values[np.maximum(np.searchsorted(edges, t, side="right") - 1, 0)]


@dataclass(frozen=True)
class Waveform(Current):
    """A current that is at its base level before the onset and then follows a formula.

    Parameters
    ----------
    I_max : float
        Strength, in the current unit of the model.
    I_period : float
        Time scale in ms, at least 0.1; what it means depends on the waveform.
    onset : float
        Time in ms at which the current begins, at least 0.
    seed : int
        Seed of the noise, from 0 to 4294967295.
    I_base : float
        Level before the onset and the one the current returns to, in the current unit of
        the model.

    Attributes
    ----------
    name, title : str
        Name in the URL, name on the screen.
    meaning : str
        The sentence that the page shows, written for a base level of zero; see `sentence`.
    uses_strength, uses_period, uses_onset, uses_seed, uses_base : bool
        Whether `I_max`, `I_period`, `onset`, `seed`, `I_base` have an effect.
    period_meaning : str
        What `I_period` is, in one or two words that stand before it in `meaning` and alone on
        the slider; empty if it has no effect.
    adds_to_base : bool
        True if the formula is added to `I_base`; False if its values are levels themselves.
    own : tuple of Parameter
        The further parameters.

    Raises
    ------
    TypeError
        If a value is not a number, or `seed` not an integer.
    ValueError
        If a value is not finite or out of its range.
    """

    I_max: float
    I_period: float = 200.0
    onset: float = 100.0
    seed: int = 1
    I_base: float = BASE_LEVEL.default

    name: ClassVar[str]
    title: ClassVar[str]
    meaning: ClassVar[str]
    uses_strength: ClassVar[bool] = True
    uses_period: ClassVar[bool] = True
    uses_onset: ClassVar[bool] = True
    uses_seed: ClassVar[bool] = False
    uses_base: ClassVar[bool] = True
    period_meaning: ClassVar[str] = ""
    adds_to_base: ClassVar[bool] = False
    own: ClassVar[tuple[Parameter, ...]] = ()

    def __post_init__(self) -> None:
        """Check the values and turn them into floats and an int."""
        owner = type(self).__name__
        period = checks.number(self.I_period, f"`I_period` of `{owner}`", "ms")
        if period < MIN_PERIOD:
            raise ValueError(
                f"`I_period` of `{owner}` must be at least {MIN_PERIOD:g} ms, got {period:g}."
            )
        onset = checks.number(self.onset, f"`onset` of `{owner}`", "ms")
        if onset < 0:
            raise ValueError(f"`onset` of `{owner}` must not be negative, got {onset:g} ms.")
        if isinstance(self.seed, bool) or not isinstance(self.seed, (int, np.integer)):
            raise TypeError(f"`seed` of `{owner}` must be an integer, got {self.seed!r}.")
        if not 0 <= self.seed <= MAX_SEED:
            raise ValueError(f"`seed` of `{owner}` must lie in [0, {MAX_SEED}], got {self.seed}.")
        object.__setattr__(self, "I_max", checks.number(self.I_max, f"`I_max` of `{owner}`"))
        object.__setattr__(self, "I_period", period)
        object.__setattr__(self, "onset", onset)
        object.__setattr__(self, "seed", int(self.seed))
        for parameter in (BASE_LEVEL, *self.own):
            name = parameter.name
            value = checks.within(
                getattr(self, name), parameter.bounds, f"`{name}` of `{owner}`", parameter.unit
            )
            object.__setattr__(self, name, value)

    @property
    def sentence(self) -> str:
        """The meaning of this very current, true for its base level."""
        if self.I_base == 0 or not self.uses_base:
            return self.meaning
        level = repr(self.I_base).removesuffix(".0")
        if self.adds_to_base:
            return f"{self.meaning} All of it is added to the base level {level}."
        return self.meaning.replace("Zero", level).replace("zero", level)

    def _after_onset(
        self, edges: NDArray[np.floating], values: NDArray[np.floating]
    ) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Put the base level before the onset in front of edges that begin at the onset."""
        if self.onset == 0:
            return edges, values
        return np.concatenate(((0.0,), edges)), np.concatenate(((self.I_base,), values))


@dataclass(frozen=True)
class HeldWaveform(HeldCurrent, Waveform):
    """A waveform that is constant between its edges."""


def in_order(
    edges: NDArray[np.floating], values: NDArray[np.floating]
) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
    """Return edges that do not decrease without those at which the next value holds already."""
    new = np.append(edges[:-1] < edges[1:], True)
    return edges[new], values[new]


def whole(count: float, subject: str) -> int:
    """Return a number as an int.

    Raises
    ------
    ValueError
        If it is no whole one.
    """
    if count != int(count):
        raise ValueError(f"{subject} must be a whole number, got {count:g}.")
    return int(count)
