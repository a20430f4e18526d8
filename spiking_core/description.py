"""What a model says about itself: parameters, states, equations, source, limits.

A description is data. Sliders, labels, formulae and error messages are derived from it,
so that every number and every name is written once.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spiking_core.base import BaseSpikingModel

UNLIMITED = (-math.inf, math.inf)


@dataclass(frozen=True)
class Parameter:
    """One parameter of a model.

    Attributes
    ----------
    name : str
        Name in the dictionary, in the equations and on the screen.
    default : float
        Value of the source paper, in `unit`.
    span : tuple of float
        Usual range (low, high).
    bounds : tuple of float
        Hard limits (low, high); values outside are refused.
    step : float
        Smallest change worth making.
    unit : str
        Unit, empty if dimensionless.
    meaning : str
        What the parameter does, in words.
    required : bool
        False if a model may be made without it; it then has its default.
    whole : bool
        True if only whole numbers have a meaning.
    """

    name: str
    default: float
    span: tuple[float, float]
    bounds: tuple[float, float]
    step: float
    unit: str
    meaning: str
    required: bool = True
    whole: bool = False


@dataclass(frozen=True)
class StateVariable:
    """One state variable: its name in the equations, its unit, its meaning."""

    name: str
    unit: str
    meaning: str


@dataclass(frozen=True)
class Equation:
    """One equation as it is displayed.

    Attributes
    ----------
    left : str
        ``"dv/dt"`` for a differential equation, ``"v"`` for a reset.
    right : str
        Python expression over names of parameters and states, ``I``, ``t`` and bare
        NumPy functions (``exp``, ``tanh``, ...).
    """

    left: str
    right: str


@dataclass(frozen=True)
class Published:
    """How a paper integrated its model: forward Euler on a grid.

    Attributes
    ----------
    dt : float
        Its time step in ms.
    in_turn : bool
        True if every variable is updated with the new values of those before it, in the
        order of the states; False if all are updated from the old ones.
    weaker_edges : bool
        True if the current at a grid time that is an edge of it is the weaker of the two
        values there, see `PublishedEuler`.
    """

    dt: float
    in_turn: bool = False
    weaker_edges: bool = False


@dataclass(frozen=True)
class Preset:
    """A named state of a model: a cell, a firing pattern, a figure of a paper.

    Attributes
    ----------
    name : str
        Name in the URL: lower case, digits and underscores.
    title : str
        Name on the screen.
    parameters : Mapping of str to float
        Values that differ from the defaults of the model.
    current : str
        Key of `CURRENTS`.
    input : Mapping of str to object
        Keywords of that current (``I_max``, ``I_period``, ``onset``, ``seed`` and its own).
    T : float
        Length of the run in ms.
    y0 : tuple of float or None
        State at 0 ms; None to start at rest.
    published : Published or None
        The paper's own scheme, if it is known.
    note : str
        One sentence on what is seen, or on what the paper's time step makes of it.
    artefact : bool
        True if the pattern exists only with the paper's time step; the preset then opens with
        it, as published.
    """

    name: str
    title: str
    parameters: Mapping[str, float] = field(default_factory=dict)
    current: str = "constant"
    input: Mapping[str, Any] = field(default_factory=dict)
    T: float = 500.0
    y0: tuple[float, ...] | None = None
    published: Published | None = None
    note: str = ""
    artefact: bool = False


@dataclass(frozen=True)
class Reference:
    """The paper that a model comes from."""

    authors: str
    year: int
    title: str
    journal: str
    doi: str


@dataclass(frozen=True)
class Description:
    """Everything that is said about a model.

    Attributes
    ----------
    title, summary : str
        Name and one paragraph in plain words.
    parameters : tuple of Parameter
        In the order of the controls.
    states : tuple of StateVariable
        In the order of the state vector.
    current_unit : str
        Unit of the input current.
    equations, reset : tuple of Equation
        Right-hand side, in the order of `states`; after-spike reset.
    threshold : str
        Level of a spike, an expression over parameters and states, if it is no constant of
        the class.
    current_span, current_bounds : tuple of float
        Usual and widest range of the current, in `current_unit`.
    current_step : float
        Smallest change of the current worth making.
    current_default : float
        Strength of the current with which the model is first shown.
    current : str
        Key of `CURRENTS`: the input current with which it is first shown.
    input : Mapping of str to object
        Keywords of that current, without its strength.
    duration : float
        Length of the run with which it is first shown, in ms.
    reference : Reference or None
        Source; None for a model that declares none.
    simplifications : tuple of str
        What the model leaves out, one sentence each.
    presets : tuple of Preset
        Named states, the default one not among them.
    rest_range : tuple of float
        Membrane potentials among which the resting state is looked for.
    """

    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    states: tuple[StateVariable, ...]
    current_unit: str = ""
    equations: tuple[Equation, ...] = ()
    reset: tuple[Equation, ...] = ()
    threshold: str = ""
    current_span: tuple[float, float] = (-20.0, 20.0)
    current_bounds: tuple[float, float] = UNLIMITED
    current_step: float = 0.1
    current_default: float = 10.0
    current: str = "constant"
    input: Mapping[str, Any] = field(default_factory=dict)
    duration: float = 750.0
    reference: Reference | None = None
    simplifications: tuple[str, ...] = ()
    presets: tuple[Preset, ...] = ()
    rest_range: tuple[float, float] = (-120.0, 20.0)

    @property
    def defaults(self) -> dict[str, float]:
        """The default parameters, as a new dictionary."""
        return {parameter.name: parameter.default for parameter in self.parameters}

    @classmethod
    def of(
        cls,
        model_class: type[BaseSpikingModel],
        parameters: Mapping[str, float] | None = None,
    ) -> Description:
        """Return the description of a class, made up as far as the class declares none.

        Parameters
        ----------
        model_class : type
            Subclass of `BaseSpikingModel`.
        parameters : Mapping of str to float, optional
            Values around which to place the ranges of undeclared parameters (1 if absent).

        Returns
        -------
        Description
            The declared one if there is one.
        """
        if model_class.description is not None:
            return model_class.description
        values = parameters or {}
        return cls(
            title=_title(model_class.__name__),
            summary=_first_paragraph(model_class),
            parameters=tuple(
                _undeclared(name, float(values.get(name, 1.0)))
                for name in model_class.required_params
            ),
            states=_undeclared_states(
                model_class, {n: values.get(n, 1.0) for n in model_class.required_params}
            ),
        )


def _undeclared(name: str, value: float) -> Parameter:
    # Not from 0: many a parameter is a time constant or a divisor.
    low, high = sorted((0.1 * value, 2 * value)) if value else (-1.0, 1.0)
    return Parameter(name, value, (low, high), UNLIMITED, round_step((high - low) / 100), "", "")


def round_step(width: float) -> float:
    """Return the largest of 1, 2, 5 times a power of ten that does not exceed `width`."""
    power = 10.0 ** math.floor(math.log10(width))
    # 1 + 1e-9: 0.02 / 0.01 is exact, 0.05 / 0.01 is not.
    return max(m for m in (1, 2, 5) if m * power <= width * (1 + 1e-9)) * power


def _undeclared_states(
    model_class: type[BaseSpikingModel], parameters: Mapping[str, float]
) -> tuple[StateVariable, ...]:
    y0: Any = model_class.y0
    # One that is computed from the parameters is there only with some.
    size = len(model_class(parameters).y0 if hasattr(y0, "__get__") else y0)
    voltage = model_class.index_voltage_variable % size if size else 0
    return tuple(
        StateVariable("v", "mV", "membrane potential")
        if index == voltage
        else StateVariable(f"y[{index}]", "", "")
        for index in range(size)
    )


def _title(class_name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_", " ", class_name)
    return words.strip()


def _first_paragraph(model_class: type[BaseSpikingModel]) -> str:
    text = inspect.cleandoc(model_class.__dict__.get("__doc__") or "")
    return " ".join(text.split("\n\n")[0].split())
