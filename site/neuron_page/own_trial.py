"""Tries of a visitor's own model: what would fail later is told before it is shown."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np

from neuron_page.mistake import Mistake, line_of
from neuron_page.own_remarks import noise_line
from neuron_page.own_text import TRIAL
from neuron_page.sentences import did_you_mean, sentence_of
from spiking_core import (
    CURRENTS,
    BaseSpikingModel,
    Description,
    DormandPrince,
    Preset,
    PublishedEuler,
    checks,
)
from spiking_core.base import initial_state_of
from spiking_core.current_value import CurrentValue
from spiking_core.rest import resting_state

# What a compiled run does in its own way.
OF_RUN = ("set_input", "integrate", "_as_current", "_solve", "_adapted_rhs", "_adapted_reset")


def tried(cls: type[BaseSpikingModel], parameters: dict[str, float], text: str) -> BaseSpikingModel:
    """Return the model, after a short run on the reference."""
    model = cls(parameters, T=TRIAL)
    model.use_kernel = False
    model.set_input(Description.of(cls, parameters).current_default)
    y = checks.initial_state(model.y0, cls.__name__)
    # The integrator takes an overflow and a division by zero for the end of a run.
    model._rhs(0.0, y.tolist() if model.unpacks_state else y.copy(), CurrentValue(0.0))
    try:
        model.integrate()
    except ValueError as error:
        if "random numbers" not in str(error):
            raise
        raise Mistake(str(error), noise_line(cls, text)) from error
    level = model.index_threshold_variable
    y[model.index_voltage_variable] = model.spike_condition if level is None else y[level]
    model._adapted_reset(y.size)(y.tolist())
    return model


def try_prose(cls: type[BaseSpikingModel], parameters: dict[str, float], text: str) -> None:
    """Write what the page says of a model; a Mistake names the equation that cannot be shown."""
    from neuron_app import formula, prose

    described = Description.of(cls, parameters)
    for one in (*described.equations, *described.reset):
        try:
            formula.equation(one.left, one.right)
        except (SyntaxError, ValueError) as error:
            raise Mistake(
                f"The equation `{one.left}` = `{one.right}` of `{cls.__name__}` cannot be shown. "
                "It may have numbers, names, + - * / **, functions and comparisons.",
                line_of(f"`{one.left}` of `{cls.__name__}`", text),
            ) from error
    prose.equations_html(described, cls)
    prose.about_html(described)
    prose.heading_html(described)


def try_presets(cls: type[BaseSpikingModel], parameters: dict[str, float], text: str) -> None:
    """Make every preset; a Mistake names the one that fits nothing."""
    described = Description.of(cls, parameters)
    if isinstance(described.presets, Preset):
        raise Mistake(
            "`presets` must be several, in brackets; write a comma after a single one: "
            "`presets=(Preset(...),)`."
        )
    for preset in described.presets:
        try:
            _try_preset(cls, described, preset)
        except Exception as error:
            sentence = error.sentence if isinstance(error, Mistake) else sentence_of(error, None)
            name = str(getattr(preset, "name", preset))
            raise Mistake(
                f"The preset `{name}` of `{cls.__name__}` cannot be shown: {sentence}",
                line_of(f"`{name}` of `{cls.__name__}`", text),
            ) from error


def _try_preset(cls: type[BaseSpikingModel], described: Description, preset: Preset) -> None:
    from neuron_app.state import COMMON, own_limits, preset_state

    if preset.current not in CURRENTS:
        question = did_you_mean(preset.current, CURRENTS)
        raise Mistake(f"there is no input current `{preset.current}`.{question}")
    known = [*COMMON, *own_limits(preset.current, described)]
    known += ["points"] if preset.current == "points" else []
    for key in preset.input:
        if key not in known:
            raise Mistake(
                f"the current `{preset.current}` has no `{key}`.{did_you_mean(key, known)}"
            )
    model = preset_state(cls.__name__, described, preset).make_model(cls)
    if preset.y0 is not None:
        size = initial_state_of(cls, described.defaults).size
        given = checks.initial_state(preset.y0, cls.__name__).size
        if given != size:
            raise Mistake(f"its `y0` must have {size} values, as that of the class, got {given}.")
    if preset.published is not None:
        model.solver = PublishedEuler(**asdict(preset.published))


def unlike_page(model: BaseSpikingModel) -> str:
    """Return why a compiled run would not be what Python does with a model, or nothing."""
    cls, owner = type(model), type(model).__name__
    for name in OF_RUN:
        if getattr(cls, name) is not getattr(BaseSpikingModel, name):
            return f"`{name}` of `{owner}` is its own; a compiled run would not call it."
    for trial in _made(model):
        if trial.dt != BaseSpikingModel.dt:
            usual = f"{BaseSpikingModel.dt} ms in a compiled run"
            return f"`dt` of `{owner}` is {trial.dt} ms; it is {usual}."
        if trial.T != model.T or model.T != TRIAL:
            return f"`__init__` of `{owner}` sets `T`; a compiled run would not know it."
        if trial.solver != DormandPrince():
            return (
                f"`__init__` of `{owner}` sets `solver`; a compiled run has the usual method and "
                "tolerances."
            )
        start = initial_state_of(cls, model.params)
        if not np.array_equal(trial.y0, _start_on_page(trial, start), equal_nan=True):
            if hasattr(cls.y0, "__get__"):
                return (
                    f"`y0` of `{owner}` depends on the parameters; a compiled run starts from the "
                    "same state for all of them, or at the rest that `_steady_state(self, v)` "
                    "gives."
                )
            return (
                f"`__init__` of `{owner}` sets `y0`; a compiled run would start from that of the "
                "class. Set it there, or write `_steady_state(self, v)`."
            )
    return ""


def _made(model: BaseSpikingModel) -> Iterator[BaseSpikingModel]:
    """Yield models of the same class, with the same and with other parameters."""
    limits = Description.of(type(model), model.params).parameters
    yield type(model)(dict(model.params), T=TRIAL)
    for part in (0.3, 0.6):
        values = {p.name: p.span[0] + part * (p.span[1] - p.span[0]) for p in limits}
        with contextlib.suppress(Exception):  # which may not fit together
            yield type(model)(values, T=TRIAL)


def _start_on_page(model: BaseSpikingModel, start: Any) -> Any:
    """Return the state in which the page starts a compiled model, from that of its class."""
    if "y0" not in vars(model):
        return start
    bare = copy.copy(model)
    bare.y0 = start
    rest = resting_state(bare)
    return start if rest is None else rest
