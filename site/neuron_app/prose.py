"""What the page says about a model: equations, parameters, source, limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from numbers import Real

from neuron_app.formula import equation, expression, symbol
from neuron_app.state import shortest
from spiking_core import BaseSpikingModel, Description, Parameter, Reference, StateVariable
from spiking_core.analysis import count_rule


def equations_html(description: Description, model_class: type[BaseSpikingModel]) -> str:
    """Return the equations and the reset; nothing for a model that declares none."""
    if not description.equations:
        return ""
    shown = [f"<p>{equation(e.left, e.right)}</p>" for e in description.equations]
    n = len(description.states)
    lines, rates = "".join(shown[:n]), "".join(shown[n:])
    v = description.states[model_class.index_voltage_variable]
    level = expression(description.threshold or f"{model_class.spike_condition:g}")
    # What has a name has its unit in the table; a number has it here.
    unit = "" if description.threshold else f" {escape(v.unit)}"
    when = f"<math><mrow>{symbol(v.name)}<mo>≥</mo>{level}</mrow></math>{unit}"
    if description.reset:
        reset = ", ".join(equation(e.left, e.right, "←") for e in description.reset)
        lines += f"<p>spike when {when}, then {reset}</p>"
    else:
        lines += f"<p>spike when {when} is reached from below</p>"
    if rates:
        lines += f"<details><summary>with the rates</summary>{rates}</details>"
    return f'<div class="formulae">{lines}</div>'


def about_html(description: Description) -> str:
    """Return parameters with units and meaning, the reference, the simplifications."""
    rows = "".join(
        f'<tr><th scope="row"><span class="unseen">{escape(p.name)}</span>'
        f'<math aria-hidden="true">{symbol(p.name)}</math></th><td>{escape(p.unit)}</td>'
        f"<td>{escape(_meaning(p))}</td></tr>"
        for p in (*description.states, *description.parameters)
        if p.unit or p.meaning
    )
    parts = [f"<table>{rows}</table>"]
    if description.simplifications:
        items = "".join(f"<li>{escape(text)}</li>" for text in description.simplifications)
        parts.append(f"<details><summary>Simplifications</summary><ul>{items}</ul></details>")
    if description.reference is not None:
        parts.append(f'<p class="reference">{_reference(description.reference)}</p>')
    return "".join(parts)


def _meaning(quantity: StateVariable | Parameter) -> str:
    # One without a slider is seen nowhere else.
    if isinstance(quantity, Parameter) and not quantity.required:
        return f"{quantity.meaning}; {shortest(quantity.default)} if not given"
    return quantity.meaning


def _reference(source: Reference) -> str:
    link = f"https://doi.org/{source.doi}"
    return (
        f"{escape(source.authors)} ({source.year}). {escape(source.title)}. "
        f"<i>{escape(source.journal)}</i>. "
        f'<a href="{escape(link)}" target="_blank" rel="noopener noreferrer">'
        f"doi:{escape(source.doi)}</a>"
    )


def heading_html(description: Description) -> str:
    """Return the name of the model and the paragraph that introduces it."""
    return f"<h2>{escape(description.title)} neuron</h2><p>{escape(description.summary)}</p>"


def result_html(facts: Sequence[str], remarks: Sequence[str], rule: str) -> str:
    """Return what has come of a run, as ``site/page/fast/result.js`` does without Python.

    Parameters
    ----------
    facts
        What `spiking_core.analysis.facts` says; the number of spikes is the first word.
    remarks
        The sentences without which the numbers mislead, one of a run that stopped early among them.
    rule
        What is counted as a spike.
    """
    n, noun = facts[0].split(" ", 1)
    more = "".join(f"<span>{escape(fact)}</span>" for fact in facts[1:])
    warnings = "".join(f'<p class="warning">{escape(remark)}</p>' for remark in remarks)
    counted = f'<p class="facts" role="status"><b>{n}</b> {noun}{more}</p>'
    return f'{counted}{warnings}<p class="rule">{escape(rule)}</p>'


def rule(description: Description, model_class: type[BaseSpikingModel]) -> str:
    """Return the sentence that says what is counted as a spike."""
    return count_rule(
        description,
        model_class.index_voltage_variable,
        threshold_level(description, model_class),
        model_class._apply_reset is not BaseSpikingModel._apply_reset,
    )


def threshold_level(description: Description, model_class: type[BaseSpikingModel]) -> float | None:
    """Return the threshold if it is the same number for all parameters.

    None if the description says it, if it is a state variable, or if `__init__` sets it.
    """
    if description.threshold or model_class.index_threshold_variable is not None:
        return None
    return _fixed_level(model_class, tuple(description.defaults.items()))


@lru_cache(maxsize=64)
def _fixed_level(
    model_class: type[BaseSpikingModel], defaults: tuple[tuple[str, float], ...]
) -> float | None:
    level = model_class.spike_condition
    made = model_class(dict(defaults)).spike_condition
    return float(level) if isinstance(level, Real) and level == made else None


def remark_html(warning: str, note: str) -> str:
    """Return what there is to say about a run before it is made: a warning, and a preset's note."""
    shown = f'<p class="warning">{escape(warning)}</p>' if warning else ""
    return shown + (f"<p>{escape(note)}</p>" if note else "")


def notices_html(notices: tuple[str, ...]) -> str:
    """Return one line per sentence; nothing if there is none."""
    return "".join(f'<p class="warning" role="alert">{_with_code(text)}</p>' for text in notices)


def _with_code(text: str) -> str:
    """Return a sentence as HTML; what stands between backticks is code."""
    return re.sub("`([^`]*)`", r"<code>\1</code>", escape(text))
