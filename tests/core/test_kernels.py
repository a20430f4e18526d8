"""Compiled models: they give what the integrators in Python give."""

from __future__ import annotations

import dataclasses
import functools
import math
from typing import Any

import numpy as np
import pytest

from core.examples import (
    REGULAR_SPIKING,
    Bare,
    FromWaveform,
    LeakyIntegrateAndFire,
    Linear,
    MovingThreshold,
    Swapped,
)
from spiking_core import (
    CURRENTS,
    MODELS,
    BaseSpikingModel,
    Description,
    DormandPrince,
    IzhikevichModel,
    Preset,
    PublishedEuler,
    Solution,
)
from spiking_core.kernels.traced import model_text
from spiking_core.tracing import trace_model

each_model = pytest.mark.parametrize("name", MODELS)
PRESETS = [
    pytest.param(name, preset, id=f"{name}-{preset.name}")
    for name, model in MODELS.items()
    for preset in Description.of(model).presets
]
PUBLISHED = [case for case in PRESETS if isinstance(p := case.values[1], Preset) and p.published]
# Grid steps of 0.25 ms into the cut-off multiply a difference of one bit by ten at every spike.
AMPLIFYING = {"class_2_excitable": 150.0}


def both(model: BaseSpikingModel) -> tuple[Solution, Solution]:
    """Integrate by the kernel and by the reference."""
    model.use_kernel = True
    model.integrate()
    compiled = model.solution
    assert compiled.compiled
    return compiled, by_reference(model)


def by_reference(model: BaseSpikingModel) -> Solution:
    model.use_kernel = False
    model.integrate()
    assert not model.solution.compiled
    return model.solution


def run(model: BaseSpikingModel, I: Any = 0.0) -> Solution:
    model.set_input(I)
    model.integrate()
    return model.solution


def check_same(one: Solution, other: Solution, rtol: float = 1e-6, until: float = math.inf) -> None:
    """Compare everything; states relative to their largest value, spike times to 1e-7 ms.

    Where a cell rests, the error estimates are rounding errors, and the steps that follow from
    them differ: then both are within the solver's tolerance of 1e-8 and not equal.
    """
    assert one.outcome.kind == other.outcome.kind
    assert one.outcome.t == pytest.approx(other.outcome.t, rel=1e-7)
    np.testing.assert_array_equal(one.t, other.t)
    assert one.y.shape == other.y.shape
    assert (one.t.dtype, one.y.dtype) == (other.t.dtype, other.y.dtype)
    scale = np.maximum(np.abs(other.y).max(axis=1, keepdims=True, initial=0.0), 1e-12)
    early = other.t <= until
    np.testing.assert_allclose((one.y / scale)[:, early], (other.y / scale)[:, early], 0, rtol)
    assert one.spike_times.shape == other.spike_times.shape
    count = int((other.spike_times <= until).sum())
    for name in ("spike_times", "y_before", "y_after"):
        got, expected = (getattr(s, name)[..., :count] for s in (one, other))
        np.testing.assert_allclose(got, expected, rtol=1e-7, atol=1e-7)


def preset_model(name: str, preset: Preset) -> BaseSpikingModel:
    # Whole runs are held to an independent reference by test_roster.
    model = MODELS[name](
        Description.of(MODELS[name]).defaults | dict(preset.parameters), T=min(preset.T, 300.0)
    )
    if preset.y0 is not None:
        model.y0 = preset.y0
    model.set_input(CURRENTS[preset.current](**{"I_max": 0.0, **preset.input}))
    return model


@pytest.mark.parametrize(("name", "preset"), PRESETS)
def test_a_preset_runs_the_same(name: str, preset: Preset):
    check_same(*both(preset_model(name, preset)))


@pytest.mark.parametrize(("name", "preset"), PUBLISHED)
def test_a_preset_as_published_runs_the_same(name: str, preset: Preset):
    assert preset.published is not None
    model = preset_model(name, preset)
    model.solver = PublishedEuler(**dataclasses.asdict(preset.published))
    check_same(*both(model), rtol=1e-9, until=AMPLIFYING.get(preset.name, math.inf))


@each_model
@pytest.mark.parametrize("current", CURRENTS)
def test_every_current_is_followed_the_same(name: str, current: str):
    description = Description.of(MODELS[name])
    model = MODELS[name](description.defaults, T=60)
    model.set_input(CURRENTS[current](1.5 * description.current_default, 20.0, 10.0, 3))
    check_same(*both(model))


@each_model
@pytest.mark.parametrize("in_turn", [True, False])
def test_a_paper_s_scheme_runs_every_model_the_same(name: str, in_turn: bool):
    description = Description.of(MODELS[name])
    model = MODELS[name](description.defaults, T=60)
    model.set_input(CURRENTS["sine"](description.current_default, 20.0, 10.0))
    model.solver = PublishedEuler(0.02, in_turn)
    check_same(*both(model), rtol=1e-8)


@pytest.mark.parametrize(("T", "dt"), [(10.05, 0.1), (10, 0.3), (7, 0.7), (50, 0.01), (1, 1)])
def test_any_grid_is_the_same(T: float, dt: float):
    model = Bare(REGULAR_SPIKING, T=T)
    model.dt = dt
    model.set_input(30.0)
    check_same(*both(model))


@pytest.mark.parametrize("cls", [Bare, Swapped])
def test_a_class_written_against_the_table_alone_is_compiled(cls: type[BaseSpikingModel]):
    model = cls(REGULAR_SPIKING)
    model.y0 = np.array(model.y0) * 0.9
    model.set_input(np.linspace(0, 30, model.n_points))
    check_same(*both(model))


def test_linear_algebra_is_compiled():
    model = Linear({"omega": 0.5, "damping": 0.02}, T=100)
    model.set_input(0.1)
    check_same(*both(model))


@pytest.mark.parametrize("solver", [DormandPrince(rtol=1e-5, max_step=0.5), PublishedEuler(0.1)])
def test_a_refractory_time_is_the_same(solver):
    class Refractory(LeakyIntegrateAndFire):
        required_params = ("tau", "hold")

        def _refractory(self):
            return self.params["hold"]

    for hold in (0.0, 0.35, 3.0, 1e300):
        model = Refractory({"tau": 20.0, "hold": hold}, T=200)
        model.solver = solver
        model.set_input(CURRENTS["square"](3.0, 15.0, 0.0))
        check_same(*both(model))


@pytest.mark.parametrize("solver", [DormandPrince(), PublishedEuler(0.25)])
def test_a_moving_threshold_is_the_same(solver):
    model = MovingThreshold({}, T=40)
    model.solver = solver
    model.set_input(0.3)
    compiled, reference = both(model)
    check_same(compiled, reference)
    assert compiled.spike_times.size > 3


def test_a_threshold_given_to_an_instance_is_used():
    model = IzhikevichModel(REGULAR_SPIKING)
    model.set_input(10)
    model.integrate()
    count = len(IzhikevichModel._kernels)
    model.spike_condition = 0.0
    compiled, reference = both(model)
    check_same(compiled, reference)
    np.testing.assert_array_equal(compiled.y_before[0], 0.0)
    assert len(IzhikevichModel._kernels) == count


def test_a_reset_above_threshold_is_no_second_spike():
    class Stuck(LeakyIntegrateAndFire):
        def _apply_reset(self, y):
            return np.array([1.2])

    model = Stuck({"tau": 20.0})
    model.set_input(CURRENTS["square"](1.5, 120.0, 0.0))
    compiled, reference = both(model)
    check_same(compiled, reference)
    assert compiled.spike_times.size == 2


def test_a_spike_up_and_down_within_one_step_is_seen():
    class Parabola(FromWaveform):
        y0 = (-8.0,)
        spike_condition = 0.999

        def _rhs(self, t, y, I):
            return [2.0 * (3.0 - t)]

    model = Parabola({}, T=6)
    model.set_input(0)
    compiled, reference = both(model)
    check_same(compiled, reference)
    np.testing.assert_allclose(compiled.spike_times, [3 - np.sqrt(0.001)], rtol=0, atol=1e-9)


class Growing(FromWaveform):
    def _rhs(self, t, y, I):
        return 10 * y + I


class Exploding(FromWaveform):
    spike_condition = 1e300

    def _rhs(self, t, y, I):
        return y * y + I


class Zeno(FromWaveform):
    spike_condition = 1.0

    def _apply_reset(self, y):
        return [1 - 1e-12]


class Lost(FromWaveform):
    spike_condition = 1.0

    def _apply_reset(self, y):
        return np.log(y - 2.0)


class Pole(FromWaveform):
    def _rhs(self, t, y, I):
        return I / (0.5 - y)


class Moment(FromWaveform):
    def _rhs(self, t, y, I):
        return [I / (3.0 - t)]


class Stiff(FromWaveform):
    def _rhs(self, t, y, I):
        return -1e6 * (y - np.cos(t) - I)


OUTCOMES = [
    (FromWaveform, DormandPrince(), "completed"),
    (Growing, DormandPrince(), "diverged"),
    (Exploding, DormandPrince(), "diverged"),
    (Zeno, DormandPrince(), "spike_limit"),
    (Pole, DormandPrince(), "step_limit"),
    (Moment, DormandPrince(), "step_too_small"),
    (Stiff, DormandPrince(), "step_limit"),
    (FromWaveform, PublishedEuler(1.0), "completed"),
    (Growing, PublishedEuler(1.0), "diverged"),
    (Moment, PublishedEuler(1.0), "undefined"),
    (Zeno, PublishedEuler(1e-3), "spike_limit"),
]


@pytest.mark.parametrize(("cls", "solver", "kind"), OUTCOMES)
def test_a_run_ends_for_the_same_reason_at_the_same_time(cls, solver, kind):
    model = cls({}, T=10)
    model.solver = solver
    model.set_input(1e4 if kind == "spike_limit" and isinstance(solver, PublishedEuler) else 1.0)
    compiled, reference = both(model)
    assert compiled.outcome.kind == kind
    # Up to where it explodes, a difference of one bit grows without limit.
    check_same(compiled, reference, until=0.5 if kind == "diverged" else math.inf)


def test_a_reset_that_is_undefined_ends_the_run():
    compiled, reference = both_at_one(Lost({}, T=10))
    assert compiled.outcome.kind == reference.outcome.kind == "undefined"
    assert compiled.outcome.t == pytest.approx(1.0, abs=1e-9)
    check_same(compiled, reference)


def both_at_one(model: BaseSpikingModel) -> tuple[Solution, Solution]:
    model.set_input(1.0)
    return both(model)


def test_a_right_hand_side_undefined_under_the_current_ends_the_run():
    class Undefined(FromWaveform):
        def _rhs(self, t, y, I):
            return [np.sqrt(5.0 - I)]

    model = Undefined({}, T=10)
    model.set_input(9.0)
    compiled, reference = both(model)
    assert compiled.outcome.kind == "undefined"
    check_same(compiled, reference)


@pytest.mark.parametrize("T", [0.1, 0.3])
def test_one_sample_and_a_few_are_the_same(T: float):
    model = Bare(REGULAR_SPIKING, T=T)
    model.set_input(5.0)
    check_same(*both(model))


@pytest.mark.parametrize("T", [99.9, 100.0, 100.05])
def test_an_edge_at_the_end_is_the_same(T: float):
    model = Bare(REGULAR_SPIKING, T=T)
    model.set_input(CURRENTS["step"](10.0, 20.0, 100.0))
    check_same(*both(model))


def test_the_result_is_writable_and_outlives_the_next_run():
    model = Bare(REGULAR_SPIKING)
    first = run(model, 10)
    y, spikes = first.y.copy(), first.spike_times.copy()
    run(model, 0)
    np.testing.assert_array_equal(first.y, y)
    np.testing.assert_array_equal(first.spike_times, spikes)
    first.y[0] = first.spike_times[0] = first.t[0] = first.y_after[0] = 0.0


class TestChoice:
    def test_of_the_reference_by_an_attribute(self):
        model = Bare(REGULAR_SPIKING)
        assert run(model, 10).compiled
        model.use_kernel = False
        assert not run(model, 10).compiled

    def test_of_the_reference_where_there_is_no_engine(self, monkeypatch):
        monkeypatch.setattr("spiking_core.kernels.engine._engine", lambda: None)
        assert not run(Bare(REGULAR_SPIKING), 10).compiled

    def test_of_the_reference_for_steps_of_fixed_length(self):
        model = Bare(REGULAR_SPIKING)
        model.solver = DormandPrince(fixed_step=0.1)
        assert not run(model, 10).compiled

    def test_of_the_reference_for_a_solver_of_one_s_own(self):
        class Own(DormandPrince):
            pass

        model = Bare(REGULAR_SPIKING)
        model.solver = Own()
        assert not run(model, 10).compiled

    def test_of_the_reference_for_a_run_that_takes_more_than_a_gibibyte(self):
        from spiking_core.kernels import find_kernel

        model = FromWaveform({})
        model.T, model.dt = 1e9, 1e6
        model.set_input(0.0)
        kernel = find_kernel(model)
        assert kernel is not None
        problem = _problem(model)
        assert kernel.solve(DormandPrince(), problem, []) is None
        assert problem.T == 1e9

    def test_of_the_reference_for_a_current_of_a_shape_of_its_own(self):
        from spiking_core.currents.base import Current, Piece

        class Own(Current):
            def pieces(self, T):
                return [Piece(0.0, T, 0.0, math.cos)]  # pyright: ignore[reportArgumentType]

            def sample(self, times):
                return np.cos(times)

        model = FromWaveform({}, T=5)
        solution = run(model, Own())
        assert not solution.compiled
        np.testing.assert_allclose(solution.y[0], np.sin(solution.t), rtol=0, atol=1e-7)

    def test_is_not_paid_for_by_an_import(self):
        import subprocess
        import sys
        from pathlib import Path

        code = (
            "import sys, spiking_core; from spiking_core import IzhikevichModel as M; "
            "m = M({'a': .02, 'b': .2, 'c': -65, 'd': 8}); m.set_input(0); m.use_kernel = False; "
            "m.integrate(); assert 'wasmtime' not in sys.modules, 'wasmtime'; "
            "assert 'spiking_core.kernels' not in sys.modules, 'kernels'"
        )
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", code], cwd=root, check=True)


def _problem(model: BaseSpikingModel):
    from spiking_core.integrators import Problem

    assert model.current is not None
    return Problem(
        rhs=model._adapted_rhs(1), reset=model._adapted_reset(1), y0=[0.0], voltage=0,
        threshold=1.0, current=model.current, T=model.T, times=np.arange(5) * model.dt,
    )  # fmt: skip


def untraceable() -> list[BaseSpikingModel]:
    class Table(FromWaveform):
        table = np.linspace(0, 1, 2500)

        def _rhs(self, t, y, I):
            return [self.table[min(int(t / self.dt), 2499)]]

    class Counting(FromWaveform):
        calls = 0

        def _rhs(self, t, y, I):
            self.calls += 1
            return [I]

    class Logging(FromWaveform):
        def __init__(self, parameters, T=250):
            super().__init__(parameters, T)
            self.log = []

        def _rhs(self, t, y, I):
            self.log.append(t)
            return [I]

    class Printing(FromWaveform):
        def _apply_reset(self, y):
            print("spike")
            return y

    class Noisy(FromWaveform):
        def _rhs(self, t, y, I):
            return [I + 0.0 * t + np.random.normal() * 1e-3]  # noqa: NPY002

    models: list[BaseSpikingModel] = [
        cls({}, T=1) for cls in (Table, Counting, Logging, Printing, Noisy)
    ]
    # No adaptive step is short enough for noise, which it refuses; a fixed one takes it.
    models[-1].solver = PublishedEuler(0.1)
    return models


@pytest.mark.filterwarnings("ignore::spiking_core.ModelWarning")
@pytest.mark.parametrize("model", untraceable(), ids=lambda model: type(model).__name__)
def test_a_model_that_does_more_than_compute_runs_on_the_reference(model):
    assert not run(model, 1.0).compiled
    (variant,) = type(model)._kernels
    assert not run(model, 1.0).compiled
    # It is not traced at every run.
    assert type(model)._kernels == [variant]


def test_global_random_numbers_are_left_alone():
    model = untraceable()[-1]
    spikes = []
    for _ in range(2):
        np.random.seed(1)  # noqa: NPY002
        spikes.append(run(model, 1.0).y)
    np.testing.assert_array_equal(*spikes)


GAIN = 1.0


def amplified(x):
    return GAIN * x


class TestStale:
    """A kernel is not used for anything else than what it was compiled from."""

    def check(self, model: BaseSpikingModel, slope: float) -> None:
        solution = run(model, 2.0)
        assert solution.compiled
        assert solution.y[0, -1] == pytest.approx(slope * solution.t[-1], rel=1e-9)

    def made(self, rhs=None, **attributes) -> BaseSpikingModel:
        def plain(self, t, y, I):
            return [self.gain * I]

        names = {"gain": 1.0, "_rhs": rhs or plain, **attributes}
        return type("Made", (FromWaveform,), names)({}, T=5)

    def test_an_attribute_of_an_instance(self):
        model = self.made()
        self.check(model, 2.0)
        model.gain = 3.0  # pyright: ignore
        self.check(model, 6.0)
        self.check(type(model)({}, T=5), 2.0)
        assert len(type(model)._kernels) == 2

    def test_an_attribute_of_the_class(self):
        model = self.made()
        self.check(model, 2.0)
        type(model).gain = 3.0  # pyright: ignore
        self.check(model, 6.0)

    def test_a_list_that_is_changed_in_place(self):
        gains = [1.0]
        model = self.made(lambda self, t, y, I: [gains[0] * I])
        self.check(model, 2.0)
        gains[0] = 3.0
        self.check(model, 6.0)

    def test_a_method_of_the_class(self):
        model = self.made()
        self.check(model, 2.0)
        type(model)._rhs = lambda self, t, y, I: [5.0 * I]
        self.check(model, 10.0)

    def test_a_global_number_and_a_helper(self, monkeypatch):
        model = self.made(lambda self, t, y, I: [amplified(I)])
        self.check(model, 2.0)
        monkeypatch.setitem(globals(), "GAIN", 4.0)
        self.check(model, 8.0)
        monkeypatch.setitem(globals(), "amplified", lambda x: 7.0 * x)
        self.check(model, 14.0)

    def test_a_reset(self):
        model = self.made(lambda self, t, y, I: [I], spike_condition=5.0)
        type(model)._apply_reset = lambda self, y: [0.0]
        assert run(model, 2.0).y_after.tolist() == [[0.0]]
        type(model)._apply_reset = lambda self, y: [1.0]
        solution = run(model, 2.0)
        assert (solution.compiled, solution.y_after.tolist()) == (True, [[1.0, 1.0]])

    def test_a_helper_that_no_name_leads_to(self):
        hidden = {"gain": 1.0}
        model = self.made()
        type(model).gain = property(lambda self: vars(self)["box"].gain)  # pyright: ignore

        class Box:
            gain = 1.0

            def __deepcopy__(self, memo):
                return self

        model.box = Box()  # pyright: ignore
        self.check(model, 2.0)
        Box.gain = 3.0
        self.check(model, 6.0)
        assert hidden

    def test_the_sampling_interval_where_the_code_reads_it(self):
        model = self.made(lambda self, t, y, I: [I * self.dt])
        self.check(model, 0.2)
        model.dt = 0.5
        self.check(model, 1.0)

    def test_the_same_helper_objects_in_another_instance_need_no_second_kernel(self):
        class Gate:
            def __init__(self, half):
                self.half = half

            def open(self, v):
                return 1 / (1 + np.exp(self.half - v))

        class WithGate(FromWaveform):
            def __init__(self, parameters, T=250):
                super().__init__(parameters, T)
                self.gate = Gate(1.0)
                self.twice = lambda x: 2 * x

            def _rhs(self, t, y, I):
                return [self.twice(self.gate.open(y[0])) + I]

        for _ in range(3):
            check_same(*both_at_one(WithGate({}, T=2)))
        assert len(WithGate._kernels) == 1

    def test_what_a_constructor_derives_follows_the_parameters(self):
        class Derived(FromWaveform):
            required_params = ("R", "C")

            def __init__(self, parameters, T=250):
                super().__init__(parameters, T)
                self.rates = [1 / (self.params["R"] * self.params["C"])]
                self.spike_condition = 10 * self.params["R"]

            def _rhs(self, t, y, I):
                return [-y[0] * self.rates[0] + I]

        for R in (1.0, 2.0, 3.0):
            check_same(*both_at_one(Derived({"R": R, "C": 5.0}, T=5)))
        assert len(Derived._kernels) == 1
        model = Derived({"R": 1.0, "C": 5.0}, T=5)
        model.rates = [7.0]
        check_same(*both_at_one(model))
        assert len(Derived._kernels) == 2


def test_a_subclass_does_not_inherit_a_kernel():
    class Parent(FromWaveform):
        def __init_subclass__(cls):
            """Keep it from the base class."""

    class Child(Parent):
        def _rhs(self, t, y, I):
            return [3.0 * I]

    assert run(Parent({}, T=1), 1.0).y[0, -1] == pytest.approx(0.9, rel=1e-9)
    assert run(Child({}, T=1), 1.0).y[0, -1] == pytest.approx(2.7, rel=1e-9)
    assert len(Parent._kernels) == len(Child._kernels) == 1


def test_an_attribute_that_changes_at_every_run_keeps_few_kernels():
    class Changing(FromWaveform):
        gain = 0.0

        def _rhs(self, t, y, I):
            return [self.gain * I]

    model = Changing({}, T=1)
    for k in range(10):
        model.gain = float(k)
        assert run(model, 1.0).y[0, -1] == pytest.approx(0.9 * k, rel=1e-9)
    assert len(Changing._kernels) < 10


@each_model
def test_the_steady_state_is_a_program(name: str):
    model = MODELS[name](Description.of(MODELS[name]).defaults)
    traced = trace_model(model)
    assert (traced.steady is None) == (model._steady_state(-60.0) is None)
    assert traced.derived.keys() <= {"spike_condition"}


def test_a_model_without_a_steady_state_has_no_program_for_it():
    assert trace_model(Bare(REGULAR_SPIKING)).steady is None


@functools.cache
def izhikevich_text() -> str:
    return model_text(IzhikevichModel)


def test_the_text_of_a_module_names_its_model():
    assert ";; izhikevich\n" in izhikevich_text()


def test_the_text_of_a_module_is_always_the_same():
    assert model_text(IzhikevichModel) == izhikevich_text()


def test_the_modules_of_the_roster_are_written_to_a_folder(tmp_path):
    from spiking_core.kernels.__main__ import write_modules

    write_modules(tmp_path)
    assert {path.stem for path in tmp_path.glob("*.wasm")} == set(MODELS)
    assert (tmp_path / "izhikevich.wat").read_text() == izhikevich_text()
    assert (tmp_path / "lif.wasm").read_bytes().startswith(b"\0asm")
