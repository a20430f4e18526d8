"""A model that somebody has sent can reach nobody, and nothing but its own figures."""

from __future__ import annotations

import re
import time
import urllib.request
from dataclasses import dataclass

import pytest

from browser.attack.hosts import SECRET, Hosts
from browser.attack.probes import (
    BREAKING,
    EVERYWHERE,
    FORGED,
    MARKUP,
    POISON,
    QUIET,
    Probe,
    model_with,
)
from browser.attack.visitor import Visitor
from browser.engines.engine import wait_for

pytestmark = pytest.mark.browser

TITLE = "Interactive spiking neuron models"
# What was asked for is on its way for so long at the most.
LATE_SECONDS = 4.0
STOPPED = "Python was stopped: it sent "


@dataclass(frozen=True)
class Traces:
    """What probes have left, wherever they could leave something."""

    said: str
    everything: tuple[str, ...]
    content: str
    place: tuple[str, str]


def probing(visitor: Visitor, hosts: Hosts, *probes: Probe, fails: bool = False) -> str:
    return visitor.run(model_with(*probes, other=hosts.other, home=hosts.home, fails=fails))


@pytest.fixture(scope="module")
def traces(visitor: Visitor, hosts: Hosts) -> Traces:
    """All that is left when every quiet probe has been tried in one model."""
    hosts.told.clear()
    hosts.asked.clear()
    said = probing(visitor, hosts, *QUIET)
    for probe in BREAKING:
        probing(visitor, hosts, probe)
    time.sleep(LATE_SECONDS)
    everything = (*hosts.told, *hosts.asked, *visitor.kept, *visitor.came)
    return Traces(said, everything, visitor.content, tuple(visitor.place))


def test_what_reaches_a_host_is_seen(visitor: Visitor, hosts: Hosts):
    urllib.request.urlopen(f"{hosts.other}?probe=control")
    assert "/?probe=control" in hosts.told
    private = "fetch('private/?probe=control').then((answer) => answer.text())"
    assert visitor.engine.evaluate(private) == SECRET
    assert "/private/?probe=control" in hosts.asked
    visitor.engine.evaluate("(localStorage.setItem('probe-control', 'x'), postMessage('control'))")
    wait_for(lambda: "control" in visitor.came, "the message")
    assert "probe-control" in visitor.kept


def test_the_model_that_tries_runs(traces: Traces):
    assert traces.said.startswith("Your model runs.")


@pytest.mark.parametrize("probe", [*QUIET, *BREAKING], ids=lambda probe: probe.name)
def test_nothing_comes_of_it(traces: Traces, probe: Probe):
    its = re.compile(rf"probe[=-]{probe.name}(?!\w)|^{probe.name}$")
    assert [trace for trace in traces.everything if its.search(trace)] == []


def test_no_host_is_asked_for_anything_but_the_site(traces: Traces, hosts: Hosts):
    assert hosts.told == []
    strange = re.compile(r"private|probe|OWNED")
    assert [
        path for path in traces.everything if strange.search(path) and "control" not in path
    ] == []
    assert traces.place == (hosts.home, TITLE)


@pytest.mark.parametrize("probe", [one for one in FORGED if one.name in EVERYWHERE],
                         ids=lambda probe: probe.name)  # fmt: skip
def test_a_forged_message_ends_python(visitor: Visitor, hosts: Hosts, probe: Probe):
    check_forged(visitor, hosts, probe)


@pytest.mark.parametrize("probe", [one for one in FORGED if one.name not in EVERYWHERE],
                         ids=lambda probe: probe.name)  # fmt: skip
def test_any_forged_message_ends_python(in_chromium: Visitor, hosts: Hosts, probe: Probe):
    check_forged(in_chromium, hosts, probe)


def check_forged(visitor: Visitor, hosts: Hosts, probe: Probe) -> None:
    visitor.wait_for_python()
    probing(visitor, hosts, probe)
    wait_for(lambda: visitor.error.startswith(STOPPED), "the sentence")
    assert visitor.place == [hosts.home, TITLE]
    assert "OWNED" not in visitor.content
    assert not [path for path in (*hosts.told, *hosts.asked) if f"probe={probe.name}" in path]
    visitor.wait_for_python()


def test_of_forged_markup_the_words_are_left(in_chromium: Visitor, hosts: Hosts):
    in_chromium.wait_for_python()
    assert probing(in_chromium, hosts, MARKUP).startswith("Your model runs.")
    assert "OWNED" not in in_chromium.content  # it belonged to the neuron before
    strange = "[onclick], [onerror], [href^='javascript:'], [style*=inset], img[src=x]"
    assert in_chromium.find(strange, "one === undefined")


@pytest.mark.parametrize("fails", [False, True], ids=["a model", "a mistake"])
def test_what_is_saved_afterwards_is_what_a_fresh_page_saves(
    visitor: Visitor, hosts: Hosts, fails: bool
):
    choices = ("script as .py", "figure as SVG", "data as CSV")
    visitor.arrive("?model=lif")
    said = probing(visitor, hosts, POISON, fails=fails)
    assert said.startswith("Your model runs.") or "enough" in said
    if not fails:
        visitor.leave_for("Leaky integrate-and-fire")
    poisoned = [visitor.save(choice) for choice in choices]
    visitor.arrive("?model=lif")
    assert poisoned == [visitor.save(choice) for choice in choices]
    assert all("OWNED" not in text and len(text) > 200 for text in poisoned)
