"""A compiled model, run like the reference integrators."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from spiking_core import checks
from spiking_core.integrators import DormandPrince, Problem, PublishedEuler
from spiking_core.integrators.solve import (
    SPIKES_AT_LEAST,
    SPIKES_PER_MS,
    STEPS_AT_LEAST,
    STEPS_PER_MS,
    STEPS_PER_PIECE,
)
from spiking_core.kernels.layout import OUTCOMES, RESULT, Layout, piece_table
from spiking_core.solution import Outcome, Solution


class Instance(Protocol):
    """A WebAssembly module at work, whatever runs it."""

    def reserve(self, pages: int) -> None:
        """Make the memory at least that large."""
        ...

    def write(self, address: int, numbers: NDArray[np.floating]) -> None:
        """Copy numbers into the memory."""
        ...

    def read(self, address: int, count: int) -> NDArray[np.floating]:
        """Return a copy of numbers in the memory."""
        ...

    def call(self, name: str, *arguments: float) -> Any:
        """Call an exported function."""
        ...


class Kernel:
    """One model, compiled.

    Parameters
    ----------
    instance : Instance
        The model's module.
    n_states, n_parameters : int
        Their numbers.
    """

    def __init__(self, instance: Instance, n_states: int, n_parameters: int) -> None:
        self.instance = instance
        self.n_states = n_states
        self.n_parameters = n_parameters

    def solve(
        self,
        method: DormandPrince | PublishedEuler,
        problem: Problem,
        parameters: NDArray[np.floating],
    ) -> Solution:
        """Integrate as `method` does.

        Parameters
        ----------
        method : DormandPrince or PublishedEuler
            Without `fixed_step`.
        problem : Problem
            Its right-hand side and reset are not used.
        parameters : ndarray, shape (n_parameters,)
            In the order in which they were traced.
        """
        if isinstance(method, PublishedEuler):
            return self._euler(method, problem, parameters)
        layout = self._prepare(problem, parameters, problem.times.size)
        T, n_pieces = problem.pieces[-1].end, len(problem.pieces)
        steps = STEPS_AT_LEAST + int(STEPS_PER_MS * T) + STEPS_PER_PIECE * n_pieces
        code = self.instance.call(
            "run",
            layout.parameters, layout.state, layout.pieces, n_pieces,
            layout.samples, problem.times.size, _interval(problem.times),
            layout.spikes, layout.spike_numbers * 8, layout.n_spikes, steps,
            method.rtol, method.atol, method.max_step,
            problem.threshold, problem.refractory, layout.result,
        )  # fmt: skip
        return self._solution(layout, problem.times, code)

    def _euler(
        self, method: PublishedEuler, problem: Problem, parameters: NDArray[np.floating]
    ) -> Solution:
        T = problem.pieces[-1].end
        times = np.arange(checks.sample_count(T, method.dt) + 1) * method.dt
        layout = self._prepare(problem, parameters, times.size)
        code = self.instance.call(
            "euler",
            layout.parameters, layout.state, layout.pieces, len(problem.pieces),
            layout.samples, times.size, method.dt,
            layout.spikes, layout.n_spikes, int(method.in_turn),
            problem.threshold, problem.refractory, layout.result,
        )  # fmt: skip
        return self._solution(layout, times, code, completed_at=T)

    def _prepare(
        self, problem: Problem, parameters: NDArray[np.floating], n_samples: int
    ) -> Layout:
        """Write a problem into the memory."""
        T = problem.pieces[-1].end
        layout = Layout(
            n_parameters=self.n_parameters,
            n_states=self.n_states,
            n_pieces=len(problem.pieces),
            n_samples=n_samples,
            n_spikes=SPIKES_AT_LEAST + int(SPIKES_PER_MS * T),
            spike_numbers=1 + 2 * self.n_states,
        )
        self.instance.reserve(layout.pages)
        self.instance.write(layout.parameters, parameters)
        self.instance.write(layout.state, np.array(problem.y0, dtype=float))
        self.instance.write(layout.pieces, piece_table(problem.pieces).ravel())
        return layout

    def _solution(
        self,
        layout: Layout,
        times: NDArray[np.floating],
        code: int,
        completed_at: float | None = None,
    ) -> Solution:
        """Read a result out of the memory."""
        n = self.n_states
        end, n_samples, n_spikes = self.instance.read(layout.result, RESULT).tolist()
        samples = self.instance.read(layout.samples, n * layout.n_samples)
        spikes = self.instance.read(layout.spikes, int(n_spikes) * layout.spike_numbers)
        spikes = spikes.reshape(-1, layout.spike_numbers)
        kind = OUTCOMES[code]
        if kind == "completed" and completed_at is not None:
            end = completed_at
        return Solution(
            t=times[: int(n_samples)],
            y=samples.reshape(n, -1)[:, : int(n_samples)].copy(),
            spike_times=spikes[:, 0].copy(),
            y_before=spikes[:, 1 : 1 + n].T.copy(),
            y_after=spikes[:, 1 + n :].T.copy(),
            outcome=Outcome(kind, end),
        )


def _interval(times: NDArray[np.floating]) -> float:
    """Return the sampling interval of times k dt."""
    return float(times[1]) if times.size > 1 else 1.0
