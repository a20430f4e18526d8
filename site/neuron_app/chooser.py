"""Which neuron, which preset, which way of integrating."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn

from neuron_app.controls import FOCUS_STYLE, PART, SELECT_STYLE
from neuron_app.state import NeuronState, find_preset
from spiking_core import MODELS, Description

METHODS = {"exact": "exact", "as published": "published"}
DEFAULT = "(default)"


class Chooser:
    """Widgets for what is chosen by name.

    Parameters
    ----------
    chose_model, chose_preset, chose_solver
        Called with the name that the visitor has chosen.
    """

    def __init__(
        self,
        chose_model: Callable[[str], None],
        chose_preset: Callable[[str], None],
        chose_solver: Callable[[str], None],
    ) -> None:
        wide: dict[str, Any] = {
            "sizing_mode": "stretch_width", "margin": (4, 10),
            "stylesheets": [SELECT_STYLE, FOCUS_STYLE],
        }  # fmt: skip
        titles = {Description.of(kind).title: name for name, kind in MODELS.items()}
        self.model = pn.widgets.Select(
            label="neuron", options=titles, tags=[f"{PART}model"], **wide
        )
        self.preset = pn.widgets.Select(
            label="preset", options={DEFAULT: ""}, tags=[f"{PART}preset"], **wide
        )
        self.solver = pn.widgets.RadioBoxGroup(
            label="integration", options=METHODS, inline=True, margin=(0, 10), visible=False,
            stylesheets=[FOCUS_STYLE], tags=[f"{PART}solver"],
        )  # fmt: skip
        #: Title and name of a model of the visitor's own, None as long as there is none.
        self.own: tuple[str, str] | None = None
        self._titles = titles
        self._quiet = False
        for widget, tell in (
            (self.model, chose_model), (self.preset, chose_preset), (self.solver, chose_solver),
        ):  # fmt: skip
            widget.param.watch(lambda event, tell=tell: self._tell(tell, event), "value")

    @property
    def widgets(self) -> list[pn.widgets.Widget]:
        """The widgets in their order."""
        return [self.model, self.preset, self.solver]

    def show(self, state: NeuronState, description: Description) -> None:
        """Show a state without reporting a change."""
        self._quiet = True
        try:
            titles = dict(self._titles)
            if self.own is not None:
                title, name = self.own
                titles[f"{title} (your own)"] = name
            self.model.visible = state.model in titles.values()
            if self.model.visible:
                self.model.param.update(options=titles, value=state.model)
            names = {preset.title: preset.name for preset in description.presets}
            self.preset.param.update(options={DEFAULT: "", **names}, value=state.preset)
            self.preset.visible = bool(names)
            preset = find_preset(description, state.preset)
            self.solver.visible = preset is not None and preset.published is not None
            self.solver.value = state.solver
        finally:
            self._quiet = False

    def _tell(self, tell: Callable[[str], None], event: Any) -> None:
        if not self._quiet:
            tell(event.new)
