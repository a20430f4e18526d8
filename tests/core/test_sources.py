"""Every number of every model against where it was read, and every model against SciPy.

The tables are in `sources`, one file for each model; `sources/table.py` tells their form. A
number that stands in a model's file must be in its table, unless it belongs to what is shown and
not to what the neuron is:

- spans, bounds and steps of sliders, what the page shows first, the year of the paper;
- `y0` of the class, which every model replaces by the rest that it computes;
- presets, whose parameters are compared as objects, by their names;
- the length of a run, which `__init__` hands on;
- the integers 0, 1 and 2.

Checked beside, not in these tests: the runs of the seven smooth models in Brian2 2.9 (equations
typed anew, Runge-Kutta of order 4, dt 0.001 ms) have the same counts and spike times within
0.001 ms, which is Brian2's grid; those of Hodgkin and Huxley in NEURON 9.0 with its own `hh`
(el -54.387 mV, no table, CVODE with tolerance 1e-11) the same counts and times within 0.002 ms.
The seven models with a reset were run in Brian2 too, with a step of 0.002 ms and spikes at the
ends of steps: every count agrees but two (the FS cell of Izhikevich 2007 at 400 and 800 pA, 92 and
195 spikes here, one fewer there), times within 0.4 ms, and those of FS within 3.3 ms after up to
195 spikes; with a quarter of the step FS comes four to seven times closer.
"""

from __future__ import annotations

import ast
import inspect
import re
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from core.reference import UpwardCrossing
from core.sources.table import Chosen, Found
from spiking_core import MODELS, BaseSpikingModel, Description
from spiking_core.rest import resting_state

SHOWN = {
    "current_span", "current_bounds", "current_step", "current_default", "duration", "rest_range",
    "year", "presets",
}  # fmt: skip
TABLES = {
    name: import_module(f"core.sources.{name}")
    for name in MODELS
    if (Path(__file__).parent / "sources" / f"{name}.py").exists()
}
each_model = pytest.mark.parametrize("name", TABLES)
each_seed = pytest.mark.parametrize("seed", range(5))


def described(name: str) -> Description:
    return Description.of(MODELS[name])


def values_of(row: Found | Chosen) -> set[float]:
    """Return the numbers of a row; a sign is an operator of the formula and not part of it."""
    given = row.values
    if isinstance(given, dict):
        given = tuple(given.values())
    return {abs(float(v)) for v in (given if isinstance(given, tuple) else (given,))}


def numbers_in(tree: ast.AST) -> set[float]:
    """Return the numbers in a piece of code, but 0, 1 and 2."""
    return {
        float(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and not isinstance(node.value, bool)
        and node.value not in (0, 1, 2)
    }


def numbers_of_text(text: str) -> set[float]:
    return numbers_in(ast.parse(text, mode="eval"))


class OnlyTheNeuron(ast.NodeTransformer):
    """Takes out of a model's file what is shown and not what the neuron is."""

    def visit_keyword(self, node: ast.keyword) -> ast.keyword | None:
        return None if node.arg in SHOWN else self.generic_visit(node)  # pyright: ignore

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | None:
        makes_preset = isinstance(node.returns, ast.Name) and node.returns.id == "Preset"
        if node.name == "__init__":  # its T is the length of a run
            node.args.defaults = []
        return None if makes_preset else self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        is_start = any(isinstance(t, ast.Name) and t.id == "y0" for t in node.targets)
        return None if is_start else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called == "Parameter":  # its name and default; span, bounds and step are shown
            node.args = node.args[:2]
        return self.generic_visit(node)


def numbers_in_file(name: str) -> set[float]:
    """Return the numbers in a model's file, its formulae as text included."""
    tree = OnlyTheNeuron().visit(ast.parse(inspect.getsource(inspect.getmodule(MODELS[name]))))  # pyright: ignore
    found = numbers_in(tree)
    for equation in (*described(name).equations, *described(name).reset):
        found |= numbers_of_text(equation.right)
    if described(name).threshold:
        found |= numbers_of_text(described(name).threshold)
    return found


def rows(table: ModuleType) -> dict[str, Found | Chosen]:
    return {
        f"{part} {name}": row
        for part in ("PARAMETERS", "NUMBERS", "PRESETS")
        for name, row in getattr(table, part).items()
    }


def test_every_model_of_the_roster_has_its_table():
    assert list(TABLES) == list(MODELS)


@each_model
def test_every_number_in_the_models_file_is_in_its_table(name: str):
    table = TABLES[name]
    sourced = set[float]().union(
        *(values_of(row) for row in (*table.PARAMETERS.values(), *table.NUMBERS.values()))
    )
    derived = set(getattr(table, "DERIVED", {}))
    assert sorted(numbers_in_file(name) - sourced - derived) == []


@each_model
def test_a_derived_number_is_made_of_sourced_ones(name: str):
    table = TABLES[name]
    sourced = set[float]().union(*(values_of(row) for row in table.NUMBERS.values()))
    for number, arithmetic in getattr(table, "DERIVED", {}).items():
        assert number in numbers_in_file(name)
        assert numbers_of_text(arithmetic) <= sourced
        assert eval(arithmetic, {"__builtins__": {}}) == pytest.approx(number, rel=1e-15)


@each_model
def test_every_default_is_that_of_the_table(name: str):
    found = {key: row.values for key, row in TABLES[name].PARAMETERS.items()}
    assert found == described(name).defaults


@each_model
def test_every_equation_has_the_numbers_of_the_table(name: str):
    equations = {e.left: numbers_of_text(e.right) for e in described(name).equations}
    equations |= {f"reset {e.left}": numbers_of_text(e.right) for e in described(name).reset}
    if described(name).threshold:
        equations["threshold"] = numbers_of_text(described(name).threshold)
    elif MODELS[name].index_threshold_variable is None:
        equations["spike_condition"] = {abs(float(MODELS[name].spike_condition))}
    # The level of a spike is in the table even where it is 0.
    with_numbers = {
        left: numbers for left, numbers in equations.items() if numbers or left == "spike_condition"
    }
    assert {left: values_of(row) for left, row in TABLES[name].NUMBERS.items()} == with_numbers


@each_model
def test_every_preset_has_the_parameters_of_the_table(name: str):
    presets = {p.name: dict(p.parameters) for p in described(name).presets if p.parameters}
    assert {key: row.values for key, row in TABLES[name].PRESETS.items()} == presets


@each_model
def test_every_row_has_two_sources_or_a_reason(name: str):
    table = TABLES[name]
    texts = list(table.SOURCES.values())
    assert len(set(texts)) == len(texts)
    for key, row in rows(table).items():
        if isinstance(row, Chosen):
            assert re.fullmatch(r"[A-Z].{20,}\.", row.reason), key
        else:
            assert len(set(row.sources)) >= 2, key
            assert set(row.sources) <= set(table.SOURCES), key


@each_model
def test_a_class_starts_at_the_rest_that_it_computes(name: str):
    # So `y0` of the class needs no source.
    assert resting_state(MODELS[name](described(name).defaults)) is not None


@each_model
@each_seed
def test_the_right_hand_side_is_that_of_a_source(name: str, seed: int):
    table, description = TABLES[name], described(name)
    rng = np.random.default_rng(seed)
    for _ in range(20):
        p = {q.name: float(rng.uniform(*q.span)) for q in description.parameters}
        model = MODELS[name](p)
        p = {q.name: model.params[q.name] for q in description.parameters}
        v = float(rng.uniform(*description.rest_range))
        y = [float(x or 1.0) * float(rng.uniform(0.5, 1.5)) for x in model._steady_state(v)]
        y[model.index_voltage_variable] = v
        I = float(rng.uniform(*description.current_span))
        expected = np.array(table.rhs(p, y, I), dtype=float)
        found = np.array(model._rhs(0.0, list(y), I), dtype=float)
        # Of a sum of large terms of both signs: 1e-12 of what a current of 1000 spans adds.
        scale = np.abs(np.array(table.rhs(p, y, I + 1000.0)) - expected).max()
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12 * scale)


@pytest.mark.parametrize("name", [n for n, table in TABLES.items() if hasattr(table, "reset")])
@each_seed
def test_what_happens_at_a_spike_is_that_of_a_source(name: str, seed: int):
    table, description = TABLES[name], described(name)
    rng = np.random.default_rng(seed)
    p = {q.name: float(rng.uniform(*q.span)) for q in description.parameters}
    model = MODELS[name](p)
    y = [float(v) for v in rng.uniform(-80.0, 80.0, len(model.y0))]
    np.testing.assert_allclose(model._apply_reset(list(y)), table.reset(p, y), rtol=1e-12)
    assert model._refractory() == getattr(table, "refractory", lambda p: 0.0)(p)
    if model.index_threshold_variable is None:
        level = table.SPIKE if isinstance(table.SPIKE, int | float) else table.SPIKE(p)
        assert model.spike_condition == level


def independent_spike_times(table: ModuleType, model: BaseSpikingModel, I: float) -> list[float]:
    """Return the spike times in ms by SciPy's DOP853 and the table's own right-hand side.

    `model` gives its parameters, its start and which state is the membrane potential, no more.
    """
    p = {q.name: model.params[q.name] for q in Description.of(type(model)).parameters}
    voltage = model.index_voltage_variable
    resets = hasattr(table, "reset")
    level = table.SPIKE if isinstance(table.SPIKE, int | float) else table.SPIKE(p)
    crossing = UpwardCrossing(voltage, level, model.index_threshold_variable, resets)

    def slope(t, y):
        return table.rhs(p, y.tolist(), I)

    t, y, spikes = 0.0, np.array(model.y0, dtype=float), []
    while t < table.T:
        run = solve_ivp(
            slope, (t, table.T), y, "DOP853", events=crossing, rtol=1e-12, atol=1e-12,
        )  # fmt: skip
        assert run.success, run.message
        spikes += run.t_events[0].tolist()
        t, y = float(run.t[-1]), run.y[:, -1]
        if run.status == 1:
            y = np.array(table.reset(p, y.tolist()), dtype=float)
            held = getattr(table, "refractory", lambda p: 0.0)(p)
            if held:
                assert y.size == 1, "the other states would go on while the potential is held"
                t += held
    return [spike for spike in spikes if spike <= table.T]


RUNS = [
    pytest.param(name, I, id=f"{name}-{I:g}")
    for name, table in TABLES.items()
    for I in table.CURRENTS
]


@each_model
def test_five_currents_lie_across_the_usual_range(name: str):
    low, high = described(name).current_span
    currents = TABLES[name].CURRENTS
    assert len(currents) == 5
    assert low < min(currents)
    assert max(currents) <= high
    assert all(one < other for one, other in pairwise(currents))


@pytest.mark.parametrize(("name", "I"), RUNS)
def test_spike_times_and_rate_are_those_of_an_independent_program(name: str, I: float):
    table = TABLES[name]
    model = MODELS[name](described(name).defaults, T=table.T)
    if table.START is not None:
        model.y0 = table.START
    model.set_input(I)
    model.integrate()
    expected = independent_spike_times(table, model, I)
    assert model.solution.outcome.ok
    assert len(expected) >= 3
    assert model.num_spikes == len(expected)
    np.testing.assert_allclose(model.spike_times, expected, rtol=0, atol=0.01)
    # The rate of the last interval, in 1/ms.
    rate, expected_rate = (1 / (times[-1] - times[-2]) for times in (model.spike_times, expected))
    assert rate == pytest.approx(expected_rate, rel=1e-4)
