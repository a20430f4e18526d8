"""Kernels run by the page give the same bits as run by Python; the resting states agree."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from neuron_app.state import NeuronState, default_state, initial_state
from spiking_core import MODELS, BaseSpikingModel, Description, DormandPrince, PublishedEuler
from spiking_core.integrators import Problem
from spiking_core.kernels.kernel import Kernel
from spiking_core.kernels.layout import piece_table
from spiking_core.kernels.native import NativeInstance
from spiking_core.solution import Solution
from spiking_core.tracing.trace import all_parameters

NAMES = list(MODELS)


def described(name: str) -> Description:
    declared = MODELS[name].description
    assert declared is not None
    return declared


def published_presets(name: str) -> list[str]:
    return [p.name for p in described(name).presets if p.published is not None]


def request_of(state: NeuronState, model: BaseSpikingModel, **more: Any) -> dict[str, Any]:
    assert model.current is not None
    table = piece_table(model.current, model.T)
    assert table is not None
    return {
        "model": state.model,
        "parameters": np.array(list(all_parameters(model).values())),
        "state": np.array(model.y0, dtype=float),
        "pieces": table.ravel(),
        "T": model.T,
        **more,
    }


def solved(binary: bytes, model: BaseSpikingModel) -> Solution:
    """Return what the kernel gives, run by wasmtime."""
    parameters = list(all_parameters(model).values())
    assert model.current is not None
    problem = Problem(
        rhs=lambda t, y, I: y,
        reset=lambda y: y,
        y0=[float(x) for x in model.y0],
        voltage=0,
        threshold=math.nan,
        current=model.current,
        T=float(model.T),
        times=np.arange(model.n_points) * model.dt,
        refractory=math.nan,
    )
    kernel = Kernel(NativeInstance(binary), len(model.y0), len(parameters))
    solution = kernel.solve(model.solver, problem, parameters)
    assert solution is not None
    return solution


def assert_same(answer: dict[str, Any], solution: Solution) -> None:
    """Compare a run to the bit."""
    assert answer["outcome"] == {"kind": solution.outcome.kind, "t": solution.outcome.t}
    assert answer["n"] == solution.t.size
    np.testing.assert_array_equal(answer["spikeTimes"], solution.spike_times)
    for rows, expected in (
        (answer["samples"], solution.y),
        (answer["before"], solution.y_before),
        (answer["after"], solution.y_after),
    ):
        assert len(rows) == len(expected)
        for row, values in zip(rows, expected, strict=True):
            np.testing.assert_array_equal(row, values)
    np.testing.assert_array_equal(np.arange(answer["n"]) * answer["dt"], solution.t)


def states_of(name: str) -> list[NeuronState]:
    state = default_state(name, described(name))
    currents = {"current": "ou"}, {"current": "chirp", "T": 300.0, "I_period": 150.0}
    return [state, *(NeuronState(**{**vars(state), **change}) for change in currents)]


@pytest.mark.parametrize("name", NAMES)
def test_a_run_is_that_of_python_to_the_bit(ask, kernel_of, name):
    models = [(state, state.make_model()) for state in states_of(name)]
    answers = ask([{"call": "run", **request_of(*pair)} for pair in models], [name])
    for (_, model), answer in zip(models, answers, strict=True):
        assert_same(answer, solved(kernel_of(name)["binary"], model))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("in_turn", [False, True])
def test_the_scheme_of_a_paper_is_that_of_python_to_the_bit(ask, kernel_of, name, in_turn):
    models = [(state, state.make_model()) for state in states_of(name)]
    # An interval that does not divide the run: the last sample lies before the end.
    method = PublishedEuler(0.03, in_turn)
    answers = ask(
        [
            {"call": "euler", **request_of(*pair), "dt": method.dt, "inTurn": in_turn}
            for pair in models
        ],
        [name],
    )
    for (_, model), answer in zip(models, answers, strict=True):
        model.solver = method
        assert_same(answer, solved(kernel_of(name)["binary"], model))


@pytest.mark.parametrize("name", [name for name in NAMES if published_presets(name)])
def test_published_presets_are_those_of_python_to_the_bit(ask, kernel_of, name):
    requests, expected = [], []
    for preset in published_presets(name):
        state = initial_state(name, described(name), preset)
        for solver in ("exact", "published"):
            model = NeuronState(**{**vars(state), "solver": solver}).make_model()
            method = model.solver
            more: dict[str, Any] = {"call": "run"}
            if isinstance(method, PublishedEuler):
                more = {
                    "call": "euler", "dt": method.dt, "inTurn": method.in_turn,
                    "weakerEdges": method.weaker_edges,
                }  # fmt: skip
            requests.append(request_of(state, model, **more))
            expected.append(solved(kernel_of(name)["binary"], model))
    for answer, solution in zip(ask(requests, [name]), expected, strict=True):
        assert_same(answer, solution)


def test_tolerances_and_the_longest_step_are_those_that_are_asked_for(ask, kernel_of):
    state = default_state("izhikevich", described("izhikevich"))
    model = state.make_model()
    model.solver = DormandPrince(rtol=1e-5, atol=1e-4, max_step=0.5)
    asked = request_of(state, model, call="run")
    plain, other = ask(
        [asked, {**asked, "rtol": 1e-5, "atol": 1e-4, "maxStep": 0.5}], ["izhikevich"]
    )
    assert_same(other, solved(kernel_of("izhikevich")["binary"], model))
    assert plain["spikeTimes"].size == other["spikeTimes"].size
    assert plain["spikeTimes"].tobytes() != other["spikeTimes"].tobytes()


def test_threshold_and_refractory_time_may_be_given(ask):
    state = default_state("lif", described("lif"))
    asked = request_of(state, state.make_model(), call="run")
    (answer,) = ask([{**asked, "threshold": -55.0, "holdFor": 40.0}], ["lif"])
    assert answer["spikeTimes"].size > 3
    np.testing.assert_array_equal(answer["before"][0], -55.0)
    assert np.diff(answer["spikeTimes"]).min() > 40.0


def test_the_memory_of_a_kernel_grows_with_what_it_is_asked_for(ask, kernel_of):
    state = default_state("izhikevich", described("izhikevich"))
    lengths = (50.0, 5000.0, 100.0)
    models = [NeuronState(**{**vars(state), "T": T}).make_model() for T in lengths]
    answers = ask([request_of(state, model, call="run") for model in models], ["izhikevich"])
    for model, answer in zip(models, answers, strict=True):
        assert_same(answer, solved(kernel_of("izhikevich")["binary"], model))


@pytest.mark.parametrize("name", NAMES)
def test_the_resting_state_is_that_of_python(ask, name):
    random = np.random.default_rng(sum(name.encode()))
    declared = described(name)
    sets = [declared.defaults, *({**declared.defaults, **p.parameters} for p in declared.presets)]
    while len(sets) < 25 + len(declared.presets):
        values = {p.name: float(random.uniform(*p.span)) for p in declared.parameters}
        sets.append(values)
    models = [MODELS[name](values) for values in sets]
    answers = ask(
        [
            {
                "call": "rest",
                "model": name,
                "parameters": np.array(list(all_parameters(model).values())),
            }
            for model in models
        ],
        [name],
    )
    for model, answer in zip(models, answers, strict=True):
        np.testing.assert_allclose(
            answer, model.y0, rtol=1e-9, atol=1e-12, err_msg=str(dict(model.params))
        )


@pytest.mark.parametrize("n", range(1, 7))
def test_the_largest_real_part_of_the_eigenvalues_is_found(ask, n):
    random = np.random.default_rng(n)
    matrices = []
    for k in range(300):
        matrix = random.normal(size=(n, n)) * 10 ** random.uniform(-3, 3, (n, 1))
        if k % 3 == 1:  # a state that nothing acts on, or that acts on nothing
            matrix[random.integers(n)] = 0.0
            matrix[:, random.integers(n)] *= random.integers(2)
        if k % 3 == 2:  # oscillations that neither grow nor decay
            matrix = matrix - matrix.T
        matrices.append(matrix)
    answers = ask([{"call": "largestRealPart", "matrix": m.tolist()} for m in matrices])
    for matrix, answer in zip(matrices, answers, strict=True):
        # Of a matrix close to a defective one, an eigenvalue has half the digits.
        expected = np.linalg.eigvals(matrix).real.max()
        assert answer == pytest.approx(expected, abs=1e-7 * np.abs(matrix).max()), matrix
