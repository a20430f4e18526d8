"""The currents of the page are those of Python, to the last bit."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import pytest

from neuron_app.state import NeuronState
from spiking_core import CURRENTS, Current, Points
from spiking_core.currents import noise
from spiking_core.currents.points import EXAMPLE
from spiking_core.kernels.layout import piece_table
from spiking_core.tracing import PORTABLE

SEEDS = (0, 1, 42, 2**31, 2**32 - 1)
# As many pieces as noise makes of a run, tens of thousands of them.
MANY_PIECES = ("ou", "poisson")


def table_of(current: Current, T: float) -> Any:
    """Return the numbers that a kernel reads, in one row."""
    table = piece_table(current, T)
    assert table is not None
    return table.ravel()


def own_of(name: str, random: np.random.Generator) -> dict[str, Any]:
    own: dict[str, Any] = {}
    for limit in CURRENTS[name].own:
        if random.random() < 0.8:
            value = random.choice([limit.default, limit.span[0], random.uniform(*limit.span)])
            own[limit.name] = round(value) if limit.step == 1 else float(value)
    if random.random() < 0.3:
        own["I_base"] = float(random.choice([-3.5, 0.0, random.normal()]))
    if name == "points" and random.random() < 0.9:
        n = int(random.integers(1, 9))
        times = np.round(np.sort(random.uniform(-50, 600, n)), int(random.integers(0, 4)))
        times[n // 2 :][:2] = times[n // 2]
        levels = random.choice([0.0, 5.0, float(random.normal())], n)
        own["points"] = tuple(zip(np.sort(times).tolist(), levels.tolist(), strict=True))
    return own


def states_of(name: str, count: int) -> list[NeuronState]:
    random = np.random.default_rng([count, *name.encode()])
    states = []
    while len(states) < count:
        T = float(random.choice([50.0, 333.3, random.uniform(50, 1000)]))
        onset = float(random.choice([0.0, 100.0, 33.33, random.uniform(0, 1.2 * T)]))
        if name in MANY_PIECES and len(states) % 40:
            onset = max(onset, T - 50.0)
        state = NeuronState(
            model="lif",
            parameters={},
            current=name,
            I_max=float(random.choice([0.0, 10.0, random.normal(0, 20)])),
            I_period=float(random.choice([20.0, 1.0, random.uniform(1, 300), 10_000.0])),
            onset=onset,
            T=T,
            seed=int(random.choice([*SEEDS, random.integers(2**32)])),
            own=own_of(name, random),
        )
        try:
            state.make_current()
        except ValueError:  # three points at one time
            continue
        states.append(state)
    return states


@pytest.mark.parametrize("name", ["exp", "expm1", "log"])
def test_exp_and_log_round_as_in_python(ask, name):
    random = np.random.default_rng(1)
    x = np.concatenate([random.uniform(-3, 3, 5000), random.uniform(-750, 700, 5000), [0.0]])
    if name == "log":
        x = np.exp(x[np.abs(x) < 700])
    (answer,) = ask([{"call": "arithmetic", "name": name, "x": x}])
    assert answer.tobytes() == PORTABLE[name](x).tobytes()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_random_numbers_of_a_seed_are_those_of_python(ask, seed):
    (answer,) = ask([{"call": "uniforms", "seed": seed, "count": 20_000}])
    assert answer.tobytes() == noise.uniforms(seed, 20_000).tobytes()


def test_the_inverse_normal_is_that_of_python_into_the_far_tails(ask):
    p = np.concatenate([np.logspace(-300, -1, 1000), np.linspace(0.001, 0.999, 2000)])
    p = np.append(p, 1 - np.logspace(-16, -1, 500))
    (answer,) = ask([{"call": "inverseNormal", "p": p}])
    assert answer.tobytes() == noise.inverse_normal(p).tobytes()


@pytest.mark.parametrize("name", CURRENTS)
def test_the_pieces_are_those_of_python_to_the_bit(ask, name):
    states = states_of(name, 300)
    answers = ask([{"call": "pieces", "state": asdict(state)} for state in states])
    for state, answer in zip(states, answers, strict=True):
        expected = table_of(state.make_current(), state.T)
        assert answer.size == expected.size, state
        assert answer.tobytes() == expected.tobytes(), state


@pytest.mark.parametrize("name", CURRENTS)
def test_the_samples_are_those_of_python(ask, name):
    states = states_of(name, 60)
    grids = [np.arange(int(state.T / 0.1)) * 0.1 for state in states]
    answers = ask(
        [
            {"call": "sample", "state": asdict(state), "times": times}
            for state, times in zip(states, grids, strict=True)
        ]
    )
    for state, times, answer in zip(states, grids, answers, strict=True):
        expected = state.make_current().sample(times)
        # The sine of NumPy and that of the browser may differ by two units in the last place.
        sizes = abs(state.I_max) + abs(state.own.get("I_base", 0.0))
        atol = 5e-16 * sizes if name in ("sine", "chirp") else 0.0
        np.testing.assert_allclose(answer, expected, rtol=0, atol=atol, err_msg=str(state))


def test_what_is_missing_in_a_state_has_its_default(ask):
    state = asdict(NeuronState(model="lif", parameters={}, current="points"))
    (answer,) = ask([{"call": "pieces", "state": state}])
    expected = table_of(Points(0.0, points=EXAMPLE), state["T"])
    assert answer.tobytes() == expected.tobytes()
