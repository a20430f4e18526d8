"""The base class of every model.

A new model
1. derives from `BaseSpikingModel`;
2. names its parameters in `required_params`;
3. sets `y0`, `index_voltage_variable` and `spike_condition`;
4. returns the slopes of its states from ``_rhs(self, t, y, I)``, which depend on nothing but
   these and the parameters;
5. returns the state after a spike from ``_apply_reset(self, y)``, if it has a reset.

That is all. A model whose threshold is itself a state variable names it by
`index_threshold_variable`, in place of `spike_condition`. A model with a refractory time
returns it from ``_refractory(self)``; one that starts at rest returns from
``_steady_state(self, v)`` the state that has settled at v.
A model of the roster also declares a `description`, which gives its parameters units, ranges
and meanings, and from which `required_params` is derived.
"""

from __future__ import annotations

import math
import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from numbers import Real
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from spiking_core import checks, side_effects
from spiking_core.current_value import CurrentValue
from spiking_core.currents.base import Current
from spiking_core.currents.constant import Constant
from spiking_core.currents.samples import Samples
from spiking_core.description import Description
from spiking_core.integrators import DormandPrince, Problem, PublishedEuler
from spiking_core.integrators.step import State
from spiking_core.interface import METHODS, misspelt_sentences
from spiking_core.rest import resting_state
from spiking_core.solution import Solution, threshold_remarks
from spiking_core.time_dependence import depends_on_time

# What an instance has from the `__init__` of the base class.
SET_BY_INIT = frozenset((
    "params", "parameters", "T", "solver", "current", "ext_current", "num_spikes", "spike_times",
    "n_points", "solution", "_solution",
))  # fmt: skip


class ComputedStart:
    """A `y0` that is computed from the parameters, for as long as no other one is set.

    Unlike a property it gives way to a value that is set on the instance.
    """

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        self.compute = compute

    def __get__(self, model: BaseSpikingModel | None, owner: type | None = None) -> Any:
        """Return the initial state of a model; of a class, this."""
        return self if model is None else self.compute(model)


def initial_state_of(
    model_class: type[BaseSpikingModel], parameters: Mapping[str, float]
) -> NDArray[np.floating]:
    """Return the initial state of a class, shape (n_states,); for parameters if it needs them."""
    y0: Any = model_class.y0
    if isinstance(y0, (ComputedStart, property)):
        y0 = model_class(dict(parameters)).y0
    return checks.initial_state(y0, model_class.__name__)


class BaseSpikingModel(ABC):
    """A neuron: ordinary differential equations, a threshold and a reset.

    Parameters
    ----------
    parameters : Mapping of str to number
        One value for every name in `required_params`; a parameter that its declaration does
        not require may be left out and then has its default.
    T : float
        Length of the run in ms.

    Attributes
    ----------
    params, parameters : dict of str to float
        The parameters that were given, checked (two names of one dictionary). Indexing
        with one that may be left out gives its default.
    T, dt : float
        Length of the run and sampling interval, in ms. A right-hand side that depends on `t`
        itself gets steps of at most `dt`: what lasts longer than half of it is met, what is
        shorter may be missed.
    spike_condition : float
        Threshold of the membrane potential: a spike is where the potential comes from below to
        it. A start at or above it (at 0 ms, or at the end of a refractory time) is a spike at
        once if the reset takes the potential below it; without such a reset the neuron waits
        for an upward crossing. A reset that ends at or above it is no second spike.
    n_points : int
        Number of samples, ``T / dt`` rounded down.
    current : Current or None
        The input current, as a function of time.
    ext_current : ndarray, shape (n_points,), or None
        The input current at the sample times.
    num_spikes : int
        Number of spikes of the last run.
    spike_times : ndarray, shape (num_spikes,)
        Their times in ms, located inside the step.
    index_threshold_variable : int or None
        Which state variable is the threshold, for a model whose threshold follows an equation
        of its own: a spike is where the membrane potential comes from below to it. None if
        the threshold is the number `spike_condition`, which is otherwise not used.
    solution : Solution
        All about the last run, how it ended and what is to be remarked included; a RuntimeError
        before the first.
    solver : DormandPrince or PublishedEuler
        The method; tolerances are set here. With the scheme of a paper, the samples are
        those of its grid, whatever `dt` is.

    Raises
    ------
    TypeError
        If a parameter, `T` or `dt` is not a number.
    ValueError
        If a parameter is missing, unknown, not finite or out of bounds, or `T` or `dt` is
        not positive and finite.
    """

    name: str = ""
    description: Description | None = None

    y0: Sequence[float] | NDArray[np.floating] = ()
    index_voltage_variable: int = 0
    spike_condition: float = 0.0
    index_threshold_variable: int | None = None
    required_params: Sequence[str] = ()
    dt: float = 0.1

    #: True for a class whose `_rhs` and `_apply_reset` do nothing with `y` but unpack it
    #: (``v, u = y``): it then gets a list of floats, which is about three times faster than
    #: an array. Leave it False if `y` is used as an array.
    unpacks_state: bool = False

    #: False to integrate with the reference in Python even where a compiled kernel can.
    use_kernel: bool = True

    #: What was compiled of this very class; every one has a list of its own.
    _kernels: ClassVar[list[Any]]

    #: Whether what looks like a mistake has been said of this very class.
    _remarked: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Derive `required_params` from a declared description."""
        super().__init_subclass__(**kwargs)
        cls._remarked = False
        declared = cls.__dict__.get("description")
        if declared is not None and "required_params" not in cls.__dict__:
            cls.required_params = tuple(p.name for p in declared.parameters if p.required)
        y0: Any = cls.__dict__.get("y0")
        if isinstance(y0, property) and y0.fget is not None and y0.fset is None:
            cls.y0 = ComputedStart(y0.fget)  # type: ignore[assignment]

    def __new__(cls, *_: Any, **__: Any) -> Self:
        """Say once of a class what looks like a mistake, before anything is done with it.

        Raises
        ------
        TypeError
            If `_rhs` is not there.
        """
        sentences = dict(misspelt_sentences(cls)) if not cls._remarked else {}
        if cls.__abstractmethods__:
            name = min(cls.__abstractmethods__)
            said = (s for s in sentences.values() if f"`{name}`" in s)
            form = METHODS.get(name, "(self)")
            cure = f"`{cls.__name__}` has no `{name}`: write `def {name}{form}:`."
            raise TypeError(" ".join((cure, *said)))
        cls._remarked = True
        for sentence in sentences.values():
            warnings.warn(sentence, checks.ModelWarning, stacklevel=2)
        return super().__new__(cls)

    def __getattr__(self, name: str) -> Any:
        """Tell what `__init__` has not set because a class of its own does not call it."""
        owner = type(self).__name__
        if name in SET_BY_INIT and "_solution" not in vars(self):
            raise AttributeError(
                f"`{owner}` has no `{name}` yet: its `__init__` must call "
                "`super().__init__(parameters, T)` first.",
                name=name,
                obj=self,
            )
        if hasattr(type(self), name):
            # A property is there and has failed on another name: its own error is the one to read.
            return object.__getattribute__(self, name)
        raise AttributeError(f"`{owner}` has no `{name}`.", name=name, obj=self)

    def __init__(self, parameters: Mapping[str, float], T: float = 250) -> None:
        owner = type(self).__name__
        declared = self.description.parameters if self.description else ()
        self.params = checks.parameters(
            parameters, self.required_params, {p.name: p for p in declared}, owner
        )
        self.parameters = self.params
        self.T = checks.positive(T, f"`T` of `{owner}`", "ms")
        self.solver: DormandPrince | PublishedEuler = DormandPrince()
        self.current: Current | None = None
        self.ext_current: NDArray[np.floating] | None = None
        self.num_spikes = 0
        self.spike_times = np.empty(0)
        self._solution: Solution | None = None
        checks.positive(self.dt, f"`dt` of `{owner}`", "ms")
        size = checks.initial_state(self.y0, owner).size
        checks.index(self.index_voltage_variable, size, f"`index_voltage_variable` of `{owner}`")
        rest = resting_state(self)
        if rest is not None:
            self.y0 = rest

    @property
    def n_points(self) -> int:
        """Number of samples: ``T / dt`` rounded down."""
        owner = type(self).__name__
        return checks.sample_count(
            checks.positive(self.T, f"`T` of `{owner}`", "ms"),
            checks.positive(self.dt, f"`dt` of `{owner}`", "ms"),
        )

    @property
    def solution(self) -> Solution:
        """The last run."""
        if self._solution is None:
            raise RuntimeError(
                f"`{type(self).__name__}` has not been integrated. Call integrate() first."
            )
        return self._solution

    @abstractmethod
    def _rhs(self, t: float, y: Any, I: Any) -> Any:
        """Return the slopes of the states, in units per ms.

        Parameters
        ----------
        t : float
            Time in ms.
        y : ndarray, shape (n_states,)
            State; may be changed. A list of floats if the class sets `unpacks_state`.
        I : float
            Input current at `t`; ``I[int(t / self.dt)]`` is the same number. Another sample
            cannot be had, and a ValueError says so.

        Returns
        -------
        sequence of float, length n_states
        """

    def _apply_reset(self, y: Any) -> Any:
        """Return the state after a spike; without a reset of its own, the model goes on.

        Parameters
        ----------
        y : ndarray, shape (n_states,)
            State at threshold, a copy. A list of floats if the class sets `unpacks_state`.

        Returns
        -------
        sequence of float, length n_states
        """
        return y

    def _steady_state(self, v: float) -> Any:
        """Return the state in which all but the membrane potential `v` has settled.

        A model that gives it starts at rest; one that does not starts in `y0`.

        Returns
        -------
        sequence of float, length n_states, or None
        """
        return None

    def _refractory(self) -> float:
        """Return for how many ms after a spike the membrane potential is held."""
        return 0.0

    def set_input(self, ext_current: Any) -> None:
        """Set the input current.

        Parameters
        ----------
        ext_current : number, array_like or Current
            A number holds from 0 ms on. Of an array, shape (n_points,) or (n_points + 1,),
            sample k holds on [k dt, (k+1) dt); the one beyond the end is not used.

        Raises
        ------
        TypeError
            If it is none of these.
        ValueError
            If a value is not finite, or the array has the wrong length.
        """
        self.current = self._as_current(ext_current)
        self.ext_current = self.current.sample(np.arange(self.n_points) * self.dt)

    def _as_current(self, ext_current: Any) -> Current:
        if isinstance(ext_current, Current):
            return ext_current
        if isinstance(ext_current, Real) and not isinstance(ext_current, bool):
            return Constant(checks.number(ext_current, "The input current"), onset=0.0)
        samples = checks.current_samples(ext_current, self.dt)
        n = self.n_points
        if samples.size not in (n, n + 1):
            raise ValueError(
                f"The input current must have {n} samples (T / dt = {self.T:g} ms / "
                f"{self.dt:g} ms), got {samples.size}. Give one sample per interval `dt`, "
                "or a number for a constant current."
            )
        return Samples(samples[:n], self.dt)

    def integrate(self) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Integrate from 0 to `T`, starting from `y0`.

        Returns
        -------
        t : ndarray, shape (n,)
            Sample times in ms. n is `n_points`, or less if the run stopped early, which
            ``solution.outcome`` then explains.
        y : ndarray, shape (n_states, n)
            States at these times.

        Raises
        ------
        RuntimeError
            If no input was set.
        TypeError, ValueError
            If `y0`, `index_voltage_variable`, `index_threshold_variable`,
            `spike_condition`, or what `_rhs` or `_apply_reset` returns, does not fit; if `_rhs`
            draws random numbers.

        Warns
        -----
        ModelWarning
            If `_rhs` or `_apply_reset` has changed attributes or parameters of the model.
        """
        owner = type(self).__name__
        if self.current is None:
            raise RuntimeError(
                f"`{owner}` has no input current. Call set_input(I) before integrate(); "
                "set_input(0) is no input."
            )
        y0 = checks.initial_state(self.y0, owner)
        voltage = checks.index(
            self.index_voltage_variable, y0.size, f"`index_voltage_variable` of `{owner}`"
        )
        problem = Problem(
            rhs=self._adapted_rhs(y0.size),
            reset=self._adapted_reset(y0.size),
            y0=y0.tolist(),
            voltage=voltage,
            threshold=checks.number(self.spike_condition, f"`spike_condition` of `{owner}`"),
            current=self.current,
            T=float(self.T),
            times=np.arange(self.n_points) * self.dt,
            refractory=checks.not_negative(self._refractory(), f"`_refractory` of `{owner}`", "ms"),
            threshold_variable=checks.other_index(
                self.index_threshold_variable,
                voltage,
                y0.size,
                f"`index_threshold_variable` of `{owner}`",
            ),
            longest_step=float(self.dt) if depends_on_time(self) else math.inf,
        )
        solution = self._solve(problem)
        remarks = threshold_remarks(
            solution, voltage, problem.threshold, problem.threshold_variable
        )
        solution = self._solution = replace(solution, remarks=remarks)
        self.spike_times = solution.spike_times
        self.num_spikes = solution.spike_times.size
        return solution.t, solution.y

    def _solve(self, problem: Problem) -> Solution:
        """Return the solution of a kernel if there is one, otherwise that of the reference."""
        solution = None
        if self.use_kernel:
            from spiking_core import kernels  # not before it is needed

            solution = kernels.solve(self, problem)
        return self._solve_in_python(problem) if solution is None else solution

    def _solve_in_python(self, problem: Problem) -> Solution:
        """Return the solution of the reference, and say what `_rhs` should not have done."""
        before = side_effects.attributes(self)

        def calls(t: float, y: State, I: float, times: int) -> list[State]:
            return [problem.rhs(t, list(y), CurrentValue(I)) for _ in range(times)]

        def suspect(t: float, y: State) -> None:
            piece = next((p for p in problem.pieces if t < p.end), problem.pieces[-1])
            side_effects.refuse_noise(self, before, calls(t, y, piece.value(t), 50))

        if isinstance(self.solver, DormandPrince) and self.solver.fixed_step is None:
            with np.errstate(all="ignore"):
                try:
                    # Beside the start: what is drawn may be multiplied by the state or by I.
                    beside = [1.001 * y + 0.001 for y in problem.y0]
                    twice = calls(0.0, beside, 1.0, 2)
                except Exception:  # it need not be defined there
                    twice = calls(0.0, problem.y0, problem.pieces[0].value(0.0), 2)
                side_effects.refuse_noise(self, before, twice)
            solution = self.solver.solve(problem, suspect)
        else:
            solution = self.solver.solve(problem)
        side_effects.warn_of_changes(self, before, stacklevel=4)
        return solution

    def _adapted_rhs(self, n: int) -> Callable[[float, State, CurrentValue], State]:
        """Return `_rhs` from list to list, checked; what overflows becomes NaN."""
        rhs, what = self._rhs, f"`_rhs` of `{type(self).__name__}`"
        undefined = [float("nan")] * n
        dt = float(self.dt)

        def on_lists(t: float, y: State, I: CurrentValue) -> State:
            I.t, I.dt = t, dt
            try:
                return checks.state(rhs(t, y, I), n, what)
            except (OverflowError, ZeroDivisionError):
                return undefined

        if self.unpacks_state:
            return on_lists
        return lambda t, y, I: on_lists(t, np.array(y), I)  # type: ignore[arg-type]

    def _adapted_reset(self, n: int) -> Callable[[State], State]:
        """Return `_apply_reset` from list to list, checked."""
        what = f"`_apply_reset` of `{type(self).__name__}`"
        convert = list if self.unpacks_state else np.array
        return lambda y: checks.state(self._apply_reset(convert(y)), n, what)


def all_parameters(model: BaseSpikingModel) -> dict[str, float]:
    """Return all parameters of a model, those that were left out at their defaults.

    In the order of the declaration, and then of the dictionary that was given.
    """
    declared = model.description.parameters if model.description else ()
    names = [p.name for p in declared if not p.required or p.name in model.params]
    return {name: float(model.params[name]) for name in dict.fromkeys((*names, *model.params))}
