"""A compiled model, run like the reference integrators."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from spiking_core import checks
from spiking_core.integrators import DormandPrince, Problem, PublishedEuler
from spiking_core.integrators.solve import most_spikes, most_steps
from spiking_core.kernels.layout import OUTCOMES, RESULT, Layout, piece_table, table_of
from spiking_core.solution import Outcome, Solution

#: Pages of 64 KiB that a run may take (1 GiB), and that are kept for the next run (32 MiB).
MOST_PAGES = 16384
KEPT_PAGES = 512
MOST_STEPS = 2**31 - 1


class Instance(Protocol):
    """A WebAssembly module at work, whatever runs it."""

    def reserve(self, pages: int) -> None:
        """Make the memory at least that large; raise a MemoryError if there is none."""
        ...

    def renew(self) -> None:
        """Begin anew with one page of memory."""
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

    def slopes(self, parameters: Sequence[float], t: float, y: Sequence[float], I: float) -> Any:
        """Return the right-hand side, a list of floats, at one time, state and current."""
        n = self.n_states
        at = Layout(self.n_parameters, n, n_pieces=0, n_samples=1, n_spikes=0, spike_numbers=1)
        self.instance.write(at.parameters, np.array([*parameters, *y], dtype=float))
        self.instance.call("slopes", at.parameters, at.state, float(t), float(I), at.samples)
        return self.instance.read(at.samples, n).tolist()

    def solve(
        self,
        method: DormandPrince | PublishedEuler,
        problem: Problem,
        parameters: Sequence[float],
    ) -> Solution | None:
        """Integrate as `method` does.

        Parameters
        ----------
        method : DormandPrince or PublishedEuler
            Without `fixed_step`.
        problem : Problem
            Its right-hand side and reset are not used.
        parameters : sequence of float, length n_parameters
            In the order in which they were traced.

        Returns
        -------
        Solution or None
            None if the current has a shape that no kernel knows, or the run is too long.
        """
        euler = isinstance(method, PublishedEuler)
        if euler and method.weaker_edges:
            pieces = table_of(method.pieces(problem))
        else:
            pieces = piece_table(problem.current, problem.T)
        if pieces is None:
            return None
        T, n_pieces = float(pieces[-1, 0]), len(pieces)
        times = problem.times
        if euler:
            times = np.arange(checks.sample_count(T, method.dt) + 1) * method.dt
        layout = Layout(
            n_parameters=self.n_parameters,
            n_states=self.n_states,
            n_pieces=n_pieces,
            n_samples=times.size,
            n_spikes=most_spikes(T),
            spike_numbers=1 + 2 * self.n_states,
        )
        steps = most_steps(T, n_pieces, problem.longest_step)
        if layout.pages > MOST_PAGES or steps > MOST_STEPS:
            return None
        self.instance.reserve(layout.pages)
        self.instance.write(layout.parameters, np.array([*parameters, *problem.y0], dtype=float))
        self.instance.write(layout.pieces, pieces)
        if euler:
            code = self.instance.call(
                "euler",
                layout.parameters, layout.state, layout.pieces, n_pieces,
                layout.samples, times.size, method.dt,
                layout.spikes, layout.n_spikes, int(method.in_turn),
                problem.threshold, problem.refractory, layout.result,
            )  # fmt: skip
        else:
            code = self.instance.call(
                "run",
                layout.parameters, layout.state, layout.pieces, n_pieces,
                layout.samples, times.size, _interval(times),
                layout.spikes, layout.spike_numbers * 8, layout.n_spikes, steps,
                float(method.rtol), float(method.atol), float(method.max_step),
                problem.threshold, problem.refractory, layout.result,
            )  # fmt: skip
        solution = self._solution(layout, times, OUTCOMES[code], T)
        if layout.pages > KEPT_PAGES:
            self.instance.renew()
        return solution

    def _solution(
        self, layout: Layout, times: NDArray[np.floating], kind: str, T: float
    ) -> Solution:
        """Read a result out of the memory."""
        n = self.n_states
        end, n_samples, n_spikes = self.instance.read(layout.result, RESULT).tolist()
        samples = self.instance.read(layout.samples, n * layout.n_samples)
        spikes = self.instance.read(layout.spikes, int(n_spikes) * layout.spike_numbers)
        spikes = spikes.reshape(-1, layout.spike_numbers)
        return Solution(
            t=times[: int(n_samples)],
            y=samples.reshape(n, -1)[:, : int(n_samples)],
            spike_times=spikes[:, 0].copy(),
            y_before=spikes[:, 1 : 1 + n].T,
            y_after=spikes[:, 1 + n :].T,
            outcome=Outcome(kind, T if kind == "completed" else end),
            compiled=True,
        )


def _interval(times: NDArray[np.floating]) -> float:
    """Return the sampling interval of times k dt."""
    return float(times[1]) if times.size > 1 else 1.0
