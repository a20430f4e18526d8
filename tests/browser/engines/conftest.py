"""The three engines at the built site; one that is missing fails, and says what to install."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.engines.chromium import Chromium
from browser.engines.engine import Engine
from browser.engines.firefox import Firefox
from browser.engines.visit import Visit
from browser.engines.webkit import WebKit, watched
from builder.files import BuildError
from builder.serve import serving

ENGINES = ("chromium", "firefox", "webkit")


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A running browser."""
    folder = tmp_path_factory.mktemp(request.param)
    makers: dict[str, Callable[[], Engine]] = {
        "chromium": lambda: Chromium(chromium),
        "firefox": lambda: Firefox(folder),
        "webkit": lambda: WebKit(folder),
    }
    try:
        made = makers[request.param]()
    except BuildError as error:
        pytest.fail(str(error))
    yield made
    made.close()


@pytest.fixture(scope="module")
def visit(
    engine: Engine, built_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visit]:
    """The page in a browser, not opened yet."""
    site = built_site
    if isinstance(engine, WebKit):
        site = watched(site, tmp_path_factory.mktemp("watched") / "dist")
    with serving(site) as server:
        yield Visit(engine, server.url)
