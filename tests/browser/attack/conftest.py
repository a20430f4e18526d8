"""The page at a host that knows its visitor, in the three engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.attack.hosts import Hosts, two_hosts
from browser.attack.visitor import Visitor
from browser.engines.chromium import Chromium
from browser.engines.conftest import engine  # noqa: F401 - the same three
from browser.engines.engine import Engine


@pytest.fixture(scope="module")
def hosts(built_site: Path) -> Iterator[Hosts]:
    """The host of the page and another one."""
    with two_hosts(built_site) as running:
        yield running


@pytest.fixture(scope="module")
def visitor(engine: Engine, hosts: Hosts) -> Visitor:  # noqa: F811
    """Somebody with the page open, in each of the engines."""
    return Visitor(engine, hosts.home).arrive()


@pytest.fixture(scope="module")
def in_chromium(chromium: Browser, hosts: Hosts) -> Iterator[Visitor]:
    """Somebody with the page open in Chromium."""
    window = Chromium(chromium)
    yield Visitor(window, hosts.home).arrive()
    window.close()
