"""Which panels are shown is chosen by boxes, and outlasts everything else that is chosen."""

from __future__ import annotations

import pytest

from neuron_app import NeuronApp
from neuron_app.state import VIEWS


@pytest.fixture
def app() -> NeuronApp:
    return NeuronApp("izhikevich")


def boxes(app: NeuronApp):
    return app._controls.view


def shown(app: NeuronApp) -> tuple[str, ...]:
    return tuple(name for name, plot in app._plots.panels.items() if plot.visible)


@pytest.mark.parametrize("view", [("time",), ("current", "phase"), VIEWS])
def test_the_boxes_choose_the_panels_and_the_link_tells_them(app: NeuronApp, view):
    queries: list[str] = []
    boxes(app).value = [name for name in VIEWS if name != "time"]
    app.on_query(queries.append)
    boxes(app).value = list(view)
    assert shown(app) == app.state.view == view
    assert [f"no-{name}" in app._root.css_classes for name in VIEWS] == [
        name not in view for name in VIEWS
    ]
    assert all(("view=" in query) == (view != VIEWS) for query in queries)


def test_the_last_panel_cannot_be_taken_away(app: NeuronApp):
    boxes(app).value = ["phase"]
    boxes(app).value = []
    assert shown(app) == VIEWS == tuple(boxes(app).value)


def test_a_link_shows_its_panels(app: NeuronApp):
    app.restore("?view=current,time")
    assert shown(app) == ("time", "current")
    assert boxes(app).value == ["time", "current"]
    app.restore("?")
    assert shown(app) == VIEWS


def test_another_neuron_a_preset_and_a_reset_keep_the_panels(app: NeuronApp):
    boxes(app).value = ["time"]
    app._chooser.model.value = "adex"
    assert (app.state.model, shown(app)) == ("adex", ("time",))
    app._chooser.preset.value = app._description.presets[0].name
    assert shown(app) == ("time",)
    assert "changed" not in app._remark.object
    app._controls.reset.clicks += 1
    assert shown(app) == ("time",)


def test_a_model_of_one_equation_has_no_box_for_a_phase_plane(app: NeuronApp):
    boxes(app).value = ["phase"]
    app._chooser.model.value = "lif"
    assert shown(app) == ("time", "current")
    assert boxes(app).options == {"potential": "time", "current": "current"}


def test_the_lowest_figure_over_time_has_the_axis(app: NeuronApp):
    axis = app._plots.potential.xaxis[0]
    assert axis.axis_label is None
    boxes(app).value = ["time", "phase"]
    assert axis.axis_label == "time (ms)"
    assert axis.major_label_text_font_size == "12px"
