"""The built site, served on localhost and opened in a real Chromium.

The site is built anew for every run of the tests, from the inputs that ``build.py build`` keeps
in its cache. The browser resolves no host but localhost: nothing that a page does can leave
this machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser.pages import NeuronPage
from builder.browser import find
from builder.cli import make_site
from builder.serve import Server, serving

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
DESKTOP = {"width": 1280, "height": 900}
Opener = Callable[..., NeuronPage]


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built from the working copy."""
    return make_site(tmp_path_factory.mktemp("site") / "dist")


@pytest.fixture(scope="session")
def server(built_site: Path) -> Iterator[Server]:
    """The site on localhost."""
    with serving(built_site) as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; ``build.py test`` installs one where there is none."""
    path = find()
    if path is None:
        pytest.fail("No Chromium was found; run `python build.py test`, which installs one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def make_page(chromium: Browser, server: Server) -> Iterator[Opener]:
    """Make pages in contexts of their own, which share neither cache nor storage."""
    contexts = []

    def make(url: str = server.url, *, offline: bool = False, **options: Any) -> NeuronPage:
        # Playwright waits by `eval`, which the pages' policy refuses; test_policy.py keeps to it.
        context = chromium.new_context(**{"viewport": DESKTOP, "bypass_csp": True, **options})
        contexts.append(context)
        if not offline:
            # As in a browser without them: each page is the only one that asks for its files.
            context.add_init_script("delete Navigator.prototype.serviceWorker")
        return NeuronPage(context, context.new_page(), url)

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def new_page(make_page: Opener) -> Iterator[Opener]:
    """Make pages that are closed after the test."""
    made: list[NeuronPage] = []

    def make(**options: Any) -> NeuronPage:
        made.append(make_page(**options))
        return made[-1]

    yield make
    for page in made:
        page.context.close()


@pytest.fixture(scope="session")
def started(make_page: Opener) -> NeuronPage:
    """A page on which Python has come up."""
    return make_page().open().wait_for_python()


@pytest.fixture
def neuron(started: NeuronPage) -> NeuronPage:
    """The page with Python, put back to the defaults."""
    return started.reset()
