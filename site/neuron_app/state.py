"""The state of the page, and the query string that stands for it.

``?model=izhikevich&a=0.02&b=0.2&c=-65&d=8&current=constant&I_max=10&I_period=200&onset=100
&T=750&seed=1``. A value that cannot be used is replaced by the nearest valid one or by the
default, and a sentence says so; nothing in a query is ever run as code.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from spiking_core import CURRENTS, MODELS, BaseSpikingModel, Current, Description, Parameter

PERIOD = Parameter(
    "I_period", 200.0, (10.0, 1000.0), (1.0, 10000.0), 5.0, "ms", "time scale of the current"
)
DURATION = Parameter(
    "T", 750.0, (500.0, 2000.0), (50.0, 5000.0), 5.0, "ms", "length of the simulation"
)
ONSET = Parameter("onset", 100.0, (0.0, 1000.0), (0.0, 5000.0), 5.0, "ms", "begin of the current")
MAX_SEED = 2**32 - 1
# Read by the page around the app, not by the app.
PAGE_KEYS = frozenset({"embed"})
LONGEST_QUERY = 4000


@dataclass(frozen=True)
class NeuronState:
    """What the visitor has chosen; everything shown follows from it.

    Attributes
    ----------
    model, current
        Keys of `MODELS` and `CURRENTS`.
    parameters
        Parameters of the model by name.
    I_max
        Strength of the current, in the model's current unit.
    I_period, onset, T
        Time scale and begin of the current and length of the run, in ms.
    seed
        Seed of the noise.
    """

    model: str
    parameters: Mapping[str, float]
    current: str = "constant"
    I_max: float = 10.0
    I_period: float = PERIOD.default
    onset: float = ONSET.default
    T: float = DURATION.default
    seed: int = 1

    def make_current(self) -> Current:
        """Return the input current."""
        return CURRENTS[self.current](self.I_max, self.I_period, self.onset, self.seed)

    def make_model(self, model_class: type[BaseSpikingModel] | None = None) -> BaseSpikingModel:
        """Return the model with its input set, ready to integrate."""
        model = (model_class or MODELS[self.model])(dict(self.parameters), T=self.T)
        model.set_input(self.make_current())
        return model


def default_state(name: str, description: Description) -> NeuronState:
    """Return the state that a model is first shown in."""
    return NeuronState(
        model=name, parameters=description.defaults, I_max=description.current_default
    )


def to_query(state: NeuronState) -> str:
    """Return the query string of a state, without the question mark."""
    pairs: list[tuple[str, str]] = [("model", state.model)]
    pairs += [(name, _number(value)) for name, value in state.parameters.items()]
    pairs.append(("current", state.current))
    for key in ("I_max", "I_period", "onset", "T"):
        pairs.append((key, _number(getattr(state, key))))
    pairs.append(("seed", str(state.seed)))
    return urlencode(pairs)


def from_query(
    query: str, name: str, description: Description
) -> tuple[NeuronState, tuple[str, ...]]:
    """Read a query string for one model.

    Parameters
    ----------
    query
        With or without the leading question mark; any text is allowed.
    name, description
        The model that is shown and what it declares.

    Returns
    -------
    state, notices
        A valid state, whatever the query holds, and a sentence for every part of it that
        could not be used.
    """
    if len(query) > LONGEST_QUERY:
        notice = f"The link is longer than {LONGEST_QUERY} characters and was not read."
        return default_state(name, description), (notice,)
    return _Reader(description).read(query.lstrip("?"), default_state(name, description))


class _Reader:
    """Collects the sentences while a query is read."""

    def __init__(self, description: Description) -> None:
        self.notices: list[str] = []
        self.limits = {parameter.name: parameter for parameter in description.parameters}
        low, high = description.current_bounds
        self.I_max = Parameter(
            "I_max", description.current_default, description.current_span, (low, high),
            description.current_step, description.current_unit, "strength of the current",
        )  # fmt: skip

    def read(self, query: str, state: NeuronState) -> tuple[NeuronState, tuple[str, ...]]:
        given = dict(parse_qsl(query, keep_blank_values=True))
        parameters = dict(state.parameters)
        changes: dict[str, object] = {}
        for key, text in given.items():
            if key in self.limits:
                parameters[key] = self._value(self.limits[key], text, parameters[key])
            elif key in ("I_max", "I_period", "onset", "T"):
                limit = {"I_period": PERIOD, "onset": ONSET, "T": DURATION}.get(key, self.I_max)
                changes[key] = self._value(limit, text, getattr(state, key))
            elif key == "seed":
                changes[key] = self._seed(text, state.seed)
            elif key == "model":
                self._choice(key, text, (state.model,), state.model)
            elif key == "current":
                changes[key] = self._choice(key, text, tuple(CURRENTS), state.current)
            elif key not in PAGE_KEYS:
                self.notices.append(f"The link names `{_short(key)}`, which is unknown here.")
        return replace(state, parameters=parameters, **changes), tuple(self.notices)

    def _value(self, limit: Parameter, text: str, default: float) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self._replaced(limit.name, text, "not a number", _number(default))
            return default
        low, high = limit.bounds
        inside = min(max(value, low), high)
        if inside != value:
            unit = f" {limit.unit}" if limit.unit else ""
            why = f"outside [{low:g}, {high:g}]{unit}"
            self._replaced(limit.name, text, why, _number(inside))
        return inside

    def _seed(self, text: str, default: int) -> int:
        if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= MAX_SEED:
            return int(text)
        self._replaced("seed", text, f"not a whole number from 0 to {MAX_SEED}", str(default))
        return default

    def _choice(self, key: str, text: str, choices: tuple[str, ...], default: str) -> str:
        if text in choices:
            return text
        self._replaced(key, text, f"not one of {', '.join(choices)}", default)
        return default

    def _replaced(self, name: str, text: str, why: str, used: str) -> None:
        self.notices.append(
            f"`{name}` was `{_short(text)}` in the link, which is {why}; {used} is used."
        )


def _number(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    text = repr(float(value))
    return text.removesuffix(".0")


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
