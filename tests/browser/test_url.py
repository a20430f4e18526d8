"""A link shows what its sender saw."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.sync_api import Route

from browser.conftest import Opener
from browser.pages import NAME, NeuronPage, check_trace
from neuron_app import to_query
from neuron_app.state import NeuronState, default_state
from spiking_core import MODELS, Description

pytestmark = pytest.mark.browser

DEFAULT = default_state(NAME, Description.of(MODELS[NAME]))
TITLES = {name: Description.of(model).title for name, model in MODELS.items()}
SENT = NeuronState(
    NAME, {"a": 0.05, "b": 0.21, "c": -55.0, "d": 4.0}, current="ou", I_max=12.0, I_period=20.0,
    onset=50.0, T=600.0, seed=7,
)  # fmt: skip

# As going back to such an address would.
GO = "history.pushState(null, '', query); dispatchEvent(new PopStateEvent('popstate'));"


def opened(new_page: Opener, query: str) -> NeuronPage:
    return new_page().open(f"?{query}").wait_for_python().settle()


def test_a_link_shows_the_very_trace_of_its_state_noise_included(new_page: Opener):
    shown = opened(new_page, to_query(SENT))
    check_trace(shown, SENT)
    assert (shown.value("a"), shown.value("length")) == (0.05, 600)
    assert shown.page.get_by_label("input current").input_value() == "Noise (Ornstein-Uhlenbeck)"
    assert shown.state == SENT
    assert shown.alerts == []
    assert set(shown.marks()) == {"spiking:picture", "spiking:interactive", "spiking:python"}
    # A control moved afterwards changes its own value and no other.
    shown.press("d", "End")
    shown.settle()
    state = replace(SENT, parameters={**SENT.parameters, "d": 8.0})
    assert shown.state == state
    check_trace(shown, state)


def test_a_malformed_link_is_answered_by_sentences_and_a_page_that_works(new_page: Opener):
    shown = opened(
        new_page, "a=0.05&b=much&c=-500&I_max=%FF&current=dc&seed=-1&%3Cscript%3E=1&model=hh&T=1e9"
    )
    state = replace(DEFAULT, parameters={**DEFAULT.parameters, "a": 0.05, "c": -80.0}, T=60000.0)
    check_trace(shown, state)
    alerts = shown.page.locator("[role=alert]:visible").all()
    named = [line.locator("code").first.inner_text() for line in alerts]
    assert named == ["model", "current", "b", "c", "I_max", "seed", "<script>", "T"]
    shown.press("a", "ArrowRight")
    shown.settle()
    assert shown.state.parameters["a"] != 0.05
    assert [line for line in shown.alerts if line.strip()] == []
    check_trace(shown, shown.state)
    assert (shown.console, shown.failures) == ([], [])


def test_half_a_pulse_in_a_link_is_a_whole_one(new_page: Opener):
    shown = opened(new_page, "current=pulses&count=2.5")
    assert shown.state.own["count"] == 3
    assert any("no whole number" in line for line in shown.alerts)
    check_trace(shown, shown.state)


def test_a_link_reloaded_shows_the_same_again(neuron: NeuronPage, new_page: Opener):
    neuron.press("c", "End")
    neuron.press("b", "ArrowRight")
    neuron.settle()
    again = opened(new_page, neuron.query.removeprefix("?"))
    assert again.state == neuron.state
    assert (again.columns()["v"] == neuron.columns()["v"]).all()


def test_back_and_forward_go_from_neuron_to_neuron(new_page: Opener):
    shown = opened(new_page, "model=izhikevich&a=0.05")
    shown.press("I max", "ArrowRight")
    shown.settle()
    before = shown.state
    shown.page.get_by_label("neuron", exact=True).select_option(label=TITLES["adex"])
    shown.settle()
    assert "model=adex" in shown.query
    shown.page.go_back()
    shown.page.wait_for_function("location.search.includes('model=izhikevich')")
    shown.settle()
    assert shown.state == before
    check_trace(shown, before)
    assert shown.value("a") == 0.05
    shown.page.go_forward()
    shown.settle()
    assert "model=adex" in shown.query
    assert shown.page.get_by_role("heading", name=TITLES["adex"]).is_visible()
    assert shown.console == []


def test_back_works_before_python_is_there(new_page: Opener):
    shown = new_page().open("?model=izhikevich&a=0.05")
    shown.wait_for("interactive")
    shown.page.evaluate("history.pushState(null, '', '?model=lif&T=300')")
    shown.page.evaluate("history.pushState(null, '', '?model=izhikevich&a=0.05')")
    shown.page.go_back()
    shown.wait_for_python().settle()
    assert "model=lif" in shown.query
    assert shown.page.get_by_role("heading", name=TITLES["lif"]).is_visible()
    assert shown.console == []


@pytest.mark.parametrize("last", ["adex", "izhikevich"])
def test_of_neurons_that_are_asked_for_at_once_the_last_is_shown(new_page: Opener, last: str):
    shown = new_page()
    late: list[Route] = []
    shown.page.route("**/lif.*.json", lambda route: late.append(route))
    shown.open("?model=izhikevich&a=0.05").wait_for("interactive")
    assert shown.stage == "interactive"
    shown.page.evaluate(f"query => {{ {GO} }}", "?model=lif&T=300")
    while not late:
        shown.page.wait_for_timeout(20)
    for query in ("?model=qif", f"?model={last}&T=300"):
        shown.page.evaluate(f"query => {{ {GO} }}", query)
    shown.page.wait_for_timeout(300)
    late.pop().continue_()
    shown.wait_for_python().settle()
    assert shown.page.evaluate("document.querySelector('#app').childElementCount") == 1
    assert shown.page.get_by_role("heading", name=TITLES[last]).is_visible()
    assert (shown.state.model, shown.state.T) == (last, 300)
    check_trace(shown, shown.state)
    assert shown.console == []
