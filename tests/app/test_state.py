"""The query string is the state, whatever anybody writes into it."""

from __future__ import annotations

import math
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.examples import Bare
from neuron_app.state import (
    DURATION,
    LONGEST_QUERY,
    MAX_SEED,
    ONSET,
    PAGE_KEYS,
    PERIOD,
    VIEWS,
    NeuronState,
    default_state,
    fitting_view,
    from_query,
    to_query,
)
from spiking_core import CURRENTS, MODELS, Description, Parameter

NAME = "izhikevich"
DESCRIPTION = Description.of(MODELS[NAME])
DEFAULT = default_state(NAME, DESCRIPTION)


def read(query: str) -> tuple[NeuronState, tuple[str, ...]]:
    return from_query(query, NAME, DESCRIPTION)


def limits(description: Description) -> dict[str, Parameter]:
    """Everything of a state that is a number with bounds, by its name in the query."""
    strength = Parameter(
        "I_max", description.current_default, description.current_span,
        description.current_bounds, description.current_step, description.current_unit, "",
    )  # fmt: skip
    rest = (strength, PERIOD, ONSET, DURATION)
    return {limit.name: limit for limit in (*description.parameters, *rest)}


LIMITS = limits(DESCRIPTION)
KEYS = [*LIMITS, "current", "model", "seed"]


def value_of(state: NeuronState, key: str) -> object:
    # A parameter that may be left out stands in the state only if it has another value.
    values = {**DESCRIPTION.defaults, **state.parameters}
    return values[key] if key in values else getattr(state, key)


def in_bounds(limit: Parameter) -> st.SearchStrategy[float]:
    low, high = (None if math.isinf(bound) else bound for bound in limit.bounds)
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


@st.composite
def states(draw: st.DrawFn, name: str, description: Description) -> NeuronState:
    numbers = {key: draw(in_bounds(limit)) for key, limit in limits(description).items()}
    parameters = {
        p.name: numbers[p.name]
        for p in description.parameters
        if p.required or numbers[p.name] != p.default
    }
    return NeuronState(
        model=name,
        parameters=parameters,
        current=draw(st.sampled_from(list(CURRENTS))),
        I_max=numbers["I_max"],
        I_period=numbers["I_period"],
        onset=numbers["onset"],
        T=numbers["T"],
        seed=draw(st.integers(0, MAX_SEED)),
        view=fitting_view(draw(st.sets(st.sampled_from(VIEWS))), description),
    )


def check_valid(state: NeuronState) -> None:
    """The core itself takes the state."""
    MODELS[state.model](dict(state.parameters), T=state.T)
    state.make_current()
    low, high = DESCRIPTION.current_bounds
    assert low <= state.I_max <= high
    for key, limit in (("I_period", PERIOD), ("onset", ONSET), ("T", DURATION)):
        assert limit.bounds[0] <= getattr(state, key) <= limit.bounds[1]


@given(states(NAME, DESCRIPTION))
def test_a_state_written_and_read_is_the_same_state(state: NeuronState):
    assert read(to_query(state)) == (state, ())


@pytest.mark.parametrize("name", MODELS)
def test_the_default_of_every_model_is_written_and_read(name: str):
    description = Description.of(MODELS[name])
    state = default_state(name, description)
    assert from_query(to_query(state), name, description) == (state, ())


@given(states("Bare", Description.of(Bare)))
def test_a_class_that_declares_nothing_has_a_query_too(state: NeuronState):
    assert from_query(to_query(state), "Bare", Description.of(Bare)) == (state, ())


def test_the_query_has_the_form_that_the_page_promises():
    assert to_query(DEFAULT) == (
        "model=izhikevich&a=0.02&b=0.2&c=-65&d=8&current=constant"
        "&I_max=10&I_period=200&onset=100&T=750&seed=1"
    )


@pytest.mark.parametrize("query", ["", "?", "&", "&&", "model=izhikevich", "?seed=1&seed=1"])
def test_a_query_that_asks_for_nothing_else_is_the_default(query: str):
    assert read(query) == (DEFAULT, ())


def test_the_question_mark_may_stand_before_the_query_or_not():
    assert read("?a=0.05") == read("a=0.05") == (
        replace(DEFAULT, parameters={**DEFAULT.parameters, "a": 0.05}), ()
    )  # fmt: skip


@pytest.mark.parametrize("key", sorted(PAGE_KEYS))
def test_what_the_page_reads_itself_is_no_mistake(key: str):
    assert read(f"{key}=1") == (DEFAULT, ())


@pytest.mark.parametrize("key", LIMITS)
@pytest.mark.parametrize("end", [0, 1], ids=["below", "above"])
def test_a_number_out_of_bounds_becomes_the_nearest_bound_and_is_named(key: str, end: int):
    bound = LIMITS[key].bounds[end]
    wrong = bound + (2 * end - 1) * max(1.0, abs(bound))
    state, notices = read(urlencode({key: wrong}))
    assert value_of(state, key) == bound
    assert len(notices) == 1
    assert notices[0].startswith(f"`{key}` was `{wrong}` in the link, which is outside [")
    assert notices[0].endswith(f"; {bound:g} is used.")


@pytest.mark.parametrize("key", LIMITS)
@pytest.mark.parametrize("end", [0, 1], ids=["low", "high"])
def test_a_bound_itself_is_allowed(key: str, end: int):
    bound = LIMITS[key].bounds[end]
    state, notices = read(urlencode({key: bound}))
    assert (value_of(state, key), notices) == (bound, ())


@pytest.mark.parametrize("key", LIMITS)
@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e999", "", "much", "0x1", "1;2", "١x"])
def test_what_is_no_finite_number_becomes_the_default_and_is_named(key: str, text: str):
    state, notices = read(urlencode({key: text}))
    assert state == DEFAULT
    assert len(notices) == 1
    assert notices[0].startswith(f"`{key}` was `{text}` in the link, which is not a number; ")


@pytest.mark.parametrize(
    "text", ["-1", "1.5", "4294967296", "1e3", "", "x", "²", "٣", "9" * 300, " 1", "+1", "1_0"]
)
def test_what_is_no_seed_becomes_the_default_seed_and_is_named(text: str):
    state, notices = read(urlencode({"seed": text}))
    assert state == DEFAULT
    assert len(notices) == 1
    assert "is not a whole number from 0 to 4294967295; 1 is used." in notices[0]


@pytest.mark.parametrize("key", ["model", "current"])
@pytest.mark.parametrize("text", ["", "Constant", "__class__", "<b>", "izhikevich "])
def test_an_unknown_choice_becomes_the_default_and_is_named(key: str, text: str):
    state, notices = read(urlencode({key: text}))
    assert state == DEFAULT
    assert len(notices) == 1
    assert f"`{key}` was `{text}` in the link, which is not one of" in notices[0]


@pytest.mark.parametrize("key", ["A", "i_max", "I max", "code", "__import__", "💥", "a" * 2000])
def test_an_unknown_key_changes_nothing_and_is_named(key: str):
    state, notices = read(urlencode({key: "1"}))
    assert state == DEFAULT
    assert len(notices) == 1
    assert "which is unknown here" in notices[0]
    assert len(notices[0]) < 100


def test_of_a_key_given_twice_one_of_the_two_values_is_used():
    state, notices = read("a=0.05&a=0.06")
    assert (state.parameters["a"], notices) == (0.06, ())


def test_panels_are_written_in_their_order_and_read_again():
    state, notices = read("view=phase,time")
    assert (state, notices) == (replace(DEFAULT, view=("time", "phase")), ())
    assert to_query(state).endswith("&view=time,phase")
    assert read(to_query(state)) == (state, ())


@pytest.mark.parametrize(
    ("text", "used"), [("traces", VIEWS), ("", VIEWS), ("phase,traces", ("phase",))]
)
def test_an_unknown_panel_is_named_and_what_is_known_is_shown(text: str, used: tuple[str, ...]):
    state, (notice,) = read(f"view={text}")
    assert state.view == used
    assert notice == (
        f"`view` was `{text}` in the link, which is not made of time, current, phase; "
        f"{', '.join(used)} is used."
    )


def test_a_model_of_one_equation_has_no_phase_plane_to_show_alone():
    description = Description.of(MODELS["lif"])
    state, (notice,) = from_query("view=phase", "lif", description)
    assert state.view == VIEWS
    assert "phase plane" in notice
    assert from_query("view=phase,current", "lif", description)[0].view == ("current", "phase")


def test_a_query_longer_than_any_link_is_not_read():
    state, notices = read("a=0.05&b=" + "0" * LONGEST_QUERY)
    assert state == DEFAULT
    assert notices == (f"The link is longer than {LONGEST_QUERY} characters and was not read.",)


def test_a_mistake_costs_only_its_own_value():
    state, notices = read("a=0.05&b=much&c=-50&current=ou&seed=7&onset=-3")
    assert state.parameters == {"a": 0.05, "b": 0.2, "c": -50.0, "d": 8.0}
    assert (state.current, state.seed, state.onset) == ("ou", 7, 0.0)
    assert [notice.split("`")[1] for notice in notices] == ["b", "onset"]


@given(st.text(max_size=200))
def test_any_text_is_a_query(text: str):
    state, notices = read(text)
    check_valid(state)
    assert all(notice.endswith(".") for notice in notices)


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.text(max_size=40)), max_size=8))
def test_any_value_of_any_key_gives_a_valid_state(pairs: list[tuple[str, str]]):
    state, notices = read(urlencode(pairs, errors="replace"))
    check_valid(state)
    given = dict(pairs)
    changed = {key for key in KEYS if value_of(state, key) != value_of(DEFAULT, key)}
    assert changed <= set(given)
    named = [notice.split("`")[1] for notice in notices]
    assert len(set(named)) == len(named)
    assert set(named) <= set(given)


@given(st.text("%0123456789abcdefgGxX&=+;#?", max_size=60))
def test_broken_percent_signs_are_no_trouble(text: str):
    state, _ = read("a=" + text)
    check_valid(state)


@given(
    st.dictionaries(
        st.sampled_from(list(LIMITS)),
        st.sampled_from(["nan", "inf", "x", "1e300", "-1e300"]),
        max_size=9,
    )
)
def test_every_replaced_value_has_its_own_sentence(wrong: dict[str, str]):
    state, notices = read(urlencode(wrong))
    check_valid(state)
    assert [notice.split("`")[1] for notice in notices] == list(wrong)


def test_a_state_makes_the_run_that_it_describes():
    state = replace(DEFAULT, current="ou", seed=7, T=300.0, onset=20.0, I_max=12.0, I_period=5.0)
    model = state.make_model()
    assert model.current == CURRENTS["ou"](12.0, 5.0, 20.0, 7)
    assert (type(model), model.T, model.params) == (MODELS[NAME], 300.0, DEFAULT.parameters)


# As the page wrote it when presets were points and every preset opened as exact.
OLD_LINK = (
    "model=izhikevich&preset=spike_latency&a=0.02&b=0.2&c=-65&d=6&current=points&I_max=10"
    "&I_period=200&onset=100&T=100&seed=1"
    "&points=0:0_10.000000001:0_10.000000001:7.04_13:7.04_13:0"
)


@pytest.mark.parametrize(
    ("query", "current", "solver", "first"),
    [
        ("model=izhikevich&preset=spike_latency", "step", "published", 26.6),
        ("model=izhikevich&preset=spike_latency&T=90", "step", "published", 26.6),
        ("model=izhikevich&preset=spike_latency&solver=exact", "step", "exact", 16.5926),
        (OLD_LINK, "points", "exact", 16.5926),
        (f"{OLD_LINK}&solver=published", "points", "published", 26.6),
        (OLD_LINK.replace("current=points&", ""), "points", "exact", 16.5926),
    ],
)
def test_a_link_to_an_artefact_opens_as_it_was_meant(query, current, solver, first):
    state, notices = read(query)
    assert notices == ()
    assert (state.current, state.solver) == (current, solver)
    model = state.make_model()
    model.integrate()
    assert model.spike_times == pytest.approx([first], abs=1e-4)
    assert read(to_query(state)) == (state, ())


@pytest.mark.parametrize(
    ("query", "onset"),
    [("", 100), ("T=101", 100), ("T=100", 20), ("T=50", 10), ("T=50&onset=100", 100),
     ("preset=tonic_spiking&T=50", 10), ("preset=resonator&T=50", 40)],
)  # fmt: skip
def test_an_onset_that_nobody_has_chosen_lies_within_the_run(query: str, onset: float):
    assert read(query)[0].onset == onset
