"""The first picture of a model, drawn by Matplotlib when the site is built."""

from __future__ import annotations

import io

import matplotlib
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from neuron_app.figure import States, draw_line, draw_phase, draw_potential
from neuron_app.plots import GREEN, axis_label
from neuron_app.state import default_state
from spiking_core import MODELS, Description

INK = {"light": "#3c4754", "dark": "#aeb9c6"}
# A fixed salt gives the elements of the file the same identifiers in every build.
STYLE = {
    "svg.hashsalt": "spiking",
    "svg.fonttype": "path",
    "path.simplify_threshold": 0.3,
    "font.size": 9.5,
    "lines.linewidth": 1.2,
    "font.family": "DejaVu Sans",
}


# Sizes in inches at 96 pixels: beside the controls, and alone above them on a phone.
WIDE, NARROW = (9.5, 4.75), (4.0, 3.2)


def draw(name: str, scheme: str, *, narrow: bool = False) -> bytes:
    """Draw the default run of a model.

    Parameters
    ----------
    name : str
        Key of `MODELS`.
    scheme : str
        ``light`` or ``dark``: the page that it is made for.
    narrow : bool
        Only the membrane potential, for a phone.

    Returns
    -------
    bytes
        An SVG file, the same bytes at every call.
    """
    model_class = MODELS[name]
    description = Description.of(model_class)
    state = default_state(name, description)
    model = state.make_model()
    model.integrate()
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=NARROW if narrow else WIDE, layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.subplot_mosaic("V" if narrow else "VVP;VVP;II.")
        states = States(description, model.index_voltage_variable)
        draw_potential(axes["V"], model.solution, states)
        axes["V"].set_xlim(0, state.T)
        if not narrow:
            axes["V"].tick_params(labelbottom=False)
            samples = state.make_current().sample(model.solution.t)
            unit = description.current_unit
            draw_line(axes["I"], model.solution.t, samples, GREEN, axis_label("current I", unit))
            axes["I"].set(xlabel="time (ms)", xlim=(0, state.T))
            if states.u is None:
                axes["P"].set_axis_off()
            else:
                draw_phase(axes["P"], model.solution, states)
        _ink(figure, INK[scheme])
        out = io.BytesIO()
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
    return out.getvalue()


def _ink(figure: Figure, color: str) -> None:
    for axes in figure.axes:
        axes.tick_params(colors=color)
        axes.xaxis.label.set_color(color)
        for side, spine in axes.spines.items():
            spine.set_color(color)
            spine.set_visible(side in ("left", "bottom"))
