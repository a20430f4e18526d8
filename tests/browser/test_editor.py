"""The editor of one's own model, alone in a page, with a stand-in for Python."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from builder.files import SITE
from builder.serve import serving
from builder.sources import example_source

pytestmark = pytest.mark.browser

STAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Editor</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="style.css">
<link rel="stylesheet" href="own/editor.css">
<button id="before">before</button>
<section id="place"></section>
<button id="after">after</button>
<script type="module">
import { Editor } from "./own/editor.js";
window.ran = [];
window.answers = [];
window.editor = new Editor(document.getElementById("place"), {
  models: [{ name: "lif", title: "Leaky integrate-and-fire" }, { name: "gone", title: "Gone" }],
  fetchSource: async (name) => {
    if (name === "gone") throw new Error("gone.py could not be loaded (404).");
    return `# the file of ${name}\\n`;
  },
  run: async (text) => {
    window.ran.push(text);
    const answer = window.answers.shift() ?? { ok: true };
    if (answer.wait) await new Promise((resolve) => (window.finish = resolve));
    if (answer.fails) throw new Error(answer.fails);
    return answer;
  },
  example: EXAMPLE,
});
</script>
"""
MISTAKE = {"ok": False, "line": 17, "sentence": "`V` is not known here. Did you mean `v`?"}

Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a page that has nothing but the editor."""
    folder = tmp_path_factory.mktemp("stage")
    shutil.copytree(SITE / "page", folder, dirs_exist_ok=True)
    example = json.dumps(example_source())
    (folder / "index.html").write_text(STAGE.replace("EXAMPLE", example), encoding="utf-8")
    with serving(folder) as server:
        yield server.url


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """What the pages share; what they keep, each keeps for itself."""
    made = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield made
    made.close()


@pytest.fixture
def open_page(context: BrowserContext, stage: str) -> Iterator[Opener]:
    """Open the editor; what the console says fails the test."""
    pages: list[Page] = []
    said: list[str] = []

    def make(scheme: str = "light", width: int = 1280) -> Page:
        page = context.new_page()
        pages.append(page)
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(stage)
        page.wait_for_function("window.editor")
        return page

    yield make
    for page in pages:
        page.close()
    assert said == []


@pytest.fixture
def page(open_page: Opener) -> Page:
    return open_page()


def field(page: Page):
    return page.get_by_role("textbox", name="Python text of your model")


def write(page: Page, text: str, caret: int | None = None, to: int | None = None) -> None:
    """Put a text into the field, and select a part of it."""
    field(page).fill(text)
    start = len(text) if caret is None else caret
    select = "(field, [start, end]) => field.setSelectionRange(start, end)"
    field(page).evaluate(select, [start, start if to is None else to])


def answer(page: Page, *answers: dict) -> None:
    page.evaluate("answers => window.answers.push(...answers)", list(answers))


def run(page: Page) -> None:
    page.get_by_role("button", name="run").click()


def test_it_begins_with_the_example_and_its_numbers(page: Page):
    expect(page.get_by_role("region", name="Your own model")).to_be_visible()
    expect(field(page)).to_have_value(example_source())
    numbers = page.locator(".own-numbers").inner_text().split()
    assert numbers == [str(k) for k in range(1, 28)]


def test_the_numbers_follow_the_text(page: Page):
    write(page, "\n" * 99)
    numbers = page.locator(".own-numbers")
    assert numbers.inner_text().split()[-1] == "100"
    field(page).evaluate("field => field.scrollTo(0, 0)")
    expect(numbers).to_have_css("translate", "0px")
    field(page).evaluate("field => field.scrollTo(0, 300)")
    expect(numbers).to_have_css("translate", "0px -300px")


def test_a_number_stands_beside_its_line(page: Page):
    write(page, "\n" * 199)
    field(page).evaluate("field => field.scrollTo(0, 1e6)")
    places = page.evaluate(
        """() => {
          const numbers = document.querySelector(".own-numbers");
          const field = document.querySelector(".own-text");
          const last = document.createRange();
          last.setStart(numbers.firstChild, numbers.firstChild.length - 1);
          last.setEnd(numbers.firstChild, numbers.firstChild.length);
          const style = getComputedStyle(field);
          const bottom = field.getBoundingClientRect().bottom - parseFloat(style.paddingBottom);
          return [last.getBoundingClientRect().bottom, bottom];
        }"""
    )
    # The box of a letter is less high than its line; a scroll bar may lie below.
    assert abs(places[0] - places[1]) < 20


def test_run_hands_over_the_text(page: Page):
    write(page, "x = 1\n")
    run(page)
    expect(page.get_by_role("status")).to_have_text("Your model runs.")
    assert page.evaluate("ran") == ["x = 1\n"]


@pytest.mark.parametrize("keys", ["Control+Enter", "Meta+Enter"])
def test_keys_run_the_text(page: Page, keys: str):
    field(page).press(keys)
    expect(page.get_by_role("status")).to_have_text("Your model runs.")
    assert page.evaluate("ran") == [example_source()]


def test_a_note_is_shown(page: Page):
    answer(page, {"ok": True, "note": "It runs uncompiled: `str` cannot be traced."})
    run(page)
    status = page.get_by_role("status")
    expect(status).to_have_text("Your model runs. It runs uncompiled: str cannot be traced.")
    assert status.locator("code").inner_text() == "str"


REMARKS = {
    "ok": True,
    "note": "It runs uncompiled: `str`.\nLine 17: `print` is of no use.\nLine 3: `y0` is high.",
}


def test_remarks_are_told_with_their_lines_which_are_marked(page: Page):
    answer(page, REMARKS)
    run(page)
    expect(page.get_by_role("status")).to_have_text(
        "Your model runs. It runs uncompiled: str. Line 17: print is of no use. Line 3: y0 is high."
    )
    expect(page.get_by_role("alert")).to_be_empty()
    expect(field(page)).not_to_have_attribute("aria-invalid", "true")
    text = field(page).bounding_box()
    assert text is not None
    marks = [mark.bounding_box() for mark in page.locator(".own-remarked").all()]
    tops = [mark["y"] - text["y"] for mark in marks if mark is not None]
    assert tops == pytest.approx([9.6 + 16 * 21, 9.6 + 2 * 21], abs=1)
    page.get_by_role("button", name="Line 3:").click()
    expect(field(page)).to_be_focused()
    before = "field => field.value.slice(0, field.selectionStart).split('\\n').length"
    assert field(page).evaluate(before) == 3


def test_remarks_go_when_the_text_is_changed_or_run_again(page: Page):
    for act in (lambda: field(page).press("a"), lambda: run(page)):
        answer(page, REMARKS)
        run(page)
        expect(page.locator(".own-remarked")).to_have_count(2)
        act()
        expect(page.locator(".own-remarked")).to_have_count(0)


def test_while_it_runs_it_runs_once_and_keeps_the_focus(page: Page):
    answer(page, {"ok": True, "wait": True})
    run(page)
    expect(page.get_by_role("status")).to_have_text("Running …")
    button = page.get_by_role("button", name="run")
    expect(button).to_have_attribute("aria-disabled", "true")
    expect(button).to_be_focused()
    field(page).press("Control+Enter")
    page.evaluate("finish()")
    expect(page.get_by_role("status")).to_have_text("Your model runs.")
    expect(button).to_have_attribute("aria-disabled", "false")
    assert page.evaluate("ran.length") == 1


def test_a_mistake_is_told_and_its_line_marked(page: Page):
    answer(page, MISTAKE)
    run(page)
    alert = page.get_by_role("alert")
    expect(alert).to_have_text("Line 17: V is not known here. Did you mean v?")
    expect(page.get_by_role("status")).to_be_empty()
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    mark, text = page.locator(".own-mark").bounding_box(), field(page).bounding_box()
    assert mark is not None
    assert text is not None
    height = mark["height"]
    assert height == pytest.approx(21, abs=0.1)
    assert mark["y"] - text["y"] == pytest.approx(9.6 + 16 * height, abs=1)


def test_the_number_of_the_line_leads_to_it(page: Page):
    answer(page, {**MISTAKE, "line": 150})
    write(page, "v = 1\n" * 149 + "    w = V\n" + "v = 1\n" * 50)
    run(page)
    page.get_by_role("button", name="Line 150:").click()
    expect(field(page)).to_be_focused()
    assert field(page).evaluate("field => field.selectionStart") == 149 * 6 + 4
    mark, text = page.locator(".own-mark").bounding_box(), field(page).bounding_box()
    assert mark is not None
    assert text is not None
    assert text["y"] < mark["y"] < text["y"] + text["height"]


def test_the_mark_goes_with_the_first_change(page: Page):
    answer(page, MISTAKE)
    run(page)
    expect(page.locator(".own-mark")).to_be_visible()
    field(page).press("a")
    expect(page.locator(".own-mark")).to_be_hidden()
    assert field(page).get_attribute("aria-invalid") is None
    expect(page.get_by_role("alert")).to_contain_text("Line 17")


def test_a_mistake_without_a_line_marks_none(page: Page):
    answer(page, {"ok": False, "line": None, "sentence": "There is no model in this text."})
    run(page)
    expect(page.get_by_role("alert")).to_have_text("There is no model in this text.")
    expect(page.locator(".own-mark")).to_be_hidden()


def test_a_run_that_fails_is_told(page: Page):
    answer(page, {"fails": "Python was stopped after 10 s."})
    run(page)
    expect(page.get_by_role("alert")).to_have_text("Python was stopped after 10 s.")
    run(page)
    expect(page.get_by_role("alert")).to_be_empty()
    expect(page.get_by_role("status")).to_have_text("Your model runs.")


@pytest.mark.parametrize(
    ("text", "selected", "keys", "after"),
    [
        ("ab", (2, 2), "Tab", "ab  "),
        ("", (0, 0), "Tab", "    "),
        ("a b", (1, 2), "Tab", "a   b"),
        ("a\n\nb\nc", (0, 4), "Tab", "    a\n\n    b\nc"),
        ("    a\n  b\nc", (0, 9), "Shift+Tab", "a\nb\nc"),
        ("      a", (6, 6), "Shift+Tab", "  a"),
        ("a", (1, 1), "Shift+Tab", "a"),
        ("    a", (5, 5), "Enter", "    a\n    "),
        ("def f():", (8, 8), "Enter", "def f():\n    "),
        ("    if v:  # now", (16, 16), "Enter", "    if v:  # now\n        "),
        ("a: b", (4, 4), "Enter", "a: b\n"),
    ],
)
def test_keys_indent(page: Page, text: str, selected: tuple[int, int], keys: str, after: str):
    write(page, text, *selected)
    field(page).press(keys)
    expect(field(page)).to_have_value(after)
    expect(field(page)).to_be_focused()


def test_what_was_indented_stays_selected(page: Page):
    write(page, "a\nb\nc", 0, 3)
    for keys in ("Tab", "Tab", "Shift+Tab"):
        field(page).press(keys)
    expect(field(page)).to_have_value("    a\n    b\nc")


def test_an_indent_can_be_undone(page: Page):
    write(page, "a\nb", 0, 3)
    field(page).press("Tab")
    field(page).press("Control+z")
    expect(field(page)).to_have_value("a\nb")


def test_escape_then_tab_leaves_the_field(page: Page):
    field(page).press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="run")).to_be_focused()
    expect(field(page)).to_have_value(example_source())


def test_escape_then_shift_and_tab_leaves_it_backwards(page: Page):
    field(page).press("Escape")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("combobox", name="start from")).to_be_focused()


def test_a_key_after_escape_makes_tab_indent_again(page: Page):
    write(page, "")
    for keys in ("Escape", "a", "Tab"):
        field(page).press(keys)
    expect(field(page)).to_have_value("a   ")
    expect(field(page)).to_be_focused()


def test_everything_is_reached_by_the_keyboard(page: Page):
    page.locator("#before").focus()
    reached = []
    for keys in ("Tab", "Tab", "Escape", "Tab", "Tab", "Tab"):
        page.keyboard.press(keys)
        name = "document.activeElement.id || document.activeElement.innerText.slice(0, 12) || "
        reached.append(page.evaluate(name + "document.activeElement.localName"))
    assert reached[0].startswith("a short")
    assert reached[1:] == ["textarea", "textarea", "run", "save as file", "after"]


def test_save_gives_the_text_as_a_file(page: Page):
    write(page, "v = '\u00e4'\n")
    with page.expect_download() as started:
        page.get_by_role("button", name="save as file").click()
    download = started.value
    assert download.suggested_filename == "your_model.py"
    assert Path(download.path()).read_text(encoding="utf-8") == "v = '\u00e4'\n"


def test_a_reload_keeps_the_text(page: Page):
    page.get_by_role("combobox", name="start from").select_option("lif")
    expect(field(page)).to_have_value("# the file of lif\n")
    field(page).press("Control+End")
    page.keyboard.type("w = 2")
    page.reload()
    expect(field(page)).to_have_value("# the file of lif\nw = 2")
    expect(page.get_by_role("combobox", name="start from")).to_have_value("lif")


@pytest.mark.parametrize("kept", ["nonsense", "null", '{"start": "none such"}', "[1]"])
def test_what_is_not_its_own_is_no_start(page: Page, kept: str):
    page.evaluate("kept => sessionStorage.setItem('spiking-own-model-1', kept)", kept)
    page.reload()
    expect(field(page)).to_have_value(example_source())
    expect(page.get_by_role("combobox", name="start from")).to_have_value("")


def test_another_start_replaces_what_was_not_changed(page: Page):
    page.get_by_role("combobox", name="start from").select_option("lif")
    expect(field(page)).to_have_value("# the file of lif\n")
    expect(page.get_by_role("group", name="Replace your text?")).to_be_hidden()
    page.get_by_role("combobox", name="start from").select_option("")
    expect(field(page)).to_have_value(example_source())


def test_a_changed_text_is_replaced_only_if_that_is_meant(page: Page):
    write(page, "my own\n")
    choice = page.get_by_role("combobox", name="start from")
    question = page.get_by_role("group", name="Replace your text?")
    choice.select_option("lif")
    expect(question).to_be_visible()
    expect(page.get_by_role("button", name="keep it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(question).to_be_hidden()
    expect(field(page)).to_have_value("my own\n")
    expect(choice).to_have_value("")
    expect(choice).to_be_focused()
    choice.select_option("lif")
    page.get_by_role("button", name="replace").click()
    expect(field(page)).to_have_value("# the file of lif\n")
    expect(question).to_be_hidden()


def test_a_replaced_text_can_be_brought_back(page: Page):
    write(page, "my own\n")
    page.get_by_role("combobox", name="start from").select_option("lif")
    page.get_by_role("button", name="replace").click()
    expect(field(page)).to_have_value("# the file of lif\n")
    field(page).press("Control+z")
    expect(field(page)).to_have_value("my own\n")


def test_a_start_that_cannot_be_had_leaves_the_text(page: Page):
    page.get_by_role("combobox", name="start from").select_option("gone")
    expect(page.get_by_role("alert")).to_have_text("gone.py could not be loaded (404).")
    expect(field(page)).to_have_value(example_source())
    expect(page.get_by_role("combobox", name="start from")).to_have_value("")


CONTRAST = """
(selector) => {
  const element = document.querySelector(selector);
  const paint = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const behind = [];
  for (let at = element; at; at = at.parentElement) {
    behind.unshift(getComputedStyle(at).backgroundColor);
  }
  const seen = (colours) => {
    paint.clearRect(0, 0, 1, 1);
    for (const colour of ["white", ...colours]) {
      paint.fillStyle = colour;
      paint.fillRect(0, 0, 1, 1);
    }
    const [r, g, b] = [...paint.getImageData(0, 0, 1, 1).data].map((x) => x / 255)
      .map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const one = seen(behind);
  const other = seen([...behind, getComputedStyle(element).color]);
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}
"""
TEXTS = (
    ".own h2", ".own-about", ".own-text", ".own-numbers", ".own-run", ".own-bar select",
    ".own-hint", ".own-alert", ".own-alert button", ".own-question",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_has_enough_contrast(open_page: Opener, scheme: str):
    page = open_page(scheme=scheme)
    answer(page, MISTAKE)
    write(page, "changed")
    page.get_by_role("combobox", name="start from").select_option("lif")
    run(page)
    ratios = {selector: page.evaluate(CONTRAST, selector) for selector in TEXTS}
    assert {selector: ratio for selector, ratio in ratios.items() if ratio < 4.5} == {}


def test_a_narrow_page_holds_it(open_page: Opener):
    page = open_page(width=390)
    answer(page, MISTAKE)
    run(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 390
    for name in ("run", "save as file"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box is not None
        assert box["height"] >= 32
        assert box["x"] + box["width"] <= 390
