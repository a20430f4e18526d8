"""Chromium as a visitor starts it: one fresh profile per cold visit."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, TimeoutError

from builder.files import BuildError

VIEWPORT = {"width": 1280, "height": 900}
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    # Nothing leaves this machine, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost",
)
SETTLE_MS = 1000
LONGEST_SECONDS = 180

# The stock page has no marks: its handler takes this class away when Python's document is shown.
STOCK_UP = "stock:up"
STOCK_SCRIPT = f"""
addEventListener("DOMContentLoaded", () => {{
  new MutationObserver((_, observer) => {{
    if (document.body.classList.contains("pn-loading")) return;
    performance.mark("{STOCK_UP}");
    observer.disconnect();
  }}).observe(document.body, {{ attributes: true, attributeFilter: ["class"] }});
}});
"""
MARKED_OR_FAILED = """(name) =>
  performance.getEntriesByName(name).length > 0 ||
  document.documentElement.dataset.spiking === "error"
"""
MARKS = """() => Object.fromEntries(
  performance.getEntriesByType("mark").map((mark) => [mark.name, mark.startTime]))
"""


@contextlib.contextmanager
def fresh_profile(playwright: Playwright) -> Iterator[BrowserContext]:
    """Start a browser process with an empty profile on disk, and end it.

    A profile of its own, and not a private window, because only a profile keeps its caches the
    way a visitor's browser does: on disk, compiled code included.
    """
    with tempfile.TemporaryDirectory(prefix="spiking-", ignore_cleanup_errors=True) as folder:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=os.environ["SPIKING_CHROMIUM"],
            args=list(ARGUMENTS),
            viewport=VIEWPORT,  # type: ignore[arg-type]
            bypass_csp=True,  # Playwright waits by `eval`, which the site forbids its pages
        )
        try:
            context.add_init_script(STOCK_SCRIPT)
            yield context
        finally:
            context.close()


@contextlib.contextmanager
def visiting(context: BrowserContext, url: str, mark: str) -> Iterator[Page]:
    """Navigate a new page to `url`, wait for a mark, and close the page at the end.

    Raises
    ------
    BuildError
        If the page reports an error, or the mark does not come.
    """
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.extend(_error(message)))
    page.on("requestfailed", lambda request: problems.append(f"{request.url} failed"))
    # A browser or a page that has just come up is still busy with itself.
    page.wait_for_timeout(SETTLE_MS)
    try:
        page.goto(url, wait_until="commit")
        for _ in range(LONGEST_SECONDS):
            with contextlib.suppress(TimeoutError):
                page.wait_for_function(MARKED_OR_FAILED, arg=mark, timeout=1000, polling=100)
                break
            if problems:
                break
        if problems or mark not in marks(page):
            raise BuildError(
                f"{url} did not reach {mark}: {problems or 'no error'}; "
                "open it in a browser to see why."
            )
        yield page
    finally:
        page.close()


def _error(message: ConsoleMessage) -> list[str]:
    return [f"{message.text} {message.location}"] if message.type == "error" else []


def marks(page: Page) -> dict[str, float]:
    """Marks of a page, in seconds since the navigation to it."""
    return {name: time / 1000 for name, time in page.evaluate(MARKS).items()}


def version(playwright: Playwright) -> str:
    """Name and version of the browser."""
    browser = playwright.chromium.launch(
        executable_path=os.environ["SPIKING_CHROMIUM"], args=list(ARGUMENTS)
    )
    try:
        return f"Chromium {browser.version}"
    finally:
        browser.close()
