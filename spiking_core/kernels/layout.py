"""What lies where in the memory of a kernel, and what its numbers mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import Current, HeldCurrent, Shape

#: Kinds of `spiking_core.Outcome`, in the order of the numbers that a kernel returns.
OUTCOMES = ("completed", "diverged", "undefined", "spike_limit", "step_limit", "step_too_small")
#: Numbers of one piece of the current: end, 1 if it has a shape, level, then the shape.
PIECE = 11
#: End, number of samples, number of spikes.
RESULT = 3
BYTES = 8
PAGE = 65536


@dataclass(frozen=True)
class Layout:
    """Addresses in bytes, all blocks behind each other.

    Parameters
    ----------
    n_parameters, n_states, n_pieces, n_samples, n_spikes : int
        Sizes of a run.
    spike_numbers : int
        Numbers kept of every spike: its time, or time and state before and after.
    """

    n_parameters: int
    n_states: int
    n_pieces: int
    n_samples: int
    n_spikes: int
    spike_numbers: int

    @property
    def result(self) -> int:
        """Address of the result."""
        return 0

    @property
    def parameters(self) -> int:
        """Address of the parameters."""
        return self.result + RESULT * BYTES

    @property
    def state(self) -> int:
        """Address of the initial state."""
        return self.parameters + self.n_parameters * BYTES

    @property
    def pieces(self) -> int:
        """Address of the pieces of the current."""
        return self.state + self.n_states * BYTES

    @property
    def samples(self) -> int:
        """Address of the samples, a row of `n_samples` per state variable."""
        return self.pieces + self.n_pieces * PIECE * BYTES

    @property
    def spikes(self) -> int:
        """Address of the spikes."""
        return self.samples + self.n_states * self.n_samples * BYTES

    @property
    def pages(self) -> int:
        """Pages of memory that all this takes."""
        end = self.spikes + self.n_spikes * self.spike_numbers * BYTES
        return -(-end // PAGE)


def piece_table(current: Current, T: float) -> NDArray[np.floating] | None:
    """Return the pieces of a current up to `T` as numbers, shape (n_pieces, 11).

    None if one is of a shape that a kernel does not know.
    """
    if isinstance(current, HeldCurrent) and type(current).pieces is HeldCurrent.pieces:
        _, ends, values = current.stretches(T)
        table = np.zeros((ends.size, PIECE))
        table[:, 0], table[:, 2] = ends, values
        return table
    pieces = current.pieces(T)
    table = np.zeros((len(pieces), PIECE))
    for row, piece in zip(table, pieces, strict=True):
        row[0], row[2] = piece.end, piece.level
        shape = piece.shape
        if shape is not None:
            if type(shape) is not Shape:
                return None
            row[1] = 1.0
            row[3:] = (
                shape.origin, shape.level, shape.slope, shape.amplitude,
                shape.linear, shape.quadratic, shape.jump, shape.rate,
            )  # fmt: skip
    return table
