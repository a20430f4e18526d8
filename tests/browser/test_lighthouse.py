"""Lighthouse finds nothing to say against the page but its weight."""

from __future__ import annotations

import os

import pytest

from bench.lighthouse import audit, failures, scores
from builder.browser import find
from builder.serve import Server

pytestmark = pytest.mark.browser

# Speed depends on the machine; `build.py bench` prints it.
CATEGORIES = ("accessibility", "best-practices", "seo")


@pytest.mark.parametrize("device", ["desktop", "mobile"])
def test_lighthouse_gives_full_marks(server: Server, device: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SPIKING_CHROMIUM", os.environ.get("SPIKING_CHROMIUM") or find() or "")
    report = audit(server.url, device, CATEGORIES)
    assert failures(report) == []
    assert scores(report) == dict.fromkeys(CATEGORIES, 100)
