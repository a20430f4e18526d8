"""The app: controls on one side, figures on the other, everything else below.

It is the same in its three homes: the static site, ``panel serve`` and a notebook cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import panel as pn

from neuron_app import prose
from neuron_app.chooser import Chooser
from neuron_app.controls import Controls
from neuron_app.plots import NeuronPlots
from neuron_app.state import (
    VIEWS,
    NeuronState,
    default_state,
    find_preset,
    fitting_view,
    from_query,
    initial_state,
    kept_state,
    to_query,
)
from spiking_core import CURRENTS, MODELS, BaseSpikingModel, Current, Description, Solution
from spiking_core.analysis import facts, remarks, summary

STYLE = (Path(__file__).parent / "app.css").read_text(encoding="utf-8")


class NeuronApp(pn.viewable.Viewer):
    """One neuron with its controls and figures.

    Parameters
    ----------
    model
        Key of `MODELS`, or a subclass of `BaseSpikingModel`.
    parameters
        Values to begin with; for a class that declares no defaults they are also the middle
        of the sliders.
    drawn_by_page
        True if whatever shows the app also integrates and draws, as the static site does
        with compiled kernels: the app then makes figures without data.

    Attributes
    ----------
    solution : Solution
        The last run that could be made, which the figures show; a RuntimeError before it.
    """

    def __init__(
        self,
        model: str | type[BaseSpikingModel] = "izhikevich",
        parameters: dict[str, float] | None = None,
        drawn_by_page: bool = False,
        **params: object,
    ) -> None:
        super().__init__(**params)
        model_class = MODELS[model] if isinstance(model, str) else model
        name = model if isinstance(model, str) else model.__name__
        description = Description.of(model_class, parameters)
        state = default_state(name, description)
        if parameters:
            state = replace(state, parameters={**state.parameters, **parameters})
        # A misspelt parameter is an error here already, not a sentence in the figure's place.
        model_class(dict(state.parameters))
        self._classes: dict[str, type[BaseSpikingModel]] = {**MODELS, name: model_class}
        self._descriptions = {name: description}
        self._drawn = set(MODELS) if drawn_by_page else set()
        self._chooser = Chooser(self._chose_model, self._chose_preset, self._chose_solver)
        outcome: dict[str, Any] = {"css_classes": ["outcome"], "stylesheets": [STYLE]}
        self._result = pn.pane.HTML("", tags=["result"], **outcome)
        self._remark = pn.pane.HTML("", **outcome)
        self._notices = pn.pane.HTML("", css_classes=["notices"], stylesheets=[STYLE])
        self._moved = pn.Column(margin=0, sizing_mode="stretch_width")
        # These stay when another neuron comes, and so does the focus on the one that chose it.
        self._panel = pn.Column(
            *self._chooser.widgets, self._moved, css_classes=["controls"], stylesheets=[STYLE]
        )
        self._root = pn.Column(
            css_classes=["neuron"], stylesheets=[STYLE], sizing_mode="stretch_width", margin=0
        )
        self._send_query: Callable[[str], None] | None = None
        self._solution: Solution | None = None
        self._batches = 0
        self._stale = False
        self._show_model(model_class, description, state)
        # What the caller gave are the defaults here.
        self._controls.begin_with(state)
        self._notices.object += prose.notices_html(self._assumed(parameters or {}))

    def _show_model(
        self, model_class: type[BaseSpikingModel], description: Description, state: NeuronState
    ) -> None:
        """Make controls and figures for a model and run it."""
        self._class = model_class
        self._description = description
        # The reset button returns to the preset, or to the defaults, whatever a link changed.
        initial = initial_state(state.model, description, state.preset)
        self._controls = Controls(initial, description, self._changed, self._refused)
        self._controls.set(state)
        self._plots = NeuronPlots(description, model_class.index_voltage_variable)
        self._chooser.show(state, description)
        self._run()
        controls = self._controls
        self._moved.objects = [
            *controls.model_widgets,
            *controls.input_widgets,
            pn.Row(controls.reset, controls.wide),
            controls.view,
        ]
        self._root.objects = self._parts()

    def _show_state(self, state: NeuronState) -> None:
        """Show any state, of another model too."""
        state = replace(state, view=fitting_view(state.view, self._described(state.model)))
        if state.model != self.state.model:
            name = state.model
            self._show_model(self._classes[name], self._described(name), state)
            return
        self._controls.begin_with(initial_state(state.model, self._description, state.preset))
        self._controls.set(state)
        self._chooser.show(state, self._description)
        self._run()

    def _chose_model(self, name: str) -> None:
        self._notices.object = ""
        self._show_state(replace(default_state(name, self._described(name)), view=self.state.view))
        self.tell_query()

    def _described(self, name: str) -> Description:
        return self._descriptions.get(name) or Description.of(self._classes[name])

    def show_own(
        self,
        model_class: type[BaseSpikingModel],
        parameters: dict[str, float],
        drawn_by_page: bool = False,
    ) -> str:
        """Show a model that the visitor has written, in place of the one before.

        What the visitor has moved stays, unless it begins elsewhere now.

        Parameters
        ----------
        model_class, parameters
            The class, and the values to begin with where it declares no defaults.
        drawn_by_page
            True if the page has got a kernel of it.

        Returns
        -------
        str
            The name under which it stands beside the built-in models.
        """
        name = model_class.__name__
        while name in MODELS:
            name += "_"
        for old in set(self._classes) - set(MODELS):
            del self._classes[old]
        self._classes[name] = model_class
        described = Description.of(model_class, parameters)
        state = default_state(name, described)
        if self.state.model not in MODELS:  # a text before this one, which may just be mended
            before = default_state(self.state.model, self._description)
            state = kept_state(self.state, before, state, described)
        self._descriptions = {name: described}
        self._drawn = (self._drawn & set(MODELS)) | ({name} if drawn_by_page else set())
        self._chooser.own = (described.title, name)
        self._notices.object = ""
        state = replace(state, view=fitting_view(self.state.view, described))
        self._show_model(model_class, described, state)
        self.tell_query()
        return name

    def _chose_preset(self, name: str) -> None:
        self._notices.object = ""
        self._plots.forget_ranges()
        state = initial_state(self.state.model, self._description, name)
        self._show_state(replace(state, view=self.state.view))
        self.tell_query()

    def _chose_solver(self, solver: str) -> None:
        self._notices.object = ""
        self._show_state(replace(self.state, solver=solver))
        self.tell_query()

    def _refused(self, sentence: str) -> None:
        self._notices.object = prose.notices_html((sentence,))

    def _assumed(self, parameters: dict[str, float]) -> tuple[str, ...]:
        """Return a sentence for each parameter that neither the class nor the caller gives."""
        if self._class.description is not None:
            return ()
        missing = [p for p in self._description.parameters if p.name not in parameters]
        return tuple(f"`{p.name}` was not given; {p.default:g} is used." for p in missing)

    @property
    def state(self) -> NeuronState:
        """What the visitor has chosen."""
        return self._controls.state

    @property
    def solution(self) -> Solution:
        """The last run that could be made."""
        if self._solution is None:
            raise RuntimeError(f"`{self._class.__name__}` has not been run here.")
        return self._solution

    @property
    def control_labels(self) -> list[str]:
        """Names of the controls that are shown, in their order."""
        controls = self._controls
        widgets = [*self._chooser.widgets, *controls.model_widgets, *controls.input_widgets]
        return [
            widget.label
            for widget in widgets
            if isinstance(widget, pn.widgets.Widget) and widget.visible
        ]

    def restore(self, query: str) -> None:
        """Show the state of a query string, and say in a sentence what could not be used."""
        state, notices = from_query(query, self.state.model, self._description)
        self._notices.object = prose.notices_html(notices)
        if state != self.state:
            self._show_state(state)
        if notices:
            self.tell_query()

    def state_of(self, query: str) -> tuple[NeuronState, type[BaseSpikingModel]]:
        """Return the state that a query stands for, and the class of its model."""
        state, _ = from_query(query, self.state.model, self._description)
        return state, self._classes[state.model]

    def on_query(self, send: Callable[[str], None]) -> None:
        """Have `send` called with the query string of the state after every change."""
        self._send_query = send

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Integrate once, at the end, however many controls are moved inside."""
        self._batches += 1
        try:
            yield
        finally:
            self._batches -= 1
            if self._stale and not self._batches:
                self._stale = False
                self._changed()

    def _changed(self) -> None:
        if self._batches:
            self._stale = True
            return
        self._notices.object = ""
        if replace(self.state, view=VIEWS) == self._controls.initial:
            self._plots.forget_ranges()
            self._chooser.show(self.state, self._description)
        self._run()
        self.tell_query()

    def tell_query(self) -> None:
        """Tell whoever listens the query string of the state."""
        if self._send_query is not None:
            self._send_query(to_query(self.state))

    def _run(self) -> None:
        """Integrate and draw; a run that cannot be made leaves the last figures standing."""
        state = self.state
        self._show_view(state.view)
        try:
            model = state.make_model(self._class)
            if state.model not in self._drawn:
                model.integrate()
        except (ValueError, TypeError) as error:
            sentence = str(error)
            if self._class.__name__ not in sentence:
                sentence = f"`{self._class.__name__}` could not be run: {sentence}."
            self._notices.object = prose.notices_html((sentence,))
            return
        except Exception as error:  # a model of somebody's own may raise anything
            sentence = f"`{self._class.__name__}` could not be run: {error!r}."
            self._notices.object = prose.notices_html((sentence,))
            return
        self._remark.object = prose.remark_html(self._late_onset(state), self._note(state))
        if state.model in self._drawn:
            return
        solution = self._solution = model.solution
        current = state.make_current()
        self._plots.show(solution, current, state.T)
        self._result.object = self._result_html(solution, current)

    def _result_html(self, solution: Solution, current: Current) -> str:
        """Return what has come of a run in words."""
        described, voltage = self._description, self._class.index_voltage_variable
        run = summary(solution, current, voltage)
        # What there is to remark on a run, the model's own words included, is said here.
        said = [] if solution.outcome.ok else [str(solution.outcome)]
        said += remarks(run, described, voltage)
        return prose.result_html(facts(run.statistics), said, prose.rule(described, self._class))

    def _show_view(self, view: tuple[str, ...]) -> None:
        """Show some of the panels; the others give their room to them."""
        self._plots.show_view(view)
        self._root.css_classes = ["neuron", *(f"no-{name}" for name in VIEWS if name not in view)]

    def _late_onset(self, state: NeuronState) -> str:
        """Return a sentence if the run ends before its current begins."""
        if state.onset < state.T or not CURRENTS[state.current].uses_onset:
            return ""
        return f"The current begins at {state.onset:g} ms, after the end of the run."

    def _note(self, state: NeuronState) -> str:
        """Return what there is to say about a preset, as long as it is the preset's state."""
        preset = find_preset(self._description, state.preset)
        if preset is None:
            return ""
        initial = self._controls.initial
        if replace(state, solver=initial.solver, view=VIEWS) != initial:
            return f"{preset.title}, changed."
        return preset.note

    def __panel__(self) -> pn.viewable.Viewable:
        return self._root

    def _parts(self) -> list[pn.viewable.Viewable]:
        """Return the parts of the page in their order."""
        plots = self._plots
        figures = [
            pn.pane.Bokeh(plot, sizing_mode="stretch_width", margin=0)
            for plot in (plots.potential, plots.phase, plots.current)
            if plot is not None
        ]
        description = self._description
        text = {
            "heading": prose.heading_html(description),
            "equations": prose.equations_html(description, self._class),
            "about": prose.about_html(description),
        }
        panes = {
            name: pn.pane.HTML(html, css_classes=[name], stylesheets=[STYLE], margin=0)
            for name, html in text.items()
            if html
        }
        # In the order in which they are seen, which is also that of the keyboard.
        about = panes.pop("about")
        result = pn.Column(
            self._result, self._remark, css_classes=["result"], stylesheets=[STYLE], margin=0
        )
        return [*panes.values(), self._notices, self._panel, *figures, result, about]
