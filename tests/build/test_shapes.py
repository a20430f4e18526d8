"""What Python may change in the page's document: noted from documents of the app."""

from __future__ import annotations

import json

import pytest

from builder.policy import FRAME_POLICY, POLICY, SCRIPT, SCRIPT_HASH, frame
from builder.shapes import FREE, shapes


def document(*roots: dict[str, object]) -> str:
    return json.dumps({"version": "3", "roots": list(roots)})


def model(name: str, id: str, **attributes: object) -> dict[str, object]:
    return {"type": "object", "name": name, "id": id, "attributes": attributes}


APP = "panel.models.layout.Column"


def test_constants_are_noted_and_what_is_free_is_not():
    slider = model("Slider", "p2", margin=[4, 10], value=3, title="a (ms)", tags=["control:a"])
    known = shapes([document(model(APP, "p1", children=[slider], margin=0))])["known"]
    assert known == {APP: {"margin": [0]}, "Slider": {"margin": [[4, 10]]}}


def test_a_model_stands_for_its_kind_described_or_named():
    axis = model("LinearAxis", "p3")
    figure = model("Figure", "p2", left=[axis], center=[{"id": "p3"}])
    known = shapes([document(model(APP, "p1", children=[figure]))])["known"]
    kind = {"model": "LinearAxis"}
    assert known["Figure"] == {"left": [[kind]], "center": [[kind]]}


def test_what_lies_beside_the_app_is_not_known():
    beside = model("panel.models.location.Location", "p9", pathname="/")
    assert set(shapes([document(model(APP, "p1"), beside)])["known"]) == {APP}


def test_names_for_style_sheets_are_gathered():
    one, other = (document(model(APP, "p1", css_classes=[name])) for name in ("b", "a"))
    assert shapes([one, other, one])["classes"] == ["a", "b"]


def test_only_papers_of_the_roster_are_linked_to():
    links = shapes([])["references"]
    assert len(links) > 8
    assert all(link.startswith("https://doi.org/10.") for link in links)


def test_a_document_that_is_no_app_is_refused():
    with pytest.raises(ValueError, match="no app but a `Div`"):
        shapes([document(model("Div", "p1"))])


def test_no_free_property_is_code_an_address_or_a_style():
    names = {name for properties in FREE.values() for name in properties}
    assert not names & {"code", "href", "url", "pathname", "search", "stylesheets", "styles"}


def test_the_frame_of_python_may_fetch_nothing_and_run_one_script():
    assert "connect-src 'none'" in FRAME_POLICY
    assert "default-src 'none'" in FRAME_POLICY
    assert f"script-src '{SCRIPT_HASH}' 'wasm-unsafe-eval'" in FRAME_POLICY
    assert SCRIPT_HASH in POLICY
    assert frame().endswith(f"<script>{SCRIPT}</script>")
    assert frame().index(FRAME_POLICY) < frame().index("<script>")
    # What would end the script before its end.
    assert "</" not in SCRIPT
    assert "<!--" not in SCRIPT
