"""The app as a component: its controls, its figures and its sentences, without a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import panel as pn
import pytest
from bokeh.models import ColumnDataSource, Range1d

from core.examples import REGULAR_SPIKING, Bare, LeakyIntegrateAndFire
from neuron_app import NeuronApp, from_query, to_query
from neuron_app.plots import with_spikes
from neuron_app.prose import notices_html
from neuron_app.state import NeuronState
from spiking_core import CURRENTS, MODELS, BaseSpikingModel, Description, Solution

ROOT = Path(__file__).parents[2]
Widget = TypeVar("Widget", bound=pn.viewable.Viewable)
DESCRIPTION = Description.of(MODELS["izhikevich"])
LABELS = {
    "I_max": "I max", "onset": "onset", "T": "length",
    **{p.name: p.name for p in DESCRIPTION.parameters if p.required},
}  # fmt: skip


class Page:
    """An app seen from outside: by the labels of its controls and the text of its panes."""

    def __init__(self, app: NeuronApp) -> None:
        self.app = app
        layout = app.__panel__()
        assert isinstance(layout, pn.Column)
        self.layout = layout

    def all(self, kind: type[Widget]) -> list[Widget]:
        return list(self.layout.select(kind))  # type: ignore[arg-type]

    def slider(self, label: str) -> Any:
        found = {s.name.partition(" (")[0]: s for s in self.all(pn.widgets.FloatSlider)}
        return found[label]

    @property
    def sliders(self) -> list[str]:
        return [slider.name for slider in self.all(pn.widgets.FloatSlider) if slider.visible]

    @property
    def current(self) -> Any:
        return self.select("input current")

    def select(self, label: str) -> Any:
        (select,) = [s for s in self.all(pn.widgets.Select) if s.name == label]
        return select

    @property
    def wide(self) -> Any:
        (checkbox,) = self.all(pn.widgets.Checkbox)
        return checkbox

    def click(self, label: str) -> None:
        (button,) = [b for b in self.all(pn.widgets.Button) if b.name == label]
        button.clicks += 1

    def text(self, name: str) -> str:
        name = {"result": "outcome"}.get(name, name)
        return "".join(str(p.object) for p in self.all(pn.pane.HTML) if name in p.css_classes)

    @property
    def figures(self) -> list[Any]:
        return [pane.object for pane in self.all(pn.pane.Bokeh)]

    @property
    def trace(self) -> dict[str, np.ndarray]:
        sources = {r.data_source for r in self.figures[0].renderers}
        (source,) = sources
        assert isinstance(source, ColumnDataSource)
        return {str(name): np.asarray(column) for name, column in source.data.items()}


@pytest.fixture
def page() -> Page:
    return Page(NeuronApp())


RUNS: dict[tuple[str, type[BaseSpikingModel] | None], Solution] = {}


def core_run(state: NeuronState, kind: type[BaseSpikingModel] | None = None) -> Solution:
    """What the core computes for a state, written out; the same state is computed once."""
    key = (repr(state), kind)
    if key not in RUNS:
        model = (kind or MODELS[state.model])(dict(state.parameters), T=state.T)
        current = CURRENTS[state.current](state.I_max, state.I_period, state.onset, state.seed)
        model.set_input(current)
        model.integrate()
        RUNS[key] = model.solution
    return RUNS[key]


def check_shown(page: Page, kind: type[BaseSpikingModel] | None = None) -> None:
    """The app's run, its trace and its text are the core's for the app's state."""
    expected = core_run(page.app.state, kind)
    shown = page.app.solution
    np.testing.assert_array_equal(shown.t, expected.t)
    np.testing.assert_array_equal(shown.y, expected.y)
    np.testing.assert_array_equal(shown.spike_times, expected.spike_times)
    t, y = with_spikes(expected)
    np.testing.assert_array_equal(page.trace["t"], t.astype(np.float32))
    np.testing.assert_array_equal(page.trace["v"], y[0].astype(np.float32))
    assert f"<b>{expected.spike_times.size}</b> spike" in page.text("result")


def test_the_default_shows_the_numbers_of_the_core(page: Page):
    assert page.app.state == NeuronState("izhikevich", REGULAR_SPIKING)
    check_shown(page)
    assert page.app.solution.spike_times.size == 16
    assert "<b>16</b> spikes" in page.text("result")
    assert page.text("notices") == ""


def test_every_parameter_and_the_input_has_a_slider_with_its_unit(page: Page):
    assert page.sliders == [
        "a (1/ms)", "b (1/ms)", "c (mV)", "d (mV/ms)",
        "I max (mV/ms)", "onset (ms)", "length (ms)",
    ]  # fmt: skip


@pytest.mark.parametrize("name", MODELS)
def test_every_model_of_the_roster_is_shown(name: str):
    shown = Page(NeuronApp(name))
    check_shown(shown)
    assert f"{Description.of(MODELS[name]).title} neuron" in shown.text("heading")
    assert "<math" in shown.text("equations")
    assert "doi.org" in shown.text("about")


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("a", 0.05), ("b", 0.23), ("c", -55.0), ("d", 2.0),
        ("I max", 14.5), ("onset", 37.0), ("length", 1000.0),
    ],
)  # fmt: skip
def test_a_slider_moved_shows_what_the_core_computes_there(page: Page, label: str, value: float):
    before = page.app.state
    page.slider(label).value = value
    key = {shown: key for key, shown in LABELS.items()}[label]
    after = page.app.state
    assert after.parameters.get(key, getattr(after, key, None)) == value
    assert after != before
    check_shown(page)


@pytest.mark.parametrize("current", CURRENTS)
def test_every_current_can_be_chosen(page: Page, current: str):
    page.current.value = current
    assert page.app.state.current == current
    check_shown(page)
    waveform = CURRENTS[current]
    assert ("onset (ms)" in page.sliders) is waveform.uses_onset
    words = {c.period_meaning for c in CURRENTS.values() if c.uses_period}
    named = [label for label in page.sliders if label.removesuffix(" (ms)") in words]
    assert named == [f"{waveform.period_meaning} (ms)"] * waveform.uses_period
    assert "I_period" not in page.text("meaning")
    source = page.figures[2].renderers[0].data_source
    samples = waveform(10.0, 200.0, 100.0, 1).sample(page.app.solution.t)
    np.testing.assert_array_equal(source.data["I"], samples.astype(np.float32))


def test_the_choice_of_currents_has_their_titles(page: Page):
    assert page.current.options == {c.title: name for name, c in CURRENTS.items()}


def test_new_noise_is_another_seed_and_another_trace(page: Page):
    page.current.value = "ou"
    first = page.app.solution.y
    page.click("new noise")
    assert page.app.state.seed == 2
    assert not np.array_equal(page.app.solution.y, first)
    check_shown(page)


def test_the_button_for_new_noise_is_there_only_for_noise(page: Page):
    (button,) = [b for b in page.all(pn.widgets.Button) if b.name == "new noise"]
    assert not button.visible
    page.current.value = "ou"
    assert button.visible
    page.current.value = "sine"
    assert not button.visible


def test_the_greatest_seed_is_followed_by_zero(page: Page):
    page.app.restore("current=ou&seed=4294967295")
    page.click("new noise")
    assert page.app.state.seed == 0


def test_reset_returns_everything(page: Page):
    before = page.app.state
    first = page.app.solution.y
    page.wide.value = True
    page.slider("a").value = 0.5
    page.slider("length").value = 60.0
    page.current.value = "ou"
    page.click("new noise")
    page.click("reset to defaults")
    assert page.app.state == before
    assert not page.wide.value
    assert (page.slider("a").value, page.current.value) == (0.02, "constant")
    np.testing.assert_array_equal(page.app.solution.y, first)
    check_shown(page)


@pytest.mark.parametrize("name", MODELS)
def test_wider_ranges_reach_to_the_bounds(name: str):
    shown = Page(NeuronApp(name))
    description = Description.of(MODELS[name])
    # The shortest run: it is made again for every change, and the ranges do not depend on it.
    shown.app.restore("T=50")
    before = shown.app.state
    shown.wide.value = True
    limits = {p.name: (p.bounds, p.step) for p in description.parameters}
    limits["I max"] = description.current_bounds, description.current_step
    for name, (bounds, step) in limits.items():
        slider = shown.slider(name)
        # At the last stop within.
        assert bounds[0] <= slider.start < bounds[0] + step, name
        assert bounds[1] - step < slider.end <= bounds[1], name
    assert shown.app.state == before
    shown.wide.value = False
    for p in description.parameters:
        slider = shown.slider(p.name)
        assert p.span[0] <= slider.start < p.span[0] + p.step, p.name
        assert p.span[1] - p.step < slider.end <= p.span[1], p.name


def test_narrower_ranges_leave_the_values_alone(page: Page):
    page.wide.value = True
    page.slider("a").value = 0.5
    page.slider("c").value = -75.0
    before = page.app.state
    assert before.parameters == {**REGULAR_SPIKING, "a": 0.5, "c": -75.0}
    page.wide.value = False
    assert page.app.state == before
    a, c = page.slider("a"), page.slider("c")
    assert (a.start, a.value, a.end) == (0.02, 0.5, 0.5)
    assert (c.start, c.value, c.end) == (-75, -75, -50)
    check_shown(page)


def test_a_value_outside_its_usual_range_stretches_its_slider_alone(page: Page):
    page.app.restore("a=0.5")
    assert not page.wide.value
    assert (page.slider("a").start, page.slider("a").end) == (0.02, 0.5)
    assert page.slider("a").value == 0.5
    assert (page.slider("b").start, page.slider("b").end) == (0.2, 0.25)
    check_shown(page)


def test_restoring_shows_a_state_and_every_sentence_about_it(page: Page):
    query = "a=0.05&c=nan&current=ou&seed=7&I_max=1e9&nothing=1"
    page.app.restore(query)
    state, notices = from_query(query, "izhikevich", DESCRIPTION)
    assert page.app.state == state
    assert len(notices) == 3
    assert page.text("notices") == notices_html(notices)
    assert (page.slider("a").value, page.current.value) == (0.05, "ou")
    check_shown(page)


def test_the_sentences_go_when_the_visitor_moves_on(page: Page):
    page.app.restore("a=nan")
    assert "<code>a</code> was <code>nan</code>" in page.text("notices")
    page.slider("a").value = 0.05
    assert page.text("notices") == ""


def test_markup_in_a_link_is_shown_as_text(page: Page):
    page.app.restore("a=<img src=x onerror=alert(1)>&<script>=1&current=%26lt;b>")
    text = page.text("notices")
    # Nothing that the link brought is an element.
    assert set(re.findall(r"</?\w+", text)) == {"<p", "</p", "<code", "</code"}
    assert text.count('<p class="warning" role="alert">') == 3
    assert "&lt;script&gt;" in text
    assert "&lt;img src=x" in text
    assert "&amp;lt;b&gt;" in text


def test_the_query_is_sent_once_for_every_change_and_never_for_a_restored_one(page: Page):
    sent: list[str] = []
    page.app.restore("a=0.05")
    page.app.on_query(sent.append)
    page.app.restore("a=0.06")
    assert sent == []
    states = []
    changes = [
        lambda: setattr(page.slider("a"), "value", 0.03),
        lambda: setattr(page.current, "value", "ou"),
        lambda: page.click("new noise"),
        lambda: setattr(page.wide, "value", True),
        lambda: setattr(page.wide, "value", False),
        lambda: page.click("reset to defaults"),
    ]
    for change in changes:
        change()
        states.append(to_query(page.app.state))
    assert sent == states


def test_parameters_given_are_shown_and_returned_to():
    shown = Page(NeuronApp("izhikevich", {"a": 0.1, "d": 2.0}))
    assert shown.app.state.parameters == {**REGULAR_SPIKING, "a": 0.1, "d": 2.0}
    shown.slider("a").value = 0.05
    shown.click("reset to defaults")
    assert shown.slider("a").value == 0.1
    check_shown(shown)


def test_an_unknown_model_is_refused():
    with pytest.raises(KeyError, match="hodgkin"):
        NeuronApp("hodgkin")


def test_two_apps_do_not_share_anything():
    one, other = Page(NeuronApp()), Page(NeuronApp())
    one.slider("a").value = 0.1
    assert other.app.state.parameters["a"] == 0.02
    assert other.slider("a").value == 0.02
    check_shown(other)


# Classes that declare nothing but the interface.


def test_a_class_that_declares_nothing_has_sliders_and_figures():
    shown = Page(NeuronApp(Bare, REGULAR_SPIKING))
    assert shown.sliders == ["a", "b", "c", "d", "I max", "onset (ms)", "length (ms)"]
    assert len(shown.figures) == 3
    assert shown.slider("c").value == -65.0
    check_shown(shown, Bare)
    shown.slider("c").value = -55.0
    shown.slider("I max").value = 12.0
    assert shown.app.state.parameters["c"] == -55.0
    check_shown(shown, Bare)


def test_the_ranges_of_a_class_that_declares_nothing_lie_around_its_values():
    shown = Page(NeuronApp(Bare, REGULAR_SPIKING))
    assert (shown.slider("c").start, shown.slider("c").end) == (-130.0, -7.0)
    assert (shown.slider("d").start, shown.slider("d").end) == (0.8, 16.0)


def test_a_parameter_that_was_not_given_is_named():
    app = NeuronApp(Bare, {name: value for name, value in REGULAR_SPIKING.items() if name != "d"})
    assert "<code>d</code> was not given; 1 is used." in app._notices.object


def test_a_misspelt_parameter_is_refused_at_once():
    with pytest.raises(ValueError, match="`dd`"):
        NeuronApp(Bare, {**REGULAR_SPIKING, "dd": 1.0})


def test_a_current_that_begins_after_the_end_is_said_to(page: Page):
    page.app.restore("?onset=900&T=750")
    assert "The current begins at 900 ms, after the end of the run." in page.text("result")


def test_a_short_run_has_its_current_within_it(page: Page):
    page.app.restore("?T=50")
    assert page.app.state.onset == 10
    assert page.slider("onset").value == 10
    assert "after the end of the run" not in page.text("result")


def test_reset_shows_the_axes_of_a_fresh_page():
    shown, fresh = Page(NeuronApp()), Page(NeuronApp())
    shown.app.restore("?current=ou&I_max=20&b=0.25&d=0.05")
    shown.click("reset to defaults")
    ends = [
        [
            (axis.start, axis.end)
            for axis in (plots.potential.y_range, plots.current.y_range)
            if isinstance(axis, Range1d)
        ]
        for plots in (shown.app._plots, fresh.app._plots)
    ]
    assert len(ends[0]) == 2
    assert ends[0] == ends[1]


def test_a_class_that_declares_nothing_begins_with_ones_if_nothing_is_given():
    shown = Page(NeuronApp(Bare))
    assert shown.app.state.parameters == dict.fromkeys("abcd", 1.0)
    # It fires all the time.
    assert "Spike limit reached" in shown.text("result")
    shown.app.restore("T=50")
    check_shown(shown, Bare)


def test_wider_ranges_are_finite_even_if_no_bounds_are_declared():
    shown = Page(NeuronApp(Bare, REGULAR_SPIKING))
    shown.wide.value = True
    ends = [end for s in shown.all(pn.widgets.FloatSlider) for end in (s.start, s.end)]
    assert np.isfinite(np.array(ends, dtype=float)).all()


def test_a_model_of_one_equation_has_two_figures():
    shown = Page(NeuronApp(LeakyIntegrateAndFire, {"tau": 10.0}))
    assert [figure.name for figure in shown.figures] == ["potential", "current"]
    check_shown(shown, LeakyIntegrateAndFire)


def test_a_name_with_markup_is_text_everywhere():
    class Odd(Bare):
        """Adds <b>bold</b> & more."""

    shown = Page(NeuronApp(Odd, REGULAR_SPIKING))
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; more." in shown.text("heading")


# Runs that end early, and runs that cannot be made.


class Exploding(BaseSpikingModel):
    """v' = rate v + I: grows without limit for a positive rate."""

    y0 = (1.0,)
    spike_condition = 1e30
    required_params = ("rate",)

    def _rhs(self, t, y, I):
        return [self.params["rate"] * y[0] + float(I)]


class Broken(BaseSpikingModel):
    """Forgets the second slope for a negative parameter."""

    y0 = (0.0, 0.0)
    spike_condition = 1e6
    required_params = ("sign",)

    def _rhs(self, t, y, I):
        return [-y[0] + float(I)] if self.params["sign"] < 0 else [-y[0] + float(I), 0.0]


def test_a_run_that_diverges_says_so_and_shows_what_there_is():
    shown = Page(NeuronApp(Exploding, {"rate": -0.1}))
    shown.wide.value = False
    assert "Diverged" not in shown.text("result")
    shown.app.restore("rate=2")
    outcome = shown.app.solution.outcome
    assert outcome.kind == "diverged"
    assert str(outcome) in shown.text("result")
    assert shown.trace["t"].size == shown.app.solution.t.size > 10
    assert np.isfinite(shown.trace["v"]).all()
    check_shown(shown, Exploding)


def test_after_a_run_that_diverged_the_app_goes_on():
    shown = Page(NeuronApp(Exploding, {"rate": -0.1}))
    shown.app.restore("rate=2")
    shown.slider("rate").value = -0.05
    assert shown.app.solution.outcome.ok
    assert "Diverged" not in shown.text("result")
    assert shown.trace["t"].size == 7500
    check_shown(shown, Exploding)


@pytest.fixture
def broken() -> Page:
    shown = Page(NeuronApp(Broken, {"sign": 0.0}))
    assert shown.text("notices") == ""
    return shown


def test_a_run_that_cannot_be_made_keeps_the_picture_and_says_why(broken: Page):
    picture, result, solution = broken.trace, broken.text("result"), broken.app.solution
    broken.slider("sign").value = -1.0
    assert broken.app.solution is solution
    assert broken.text("result") == result
    np.testing.assert_array_equal(broken.trace["v"], picture["v"])
    notice = broken.text("notices")
    assert "<code>_rhs</code> of <code>Broken</code> must return shape (2,)" in notice


def test_after_a_run_that_could_not_be_made_the_app_goes_on(broken: Page):
    broken.slider("sign").value = -1.0
    broken.slider("sign").value = 1.0
    assert broken.text("notices") == ""
    check_shown(broken, Broken)


def test_the_query_follows_the_controls_even_if_the_run_cannot_be_made(broken: Page):
    sent: list[str] = []
    broken.app.on_query(sent.append)
    broken.slider("sign").value = -1.0
    assert len(sent) == 1
    assert "sign=-1" in sent[0]


def test_an_app_whose_first_run_cannot_be_made_says_why_and_can_be_mended():
    shown = Page(NeuronApp(Broken, {"sign": -1.0}))
    assert "must return shape (2,)" in shown.text("notices")
    shown.slider("sign").value = 0.0
    check_shown(shown, Broken)


# Its other homes.


def in_a_new_python(code: str) -> str:
    """Run code where nothing has been set up; return what it printed."""
    path = f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'site')!r}]\n"
    done = subprocess.run(
        [sys.executable, "-c", path + code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_notebook_cell_that_ends_with_the_app_displays_it():
    printed = in_a_new_python(
        # The output of callbacks is a matter of IPython; everything else is as in a cell.
        "import panel as pn; pn.extension(console_output='disable')\n"
        "from neuron_app import NeuronApp\n"
        "data, metadata = NeuronApp()._repr_mimebundle_()\n"
        "print('text/html' in data, 'membrane potential' in data['text/html'])\n"
        "print('application/vnd.holoviews_exec.v0+json' in metadata)\n"
    )
    assert printed.split() == ["True", "True", "True"]


def test_the_app_is_imported_without_matplotlib_and_scipy():
    printed = in_a_new_python(
        "import neuron_app\nprint([m for m in ('matplotlib', 'scipy') if m in sys.modules])"
    )
    assert printed.strip() == "[]"


@cache
def app_of(name: str) -> Page:
    """One app of each neuron, in which one preset is chosen after the other."""
    return Page(NeuronApp(name))


class TestChoosing:
    """Neuron, preset and way of integrating are chosen by name."""

    def test_every_neuron_of_the_roster_can_be_chosen(self, page: Page):
        for title, name in page.select("neuron").options.items():
            page.select("neuron").value = name
            assert page.app.state.model == name
            assert f"{title} neuron" in page.text("heading")
            check_shown(page)

    @pytest.mark.parametrize(
        ("name", "preset"),
        [(n, p.name) for n, m in MODELS.items() for p in Description.of(m).presets],
    )
    def test_a_preset_sets_everything_and_its_link_restores_it(self, name: str, preset: str):
        page = app_of(name)
        page.select("preset").value = preset
        assert page.app.state.preset == preset
        shown = page.app.solution
        assert shown.outcome.ok
        again = Page(NeuronApp(next(iter(MODELS))))
        again.app.restore(to_query(page.app.state))
        assert again.app.state == page.app.state
        assert again.text("notices") == ""
        np.testing.assert_array_equal(again.app.solution.spike_times, shown.spike_times)

    def test_a_preset_that_was_changed_says_so(self, page: Page):
        page.select("preset").value = "tonic_spiking"
        note = page.text("result")
        page.slider("d").value = 5.0
        assert "Tonic spiking (2004, A), changed." in page.text("result")
        page.click("reset to defaults")
        assert page.text("result") == note

    def test_an_artefact_opens_as_published_and_exact_is_the_choice_beside_it(self, page: Page):
        page.select("preset").value = "depolarising_after_potential"
        (method,) = page.all(pn.widgets.RadioBoxGroup)
        assert (method.visible, method.value) == (True, "published")
        assert page.app.solution.spike_times == pytest.approx([11.3])
        assert "time step" in page.text("result")
        assert "solver=published" in to_query(page.app.state)
        method.value = "exact"
        assert page.app.solution.spike_times.size == 8
        assert "time step" in page.text("result")
        page.click("reset to defaults")
        assert method.value == "published"

    def test_a_neuron_without_a_paper_scheme_offers_none(self, page: Page):
        (method,) = page.all(pn.widgets.RadioBoxGroup)
        assert not method.visible


class TestPoints:
    """A current of one's own, pasted or drawn by its points."""

    def test_pasted_text_is_the_current(self, page: Page):
        page.current.value = "points"
        (box,) = page.all(pn.widgets.TextAreaInput)
        box.value = "0, 0\n50, 0\n50, 14\n300, 14"
        assert page.app.state.own["points"] == ((0, 0), (50, 0), (50, 14), (300, 14))
        assert page.app.solution.spike_times[0] > 50

    def test_a_mistake_is_a_sentence_and_the_last_trace_stays(self, page: Page):
        page.current.value = "points"
        (box,) = page.all(pn.widgets.TextAreaInput)
        before = page.app.solution
        box.value = "0, 0\n50, x"
        assert "Line 2" in page.text("notices")
        assert page.app.solution is before

    @pytest.mark.parametrize("current", CURRENTS)
    def test_what_only_this_current_has_gets_a_control(self, page: Page, current: str):
        page.current.value = current
        for limit in CURRENTS[current].own:
            assert page.slider(limit.name).value == limit.default
