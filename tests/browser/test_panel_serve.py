"""The same app on a Panel server."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import pytest

from browser.conftest import Opener
from browser.pages import NAME, NeuronPage, check_trace, foreign
from builder.files import ROOT
from neuron_app.state import default_state
from spiking_core import MODELS, Description

pytestmark = pytest.mark.browser

# A server sends the trace as float32.
SINGLE_MS = 1e-4

DEFAULT = default_state(NAME, Description.of(MODELS[NAME]))
START_SECONDS = 60


@pytest.fixture(scope="module")
def panel_server() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "panel", "serve", "site/app.py", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        url = f"http://localhost:{port}/app"
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                urllib.request.urlopen(url, timeout=START_SECONDS).close()
                break
            except OSError:
                assert process.poll() is None, process.communicate()[1].decode()
                assert time.monotonic() < deadline
                time.sleep(0.2)
        yield url
        process.terminate()
        process.communicate()


@pytest.fixture
def served(new_page: Opener, panel_server: str) -> NeuronPage:
    shown = new_page(url=panel_server)
    return shown


def ready(shown: NeuronPage) -> NeuronPage:
    shown.page.locator(".noUi-handle").first.wait_for()
    return shown


def wait_for_query(shown: NeuronPage, text: str) -> None:
    shown.page.wait_for_function("text => location.search.includes(text)", arg=text)


def test_a_slider_changes_the_trace_and_the_address(served: NeuronPage):
    ready(served.open())
    check_trace(served, DEFAULT, SINGLE_MS)
    served.press("c", "End")
    wait_for_query(served, "c=-50")
    check_trace(served, served.state, SINGLE_MS)
    assert served.state.parameters["c"] == -50
    assert foreign(served.requests, served.url) == []
    assert served.failures == []


def test_a_link_is_restored(served: NeuronPage):
    ready(served.open("?a=0.05&b=nothing"))
    check_trace(served, served.state, SINGLE_MS)
    assert served.state.parameters["a"] == served.value("a") == 0.05
    assert any("b was nothing" in line for line in served.alerts)
