"""What lies where in the memory of a kernel, and what its numbers mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from spiking_core.currents.base import Current, HeldCurrent, Piece, Shape

#: Kinds of `spiking_core.Outcome`, in the order of the numbers that a kernel returns.
OUTCOMES = ("completed", "diverged", "undefined", "spike_limit", "step_limit", "step_too_small")
#: Numbers of one piece of the current: end, 1 if it has a shape, level, then the shape.
PIECE = 11
#: End, number of samples, number of spikes.
RESULT = 3
#: Numbers at the very beginning, for the arguments of a call.
ARGUMENTS = 17
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
        return ARGUMENTS * BYTES

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


#: Of every neuron of a sweep: end, outcome, number of spikes, number of those from a time on,
#: the first and the last of them; NaN if there are none.
SWEEP_RESULT = 6
#: Of every current of a sweep: address and number of its pieces, spike limit, step limit.
SWEEP_CURRENT = 4
#: Vectors are read faster where one lies in one line of the processor's cache.
CACHE_LINE = 64


@dataclass(frozen=True)
class SweepLayout:
    """Addresses in bytes for a sweep: blocks with a row per neuron, but where one current is all's.

    Parameters
    ----------
    n_parameters, n_states : int
        Numbers of one neuron.
    m : int
        Number of neurons.
    n_currents, n_pieces : int
        Number of rows that tell of a current (m, or 1), and of the pieces of all.
    keep : int
        Number of spikes that are kept of every neuron.
    n_scratch : int
        Bytes that the kernel takes for itself: its `sweep_scratch`.
    """

    n_parameters: int
    n_states: int
    m: int
    n_currents: int
    n_pieces: int
    keep: int
    n_scratch: int

    @property
    def scratch(self) -> int:
        """Address of the kernel's own memory."""
        return CACHE_LINE

    @property
    def parameters(self) -> int:
        """Address of the parameters."""
        return self.scratch + self.n_scratch

    @property
    def states(self) -> int:
        """Address of the states: before the sweep the initial, then the last ones."""
        return self.parameters + self.m * self.n_parameters * BYTES

    @property
    def currents(self) -> int:
        """Address of what tells of the currents, see `SWEEP_CURRENT`."""
        return self.states + self.m * self.n_states * BYTES

    @property
    def stride(self) -> int:
        """Bytes from one neuron's current to the next one's; 0 if all have the same."""
        return 0 if self.n_currents == 1 else SWEEP_CURRENT * BYTES

    @property
    def pieces(self) -> int:
        """Address of the pieces of all currents."""
        return self.currents + self.n_currents * SWEEP_CURRENT * BYTES

    @property
    def results(self) -> int:
        """Address of the results, see `SWEEP_RESULT`."""
        return self.pieces + self.n_pieces * PIECE * BYTES

    @property
    def spikes(self) -> int:
        """Address of the spike times, a row of `keep` per neuron."""
        return self.results + self.m * SWEEP_RESULT * BYTES

    @property
    def pages(self) -> int:
        """Pages of memory that all this takes."""
        return -(-(self.spikes + self.m * self.keep * BYTES) // PAGE)


def piece_table(current: Current, T: float) -> NDArray[np.floating] | None:
    """Return the pieces of a current up to `T` as numbers, shape (n_pieces, 11).

    None if one is of a shape that a kernel does not know.
    """
    if isinstance(current, HeldCurrent) and type(current).pieces is HeldCurrent.pieces:
        _, ends, values = current.stretches(T)
        table = np.zeros((ends.size, PIECE))
        table[:, 0], table[:, 2] = ends, values
        return table
    return table_of(current.pieces(T))


def table_of(pieces: Sequence[Piece]) -> NDArray[np.floating] | None:
    """Return pieces as numbers, see `piece_table`."""
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
