"""A link means the same to the page as to Python."""

from __future__ import annotations

import inspect
import json
from dataclasses import asdict
from urllib.parse import quote, urlencode

import numpy as np
import pytest

from neuron_app.app import NeuronApp
from neuron_app.roster import roster_data
from neuron_app.state import LONGEST_QUERY, default_state, from_query, initial_state, to_query
from spiking_core import CURRENTS, MODELS, Description
from spiking_core.tracing.trace import all_parameters

USUAL = roster_data()["model"]
ODD = (
    "", "x", "nan", "inf", "-Infinity", "1e400", "-1e9", "1e9", "0", "-0", "0x10", "1_000",
    "1__0", "_1", "1_", " 12.5 ", "\t7\n", "12,5", "+3", "++3", ".5", "5.", ".", "1e3", "1e",
    "1E-2", "1e1_0", "7\x1c", "\x857", "\xa07\u2003", "\ufeff7", "½", "true", "exact",
    "published", "<script>", "4294967295", "4294967296", "007", "1.0", "0_0", "5.e1", "_", "-",
    "1 2", "0b1", "1j", "é", "%", "💡",
)  # fmt: skip
POINTS = (
    "0:0_10:5", "0:0", "5:1_5:2_5:3", "5:1_5:2_6:3", "10:1_0:2", "0:0_", "0:1e400", "1e10:0", "a:b",
    "0:0:0", "0;0", "-5:+1_.5:2._3e1:1E2", "", "_", ":", "0:0 _1:1", "0:1_000", "-0:0",
)  # fmt: skip
VIEW_TEXTS = (
    "time",
    "phase",
    "current",
    "time,phase",
    "phase,time",
    "time,current,phase",
    "time,time",
    "time,traces",
    ",",
    "Time",
    "phase,",
    "time phase",
)


def described(name: str) -> Description:
    declared = MODELS[name].description
    assert declared is not None
    return declared


def random_query(random: np.random.Generator) -> str:
    def pick(values):
        return values[int(random.integers(len(values)))]

    name = pick(list(MODELS))
    declared = described(name)
    presets = [p.name for p in declared.presets]
    current = pick(list(CURRENTS))
    keys = [p.name for p in declared.parameters]
    keys += ["I_max", "I_period", "onset", "T", "seed", "solver", "I_base", "points", "embed"]
    keys += ["view", "view"]
    keys += [p.name for p in CURRENTS[current].own] + ["nonsense", "", "constructor", "__proto__"]
    pairs = []
    if random.random() < 0.9:
        pairs.append(("model", name))
    if random.random() < 0.5:
        pairs.append(("preset", pick([*presets, "none", "", "name"])))
    if random.random() < 0.7:
        pairs.append(("current", pick([current, current, current, "lightning", "constructor"])))
    for _ in range(int(random.integers(0, 9))):
        key = pick(keys)
        if key == "points" and random.random() < 0.8:
            value = pick(POINTS)
        elif key == "solver" and random.random() < 0.8:
            value = pick(["exact", "published"])
        elif key == "view" and random.random() < 0.8:
            value = pick(VIEW_TEXTS)
        else:
            text = repr(float(pick([random.normal(0, 100), random.uniform(0, 5), 1e6, 20.0])))
            value = pick([text, text, str(int(random.integers(2**33))), pick(ODD)])
        pairs.append((key, value))
    if random.random() < 0.5:
        random.shuffle(pairs)
    text = urlencode(pairs) if random.random() < 0.8 else "&".join(f"{k}={v}" for k, v in pairs)
    text = pick(["", "?", "??"]) + text
    if random.random() < 0.1:
        text += pick(
            ["&", "&&a", "=", "%C3", "%zz", "+", "&T", "&T=", ";T=60", "&T=60=70", "%F0%9F"]
        )
    return text


def expected_of(query: str, name: str = USUAL) -> dict:
    state, _ = from_query(query, name, described(name))
    return json.loads(json.dumps(asdict(state)))


def assert_read_alike(ask, queries, name=USUAL):
    answers = ask([{"call": "fromQuery", "query": query, "name": name} for query in queries])
    for query, answer in zip(queries, answers, strict=True):
        assert answer == expected_of(query, name), query


def random_text(random: np.random.Generator) -> str:
    """Anything at all, most of it made of what has a meaning in a query."""
    pieces = [
        "&",
        "=",
        "?",
        "%",
        "+",
        ";",
        "#",
        "%00",
        "%E9",
        "model=",
        "T",
        "points=",
        "\x00",
        "\ud7ff",
    ]
    return "".join(
        pieces[k] if k < len(pieces) else chr(int(random.integers(1, 0xD800)))
        for k in random.integers(0, len(pieces) + 4, int(random.integers(0, 40)))
    )


@pytest.mark.parametrize("seed", range(5))
def test_a_random_query_is_read_as_in_python(ask, seed):
    random = np.random.default_rng(seed)
    queries = [random_query(random) for _ in range(1800)]
    assert_read_alike(ask, queries + [random_text(random) for _ in range(200)])


@pytest.mark.parametrize("key", ["a", "I_max", "T", "onset", "I_period", "seed", "I_base"])
def test_an_odd_value_is_read_as_in_python(ask, key):
    assert_read_alike(ask, [f"?{key}={quote(value)}" for value in ODD])


@pytest.mark.parametrize("name", ["izhikevich", "lif"])
def test_panels_are_read_as_in_python(ask, name):
    assert_read_alike(ask, [f"?model={name}&view={quote(text)}" for text in VIEW_TEXTS])


def test_odd_points_are_read_as_in_python(ask):
    assert_read_alike(ask, [f"?current=points&points={quote(text)}" for text in POINTS])


@pytest.mark.parametrize("solver", ["", "&solver=exact", "&solver=published"])
def test_a_link_to_an_artefact_is_read_as_in_python(ask, solver):
    short = "?model=izhikevich&preset=bistability"
    points = f"{short}&T=90&points=0:0_10:5"
    whole = f"{points}&current=points&I_max=10&I_period=200&onset=100&seed=1"
    no_current = f"{points}&I_max=10&I_period=200&onset=100&seed=1"
    queries = [query + solver for query in (short, f"{short}&T=30", points, whole, no_current)]
    assert_read_alike(ask, [*queries, "?T=50", "?T=100", "?T=100.5", "?T=50&onset=100"])


@pytest.mark.parametrize("view", VIEW_TEXTS)
def test_the_page_writes_what_python_reads(ask, view):
    state, _ = from_query(f"?current=ou&T=300&a=0.05&view={view}", USUAL, described(USUAL))
    (query,) = ask([{"call": "toQuery", "state": asdict(state)}])
    assert from_query(query, USUAL, described(USUAL)) == (state, ())
    assert ("view=" in query) == (len(state.view) < 3)


@pytest.mark.parametrize("name", MODELS)
def test_every_preset_is_read_as_in_python_and_comes_back(ask, name):
    declared = described(name)
    queries = [f"?model={name}&preset={preset.name}" for preset in declared.presets]
    queries += [
        "?" + to_query(initial_state(name, declared, preset.name)) for preset in declared.presets
    ]
    assert_read_alike(ask, [f"?model={name}", "", *queries])
    assert_read_alike(ask, ["", "?model=none"], name)


def test_a_query_that_is_too_long_is_not_read(ask):
    start = "?T=1000&x="
    fits = start + "y" * (LONGEST_QUERY - len(start))
    # Characters that take two numbers in JavaScript count once.
    wide = start + "💡" * (LONGEST_QUERY - len(start))
    assert expected_of(fits)["T"] == expected_of(wide)["T"] == 1000
    assert_read_alike(ask, [fits, fits + "y", wide, wide + "💡"])


@pytest.mark.parametrize("name", MODELS)
def test_all_parameters_come_in_the_order_of_a_kernel(ask, kernel_of, name):
    state = default_state(name, described(name))
    (answer,) = ask([{"call": "parameterValues", "state": asdict(state)}])
    values = all_parameters(state.make_model())
    assert kernel_of(name)["parameters"] == list(values)
    assert answer.tolist() == list(values.values())


class TestRoster:
    def test_is_fit_for_json(self):
        data = roster_data()
        assert json.loads(json.dumps(data, allow_nan=False)) == data

    def test_begins_with_the_model_of_the_app(self):
        assert inspect.signature(NeuronApp).parameters["model"].default == USUAL

    @pytest.mark.parametrize("name", MODELS)
    def test_says_what_the_model_says(self, name):
        told, declared = roster_data()["models"][name], described(name)
        assert {p["name"]: p["default"] for p in told["parameters"]} == declared.defaults
        assert [preset["name"] for preset in told["presets"]] == [p.name for p in declared.presets]
        assert len(told["states"]) == len(told["y0"]) == len(MODELS[name].y0)
        assert told["rest_range"] == list(declared.rest_range)

    def test_writes_a_limit_that_does_not_exist_as_none(self):
        own = roster_data()["currents"]["linear"]["own"]
        assert own["I_start"]["bounds"] == [None, None]
