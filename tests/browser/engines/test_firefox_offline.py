"""Firefox without a network: what a worker made of a text asks for there goes past the service
worker, so Python starts only if it asks for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.engines.engine import wait_for
from browser.engines.firefox import Firefox
from browser.engines.visit import START_SECONDS, Visit
from browser.hosts import Host, hosting
from builder.files import BuildError

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def host(built_site: Path) -> Iterator[Host]:
    with hosting(built_site) as host:
        yield host


@pytest.fixture(scope="module")
def kept(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """A Firefox that has kept the site, whose host is gone."""
    try:
        engine = Firefox(tmp_path_factory.mktemp("firefox"))
    except BuildError as error:
        pytest.fail(str(error))
    visit = Visit(engine, host.url).open()
    line = "document.getElementById('offline').textContent.trim()"
    wait_for(lambda: engine.evaluate(line).startswith("Ready offline."), "all files", START_SECONDS)
    host.down()
    yield visit.open("?model=izhikevich&I_max=12")
    engine.close()


def test_python_starts_without_the_host(kept: Visit, host: Host):
    assert not host.alive
    assert kept.state.I_max == 12
    assert kept.spikes > 16


def test_a_model_of_ones_own_runs_without_the_host(kept: Visit, host: Host):
    kept.click("#own .own-run")
    title = "Exponential Integrate And Fire neuron"
    wait_for(lambda: kept.heading == title, "one's own model", START_SECONDS)
    assert not host.alive
