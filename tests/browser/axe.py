"""What axe-core, the accessibility checker of Lighthouse and many others, finds on a page."""

from __future__ import annotations

import functools
from typing import Any

from playwright.sync_api import Page

from builder.npm import install

# Shadow roots are looked into; rules that only advise are among them, experimental ones are not.
RUN = "axe.run(document, { resultTypes: ['violations'] })"


@functools.cache
def script() -> str:
    """Return the text of axe-core."""
    return (install() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """Return one line for each rule that a page breaks, with the first place where it does."""
    page.evaluate(script())
    found: list[dict[str, Any]] = page.evaluate(RUN)["violations"]
    return [
        f"{rule['id']}: {rule['help']}, {len(rule['nodes'])} times: {rule['nodes'][0]['html']}"
        for rule in found
    ]
