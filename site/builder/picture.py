"""The first picture of a model, drawn by Matplotlib when the site is built."""

from __future__ import annotations

import io

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from neuron_app.plots import BLUE, GREEN, ORANGE, PURPLE, with_spikes
from neuron_app.state import default_state
from spiking_core import MODELS

INK = {"light": "#3c4754", "dark": "#aeb9c6"}
# A fixed salt gives the elements of the file the same identifiers in every build.
STYLE = {
    "svg.hashsalt": "spiking",
    "svg.fonttype": "path",
    "path.simplify_threshold": 0.3,
    "font.size": 9.5,
    "font.family": "DejaVu Sans",
}


def draw(name: str, scheme: str) -> bytes:
    """Draw the default run of a model.

    Parameters
    ----------
    name : str
        Key of `MODELS`.
    scheme : str
        ``light`` or ``dark``: the page that it is made for.

    Returns
    -------
    bytes
        An SVG file, the same bytes at every call.
    """
    description = MODELS[name].description
    assert description is not None
    state = default_state(name, description)
    model = state.make_model()
    model.integrate()
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(9.5, 4.75), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplot_mosaic("VVP;VVP;II.", sharex=False, height_ratios=[1, 1, 1])
        t, y = with_spikes(model.solution)
        v = y[model.index_voltage_variable]
        _line(axes["V"], t, v, BLUE, description.states[0].meaning, description.states[0].unit)
        _line(
            axes["I"], model.solution.t, state.make_current().sample(model.solution.t), GREEN,
            "current I", description.current_unit,
        )  # fmt: skip
        axes["I"].set_xlabel("time (ms)")
        axes["V"].set_xlim(0, state.T)
        axes["I"].sharex(axes["V"])
        axes["V"].tick_params(labelbottom=False)
        if len(y) > 1:
            second = description.states[1]
            _line(axes["V"].twinx(), t, y[1], ORANGE, second.meaning, second.unit)
            first = description.states[0]
            _line(axes["P"], y[1], v, PURPLE, first.meaning, first.unit)
            axes["P"].set_xlabel(f"{second.meaning} ({second.unit})")
        _ink(figure, INK[scheme])
        out = io.BytesIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return out.getvalue()


def _line(axes: Axes, x: object, y: object, color: str, label: str, unit: str) -> None:
    axes.plot(x, y, color=color, linewidth=1.2)  # type: ignore[arg-type]
    axes.set_ylabel(f"{label} ({unit})" if unit else label, color=color)
    axes.margins(x=0)


def _ink(figure: Figure, color: str) -> None:
    for axes in figure.axes:
        axes.tick_params(colors=color)
        axes.xaxis.label.set_color(color)
        for side, spine in axes.spines.items():
            spine.set_color(color)
            spine.set_visible(side in ("left", "bottom"))
