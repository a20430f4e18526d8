"""A start, a reset and the end of a refractory time at or above the threshold."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from core.examples import FromWaveform, Linear, MovingThreshold
from core.reference import reference_solution
from spiking_core import MODELS, BaseSpikingModel, Constant, Description, PublishedEuler
from spiking_core.kernels.lanes import lanes_module_text
from spiking_core.kernels.module import module_text
from spiking_core.kernels.native import NativeInstance, binary_of
from spiking_core.kernels.sweep import Sweep
from spiking_core.solution import REMARKS, Solution
from spiking_core.tracing import trace_model

each_engine = pytest.mark.parametrize("compiled", [True, False], ids=["kernel", "reference"])
# From -65 to -50 mV towards -45 mV with 10 ms.
INTERVAL = 10 * np.log(4)


class Leaky(BaseSpikingModel):
    y0 = (-40.0,)
    spike_condition = -50.0

    def _rhs(self, t, y, I):
        return [(-65.0 - y[0] + I) / 10.0]

    def _apply_reset(self, y):
        return [-65.0]


def solved(model: BaseSpikingModel, compiled: bool, I: float = 20.0) -> Solution:
    model.use_kernel = compiled
    model.set_input(I)
    model.integrate()
    assert model.solution.compiled is compiled
    return model.solution


@each_engine
@pytest.mark.parametrize("start", [-40.0, -50.0])
def test_a_start_at_or_above_the_threshold_is_a_spike_at_once(compiled, start):
    model = Leaky({}, T=100)
    model.y0 = (start,)
    solution = solved(model, compiled)
    np.testing.assert_allclose(solution.spike_times, INTERVAL * np.arange(8), atol=1e-5)
    assert solution.spike_times[0] == 0.0
    assert (solution.y_before[0, 0], solution.y_after[0, 0], solution.y[0, 0]) == (start, -65, -65)
    assert solution.remarks == ()
    np.testing.assert_allclose(
        solution.spike_times, reference_solution(model).spike_times, rtol=0, atol=1e-5
    )


@each_engine
def test_a_start_just_below_the_threshold_is_none(compiled):
    model = Leaky({}, T=100)
    model.y0 = (float(np.nextafter(-50.0, -51.0)),)
    assert solved(model, compiled).spike_times[0] > 0.0


@each_engine
def test_after_a_start_above_the_potential_is_held_as_after_any_spike(compiled):
    class Refractory(Leaky):
        def _refractory(self):
            return 3.0

    solution = solved(Refractory({}, T=100), compiled)
    np.testing.assert_allclose(solution.spike_times, (INTERVAL + 3) * np.arange(6), atol=1e-5)


@each_engine
@pytest.mark.parametrize("way", ["smooth", "only adaptation"])
def test_without_a_reset_that_lowers_it_a_start_above_waits_for_a_crossing(compiled, way):
    class Adapting(Linear):
        def _apply_reset(self, y):
            return [y[0], y[1] - 0.01]

    kind = Linear if way == "smooth" else Adapting
    # The cosine of 0.1 t from 1 comes back to 0.5 at 10 (2 pi - pi / 3) ms.
    model = kind({"omega": 0.1, "damping": 0.0}, T=60)
    solution = solved(model, compiled, 0.0)
    np.testing.assert_allclose(solution.spike_times, [10 * 5 * np.pi / 3], rtol=0, atol=1e-5)


@each_engine
def test_a_threshold_below_the_potential_at_the_start_is_a_spike(compiled):
    model = MovingThreshold({}, T=12)
    model.y0 = (0.0, -1.0)
    solution = solved(model, compiled, 0.0)
    np.testing.assert_allclose(solution.spike_times, [0, 5, 10], rtol=0, atol=1e-9)
    np.testing.assert_array_equal(solution.y_before[:, 0], [0.0, -1.0])


@each_engine
def test_a_threshold_that_passed_a_held_potential_is_a_spike_when_it_is_free(compiled):
    class Held(MovingThreshold):
        def _refractory(self):
            return 6.0

    solution = solved(Held({}, T=30), compiled, 0.0)
    np.testing.assert_allclose(solution.spike_times, [5, 11, 17, 23, 29], rtol=0, atol=1e-9)
    np.testing.assert_allclose(solution.y_before[1, 1:], -1.0, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    "text", [module_text, lanes_module_text, partial(lanes_module_text, constants_in_memory=False)]
)
def test_sweeps_start_with_the_same_spike(text):
    instance = NativeInstance(binary_of(text(trace_model(Leaky({})), "leaky")))
    starts = np.array([-40.0, -65.0, -50.0, -50.1, 3.0, -49.9])
    swept = Sweep(instance, 1, 0).run(
        np.empty((6, 0)), starts[:, None], Constant(20.0, onset=0.0), 100.0, keep=10
    )
    for k, start in enumerate(starts):
        model = Leaky({}, T=100)
        model.y0 = (float(start),)
        np.testing.assert_array_equal(swept.spike_times[k], solved(model, True).spike_times)
    assert [times[0] == 0.0 for times in swept.spike_times] == [x >= -50.0 for x in starts]


@each_engine
def test_the_scheme_of_a_paper_has_its_own_meaning(compiled):
    model = Leaky({}, T=100)
    model.solver = PublishedEuler(0.1)
    solution = solved(model, compiled)
    # Its next spike needs a passage from below, and there is none: it settles at -45 mV.
    assert solution.spike_times.size == 0
    assert solution.remarks == (REMARKS["start_above"],)


@each_engine
def test_a_start_that_never_falls_below_is_said(compiled):
    model = FromWaveform({}, T=10)
    model.y0, model.spike_condition = (2.0,), 1.0
    assert solved(model, compiled, 0.5).remarks == (REMARKS["start_above"],)
    # At -0.5 per ms it falls below after 2 ms.
    assert solved(model, compiled, -0.5).remarks == ()


class Stuck(FromWaveform):
    spike_condition = 1.0

    def _apply_reset(self, y):
        return [2.0]


@each_engine
def test_a_reset_that_ends_above_is_one_spike_and_is_said(compiled):
    solution = solved(Stuck({}, T=10), compiled, 1.0)
    np.testing.assert_allclose(solution.spike_times, [1.0], rtol=1e-12)
    assert solution.remarks == (
        "The reset at t = 1 ms leaves the membrane potential at or above the threshold, and there "
        "it stays to the end: no further spike can be counted. Let the reset end below the "
        "threshold.",
    )


@each_engine
def test_a_reset_that_ends_above_and_falls_below_later_is_not_remarked(compiled):
    class Falling(Stuck):
        def _rhs(self, t, y, I):
            return [I * (1.5 - y[0]) if t < 1.5 else -I]

    solution = solved(Falling({}, T=10), compiled, 2.0)
    assert solution.spike_times.size == 1
    assert solution.remarks == ()


@each_engine
def test_a_block_of_excitation_above_the_threshold_is_said(compiled):
    class Rising(FromWaveform):
        spike_condition = 1.0

    solution = solved(Rising({}, T=10), compiled, 1.0)
    assert solution.remarks == (REMARKS["stays_above"].format(t=1.0),)


@each_engine
@pytest.mark.parametrize("T", [203.0, 204.0, 206.0])
def test_a_run_that_ends_in_the_middle_of_a_spike_is_not_remarked(compiled, T):
    name = "hodgkin_huxley"
    model = MODELS[name](Description.of(MODELS[name]).defaults, T=T)
    solution = solved(model, compiled, 10.0)
    assert solution.spike_times.size > 10
    assert solution.remarks == ()
