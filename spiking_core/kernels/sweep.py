"""One model over many neurons: f-I curves, maps, populations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from spiking_core import checks
from spiking_core.base import BaseSpikingModel, all_parameters
from spiking_core.currents import Constant
from spiking_core.currents.base import Current
from spiking_core.integrators import DormandPrince
from spiking_core.integrators.solve import most_spikes, most_steps
from spiking_core.kernels.engine import find_kernel
from spiking_core.kernels.kernel import MOST_STEPS, Instance
from spiking_core.kernels.layout import (
    BYTES,
    OUTCOMES,
    PIECE,
    SWEEP_RESULT,
    SweepLayout,
    piece_table,
)
from spiking_core.solution import Outcome
from spiking_core.time_dependence import depends_on_time

#: A current, or its pieces as `piece_table` gives them.
AnyCurrent = Current | NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class SweepResult:
    """What became of m neurons.

    Attributes
    ----------
    outcomes : list of Outcome, length m
        How each of them ended.
    counts : ndarray of int, shape (m,)
        Numbers of spikes.
    counted : ndarray of int, shape (m,)
        Numbers of spikes from `count_from` on.
    first, last : ndarray, shape (m,)
        The first and the last of these, in ms; NaN if there are none.
    spike_times : list of ndarray, length m
        The first spikes of each neuron in ms, at most as many as were to be kept.
    states : ndarray, shape (m, n_states)
        The last states.
    """

    outcomes: list[Outcome]
    counts: NDArray[np.integer]
    counted: NDArray[np.integer]
    first: NDArray[np.floating]
    last: NDArray[np.floating]
    spike_times: list[NDArray[np.floating]]
    states: NDArray[np.floating]

    @property
    def rates(self) -> NDArray[np.floating]:
        """Firing rates in Hz from `count_from` on: the inverse of the mean interval, or 0."""
        intervals = np.maximum(self.counted - 1, 0)
        return 1000 * intervals / np.where(intervals > 0, self.last - self.first, 1.0)


class Sweep:
    """One compiled model over many neurons.

    Parameters
    ----------
    instance : Instance
        The model's module: that of `module.module_text` does one neuron after the other, that
        of `lanes.lanes_module_text` four at a time. Both give the same bits.
    n_states, n_parameters : int
        Their numbers.
    """

    def __init__(self, instance: Instance, n_states: int, n_parameters: int) -> None:
        self.instance = instance
        self.n_states = n_states
        self.n_parameters = n_parameters

    def run(
        self,
        parameters: ArrayLike,
        states: ArrayLike,
        currents: AnyCurrent | Sequence[AnyCurrent],
        T: float,
        *,
        count_from: float = 0.0,
        keep: int = 0,
        method: DormandPrince | None = None,
        threshold: float = np.nan,
        refractory: float = np.nan,
    ) -> SweepResult:
        """Integrate all neurons from 0 ms.

        Parameters
        ----------
        parameters : array_like, shape (m, n_parameters)
            In the order in which they were traced.
        states : array_like, shape (m, n_states)
            Initial states.
        currents : Current or ndarray, or a sequence of m of them
            One for all, or one for each.
        T : float
            Length of the run in ms.
        count_from : float
            Time in ms from which spikes count for `counted`, `first` and `last`.
        keep : int
            How many spike times of each neuron are returned; all spikes are counted.
        method : DormandPrince or None
            Its tolerances and longest step; without `fixed_step`. A right-hand side that depends
            on time itself gets steps of 0.1 ms at the most.
        threshold, refractory : float
            In mV and ms, of all neurons; NaN if they follow from the parameters.

        Raises
        ------
        ValueError
            If shapes do not fit each other, or a current has a shape that no kernel knows.
        MemoryError
            If all this does not fit into the kernel's memory.
        """
        method = method or DormandPrince()
        if method.fixed_step is not None:
            raise ValueError("A sweep controls its steps; `fixed_step` of `method` must be None.")
        if keep < 0:
            raise ValueError(f"`keep` must not be negative, got {keep}.")
        parameters = _rows(parameters, self.n_parameters, "`parameters`")
        states = _rows(states, self.n_states, "`states`")
        m = len(states)
        if len(parameters) != m:
            raise ValueError(f"`parameters` has {len(parameters)} rows and `states` has {m}.")
        one = isinstance(currents, (Current, np.ndarray))
        given = [currents] if one else list(currents)
        if not one and len(given) != m:
            raise ValueError(f"`currents` must have one for each of {m} neurons, got {len(given)}.")
        tables = _tables(given, T)
        layout = SweepLayout(
            n_parameters=self.n_parameters, n_states=self.n_states, m=m, n_currents=len(given),
            n_pieces=sum(map(len, tables.values())), keep=keep,
            n_scratch=self.instance.call("sweep_scratch"),
        )  # fmt: skip
        self.instance.reserve(layout.pages)
        self.instance.write(layout.parameters, parameters)
        self.instance.write(layout.states, states)
        self._write_currents(layout, given, tables)
        self.instance.call(
            "sweep",
            m, layout.parameters, layout.states, layout.currents, layout.stride,
            layout.results, layout.spikes, keep, float(count_from),
            float(method.rtol), float(method.atol), float(method.max_step),
            float(threshold), float(refractory), layout.scratch,
        )  # fmt: skip
        return self._result(layout)

    def _write_currents(
        self,
        layout: SweepLayout,
        currents: Sequence[AnyCurrent],
        tables: dict[int, NDArray[np.floating]],
    ) -> None:
        rows, address = {}, layout.pieces
        for key, table in tables.items():
            T = float(table[-1, 0])
            steps, spikes = most_steps(T, len(table)), most_spikes(T)
            rows[key] = address, len(table), min(spikes, MOST_STEPS), min(steps, MOST_STEPS)
            address += table.size * BYTES
        if rows:
            all_rows = np.array([rows[id(current)] for current in currents], dtype=float)
            self.instance.write(layout.currents, all_rows)
            self.instance.write(layout.pieces, np.concatenate(list(tables.values())))

    def _result(self, layout: SweepLayout) -> SweepResult:
        m, keep = layout.m, layout.keep
        rows = self.instance.read(layout.results, m * SWEEP_RESULT).reshape(m, SWEEP_RESULT)
        states = self.instance.read(layout.states, m * self.n_states)
        spikes = self.instance.read(layout.spikes, m * keep).reshape(m, keep)
        ends, codes, counts, counted, first, last = rows.T
        return SweepResult(
            outcomes=[
                Outcome(OUTCOMES[int(code)], end) for code, end in zip(codes, ends, strict=True)
            ],
            counts=counts.astype(int),
            counted=counted.astype(int),
            first=first.copy(),
            last=last.copy(),
            spike_times=[row[: int(n)] for row, n in zip(spikes, counts, strict=True)],
            states=states.reshape(m, self.n_states),
        )


def f_I(
    model: BaseSpikingModel,
    currents: ArrayLike,
    T: float,
    onset: float = 0.0,
    sweep: Sweep | None = None,
) -> NDArray[np.floating]:
    """Return the firing rates in Hz of a model under constant currents.

    Parameters
    ----------
    model : BaseSpikingModel
        Its parameters, initial state, threshold and tolerances.
    currents : array_like, shape (m,)
        Strengths, in the current unit of the model.
    T, onset : float
        The current flows from `onset` to `T`, in ms; the rate is that of the spikes in between.
    sweep : Sweep or None
        Of the model; by default its kernel, compiled at its first run.

    Raises
    ------
    TypeError
        If the model is not integrated by `DormandPrince`.
    RuntimeError
        If the model has no kernel.
    """
    owner = type(model).__name__
    if not isinstance(model.solver, DormandPrince):
        raise TypeError(f"`solver` of `{owner}` must be a DormandPrince, got {model.solver!r}.")
    if sweep is None:
        kernel = find_kernel(model)
        if kernel is None:
            raise RuntimeError(f"`{owner}` has no kernel; integrate() it current by current.")
        sweep = Sweep(kernel.instance, kernel.n_states, kernel.n_parameters)
    method = model.solver
    if depends_on_time(model):
        method = replace(method, max_step=min(method.max_step, float(model.dt)))
    strengths = np.atleast_1d(np.asarray(currents, dtype=float))
    m = strengths.size
    return sweep.run(
        np.tile(list(all_parameters(model).values()), (m, 1)),
        np.tile(checks.initial_state(model.y0, owner), (m, 1)),
        [Constant(float(I), onset=onset) for I in strengths],
        T,
        count_from=onset,
        method=method,
        threshold=model.spike_condition,
        refractory=model._refractory(),
    ).rates


def _tables(currents: Sequence[AnyCurrent], T: float) -> dict[int, NDArray[np.floating]]:
    """Return the pieces of every current by its identity, each current once."""
    tables = {}
    for current in currents:
        if id(current) not in tables:
            table = current if isinstance(current, np.ndarray) else piece_table(current, T)
            if table is None or table.shape[1:] != (PIECE,) or not len(table):
                raise ValueError(f"No kernel knows the pieces of {current!r}.")
            tables[id(current)] = table
    return tables


def _rows(values: ArrayLike, n: int, what: str) -> NDArray[np.floating]:
    rows = np.asarray(values, dtype=float)
    if rows.size == 0 and rows.ndim != 2:
        rows = rows.reshape(0, n)
    if rows.ndim != 2 or rows.shape[1] != n:
        raise ValueError(f"{what} must have a row of {n} numbers per neuron, got {rows.shape}.")
    return rows
