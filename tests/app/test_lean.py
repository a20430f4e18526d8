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


def run(code: str, *, lean: bool) -> str:
    first = "from neuron_page import lean; lean.install()\n" if lean else ""
    done = subprocess.run(
        [sys.executable, "-c", first + code],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": PATH},
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize(
    "code", [DOCUMENT, GLYPHS, TEMPLATE], ids=["document", "glyphs", "template"]
)
def test_a_lean_start_makes_the_same(code: str):
    plain = run(code, lean=False)
    assert len(plain) > 50
    assert run(code, lean=True) == plain


def test_a_lean_start_describes_no_model():
    code = "from bokeh.models import Scatter; print(len(Scatter.parameters()))"
    assert int(run(code, lean=True)) < int(run(code, lean=False)) / 2
