"""The sweep: many neurons at once are, to the bit, the same neurons one by one."""

from __future__ import annotations

from functools import cache, partial

import numpy as np
import pytest

from spiking_core import CURRENTS, MODELS, Constant, Description, DormandPrince, Sine
from spiking_core.base import all_parameters
from spiking_core.integrators import Problem
from spiking_core.kernels.kernel import Kernel
from spiking_core.kernels.lanes import lanes_module_text
from spiking_core.kernels.module import module_text
from spiking_core.kernels.native import NativeInstance, binary_of
from spiking_core.kernels.sweep import Sweep, f_I
from spiking_core.tracing import trace_model

T = 200.0
ONSET = 20.0
# Odd, and no multiple of the number of lanes.
SHARES = (0.0, 0.3, 0.6, 0.8, 1.0, 1.3, 1.7)
KEEP = 1000
WAYS = ("one by one", "lanes", "lanes in wasmtime")


def default_model(name):
    return MODELS[name](Description.of(MODELS[name]).defaults, T=T)


@cache
def instance_of(name, way):
    text = {
        "one by one": module_text,
        "lanes": lanes_module_text,
        "lanes in wasmtime": partial(lanes_module_text, constants_in_memory=False),
    }[way]
    return NativeInstance(binary_of(text(trace_model(default_model(name)), name)))


@pytest.fixture(autouse=True, scope="module")
def no_instance_outlives_the_tests():
    yield
    instance_of.cache_clear()


def sweep_of(name, way):
    model = default_model(name)
    return Sweep(instance_of(name, way), len(model.y0), len(all_parameters(model)))


def strength(name):
    return Description.of(MODELS[name]).current_default


def rows_of(name, m, **changed):
    """Parameters and states of m neurons; `changed` has a value per neuron for a parameter."""
    model = default_model(name)
    values = all_parameters(model) | changed
    parameters = np.column_stack([np.broadcast_to(v, m) for v in values.values()])
    return parameters, np.tile(np.array(model.y0, dtype=float), (m, 1))


def single(name, parameters, state, current, threshold=np.nan, refractory=np.nan, method=None):
    """One neuron by `run`."""
    model = default_model(name)
    kernel = Kernel(instance_of(name, "one by one"), len(state), len(parameters))
    problem = Problem(
        rhs=model._rhs, reset=model._apply_reset, y0=list(state),
        voltage=model.index_voltage_variable, threshold=threshold, current=current, T=T,
        times=np.array([0.0, T / 2]), refractory=refractory,
        threshold_variable=model.index_threshold_variable,
    )  # fmt: skip
    solution = kernel.solve(method or DormandPrince(), problem, list(parameters))
    assert solution is not None
    return solution


def assert_same_as_run(name, way, parameters, states, currents):
    result = sweep_of(name, way).run(parameters, states, currents, T, keep=KEEP, count_from=ONSET)
    for i, current in enumerate(currents):
        one = single(name, parameters[i], states[i], current)
        assert result.counts[i] == one.spike_times.size
        np.testing.assert_array_equal(result.spike_times[i], one.spike_times)
        assert result.outcomes[i] == one.outcome
        late = one.spike_times[one.spike_times >= ONSET]
        assert result.counted[i] == late.size
        expected = (late[0], late[-1]) if late.size else (np.nan, np.nan)
        np.testing.assert_array_equal((result.first[i], result.last[i]), expected)
    return result


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", MODELS)
def test_every_model_spikes_in_a_sweep_as_in_single_runs(name, way):
    currents = [Constant(share * strength(name), onset=ONSET) for share in SHARES]
    parameters, states = rows_of(name, len(SHARES))
    result = assert_same_as_run(name, way, parameters, states, currents)
    assert result.counts.max() > 0


@pytest.mark.parametrize("name", MODELS)
def test_all_ways_leave_the_same_states(name):
    currents = [Constant(share * strength(name), onset=ONSET) for share in SHARES]
    parameters, states = rows_of(name, len(SHARES))
    one, *others = (sweep_of(name, way).run(parameters, states, currents, T).states for way in WAYS)
    for other in others:
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(one, states)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("current", CURRENTS)
def test_every_current_acts_in_a_sweep_as_in_single_runs(current, way):
    waveform = CURRENTS[current]
    currents = [waveform(I_max=12.0 + k, I_period=15.0, onset=5.0, seed=k) for k in range(7)]
    parameters, states = rows_of("izhikevich", 7)
    result = assert_same_as_run("izhikevich", way, parameters, states, currents)
    assert result.counts.max() > 0


@pytest.mark.parametrize("way", WAYS)
def test_held_and_smooth_currents_stand_beside_each_other(way):
    currents = [Constant(10.0, onset=0.0), Sine(15.0, I_period=20.0, onset=5.0)] * 3
    currents.append(CURRENTS["ou"](12.0, seed=5))
    parameters, states = rows_of("hodgkin_huxley", 7)
    assert_same_as_run("hodgkin_huxley", way, parameters, states, currents)


@pytest.mark.parametrize("way", WAYS)
def test_every_neuron_has_parameters_of_its_own(way):
    parameters, states = rows_of(
        "izhikevich", 6, a=np.array([0.02, 0.1, 0.02, 0.02, 0.03, 0.1]), d=np.arange(2.0, 8.0)
    )
    states[:, 0] += np.arange(6.0)
    currents = [Constant(10.0, onset=0.0)] * 6
    result = assert_same_as_run("izhikevich", way, parameters, states, currents)
    assert len(set(result.last)) == 6


@pytest.mark.parametrize("way", WAYS)
def test_refractory_neurons_differ_in_their_refractory_times(way):
    name = "lif"
    pauses = np.array([0.0, 0.5, 2.0, 5.0, 100.0])
    parameters, states = rows_of(name, 5, t_ref=pauses)
    currents = [Constant(2 * strength(name), onset=0.0)] * 5
    result = assert_same_as_run(name, way, parameters, states, currents)
    assert np.all(np.diff(result.counts) < 0)


@pytest.mark.parametrize("way", WAYS)
def test_a_neuron_that_diverges_does_not_disturb_the_others(way):
    parameters, states = rows_of("izhikevich", 6)
    states[2, 1] = 2e9
    states[4, 0] = np.nan
    currents = [Constant(10.0, onset=0.0)] * 6
    result = assert_same_as_run("izhikevich", way, parameters, states, currents)
    kinds = [outcome.kind for outcome in result.outcomes]
    completed = "completed"
    assert kinds == [completed, completed, "diverged", completed, "undefined", completed]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("m", range(6))
def test_any_number_of_neurons_with_one_current_for_all(m, way):
    parameters, states = rows_of("izhikevich", m, d=8.0 - np.arange(m))
    result = sweep_of("izhikevich", way).run(
        parameters, states, Constant(10.0, onset=0.0), T, keep=KEEP
    )
    assert len(result.outcomes) == len(result.spike_times) == m
    for i in range(m):
        one = single("izhikevich", parameters[i], states[i], Constant(10.0, onset=0.0))
        np.testing.assert_array_equal(result.spike_times[i], one.spike_times)


@pytest.mark.parametrize("way", WAYS)
def test_more_spikes_than_are_kept_are_counted(way):
    parameters, states = rows_of("izhikevich", 5)
    current = Constant(20.0, onset=0.0)
    whole, two, none = (
        sweep_of("izhikevich", way).run(parameters, states, current, T, keep=keep)
        for keep in (KEEP, 2, 0)
    )
    assert whole.counts[0] > 2
    np.testing.assert_array_equal(two.counts, whole.counts)
    np.testing.assert_array_equal(none.counts, whole.counts)
    np.testing.assert_array_equal(two.spike_times[3], whole.spike_times[3][:2])
    assert none.spike_times[3].size == 0


@pytest.mark.parametrize("way", WAYS)
def test_f_I_of_a_leaky_integrate_and_fire_neuron_is_the_closed_form(way):
    model = default_model("lif")
    values = all_parameters(model)
    R, tau, rest = values["R"], values["tau_m"], values["E_L"]
    threshold, reset = values["V_th"], values["v_reset"]
    currents = np.linspace(0.9, 3.0, 9) * (threshold - rest) / R
    rates = f_I(model, currents, T, sweep=sweep_of("lif", way))
    above = R * currents > threshold - rest
    with np.errstate(invalid="ignore", divide="ignore"):
        rising = tau * np.log((rest + R * currents - reset) / (rest + R * currents - threshold))
    expected = np.where(above, 1000 / (rising + values["t_ref"]), 0.0)
    # The error of a spike time is about 1e-7 ms.
    np.testing.assert_allclose(rates, expected, rtol=1e-6)


@pytest.mark.parametrize("way", WAYS)
def test_threshold_and_tolerances_can_be_given_for_all(way):
    parameters, states = rows_of("lif", 5)
    current = Constant(2 * strength("lif"), onset=0.0)
    method = DormandPrince(rtol=1e-5, atol=1e-5, max_step=0.5)
    result = sweep_of("lif", way).run(
        parameters, states, current, T, keep=KEEP, method=method, threshold=-55.0, refractory=0.0
    )
    one = single("lif", parameters[0], states[0], current, -55.0, 0.0, method)
    usual = single("lif", parameters[0], states[0], current)
    assert one.spike_times.size > usual.spike_times.size
    for times in result.spike_times:
        np.testing.assert_array_equal(times, one.spike_times)


def test_what_does_not_fit_is_refused():
    sweep = sweep_of("izhikevich", "lanes")
    parameters, states = rows_of("izhikevich", 3)
    current = Constant(10.0)
    with pytest.raises(ValueError, match="a row of 2 numbers per neuron"):
        sweep.run(parameters, states[:, :1], current, T)
    with pytest.raises(ValueError, match="`parameters` has 2 rows and `states` has 3"):
        sweep.run(parameters[:2], states, current, T)
    with pytest.raises(ValueError, match="one for each of 3 neurons, got 2"):
        sweep.run(parameters, states, [current] * 2, T)
    with pytest.raises(ValueError, match="`fixed_step` of `method` must be None"):
        sweep.run(parameters, states, current, T, method=DormandPrince(fixed_step=0.1))
    with pytest.raises(ValueError, match="`keep` must not be negative, got -1"):
        sweep.run(parameters, states, current, T, keep=-1)
