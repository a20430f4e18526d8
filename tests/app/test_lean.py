"""A start without signatures and compiled templates makes the same document."""

import os
import subprocess
import sys

import pytest

PATH = os.pathsep.join(sys.path)

DOCUMENT = """
import json
from bokeh.document import Document
from bokeh.settings import settings
settings.simple_ids.set_value(True)
from neuron_app import NeuronApp
document = Document()
document.add_root(NeuronApp().__panel__().get_root())
print(json.dumps(document.to_json(deferred=False), sort_keys=True))
"""
GLYPHS = """
from bokeh.plotting import figure
plot = figure()
glyphs = plot.scatter([1], [2], 3).glyph, plot.rect([1], [2], 3, 4).glyph
print([sorted(glyph.properties_with_values(include_defaults=False).items()) for glyph in glyphs])
"""
TEMPLATE = """
from panel.io.resources import ERROR_TEMPLATE as template
print(template.render(errormsg="E", base_url="/", theme_name="default", error_type="T"))
"""
PARAMETERS = """
from bokeh.models import Scatter
print(len(Scatter.parameters()))
"""
# Printed between the parts.
END = "=== end of part ==="


def run(code: str, *, lean: bool) -> str:
    first = "from neuron_page import lean; lean.install()\n" if lean else ""
    done = subprocess.run(
        [sys.executable, "-c", first + code],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": PATH},
    )  # fmt: skip
    return done.stdout


@pytest.fixture(scope="module")
def printed() -> tuple[list[str], list[str]]:
    """What the parts print after a plain and after a lean start."""
    code = f"print({END!r})".join([DOCUMENT, GLYPHS, TEMPLATE, PARAMETERS])
    plain, lean = (run(code, lean=lean).split(END) for lean in (False, True))
    return plain, lean


@pytest.mark.parametrize(
    "part", [pytest.param(i, id=name) for i, name in enumerate(["document", "glyphs", "template"])]
)
def test_a_lean_start_makes_the_same(printed: tuple[list[str], list[str]], part: int):
    plain, lean = printed
    assert len(plain[part]) > 50
    assert lean[part] == plain[part]


def test_a_lean_start_describes_no_model(printed: tuple[list[str], list[str]]):
    plain, lean = printed
    assert int(lean[-1]) < int(plain[-1]) / 2
