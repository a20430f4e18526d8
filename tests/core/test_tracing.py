"""Models as programs: they give what the Python gives, or a sentence says why not."""

from __future__ import annotations

import math
import random
import re
from math import exp
from typing import Any

import numpy as np
import pytest

from core import examples
from spiking_core import MODELS, BaseSpikingModel, Description
from spiking_core.current_value import CurrentValue
from spiking_core.tracing import (
    TracedModel,
    UntraceableModel,
    check,
    evaluate,
    replay,
    trace_model,
)

each_model = pytest.mark.parametrize("name", MODELS)


def default(name: str) -> BaseSpikingModel:
    return MODELS[name](Description.of(MODELS[name]).defaults)


def traced(model: BaseSpikingModel) -> TracedModel:
    """The traced model, checked and replayed."""
    result = trace_model(model)
    replay(model, result, count=40)
    return result


def slopes(result: TracedModel, y: list[float], *parameters: float, I: float = 0.0) -> list[float]:
    return [float(x) for x in evaluate(result.rhs, [0.0, I, *y, *parameters])]


@each_model
def test_a_model_of_the_roster_traces_and_replays(name: str):
    model = default(name)
    result = traced(model)
    assert result.parameters == tuple(p.name for p in Description.of(MODELS[name]).parameters)
    assert result.states == tuple(s.name for s in Description.of(MODELS[name]).states)
    for program in (result.rhs, result.reset, result.threshold, result.refractory):
        if program is not None:
            check(program)


@each_model
def test_nothing_but_arithmetic_gives_the_same_bits(name: str):
    model = default(name)
    result = trace_model(model)
    rng = np.random.default_rng(3)
    y = [float(v * rng.uniform(0.5, 1.5)) for v in model.y0]
    python = model._adapted_rhs(len(y))(2.0, list(y), CurrentValue(0.7))
    program = evaluate(result.rhs, [2.0, 0.7, *y, *all_values(model, result)])
    # Powers are products in a program; NumPy's exp of a float is that of an array.
    assert program == pytest.approx(python, rel=1e-14)
    if name in ("lif", "qif", "izhikevich2007"):
        assert program == python


def all_values(model: BaseSpikingModel, result: TracedModel) -> list[float]:
    return [model.params[name] for name in result.parameters]


@each_model
def test_a_program_does_not_hold_the_values_of_the_parameters(name: str):
    description = Description.of(MODELS[name])
    other = {p.name: 0.5 * (p.span[0] + p.span[1]) for p in description.parameters}
    assert trace_model(MODELS[name](other)) == trace_model(default(name))


def test_a_threshold_computed_in_the_constructor_follows_the_parameters():
    result = trace_model(default("adex"))
    values = Description.of(MODELS["adex"]).defaults | {"V_T": -55.0, "Delta_T": 1.5}
    got = evaluate(result.threshold, [values[name] for name in result.parameters])
    assert got == [-55.0 + 25 * 1.5]


def test_a_model_without_reset_has_none():
    assert trace_model(default("hodgkin_huxley")).reset is None
    assert trace_model(default("lif")).reset is not None


def test_a_model_is_as_before_after_tracing():
    model = default("adex")
    before = dict(vars(model)), dict(globals()), BaseSpikingModel.__init__, vars(math).copy()
    trace_model(model)
    assert (vars(model), globals(), BaseSpikingModel.__init__, vars(math)) == before


@pytest.mark.parametrize(
    ("cls", "parameters"),
    [
        (examples.Bare, examples.REGULAR_SPIKING),
        (examples.Linear, {"omega": 1.5, "damping": 0.1}),
        (examples.LeakyIntegrateAndFire, {"tau": 10.0}),
        (examples.FromWaveform, {}),
    ],
)
def test_the_examples_trace(cls: type[BaseSpikingModel], parameters: dict[str, float]):
    traced(cls(parameters))


def rate(v: Any) -> Any:
    return exp(-v / 10) + math.tanh(v)


class Model(BaseSpikingModel):
    """Two states, two parameters, no reset."""

    y0 = (-60.0, 0.5)
    spike_condition = 0.0
    required_params = ("g", "k")

    def _rhs(self, t: float, y: Any, I: Any) -> Any:
        return [-y[0] + I, -y[1]]


def made(cls: type[BaseSpikingModel]) -> BaseSpikingModel:
    return cls({"g": 2.0, "k": 3.0})


class Nested(Model):
    def _rhs(self, t, y, I):
        v, w = y
        if v > -50:
            dv = self.params["g"] * v if w > 0.4 else 1.0
        elif v > -70:
            dv = 2.0
        else:
            dv = 3.0
        return [dv + I, w if -65 < v < -55 else -w]

    def _apply_reset(self, y):
        if y[1] > 0.5:
            y[0] = -60
        else:
            y[0], y[1] = -70, y[1] + self.params["k"]
        return y


def test_if_on_the_state_goes_both_ways():
    result = traced(made(Nested))
    assert slopes(result, [-40.0, 0.5], 2.0, 3.0) == [-80.0, -0.5]
    assert slopes(result, [-40.0, 0.3], 2.0, 3.0) == [1.0, -0.3]
    assert slopes(result, [-60.0, 0.3], 2.0, 3.0) == [2.0, 0.3]
    assert slopes(result, [-75.0, 0.3], 2.0, 3.0) == [3.0, -0.3]
    assert result.reset is not None
    assert evaluate(result.reset, [0.0, 0.7, 2.0, 3.0]) == [-60.0, 0.7]
    assert evaluate(result.reset, [0.0, 0.2, 2.0, 3.0]) == [-70.0, 3.2]


class ByMath(Model):
    unpacks_state = True

    def _rhs(self, t, y, I):
        v, w = y
        fast = math.exp(-v / 20) + exp(-v / 10) + rate(v / 50) + math.log(w * w + 1, 2)
        return fast + I, math.sqrt(abs(w)) + math.pi - math.pow(w, 2) + math.floor(v)


class ByArray(Model):
    def _rhs(self, t, y, I):
        g, k = self.params["g"], self.params["k"]
        A = np.array([[-g, k], [-k, -g]])
        dy = A @ y + np.array([float(I), 0.0], dtype=float)
        dy *= 2
        return dy + np.exp(y / 50) - y.copy() * y[0] + np.where(y > 0, y, np.tanh(y))


class Filled(Model):
    def _rhs(self, t, y, I):
        dy = np.zeros(2)
        dy[0] = -y[0] + I
        dy[1] = np.clip(y[1], 0, self.params["k"])
        return dy

    def _apply_reset(self, y):
        y[0] = np.minimum(y[0], self.params["g"])
        return np.maximum(y, -65.0)


class ByTime(Model):
    def _rhs(self, t, y, I):
        current = I[min(int(t / self.dt), 10_000)]
        return [current - y[0] + np.sin(t / 10), (t % 25.0) * y[1]]


class Builtins(Model):
    def _rhs(self, t, y, I):
        v, w = y
        held = min(max(v, -80.0), 20.0)
        return [sum([held, I, max(v, w, 0.0)]), round(w) + float(w) + abs(v) ** 1.5 + (v > w) * 2.0]


class Computed(Model):
    def __init__(self, parameters, T=250):
        super().__init__(parameters, T)
        self.tau = self.params["g"] / self.params["k"]
        self.table = [self.tau, 2 * self.params["g"]]
        self.gain = 1.0
        if self.params["g"] > 1.0:
            self.spike_condition = -self.params["k"]
        else:
            self.spike_condition = -10.0

    def _rhs(self, t, y, I):
        return -y / self.tau + self.gain * self.table[1]

    def _refractory(self):
        return 2 * self.params["k"]


class Gate:
    """A helper with methods of its own."""

    def __init__(self, half: float, slope: float) -> None:
        self.half, self.slope = half, slope

    def open(self, v: Any) -> Any:
        return 1 / (1 + math.exp((self.half - v) / self.slope))


class ByHelpers(Model):
    def __init__(self, parameters, T=250):
        super().__init__(parameters, T)
        self.gate = Gate(-40.0, 5.0)
        self.square = lambda v: math.pow(v, 2)

    @property
    def doubled(self) -> float:
        return 2 * self.params["g"]

    @staticmethod
    def saturated(v: Any) -> Any:
        return math.tanh(v / 30)

    def _rhs(self, t, y, I):
        v, w = np.asarray(y, dtype=float)
        inner = Gate(-20.0, self.params["k"]).open(v) + self.saturated(v)
        return [self.gate.open(v) * self.doubled + inner, self.square(w) + I]


TRACEABLE = (Model, ByHelpers, Nested, ByMath, ByArray, Filled, ByTime, Builtins, Computed)


@pytest.mark.parametrize("cls", TRACEABLE)
def test_ordinary_python_traces(cls: type[BaseSpikingModel]):
    traced(made(cls))


def test_a_model_derived_from_one_of_the_roster_traces():
    class WithShunt(MODELS["hodgkin_huxley"]):
        def _rhs(self, t, y, I):
            dV, *others = super()._rhs(t, y, I)
            return [dV - 0.1 * (y[0] + 70) if y[0] > -70 else dV, *others]

    traced(WithShunt(Description.of(WithShunt).defaults))


def test_min_and_max_need_no_second_way():
    program = trace_model(made(Builtins)).rhs
    assert sum(i.primitive == "select" for i in program.instructions) == 5


def test_what_a_constructor_computes_follows_the_parameters():
    result = traced(made(Computed))
    assert slopes(result, [1.0, 2.0], 4.0, 2.0) == [7.5, 7.0]
    assert evaluate(result.threshold, [4.0, 2.0]) == [-2.0]
    assert evaluate(result.threshold, [0.5, 2.0]) == [-10.0]
    assert evaluate(result.refractory, [4.0, 2.0]) == [4.0]


def test_what_is_set_after_construction_is_a_constant():
    model: Any = made(Computed)
    model.gain, model.tau, model.spike_condition = 3.0, 5.0, 7.0
    result = traced(model)
    assert slopes(result, [10.0, 5.0], 4.0, 2.0) == [22.0, 23.0]
    assert evaluate(result.threshold, [4.0, 2.0]) == [7.0]


def test_names_are_unique_and_valid():
    class Clash(Model):
        y0 = (0.0, 0.0, 0.0)
        required_params = ("v", "t", "I", "g-Na")

        def _rhs(self, t, y, I):
            return -y

    result = trace_model(Clash({"v": 1.0, "t": 2.0, "I": 3.0, "g-Na": 4.0}))
    assert result.parameters == ("v", "t", "I", "g-Na")
    assert result.rhs.inputs == ("t", "I", "v", "y_1", "y_2", "v_2", "t_2", "I_2", "g_Na")


class Loop(Model):
    def _rhs(self, t, y, I):
        v = y[0]
        while v > 0:
            v = v - 60
        return [v, y[1]]


class ManyIfs(Model):
    def _rhs(self, t, y, I):
        return [sum(1.0 if y[0] > level else 0.0 for level in range(10)), y[1]]


class Table(Model):
    table = np.linspace(0, 1, 100)

    def _rhs(self, t, y, I):
        return [self.table[int(t / self.dt)], y[1]]


class Interpolated(Model):
    def _rhs(self, t, y, I):
        return [np.interp(y[0], [0, 1], [2, 3]), y[1]]


class Foreign(Model):
    def _rhs(self, t, y, I):
        return [math.gamma(y[1]), y[1]]


class ImportedInside(Model):
    def _rhs(self, t, y, I):
        from math import exp as e

        return [e(y[0]), y[1]]


class IntegerState(Model):
    def _rhs(self, t, y, I):
        return [int(y[0]), y[1]]


class TooFew(Model):
    def _rhs(self, t, y, I):
        return [-y[0]]


class NoReturn(Model):
    def _rhs(self, t, y, I):
        _ = self.params["g"] * y[0]


class Text(Model):
    def _rhs(self, t, y, I):
        return ["-v", y[1]]


class FloatArray(Model):
    def _apply_reset(self, y):
        store = np.random.default_rng().normal(size=2)
        store[0] = y[0]
        return store


class Length(Model):
    def _rhs(self, t, y, I):
        return [I[len(I) - 1], y[1]]


class Indexed(Model):
    def _rhs(self, t, y, I):
        return [[1, 2, 3][y[0]], y[1]]


class Wrong(Model):
    def _rhs(self, t, y, I):
        return [y[0].nothing(), y[1]]


class Kept(Model):
    store: list[Any] = []

    def _rhs(self, t, y, I):
        self.store.append(y[0])
        return [self.store[0], y[1]]

    def _apply_reset(self, y):
        return [self.store[0] + y[0], y[1]]


REFUSED = {
    Loop: ("_rhs", "while v > 0:", "a `while` on the state cannot be traced"),
    ManyIfs: ("_rhs", "return [sum(", "more than 32 decisions or 64 ways"),
    Table: ("_rhs", "return [self.table[", "a table cannot be looked up by time"),
    Interpolated: ("_rhs", "return [np.interp(", "`interp` cannot be traced"),
    Foreign: ("_rhs", "return [math.gamma(", "`math.gamma` cannot be traced"),
    ImportedInside: ("_rhs", "return [e(y[0])", "use NumPy functions such as np.exp"),
    IntegerState: ("_rhs", "return [int(", "except for I[int(t / self.dt)]; use np.floor"),
    TooFew: ("_rhs", "def _rhs(", "1 value is returned, and 2 are expected"),
    NoReturn: ("_rhs", "def _rhs(", "nothing is returned, and 2 are expected"),
    Text: ("_rhs", "def _rhs(", "`str` stands where a number is needed"),
    FloatArray: ("_apply_reset", "store[0] = y[0]", "`float()` cannot be applied"),
    Length: ("_rhs", "return [I[len(I)", "`len()` cannot be applied"),
    Indexed: ("_rhs", "return [[1, 2, 3]", "no list or table can be indexed"),
    Wrong: ("_rhs", "return [y[0].nothing", "a number and has no `nothing`"),
    Kept: ("_apply_reset", "return [self.store[0] +", "a value kept from an earlier call"),
}


@pytest.mark.parametrize("cls", REFUSED, ids=lambda cls: cls.__name__)
def test_what_cannot_be_traced_is_named_with_its_line(cls: type[BaseSpikingModel]):
    method, source, cure = REFUSED[cls]
    place = rf"`{method}` of `{cls.__name__}` \(line \d+: `.*{re.escape(source)}"
    with pytest.raises(UntraceableModel, match=place + ".*" + re.escape(cure)) as caught:
        traced(made(cls))
    line = int(re.findall(r"line (\d+)", str(caught.value))[0])
    with open(__file__) as file:
        assert source in file.read().split("\n")[line - 1]


class Counting(Model):
    count = 0

    def _rhs(self, t, y, I):
        self.count += 1
        return [self.count * y[0], y[1]]


class SinceReset(Model):
    last = 0.0

    def _rhs(self, t, y, I):
        return [y[0] - self.last, y[1]]

    def _apply_reset(self, y):
        self.last = self.last + 1.0
        return y


class Noisy(Model):
    def _rhs(self, t, y, I):
        return [y[0] + np.random.normal(), y[1]]  # noqa: NPY002


class NoisyReset(Model):
    def _apply_reset(self, y):
        return [random.random(), y[1]]


class Wrapped(Model):
    table = np.linspace(0, 1, 7)

    def _rhs(self, t, y, I):
        return [self.table[int(t / self.dt) % 7], y[1]]


class Converted(Model):
    def __init__(self, parameters, T=250):
        super().__init__(parameters, T)
        self.tau = int(self.params["g"] * 10)

    def _rhs(self, t, y, I):
        return -y / self.tau


class HiddenThreshold(Model):
    def __init__(self, parameters, T=250):
        super().__init__(parameters, T)
        self.spike_condition = float(str(self.params["g"]))


CAUGHT = {
    Counting: ("_rhs", "v"),
    SinceReset: ("_rhs", "v"),
    Noisy: ("_rhs", "v"),
    NoisyReset: ("_apply_reset", "v"),
    Wrapped: ("_rhs", "v"),
    Converted: ("_rhs", "v"),
    HiddenThreshold: ("spike_condition", "the threshold"),
}


@pytest.mark.parametrize("cls", CAUGHT, ids=lambda cls: cls.__name__)
def test_the_replay_catches_what_a_trace_cannot_see(cls: type[BaseSpikingModel]):
    method, variable = CAUGHT[cls]
    model = made(cls)
    result = trace_model(model)
    message = (
        rf"`{method}` of `{cls.__name__}` gives \S+ for `{variable}`, and its trace gives \S+: "
        "it must depend on nothing but t, y, I"
    )
    with pytest.raises(UntraceableModel, match=message):
        replay(model, result)


def test_the_replay_leaves_the_model_as_it_is():
    model: Any = made(Counting)
    with pytest.raises(UntraceableModel, match="Counting"):
        replay(model, trace_model(model))
    assert model.count == 0


def test_a_model_that_is_undefined_at_its_states_is_not_accepted():
    class Undefined(Model):
        def _rhs(self, t, y, I):
            return [math.log(y[0] - 1000), y[1]]

    model = made(Undefined)
    with pytest.raises(UntraceableModel, match="`_rhs` of `Undefined` is undefined at 40 of 40"):
        replay(model, trace_model(model))


def test_a_constructor_that_refuses_parameters_does_not_stop_the_replay():
    class Particular(Model):
        def __init__(self, parameters, T=250):
            super().__init__(parameters, T)
            if self.params["g"] != 2.0:
                raise ValueError("`g` must be 2.")

    traced(made(Particular))


def test_a_traced_value_is_of_no_use_outside_its_trace():
    kept: list[Any] = []

    class Leaking(Model):
        def _rhs(self, t, y, I):
            kept.append(y[0])
            return [-y[0], -y[1]]

    trace_model(made(Leaking))
    with pytest.raises(TypeError, match="neither true nor false outside its trace"):
        bool(kept[0] > 0)
    with pytest.raises(TypeError, match=r"use NumPy functions such as np.exp instead of math.exp"):
        float(kept[0])
