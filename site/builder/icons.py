"""The icons and the manifest by which the site can be installed like an app."""

from __future__ import annotations

import io
import json
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from neuron_app.plots import with_spikes
from spiking_core import MODELS

MANIFEST = "manifest.webmanifest"
NAME = "Interactive spiking neuron models"
PAPER, INK = "#14181d", "#7fb8f5"
# The page's own, as in style.css.
BACKGROUND = "#ffffff"
DOTS_PER_INCH = 64
# What a browser may cut off around a maskable icon lies outside of a circle of this diameter.
SAFE = 0.8
PICTURES = {
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-maskable-512.png": (512, True),
    "apple-touch-icon.png": (180, True),
}


def write_icons(out: Path) -> None:
    """Write the icons into ``icons/``, and the manifest beside the page."""
    folder = out / "icons"
    folder.mkdir()
    (folder / "icon.svg").write_bytes(draw(64, kind="svg"))
    for name, (size, full) in PICTURES.items():
        (folder / name).write_bytes(draw(size, full=full))
    text = json.dumps(manifest(), indent=1, ensure_ascii=False)
    (out / MANIFEST).write_bytes(text.encode())


def manifest() -> dict[str, object]:
    """Content of the manifest; its addresses are seen from itself."""
    icons = [{"src": "icons/icon.svg", "type": "image/svg+xml", "sizes": "any"}]
    for name in ("icon-192.png", "icon-512.png", "icon-maskable-512.png"):
        size, full = PICTURES[name]
        icon = {"src": f"icons/{name}", "type": "image/png", "sizes": f"{size}x{size}"}
        icons.append(icon | ({"purpose": "maskable"} if full else {}))
    return {
        "name": NAME,
        "short_name": "Spiking neurons",
        "description": "Move the parameters of a spiking neuron and see its membrane potential "
        "follow.",
        "id": ".",
        "start_url": ".",
        "scope": ".",
        "display": "standalone",
        "background_color": BACKGROUND,
        "theme_color": BACKGROUND,
        "icons": icons,
    }


def draw(size: int, *, full: bool = False, kind: str = "png") -> bytes:
    """Draw a few spikes of the Izhikevich neuron.

    Parameters
    ----------
    size : int
        In pixels.
    full : bool
        Up to the edges, the spikes in what is safe from being cut off; else a rounded square.
    kind : str
        ``png`` or ``svg``.

    Returns
    -------
    bytes
        The file, the same bytes at every call.
    """
    with matplotlib.rc_context({"svg.hashsalt": "spiking", "path.simplify_threshold": 0.3}):
        inches = size / DOTS_PER_INCH
        figure = Figure(figsize=(inches, inches), dpi=DOTS_PER_INCH)
        (FigureCanvasSVG if kind == "svg" else FigureCanvasAgg)(figure)
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 1), ylim=(0, 1))
        axes.set_axis_off()
        style = "square,pad=0.1" if full else "round,pad=0,rounding_size=0.18"
        axes.add_patch(FancyBboxPatch((0, 0), 1, 1, boxstyle=style, color=PAPER, linewidth=0))
        share = SAFE * 0.72 if full else 0.72
        x, y = _trace()
        width = 0.055 * share * size / DOTS_PER_INCH * 72
        axes.plot(
            0.5 + (x - 0.5) * share, 0.5 + (y - 0.5) * share, color=INK, linewidth=width,
            solid_joinstyle="round", solid_capstyle="round",
        )  # fmt: skip
        out = io.BytesIO()
        metadata = {"Date": None} if kind == "svg" else {"Software": None}
        figure.savefig(out, format=kind, transparent=True, metadata=metadata)
    return out.getvalue()


def _trace() -> tuple[np.ndarray, np.ndarray]:
    """Time and potential of three spikes, each scaled to between 0 and 1."""
    model = MODELS["izhikevich"]({"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0}, T=250)
    model.set_input(14.0)
    model.integrate()
    t, y = with_spikes(model.solution)
    # The first spikes follow each other closer than those after them.
    first, last = model.spike_times[2], model.spike_times[5]
    shown = (t > first + 4) & (t < last + 14)
    t, v = t[shown], y[0, shown]
    return (t - t[0]) / np.ptp(t), (v - v.min()) / np.ptp(v)
