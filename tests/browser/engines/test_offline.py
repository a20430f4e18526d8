"""In every engine the site works when its host is gone, with all connections to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.engines.engine import DESKTOP, Engine, wait_for
from browser.engines.visit import Visit
from browser.hosts import Host, hosting
from browser.pages import check_trace

pytestmark = pytest.mark.browser

LINE = "document.querySelector('#offline').innerText"
# The site's files are kept while nothing else is to be done, which may take its time.
KEEPING_SECONDS = 180.0


@pytest.fixture(scope="module")
def host(built_site: Path) -> Iterator[Host]:
    with hosting(built_site) as host:
        yield host


def test_everything_works_without_the_host(engine: Engine, host: Host):
    host.up()
    engine.resize(*DESKTOP)
    visit = Visit(engine, host.url).open()
    wait_for(
        lambda: engine.evaluate(LINE).startswith("Ready offline."), "the site", KEEPING_SECONDS
    )
    host.down()
    visit.open("?model=izhikevich&I_max=12")
    assert visit.state.I_max == 12
    check_trace(visit, visit.state)
    visit.choose("neuron", "Hodgkin-Huxley")
    wait_for(lambda: visit.heading == "Hodgkin-Huxley neuron", "the other neuron")
    visit.click("#own .own-run")
    wait_for(lambda: visit.heading == "Exponential Integrate And Fire neuron", "one's own model")
