"""The state of the page, and the query string that stands for it.

``?model=izhikevich&a=0.02&b=0.2&c=-65&d=8&current=constant&I_max=10&I_period=200&onset=100
&T=750&seed=1``. A value that cannot be used is replaced by the nearest valid one or by the
default, and a sentence says so; nothing in a query is ever run as code.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from spiking_core import (
    CURRENTS,
    MODELS,
    BaseSpikingModel,
    Description,
    Parameter,
    Points,
    Preset,
    PublishedEuler,
    Waveform,
)
from spiking_core.description import UNLIMITED

PERIOD = Parameter(
    "I_period", 200.0, (10.0, 1000.0), (1.0, 10000.0), 1.0, "ms", "time scale of the current"
)
DURATION = Parameter(
    "T", 750.0, (500.0, 2000.0), (50.0, 60000.0), 5.0, "ms", "length of the simulation"
)
ONSET = Parameter("onset", 100.0, (0.0, 1000.0), (0.0, 5000.0), 1.0, "ms", "begin of the current")
MAX_SEED = 2**32 - 1
# Read by the page around the app, not by the app.
PAGE_KEYS = frozenset({"embed"})
# Longer than the longest text of points; what a host takes in an address is much less.
LONGEST_QUERY = 4_000_000


SOLVERS = ("exact", "published")
# Panels that can be shown: the potential over time, the input current, the phase plane.
VIEWS = ("time", "current", "phase")
# What every current has; the others are its own.
COMMON = ("I_max", "I_period", "onset", "seed")
# The page writes all of these into every link. Of such a whole link, unlike one by hand, a missing
# `solver` means exact, also for a preset that opens as published.
WHOLE = frozenset({"current", "T", *COMMON})
# Onset of a run that ends before the usual one, as a part of its length.
EARLY_ONSET = 0.2


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
    own
        What only this current has, by name; what is missing takes its default.
    preset
        Name of the preset that the visitor began with, or empty: the initial state and the
        paper's time step are its own, everything else may have been changed since.
    solver
        ``exact``, or ``published``: the scheme of the preset's paper.
    view
        The panels that are shown, in the order of `VIEWS`.
    """

    model: str
    parameters: Mapping[str, float]
    current: str = "constant"
    I_max: float = 10.0
    I_period: float = PERIOD.default
    onset: float = ONSET.default
    T: float = DURATION.default
    seed: int = 1
    own: Mapping[str, Any] = field(default_factory=dict)
    preset: str = ""
    solver: str = "exact"
    view: tuple[str, ...] = VIEWS

    def make_current(self) -> Waveform:
        """Return the input current."""
        common = {key: getattr(self, key) for key in COMMON}
        return CURRENTS[self.current](**common, **self.own)

    def make_model(self, model_class: type[BaseSpikingModel] | None = None) -> BaseSpikingModel:
        """Return the model with its input and its method set, ready to integrate."""
        model_class = model_class or MODELS[self.model]
        model = model_class(dict(self.parameters), T=self.T)
        preset = find_preset(Description.of(model_class), self.preset)
        if preset is not None and preset.y0 is not None:
            model.y0 = preset.y0
        if self.solver == "published" and preset is not None and preset.published is not None:
            model.solver = PublishedEuler(**asdict(preset.published))
        model.set_input(self.make_current())
        return model


def find_preset(description: Description, name: str) -> Preset | None:
    """Return the preset of that name; None if there is none."""
    return next((preset for preset in description.presets if preset.name == name), None)


def default_state(name: str, description: Description) -> NeuronState:
    """Return the state that a model is first shown in."""
    given = dict(description.input)
    common = {key: given.pop(key) for key in COMMON if key in given}
    state = NeuronState(
        model=name,
        # What may be left out is left out as long as it has its default.
        parameters={p.name: p.default for p in description.parameters if p.required},
        current=description.current,
        I_max=description.current_default,
        onset=onset_within(description.duration),
        T=description.duration,
        own=given,
    )  # fmt: skip
    return replace(state, **common)


def onset_within(T: float, onset: float = ONSET.default) -> float:
    """Return an onset that nobody has chosen: the given one, or a fifth of a shorter run."""
    return onset if onset < T else math.floor(EARLY_ONSET * T)


def preset_state(name: str, description: Description, preset: Preset) -> NeuronState:
    """Return the state of a preset of the model `name`."""
    given = dict(preset.input)
    common = {key: given.pop(key) for key in COMMON if key in given}
    base = default_state(name, description)
    return replace(
        base, current=preset.current,
        parameters=_needed({**base.parameters, **preset.parameters}, description),
        T=preset.T, own=given, preset=preset.name,
        solver="published" if preset.artefact and preset.published else "exact", **common,
    )  # fmt: skip


def _needed(parameters: Mapping[str, float], description: Description) -> dict[str, float]:
    """Return the parameters without those that may be left out and have their default."""
    spare = {p.name: p.default for p in description.parameters if not p.required}
    return {
        name: value
        for name, value in parameters.items()
        if name not in spare or value != spare[name]
    }


def initial_state(name: str, description: Description, preset: str) -> NeuronState:
    """Return the state of a preset by its name; the default one if it has no such preset."""
    found = find_preset(description, preset)
    if found is None:
        return default_state(name, description)
    return preset_state(name, description, found)


def kept_state(
    state: NeuronState, before: NeuronState, after: NeuronState, description: Description
) -> NeuronState:
    """Return a state in which a model is shown anew that has been changed.

    Parameters
    ----------
    state
        What the visitor had chosen of the model as it was.
    before, after
        The states that it was and will be first shown in. Where they agree the visitor's choice
        stays.
    description
        Of the model as it is now.
    """
    names = [n for n in ("I_max", "I_period", "onset", "T", "seed")
             if getattr(before, n) == getattr(after, n)]  # fmt: skip
    kept: dict[str, Any] = {name: getattr(state, name) for name in names}
    if (before.current, before.own) == (after.current, after.own):
        kept |= {"current": state.current, "own": state.own}
    if _is_within(kept.get("I_max", after.I_max), description.current_bounds):
        after = replace(after, **kept)
    limits = {p.name: p for p in description.parameters}
    stays = {
        name: value
        for name, value in state.parameters.items()
        if name in limits
        and before.parameters.get(name) == after.parameters.get(name)
        and _is_within(value, limits[name].bounds)
    }
    after = replace(after, parameters={**after.parameters, **stays})
    preset = find_preset(description, state.preset)
    if preset is None:
        return after
    solver = state.solver if preset.published is not None else after.solver
    return replace(after, preset=state.preset, solver=solver)


def _is_within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def fitting_view(view: Iterable[str], description: Description) -> tuple[str, ...]:
    """Return the panels of `view` in their order; all of them if the model has none of these."""
    chosen = set(view)
    # Of one equation there is no phase plane.
    has = VIEWS if len(description.states) > 1 else ("time", "current")
    return tuple(name for name in VIEWS if name in chosen) if chosen.intersection(has) else VIEWS


def own_limits(current: str, description: Description) -> dict[str, Parameter]:
    """Return what a current has beside the common ones, levels in the model's own unit."""
    base = Parameter(
        "I_base", 0.0, (0.0, 0.0), UNLIMITED, 0.0, "", "level before the onset and between pulses"
    )
    limits = {}
    for limit in (base, *CURRENTS[current].own):
        if limit.name.startswith("I_"):
            limit = replace(
                limit, span=description.current_span, bounds=description.current_bounds,
                step=description.current_step, unit=description.current_unit,
            )  # fmt: skip
        limits[limit.name] = limit
    return limits


def to_query(state: NeuronState) -> str:
    """Return the query string of a state, without the question mark."""
    pairs: list[tuple[str, str]] = [("model", state.model)]
    if state.preset:
        pairs.append(("preset", state.preset))
    pairs += [(name, shortest(value)) for name, value in state.parameters.items()]
    pairs.append(("current", state.current))
    for key in ("I_max", "I_period", "onset", "T"):
        pairs.append((key, shortest(getattr(state, key))))
    pairs.append(("seed", str(state.seed)))
    for key, value in state.own.items():
        text = points_text(value) if key == "points" else shortest(value)
        pairs.append((key, text))
    if state.solver != "exact":
        pairs.append(("solver", state.solver))
    if state.view != VIEWS:
        pairs.append(("view", ",".join(state.view)))
    return urlencode(pairs, safe=":,")


def points_text(points: Any) -> str:
    """Return points of a current as the text that stands in a link."""
    return Points(I_max=0.0, points=points).to_text()


def from_query(
    query: str, name: str, description: Description
) -> tuple[NeuronState, tuple[str, ...]]:
    """Read a query string.

    Parameters
    ----------
    query
        With or without the leading question mark; any text is allowed.
    name, description
        The model to take if the query names none of the roster, and what it declares.

    Returns
    -------
    state, notices
        A valid state, whatever the query holds, and a sentence for every part of it that
        could not be used.
    """
    if len(query) > LONGEST_QUERY:
        notice = f"The link is longer than {LONGEST_QUERY} characters and was not read."
        return default_state(name, description), (notice,)
    given = dict(parse_qsl(query.lstrip("?"), keep_blank_values=True))
    reader = _Reader()
    if "model" in given:
        # A model of somebody's own is there only as long as it is shown.
        choices = tuple(dict.fromkeys((*MODELS, name)))
        chosen = reader.choice("model", given.pop("model"), choices, name)
        if chosen != name:
            name, description = chosen, Description.of(MODELS[chosen])
    return reader.read(given, default_state(name, description), description)


class _Reader:
    """Collects the sentences while a query is read."""

    def __init__(self) -> None:
        self.notices: list[str] = []

    def read(
        self, given: dict[str, str], state: NeuronState, description: Description
    ) -> tuple[NeuronState, tuple[str, ...]]:
        state = self._preset(given.pop("preset", ""), state, description)
        if "points" in given:
            # Presets that were points once are steps and pulses now.
            given.setdefault("current", "points")
        if given.keys() >= WHOLE:
            state = replace(state, solver="exact")
        if "current" in given:
            current = self.choice("current", given.pop("current"), tuple(CURRENTS), state.current)
            state = replace(
                state, current=current, own=state.own if current == state.current else {}
            )
        limits = {parameter.name: parameter for parameter in description.parameters}
        strength = Parameter(
            "I_max", description.current_default, description.current_span,
            description.current_bounds, description.current_step, description.current_unit,
            "strength of the current",
        )  # fmt: skip
        common = {limit.name: limit for limit in (strength, PERIOD, ONSET, DURATION)}
        own_ones = own_limits(state.current, description)
        parameters, own = dict(state.parameters), dict(state.own)
        changes: dict[str, Any] = {}
        for key, text in given.items():
            if key in limits:
                limit = limits[key]
                parameters[key] = self._value(limit, text, parameters.get(key, limit.default))
            elif key in common:
                changes[key] = self._value(common[key], text, getattr(state, key))
            elif key in own_ones:
                limit = own_ones[key]
                own[key] = self._value(limit, text, own.get(key, limit.default))
            elif key == "points" and state.current == "points":
                own = self._points(text, own)
            elif key == "seed":
                changes[key] = self._seed(text, state.seed)
            elif key == "solver":
                changes[key] = self._solver(text, state, description)
            elif key == "view":
                changes[key] = self._view(text, description)
            elif key not in PAGE_KEYS:
                self.notices.append(f"The link names `{_short(key)}`, which is unknown here.")
        parameters = _needed(parameters, description)
        if "T" in changes and "onset" not in changes:
            changes["onset"] = onset_within(changes["T"], state.onset)
        return replace(state, parameters=parameters, own=own, **changes), tuple(self.notices)

    def _preset(self, text: str, state: NeuronState, description: Description) -> NeuronState:
        if not text:
            return state
        preset = find_preset(description, text)
        if preset is None:
            names = ", ".join(preset.name for preset in description.presets) or "none"
            self.notices.append(
                f"`preset` was `{_short(text)}` in the link, which this model does not have "
                f"({names}); its defaults are used."
            )
            return state
        return preset_state(state.model, description, preset)

    def _solver(self, text: str, state: NeuronState, description: Description) -> str:
        solver = self.choice("solver", text, SOLVERS, "exact")
        preset = find_preset(description, state.preset)
        if solver == "published" and (preset is None or preset.published is None):
            self.notices.append(
                "No paper's time step is known for this state; it is integrated exactly."
            )
            return "exact"
        return solver

    def _view(self, text: str, description: Description) -> tuple[str, ...]:
        names = text.split(",")
        view = fitting_view(names, description)
        unknown = [name for name in names if name not in VIEWS]
        if unknown:
            why = f"not made of {', '.join(VIEWS)}"
            self._replaced("view", text, why, ", ".join(view))
        elif not set(view) <= set(names):
            self.notices.append(
                "The link shows only a phase plane, which a model of one equation does not have; "
                "everything is shown."
            )
        return view

    def _points(self, text: str, own: dict[str, Any]) -> dict[str, Any]:
        try:
            return {**own, "points": Points.from_text(text).points}
        except ValueError as error:
            self.notices.append(f"`points` in the link cannot be read: {error}")
            return own

    def _value(self, limit: Parameter, text: str, default: float) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            self._replaced(limit.name, text, "not a number", shortest(default))
            return default
        if limit.whole and value != math.floor(value):
            value = math.floor(value + 0.5)
            self._replaced(limit.name, text, "no whole number", shortest(value))
        low, high = limit.bounds
        inside = min(max(value, low), high)
        if inside != value:
            unit = f" {limit.unit}" if limit.unit else ""
            why = f"outside [{low:g}, {high:g}]{unit}"
            self._replaced(limit.name, text, why, shortest(inside))
        return inside

    def _seed(self, text: str, default: int) -> int:
        if text.isascii() and text.isdigit() and len(text) <= 10 and int(text) <= MAX_SEED:
            return int(text)
        self._replaced("seed", text, f"not a whole number from 0 to {MAX_SEED}", str(default))
        return default

    def choice(self, key: str, text: str, choices: tuple[str, ...], default: str) -> str:
        if text in choices:
            return text
        self._replaced(key, text, f"not one of {', '.join(choices)}", default)
        return default

    def _replaced(self, name: str, text: str, why: str, used: str) -> None:
        self.notices.append(
            f"`{name}` was `{_short(text)}` in the link, which is {why}; {used} is used."
        )


def shortest(value: float) -> str:
    """Return the shortest text that reads back as the same number."""
    text = repr(float(value))
    return text.removesuffix(".0")


def _short(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:29]}…"
