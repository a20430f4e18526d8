"""Without the extra, the app says which one it is."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

WITHOUT = """
import sys
sys.modules[{name!r}] = None
import neuron_app
"""


@pytest.mark.parametrize("name", ["panel", "bokeh"])
def test_an_app_without_what_it_needs_names_the_extra(name: str):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(name=name)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"ModuleNotFoundError: `neuron_app` needs {name.capitalize()}, which the extra `app` "
        'brings; run `pip install ".[app]"` in the folder of the project.'
    )
