"""The site without a network, and the way from one version of it to the next."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.conftest import Opener
from browser.engines.engine import wait_for
from browser.hosts import PORTAL, Host, hosting
from browser.pages import ANSWER_MS, START_MS, NeuronPage, check_trace, foreign, held
from browser.test_own import heading, run
from builder.offline import LIST, write_list
from core.texts import LEAKY

pytestmark = pytest.mark.browser

READY, NEW = "Ready offline.", "A new version is ready."
# Puts junk in the place of a file that is kept; tells how many versions had it.
DAMAGE = """
async (part) => {
  let damaged = 0;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      if (!url.includes(part)) continue;
      const { headers } = await cache.match(url);
      await cache.put(url, new Response("junk", { headers }));
      damaged += 1;
    }
  }
  return damaged;
}
"""
SERVED = "performance.getEntriesByType('resource').map((entry) => entry.name)"
NEURON = "neuron"


def listed(site: Path) -> dict[str, object]:
    return json.loads((site / LIST).read_text())


def size(host: Host) -> str:
    """How large the site is, in the page's words."""
    return f"{listed(host.folder)['size'] / 1e6:.1f} MB"  # type: ignore[operator]


def paths(site: Path) -> set[str]:
    return {path for path, _, _ in json.loads((site / LIST).read_text())["files"]}


def version(shown: NeuronPage) -> str:
    """Version of the page that is open."""
    content = shown.page.locator("meta[name=spiking-version]").get_attribute("content")
    assert content
    return content.split(" ")[0]


def versions_kept(shown: NeuronPage) -> set[str]:
    names = shown.page.evaluate("caches.keys()")
    return {name.rpartition(" ")[2] for name in names} - {""}


def line(shown: NeuronPage) -> str:
    return shown.page.locator("#offline").inner_text()


def wait_for_line(shown: NeuronPage, text: str) -> NeuronPage:
    shown.page.locator("#offline", has_text=text).wait_for(timeout=START_MS)
    return shown


def wait_for_note(shown: NeuronPage, text: str) -> NeuronPage:
    shown.page.locator("#version[role=status]", has_text=text).wait_for(timeout=START_MS)
    return shown


@pytest.fixture(scope="module")
def second(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next version: one script says something else, so its folder has another name, and a
    kernel has another name too."""
    site = tmp_path_factory.mktemp("second") / "dist"
    shutil.copytree(built_site, site)
    (kernel,) = (site / "assets").glob("adex.*.wasm")
    kernel.rename(kernel.with_name("adex.222222222222.wasm"))
    (folder,) = (site / "assets").glob("page.*")
    script, manifest = folder / "main.js", folder / "manifest.js"
    script.write_text(script.read_text().replace("How this is computed", "How it is computed"))
    manifest.write_text(manifest.read_text().replace(kernel.name, "adex.222222222222.wasm"))
    folder.rename(folder.with_name("page.222222222222"))
    page = site / "index.html"
    page.write_text(page.read_text().replace(folder.name, "page.222222222222"))
    assert write_list(site) != listed(built_site)["version"]
    return site


@pytest.fixture(scope="module")
def host(built_site: Path) -> Iterator[Host]:
    with hosting(built_site) as host:
        yield host


@pytest.fixture(scope="module")
def first(make_page: Opener, host: Host) -> NeuronPage:
    """The page of the first visit, with everything kept."""
    shown = make_page(url=host.url, offline=True).open()
    wait_for_line(shown, f"Works offline once {size(host)} are kept.")
    assert shown.stage != "python"
    assert shown.page.evaluate("navigator.serviceWorker.getRegistration()") is None
    return wait_for_line(shown.wait_for_python(), READY)


def another(shown: NeuronPage) -> NeuronPage:
    """A new page in the same browser."""
    return NeuronPage(shown.context, shown.context.new_page(), shown.url)


def test_everything_works_without_the_host(first: NeuronPage, host: Host):
    host.down()
    shown = another(first).open("?model=izhikevich&I_max=12")
    # What is kept is said from the start, not when the start is over.
    assert shown.stage != "python"
    wait_for_line(shown, READY)
    shown.wait_for_python()
    assert shown.state.I_max == 12
    shown.press("a", "ArrowRight")
    shown.settle()
    check_trace(shown, shown.state)
    shown.page.get_by_label(NEURON, exact=True).select_option(label="Hodgkin-Huxley")
    shown.settle()
    assert heading(shown) == "Hodgkin-Huxley neuron"
    assert shown.spikes > 0
    shown.page.get_by_text("How this is computed").click()
    shown.page.get_by_label("Traced program").filter(has_text="return").wait_for()
    run(shown, LEAKY)
    assert heading(shown) == "Leaky neuron"
    wait_for_line(shown, READY)
    assert shown.console == []
    assert foreign(shown.requests, host.url) == []
    shown.page.close()


def test_a_new_version_is_taken_whole_and_shown_when_the_visitor_wants_it(
    first: NeuronPage, host: Host, second: Path
):
    built, old = host.folder, version(first)
    host.up(second)
    shown = another(first).open()
    # Nothing of the new one is shown before all of it is there.
    assert version(shown.wait_for_python()) == old
    for page in (shown, first):
        wait_for_note(page, NEW)
        assert version(page) == old
    # The old page goes on with its own files, also with those that the host has no more.
    first.page.get_by_label(NEURON, exact=True).select_option(label="Adaptive exponential (AdEx)")
    first.page.get_by_role("heading", name="Adaptive exponential").wait_for(timeout=ANSWER_MS)
    first.settle()
    assert first.spikes > 0
    (kernel,) = paths(built) - paths(second) - {p for p in paths(built) if "/page." in p}
    assert host.url + kernel in first.page.evaluate(SERVED)
    assert (first.console, first.alerts) == ([], [])

    shown.page.get_by_role("button", name="reload").click()
    shown.page.get_by_text("How it is computed").wait_for(timeout=START_MS)
    wait_for_line(shown.wait_for_python(), READY)
    assert version(shown) == listed(second)["version"]
    own = {url.removeprefix(host.url) for url in shown.page.evaluate(SERVED)}
    assert {path for path in own if path != LIST} <= paths(second)
    # The first page is open, so its files stay; when it is not, they go.
    assert versions_kept(shown) == {old, version(shown)}
    first.page.close()
    shown.page.reload()
    wait_for_line(shown, READY)
    wait_for(lambda: versions_kept(shown) == {version(shown)}, "the end of the old version")
    assert shown.console == []
    shown.page.close()


def test_damaged_files_are_not_served_or_mended(first: NeuronPage, host: Host, second: Path):
    host.up(second)
    shown = another(first)
    shown.page.goto(f"{host.url}icons/icon.svg")
    for part in ("/index.html", "/begin.js", "/main.js", "/izhikevich.", "/core."):
        assert shown.page.evaluate(DAMAGE, part) >= 1
    # All but the last come from the host again, and find that, without which Python does not start.
    shown.open().wait_for("error")
    shown.wait_for_figures()
    wait_for_note(shown, "damaged, and has been mended.")
    shown.page.get_by_role("button", name="reload").click()
    shown.page.locator("#version:empty").wait_for(state="attached")
    wait_for_line(shown.wait_for_python(), READY)
    shown.page.close()


def test_an_interrupted_download_is_taken_up_by_the_next_visit(
    new_page: Opener, host: Host, second: Path
):
    shown = new_page(url=host.url, offline=True)
    saver = shown.context.new_cdp_session(shown.page)
    saver.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": True})
    shown.open().wait_for_python()
    # Who saves data is asked first.
    keep = shown.page.locator("#offline").get_by_role("button", name="keep")
    keep.wait_for()
    assert versions_kept(shown) == set()
    host.dies_at = "/qif."
    keep.click()
    wait_for_line(shown, "Keeping ")
    wait_for_line(
        shown, "Not kept for offline use yet: the network was lost. The next visit goes on"
    )
    assert not host.alive
    assert shown.alerts == []

    host.up()
    assert shown.page.evaluate(DAMAGE, "/connor_stevens-dark-wide.") == 1
    saver.send("Emulation.setDataSaverOverride", {"dataSaverEnabled": False})
    shown.open().wait_for_python()
    wait_for_line(shown, READY)
    missing = {path for path in host.asked if path.endswith(".svg") and "/icon" not in path}
    names = {path.partition(".")[0].partition("/")[2] for path in missing}
    assert "adex-dark-wide" not in names
    assert {"connor_stevens-dark-wide", "wang_buzsaki-dark-wide"} <= names


def test_nothing_is_fetched_to_be_kept_while_a_slider_moves(new_page: Opener, host: Host):
    shown = new_page(url=host.url, offline=True).open().wait_for_python()
    with held(shown.page, shown.slider("I max")) as (x, y):

        def move(times: int) -> None:
            for k in range(times):
                shown.page.mouse.move(x + 3 * (k % 5), y)
                shown.page.wait_for_timeout(50)

        move(50)  # what was under way arrives
        before = list(host.asked)
        move(40)
        # The icons are what the browser itself wants.
        assert [path for path in host.asked[len(before) :] if "icon" not in path] == []
        assert line(shown) != READY
    wait_for_line(shown, READY)
    assert len(host.asked) > len(before)


def test_an_embedded_page_keeps_nothing(new_page: Opener, host: Host):
    shown = new_page(url=host.url, offline=True).open("?embed=1").wait_for("interactive")
    assert shown.page.evaluate("navigator.serviceWorker.getRegistration()") is None
    assert shown.page.evaluate("caches.keys()") == []
    assert line(shown) == ""


def end_of_keeping(shown: NeuronPage) -> None:
    wait_for_note(shown, "The host has this site no more: it was moved or withdrawn.")
    assert line(shown) == "Not kept for offline use any more."
    assert shown.page.evaluate("caches.keys()") == []
    assert shown.page.evaluate("navigator.serviceWorker.getRegistration()") is None


@pytest.fixture
def visitor(new_page: Opener, host: Host, built_site: Path) -> Iterator[NeuronPage]:
    """A page on which everything has been kept, in a browser of its own."""
    host.up(built_site)
    shown = new_page(url=host.url, offline=True).open()
    yield wait_for_line(shown, READY)
    host.up()


def test_what_a_host_says_of_its_list_decides_what_stays(visitor: NeuronPage, host: Host):
    # Of a network that is not signed in to, and of a host in trouble, nothing is believed.
    for answer, said in (
        (
            PORTAL,
            "this network answers in its place, as one that wants to be signed in to. Sign in",
        ),
        (302, "this network answers in its place, as one that wants to be signed in to. Sign in"),
        (403, "this network answers in its place, as one that wants to be signed in to. Sign in"),
        (503, "the host has trouble at the moment. The next visit tries again."),
    ):
        host.answers = {"": answer}
        visitor.page.reload()
        wait_for_line(
            visitor, f"Ready offline. Whether there is a new version is not known: {said}"
        )
        assert versions_kept(visitor) == {version(visitor)}
    # It is there, and has the site no more.
    host.answers = {"": 410}
    visitor.page.reload()
    end_of_keeping(visitor)
    assert visitor.page.goto(visitor.url).status == 410  # type: ignore[union-attr]


def test_another_site_at_the_address_of_one_that_was_kept_is_shown(
    visitor: NeuronPage, host: Host, tmp_path: Path
):
    (tmp_path / "index.html").write_text("<!doctype html><title>Cats</title>")
    host.up(tmp_path)
    visitor.page.reload()
    assert visitor.page.title() != "Cats"
    end_of_keeping(visitor)
    visitor.page.get_by_role("button", name="reload").click()
    visitor.page.wait_for_url(visitor.url)
    assert visitor.page.title() == "Cats"


def test_half_a_new_version_is_not_kept_and_the_old_one_stays(
    visitor: NeuronPage, host: Host, second: Path
):
    old = version(visitor)
    for answer in (404, b"of another version"):
        host.up(second)
        host.answers = {"/adex.222222222222.wasm": answer}
        visitor.page.reload()
        wait_for_line(
            visitor, "Ready offline. There is a new version that cannot be kept yet: files"
        )
        assert version(visitor) == old
        assert visitor.page.locator("#version").inner_text() == ""


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        (LIST, 404, "Cannot be kept for offline use: the host has no list of this site's files"),
        (LIST, PORTAL, "Not kept for offline use: the host is not reached, this network answers"),
        ("/sw.js", 404, "Not kept for offline use: files on the host do not fit its list"),
        ("/qif.", 404, "Not kept for offline use: files on the host do not fit its list of files"),
        ("/qif.", 500, "Not kept for offline use: the host has trouble at the moment. The next"),
    ],
    ids=["no list", "portal", "no worker", "half", "trouble"],
)
def test_a_first_visit_tells_why_nothing_is_kept(
    new_page: Opener, host: Host, built_site: Path, path: str, answer: int | bytes, said: str
):
    host.up(built_site)
    host.answers = {path: answer}
    shown = new_page(url=host.url, offline=True).open()
    wait_for_line(shown, said)
    assert shown.alerts == []
    host.up()


def test_a_browser_without_room_is_told(new_page: Opener, host: Host, built_site: Path):
    host.up(built_site)
    shown = new_page(url=host.url, offline=True)
    devtools = shown.context.new_cdp_session(shown.page)
    origin = host.url.removesuffix("/")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 5e6})
    shown.open()
    wait_for_line(shown, f"Not kept for offline use: this browser has no room for {size(host)}. ")
    assert "Free some on the device, or delete data of other sites" in line(shown)
