"""What every model of the roster must satisfy."""

from __future__ import annotations

import dataclasses
import keyword
import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from core.reference import reference_solution
from spiking_core import CURRENTS, MODELS, BaseSpikingModel, Description, Equation, Preset
from spiking_core.description import Parameter
from spiking_core.rest import is_stable

each_model = pytest.mark.parametrize("name", MODELS)
each_engine = pytest.mark.parametrize("compiled", [True, False], ids=["kernel", "reference"])
each_seed = pytest.mark.parametrize("seed", range(10))
PRESETS = [
    pytest.param(name, preset, id=f"{name}-{preset.name}")
    for name, model in MODELS.items()
    for preset in Description.of(model).presets
]
# Spike times by name of the run and its end: both engines are held to the same ones.
EXPECTED: dict[tuple[str, float], NDArray[np.floating]] = {}
# Names that a link uses for something else than a parameter of the model.
TAKEN = {
    "model", "preset", "current", "I_max", "I_period", "I_base", "onset", "T", "seed", "solver",
    "view", "embed", "points", "t", "I", "dt",
    *(own.name for current in CURRENTS.values() for own in current.own),
}  # fmt: skip


def described(name: str) -> Description:
    return Description.of(MODELS[name])


def default(name: str, T: float = 200.0) -> BaseSpikingModel:
    return MODELS[name](described(name).defaults, T=T)


def draw(name: str, seed: int) -> tuple[BaseSpikingModel, float, list[float], float]:
    """A model with random parameters, and a random time, state and current."""
    rng = np.random.default_rng(seed)
    values = {p.name: float(rng.uniform(*p.span)) for p in described(name).parameters}
    model = MODELS[name](values)
    v = float(rng.uniform(*described(name).rest_range))
    settled = model._steady_state(v)
    # What settles at zero is drawn as well.
    y = [x if i == model.index_voltage_variable else float((x or 1.0) * rng.uniform(0.5, 1.5))
         for i, x in enumerate(settled)]  # fmt: skip
    return model, float(rng.uniform(0, 100)), y, float(rng.uniform(*described(name).current_span))


class Scope(dict[str, Any]):
    """Names of an equation; an auxiliary one is computed when it is needed."""

    auxiliary: dict[str, str]

    def __missing__(self, name: str) -> Any:
        if name not in self.auxiliary:
            raise KeyError(name)
        return eval(self.auxiliary[name], {"__builtins__": {}}, self)


def scope(model: BaseSpikingModel, t: float, y: list[float], I: float) -> Scope:
    description = Description.of(type(model))
    states = {s.name: x for s, x in zip(description.states, y, strict=True)}
    names = Scope({**vars(np), **model.params, **states, "t": t, "I": I})
    auxiliary = description.equations[len(description.states) :]
    names.auxiliary = {equation.left: equation.right for equation in auxiliary}
    return names


def value(equation: Equation, names: Scope) -> float:
    return eval(equation.right, {"__builtins__": {}}, names)


@each_model
@each_seed
def test_the_displayed_equations_equal_the_right_hand_side(name: str, seed: int):
    model, t, y, I = draw(name, seed)
    names = scope(model, t, y, I)
    equations = described(name).equations[: len(y)]
    displayed = [float(value(equation, names)) for equation in equations]
    # Sums of large terms of both signs lose digits where the slope is small.
    np.testing.assert_allclose(displayed, model._rhs(t, list(y), I), rtol=1e-10, atol=1e-10)


@each_model
@each_seed
def test_the_displayed_reset_equals_the_reset(name: str, seed: int):
    model, t, y, I = draw(name, seed)
    names = scope(model, t, y, I)
    expected = dict(zip([s.name for s in described(name).states], y, strict=True))
    expected |= {e.left: float(value(e, names)) for e in described(name).reset}
    np.testing.assert_allclose(list(expected.values()), model._apply_reset(list(y)), rtol=1e-12)


@each_model
@each_seed
def test_the_displayed_threshold_is_that_of_the_code(name: str, seed: int):
    model, t, y, I = draw(name, seed)
    displayed = described(name).threshold or repr(float(MODELS[name].spike_condition))
    moving = model.index_threshold_variable
    expected = model.spike_condition if moving is None else y[moving]
    assert value(Equation("threshold", displayed), scope(model, t, y, I)) == expected


@each_model
def test_the_equations_stand_in_the_order_of_the_states(name: str):
    states = described(name).states
    lefts = [equation.left for equation in described(name).equations]
    assert lefts[: len(states)] == [f"d{s.name}/dt" for s in states]


@each_model
@each_seed
def test_the_right_hand_side_remembers_nothing(name: str, seed: int):
    model, t, y, I = draw(name, seed)
    first = list(model._rhs(t, list(y), I))
    model._rhs(t + 1, [x + 1 for x in y], I + 1)
    assert list(model._rhs(t, list(y), I)) == first


@each_model
def test_a_cell_without_input_stays_at_rest(name: str):
    model = default(name)
    rest = np.array(model.y0)
    slopes = np.array(model._rhs(0.0, list(model.y0), 0.0))
    assert np.abs(slopes).max() < 1e-9 * max(1.0, np.abs(rest).max())
    assert is_stable(model, tuple(model.y0))
    model.set_input(0)
    _, y = model.integrate()
    assert model.solution.outcome.ok
    assert model.num_spikes == 0
    # The root is found to the last digit; a stable state does not leave it.
    np.testing.assert_allclose(y, rest[:, None] * np.ones(y.shape[1]), rtol=1e-6, atol=1e-6)


@each_model
def test_the_first_picture_shows_spikes(name: str):
    model = default(name, T=750)
    model.set_input(CURRENTS["constant"](described(name).current_default))
    model.integrate()
    assert model.solution.outcome.ok
    assert model.num_spikes >= 2


@each_model
def test_shapes_are_those_of_the_contract(name: str):
    model = default(name)
    model.set_input(described(name).current_default)
    t, y = model.integrate()
    assert t.shape == (model.n_points,)
    assert y.shape == (len(model.y0), model.n_points)
    assert model.spike_times.shape == (model.num_spikes,)


@each_engine
@each_model
def test_every_spike_is_where_an_independent_method_puts_it(name: str, compiled: bool):
    model = default(name)
    model.set_input(described(name).current_default)
    # 0.01 ms is promised; by default ten times the worst that was seen is held.
    check_spikes(model, compiled, name, within=1e-4)


def check_spikes(
    model: BaseSpikingModel,
    compiled: bool,
    key: str,
    first: int | None = None,
    within: float = 0.01,
) -> None:
    """Within some ms, all of them or the `first` ones; up to where a run diverges."""
    model.use_kernel = compiled
    model.integrate()
    assert model.solution.compiled is compiled
    outcome = model.solution.outcome
    end = model.T if outcome.ok else math.floor(outcome.t - 5.0)
    if (key, end) not in EXPECTED:
        EXPECTED[key, end] = reference_solution(model, end).spike_times
    expected = EXPECTED[key, end][:first]
    found = model.spike_times[model.spike_times <= end][:first]
    assert found.size == expected.size
    np.testing.assert_allclose(found, expected, rtol=0, atol=within)


def parameters_of(name: str) -> list[Parameter]:
    return list(described(name).parameters)


@each_model
def test_a_value_out_of_bounds_is_refused_by_its_name(name: str):
    for p in parameters_of(name):
        values = described(name).defaults | {p.name: p.bounds[1] + 1}
        with pytest.raises(ValueError, match=f"`{p.name}` of `{MODELS[name].__name__}` must lie"):
            MODELS[name](values)


@each_model
def test_defaults_lie_in_spans_and_spans_in_bounds(name: str):
    for p in parameters_of(name):
        assert p.bounds[0] <= p.span[0] <= p.default <= p.span[1] <= p.bounds[1], p.name
        assert np.isfinite(p.bounds).all(), p.name


@each_model
def test_steps_divide_the_span_into_a_fine_scale(name: str):
    for p in parameters_of(name):
        assert 20 <= (p.span[1] - p.span[0]) / p.step <= 1000, p.name


@each_model
def test_every_text_is_there(name: str):
    description = described(name)
    assert description.title
    assert description.summary
    assert all(p.meaning for p in description.parameters)
    assert all(s.meaning for s in description.states)
    assert len(description.simplifications) >= 3
    assert description.reference is not None
    assert description.reference.doi.startswith("10.")


@each_model
def test_names_can_stand_in_a_link(name: str):
    assert MODELS[name].name == name
    names = [p.name for p in parameters_of(name)]
    assert len(set(names)) == len(names)
    assert not TAKEN.intersection(names)
    presets = [preset.name for preset in described(name).presets]
    assert len(set(presets)) == len(presets)
    for text in (name, *names, *presets):
        assert text.isidentifier()
        assert not keyword.iskeyword(text)


@each_model
def test_the_description_cannot_be_changed(name: str):
    with pytest.raises(dataclasses.FrozenInstanceError, match="title"):
        described(name).title = "another"  # pyright: ignore


def preset_model(name: str, preset: Preset, T: float | None = None) -> BaseSpikingModel:
    model = MODELS[name]({**described(name).defaults, **preset.parameters}, T=T or preset.T)
    if preset.y0 is not None:
        model.y0 = preset.y0
    model.set_input(CURRENTS[preset.current](**{"I_max": 0.0, **preset.input}))
    return model


@each_engine
@pytest.mark.parametrize(("name", "preset"), PRESETS)
def test_every_spike_of_a_preset_is_where_an_independent_method_puts_it(
    name: str, preset: Preset, compiled: bool
):
    model = preset_model(name, preset)
    chaotic = "chaotic" in preset.name or "chaotic" in preset.note.lower()
    check_spikes(model, compiled, f"{name} {preset.name}", first=3 if chaotic else None)


@pytest.mark.parametrize(("name", "preset"), PRESETS)
def test_a_preset_says_what_it_shows(name: str, preset: Preset):
    assert preset.title
    assert preset.note.endswith(".")
    assert preset.artefact <= (preset.published is not None)
    low, high = described(name).current_bounds
    assert low <= preset.input.get("I_max", 0.0) <= high
