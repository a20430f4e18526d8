"""What the benchmark says about a target is true."""

from __future__ import annotations

import json
import math

import pytest

from bench.table import Figure, collected, format_table, of_samples, percentile, to_json
from builder.files import BuildError


@pytest.mark.parametrize(("value", "reached"), [(0.29, True), (0.3, True), (0.31, False)])
def test_a_target_is_reached_up_to_its_own_value(value: float, reached: bool):
    assert Figure("ratio", "Ratio", value, target=0.3).reached is reached


def test_a_figure_that_could_not_be_had_reaches_no_target():
    missing = of_samples("start", "Start", [], "s", target=1.0)
    assert missing.reached is False
    assert to_json([missing])[0]["value"] is None


def failing():
    yield Figure("before", "Before", 1.0)
    raise BuildError("The page did not come.\nMore about it.")


def test_a_part_that_fails_keeps_its_figures_and_says_why_there_are_no_more():
    table = format_table(list(collected("part", "The part", failing)))
    lines = [" ".join(line.split()) for line in table.splitlines()[2:]]
    assert lines == ["Before 1", "The part: The page did not come. not measured"]


def test_a_figure_is_the_median_of_its_samples():
    assert of_samples("start", "Start", [5.0, 1.0, 2.0], "s").value == 2.0


def test_percentiles_interpolate():
    assert percentile(range(101), 95.0) == 95.0
    assert percentile([0.0, 1.0], 50.0) == 0.5
    assert math.isnan(percentile([], 95.0))


def test_the_table_is_aligned_and_marks_what_falls_short():
    table = format_table(
        [
            Figure("a", "Short", 1234.5, "ms", 1000.0),
            Figure("b", "A longer text", 0.25, "", 0.3),
            Figure("c", "No target", 1.5e-7, "ms"),
        ]
    )
    lines = table.splitlines()
    assert [line.split()[-1] for line in lines[2:]] == ["NO", "yes", "ms"]
    assert lines[2].index("1234 ms") + len("1234 ms") == lines[3].index("0.25") + len("0.25")
    assert "1.5e-07 ms" in lines[4]


def test_the_json_says_what_the_table_says():
    rows = json.loads(json.dumps(to_json([of_samples("a", "A", (1.0, 3.0), "s", 1.0)])))
    assert rows == [
        {
            "key": "a", "text": "A", "value": 2.0, "unit": "s", "target": 1.0,
            "samples": [1.0, 3.0], "reason": "", "reached": False,
        }
    ]  # fmt: skip
