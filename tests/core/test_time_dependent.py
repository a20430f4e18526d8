"""Right-hand sides that depend on time itself: no pulse in them is stepped over."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.integrate import solve_ivp

from core.examples import REGULAR_SPIKING, Bare, FromWaveform, Linear
from spiking_core import MODELS, BaseSpikingModel, Constant, Description, Solution
from spiking_core.kernels.lanes import lanes_module_text
from spiking_core.kernels.module import module_text
from spiking_core.kernels.native import NativeInstance, binary_of
from spiking_core.kernels.sweep import Sweep, f_I
from spiking_core.time_dependence import depends_on_time
from spiking_core.tracing import trace_model

each_engine = pytest.mark.parametrize("compiled", [True, False], ids=["kernel", "reference"])


class Leaky(BaseSpikingModel):
    """tau v' = drive(t) - v; threshold 1, reset 0; the drive is written into it."""

    y0 = (0.0,)
    spike_condition = 1.0
    tau = 10.0

    def drive(self, t: float) -> Any:
        raise NotImplementedError

    def _rhs(self, t, y, I):
        return [(self.drive(t) + I - y[0]) / self.tau]

    def _apply_reset(self, y):
        return [0.0]


class Pulse(Leaky):
    """One pulse of 1 ms."""

    edges = (503.0, 504.0)

    def drive(self, t):
        return np.where((t > 503) & (t < 504), 12.0, 0.0)


class Train(Leaky):
    """Pulses of 0.1 ms, 10 ms apart."""

    edges = tuple(np.add.outer(10.0 * np.arange(60), [0.0, 0.1]).ravel()[1:])

    def drive(self, t):
        return np.where(t % 10.0 < 0.1, 105.0, 0.0)


class Synapses(Leaky):
    """Events at given times, each a current that decays with 3 ms."""

    events = (20.0, 23.3, 24.1, 180.05, 180.1, 333.333, 480.0, 480.7, 482.2)
    edges = events

    def drive(self, t):
        total = 0.0
        for event in self.events:
            total = total + np.where(t >= event, 4.0 * np.exp(-(t - event) / 3.0), 0.0)
        return total


KINDS = (Pulse, Train, Synapses)


def solved(model: BaseSpikingModel, compiled: bool) -> Solution:
    model.use_kernel = compiled
    model.set_input(0.0)
    model.integrate()
    assert model.solution.compiled is compiled
    return model.solution


def piecewise(model: Leaky, edges: tuple[float, ...]) -> NDArray[np.floating]:
    """Spike times by SciPy, which begins anew at every edge and spike."""
    crossing = lambda t, y: y[0] - 1.0  # noqa: E731
    crossing.terminal, crossing.direction = True, 1.0  # type: ignore[attr-defined]
    spikes, y = [], np.array([0.0])
    for start, end in zip((0.0, *edges), (*edges, model.T), strict=True):
        # Times strictly inside of the piece: at an edge the slope is that of either side.
        inside = partial(np.clip, a_min=math.nextafter(start, end), a_max=math.nextafter(end, 0.0))
        t = start
        while t < end:
            run = solve_ivp(
                lambda t, y, inside=inside: model._rhs(float(inside(t)), y, 0.0), (t, end), y,
                "DOP853", events=crossing, rtol=1e-11, atol=1e-12,
            )  # fmt: skip
            t, y = float(run.t[-1]), run.y[:, -1]
            if run.status == 1:
                spikes.append(t)
                y = np.array([0.0])
    return np.array(spikes)


@each_engine
@pytest.mark.parametrize("kind", KINDS)
def test_every_spike_is_where_a_piecewise_integration_puts_it(kind, compiled):
    model = kind({}, T=595.0)
    spikes = piecewise(model, kind.edges)
    solution = solved(model, compiled)
    assert spikes.size == {Pulse: 1, Train: 60, Synapses: 5}[kind]
    # 0.01 ms is promised.
    np.testing.assert_allclose(solution.spike_times, spikes, rtol=0, atol=1e-5)


@each_engine
def test_the_sampling_interval_bounds_what_may_be_missed(compiled):
    class Short(FromWaveform):
        def _rhs(self, t, y, I):
            return [np.where((t > 300.0031) & (t < 300.0072), 1.0, 0.0)]

    model = Short({}, T=301.0)
    model.dt = 0.008
    # What lasts longer than half of it is met.
    assert solved(model, compiled).y[0, -1] == pytest.approx(0.0041, abs=1e-6)


@each_engine
def test_a_table_of_times_is_stepped_through(compiled):
    class Sampled(FromWaveform):
        table = np.repeat([0.0, 1.0, 0.0, -2.0], 25)

        def _rhs(self, t, y, I):
            return [float(self.table[min(int(t), 99)])]

    model = Sampled({}, T=100)
    model.use_kernel = compiled
    model.set_input(0.0)
    model.integrate()
    assert not model.solution.compiled  # no table is compiled
    # Three jumps, each smoothed within some hundred local tolerances of 2e-7.
    assert model.solution.y[0, -1] == pytest.approx(25.0 - 2.0 * 24.9, abs=1e-4)


def test_the_models_of_the_roster_do_not_depend_on_time():
    assert not any(depends_on_time(M(Description.of(M).defaults)) for M in MODELS.values())


def test_code_that_only_asks_for_the_present_sample_does_not_depend_on_time():
    assert not depends_on_time(Bare(REGULAR_SPIKING))
    assert not depends_on_time(Linear({"omega": 1.0, "damping": 0.1}))


class Branch(FromWaveform):
    def _rhs(self, t, y, I):
        return [I if y[0] < 1 else t]


class Nested(FromWaveform):
    def _rhs(self, t, y, I):
        return [sum(t for _ in range(3))]


class PassedOn(Leaky):
    def drive(self, t):
        return 0.0


class Table(FromWaveform):
    table = (1.0, 2.0)

    def _rhs(self, t, y, I):
        return [self.table[int(t / self.dt)]]


class AnyArguments(FromWaveform):
    def _rhs(self, *args):  # pyright: ignore[reportIncompatibleMethodOverride]
        return [args[0]]


@pytest.mark.parametrize("kind", [Branch, Nested, PassedOn, Table, AnyArguments])
def test_whatever_else_is_done_with_time_is_taken_for_a_dependence(kind):
    assert depends_on_time(kind({}))


def test_a_right_hand_side_without_time_takes_long_steps():
    calls = []

    class Counted(FromWaveform):
        def _rhs(self, t, y, I):
            calls.append(1)
            return [I]

    model = Counted({}, T=1000)
    model.use_kernel = False
    model.set_input(0.0)
    model.integrate()
    # Steps of 10 ms of six slopes each, and a few to begin with.
    assert len(calls) < 1000


@pytest.mark.parametrize("text", [module_text, lanes_module_text])
def test_sweeps_step_over_no_pulse(text):
    model = Pulse({}, T=595.0)
    instance = NativeInstance(binary_of(text(trace_model(model), "pulse")))
    swept = Sweep(instance, 1, 0).run(
        np.empty((6, 0)), np.zeros((6, 1)),
        [Constant(I, onset=0.0) for I in (0.0, 0.1, 0.2, 0.3, -0.05, 0.0)], 595.0, keep=3,
    )  # fmt: skip
    for k, I in enumerate((0.0, 0.1, 0.2, 0.3, -0.05, 0.0)):
        model.set_input(I)
        model.integrate()
        assert model.num_spikes == 1
        np.testing.assert_array_equal(swept.spike_times[k], model.spike_times[:3])


def test_a_curve_of_rates_steps_over_no_pulse():
    model = Train({}, T=600.0)
    model.dt = 0.05
    # 59 intervals of 10 ms, up to how soon each pulse brings it to threshold.
    np.testing.assert_allclose(f_I(model, [0.0, 0.05], 600.0), 100.0, rtol=1e-3)
