"""A current drawn by its points, and the texts it is read from."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.examples import FromWaveform
from spiking_core import Points, Samples
from spiking_core.currents.points_text import MAX_POINTS

SHAPE = ((10.0, 1.0), (20.0, 1.0), (20.0, 5.0), (40.0, -3.0), (50.0, -3.0), (50.0, 2.0))


def points(*pairs):
    return Points(0.0, points=pairs)


@pytest.mark.parametrize(
    ("t", "value"),
    [
        (0, 1), (10, 1), (15, 1), (np.nextafter(20, 0), 1), (20, 5), (25, 3), (30, 1),
        (np.nextafter(40, 0), -3), (40, -3), (45, -3), (np.nextafter(50, 0), -3), (50, 2),
        (1e9, 2),
    ],
)  # fmt: skip
def test_lines_join_the_points_and_a_time_that_stands_twice_is_a_jump(t, value):
    assert points(*SHAPE)(t) == pytest.approx(value, abs=1e-12)


def test_the_first_and_the_last_point_can_be_jumps():
    current = points((5.0, 1.0), (5.0, 2.0), (9.0, 2.0), (9.0, 7.0))
    np.testing.assert_array_equal(current.sample([0, 4.9, 5, 8.9, 9, 99]), [1, 1, 2, 2, 7, 7])
    assert [(p.start, p.level) for p in current.pieces(20.0)] == [(0, 1), (5, 2), (9, 7)]


def test_one_point_is_a_constant():
    assert [tuple(p[:3]) for p in points((50.0, 3.0)).pieces(100.0)] == [
        (0.0, 50.0, 3.0),
        (50.0, 100.0, 3.0),
    ]


def test_a_line_that_begins_before_the_run_is_met_halfway():
    current = points((-10.0, 0.0), (10.0, 20.0))
    assert current(0.0) == current.pieces(50.0)[0].value(0.0) == 10.0


levels = st.floats(allow_nan=False, allow_infinity=False)


@st.composite
def drawn(draw):
    """Return pairs with increasing times, some of them twice."""
    times = sorted(draw(st.sets(st.floats(-1e9, 1e9), min_size=1, max_size=12)))
    repeats = [draw(st.integers(1, 2)) for _ in times]
    return tuple((t, draw(levels)) for t, n in zip(times, repeats, strict=True) for _ in range(n))


@st.composite
def near(draw):
    """Return pairs on a scale where lines are well conditioned."""
    times = sorted(draw(st.lists(st.integers(-20, 120), min_size=1, max_size=12, unique=True)))
    return tuple(
        (float(t), draw(st.floats(-100, 100)))
        for t in times
        for _ in range(draw(st.integers(1, 2)))
    )


@given(near(), st.floats(0.5, 130.0))
def test_pieces_cover_the_run_and_agree_with_samples_and_numpy(pairs, T):
    current = points(*pairs)
    pieces = current.pieces(T)
    assert (pieces[0].start, pieces[-1].end) == (0.0, T)
    assert [p.end for p in pieces[:-1]] == [p.start for p in pieces[1:]]
    t = np.array([x for p in pieces for x in (p.start, (p.start + p.end) / 2)])
    values = [p.value(x) for p in pieces for x in (p.start, (p.start + p.end) / 2)]
    np.testing.assert_allclose(current.sample(t), values, rtol=0, atol=1e-10)
    inner = t[~np.isin(t, [x for x, _ in pairs])]
    exact = np.interp(inner, *np.array(pairs).T)
    np.testing.assert_allclose(current.sample(inner), exact, rtol=0, atol=1e-10)


def test_the_integral_is_the_area_under_the_lines():
    model = FromWaveform({}, T=60.1)
    model.set_input(points(*SHAPE))
    _, y = model.integrate()
    assert y[0, -1] == pytest.approx(10 + 10 + 20 - 30 + 20, rel=1e-9)


def test_a_narrow_triangle_is_not_skipped():
    model = FromWaveform({}, T=500)
    model.set_input(points((250.0, 0.0), (250.01, 100.0), (250.02, 0.0)))
    assert model.integrate()[1][0, -1] == pytest.approx(1.0, rel=1e-9)


def test_the_example_is_read_and_written():
    assert Points(0.0).to_text() == "0:0_100:0_100:10_200:10_400:0"


@pytest.mark.parametrize(
    ("pairs", "text"),
    [
        (((0.0, 0.0), (10.0, 0.0), (10.0, 14.0)), "0:0_10:0_10:14"),
        (((0.1, -0.30000000000000004),), "0.1:-0.30000000000000004"),
        (((1e-7, 1e22),), "1e-07:1e22"),
        (((0.0, -0.0),), "0:-0"),
    ],
)
def test_the_compact_form_is_short_and_without_loss(pairs, text):
    assert points(*pairs).to_text() == text
    assert Points.from_text(text).points == pairs


@given(drawn())
def test_the_compact_form_returns_the_same_points(pairs):
    text = points(*pairs).to_text()
    assert repr(Points.from_text(text).points) == repr(pairs)
    assert re.fullmatch(r"[0-9eE.:_-]+", text)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.sampled_from([0.1, 0.25, 2.0]))
def test_a_single_column_is_what_samples_are(samples, dt):
    pasted = Points.parse("\n".join(map(repr, samples)), dt=dt)
    k = np.arange(len(samples) + 5)
    for t in (k * dt, (k + 0.5) * dt):
        np.testing.assert_array_equal(pasted.sample(t), Samples(samples, dt).sample(t))


TWO = ((0.0, 0.0), (10.0, 5.0))


@pytest.mark.parametrize(
    "text",
    [
        "0, 0\n10, 5",
        "0\t0\r\n10\t5\r\n",
        "0;0\n10;5",
        "0;0;\n10;5;",
        "0 0; 10 5",
        "0, 0; 10, 5;",
        "  0   0  \n\n  10   5  ",
        "time,current\n0,0\n10,5",
        "t (ms);I\n0;0\n10;5",
        "# from a paper\n\n# t I\n0 0 # first\n10 5",
        "\ufefft,I\n0,0\n10,5",
        "+0e0,.0\n1.E1,5.",
    ],
)
def test_every_usual_way_to_write_two_points_is_read(text):
    assert Points.parse(text).points == TWO


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The text holds no points. Write one pair per line"),
        ("# nothing\n", "The text holds no points."),
        ("time,current\n", "The text holds no points."),
        ("0,0\n10,x", "Line 2 must hold numbers, got `x`."),
        ("t,I\n\n0,0\nt,I", "Line 4 must hold numbers, got `t`."),
        ("O,5\n10,5", "Line 1 must hold numbers, got `O`."),
        ("0,0\n10,", "Line 2 must have as many columns as line 1, 2, got 1. If the comma marks"),
        ("0,0\n1_0,5", "Line 2 must hold numbers, got `1_0`."),
        ("0,0\n1,nan", "Line 2 must hold numbers, got `nan`."),
        ("0,0\n1," + "z" * 99, "Line 2 must hold numbers, got `" + "z" * 40 + "...`."),
        ("0, 0\n1, 1e999", "The current of line 2 must be a finite number, got inf."),
        ("0\n1e999", "The current of line 2 must be a finite number, got inf."),
        ("0, 0\n1e10, 1", "The time of line 2 must lie in [-1e+09, 1e+09] ms"),
        ("0,0,0", "Line 1 must have two columns, time in ms and current, or one"),
        ("0;1;2;3", "Line 1 must have two columns, time in ms and current, or one"),
        ("0,0\n5", "Line 2 must have as many columns as line 1, 2, got 1."),
        ("#\n1\n0,5", "Line 3 must have as many columns as line 2, 1, got 2."),
        (
            "0, 0\n10, 5\n9, 5",
            "The time of line 3 must not be before the previous one, 10 ms, got 9",
        ),
        ("1, 0\n1, 5\n1, 6", "The time of line 3 must not stand more than twice, got 1 ms again."),
        ("0,5;1,5\n0,1;2,0", "The time of line 2 must not be before the previous one, 0.5 ms"),
        ("0, 0\n" * (MAX_POINTS + 1), "A current must have at most 100,000 points, got 100,001."),
        ("1\n2\n" * (MAX_POINTS // 2), "A current must have at most 100,000 points, got 199,999."),
    ],
    ids=range(22),
)
def test_a_mistake_in_a_pasted_text_is_named_with_its_line(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Points.parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Point 1 must read `time:current`, got ``. Write the points as in"),
        ("0:0_", "Point 2 must read `time:current`, got ``."),
        ("0:0_1", "Point 2 must read `time:current`, got `1`."),
        ("0:0_1:2:3", "Point 2 must read `time:current`, got `1:2:3`."),
        ("0:0_1:x", "Point 2 must hold numbers, got `x`."),
        ("0:0_ 1:2", "Point 2 must hold numbers, got ` 1`."),
        ("0:inf", "Point 1 must hold numbers, got `inf`."),
        ("0:1e999", "The current of point 1 must be a finite number, got inf."),
        ("5:0_4:0", "The time of point 2 must not be before the previous one, 5 ms, got 4 ms."),
        ("5:0_5:1_5:0", "The time of point 3 must not stand more than twice, got 5 ms again."),
        ("0:0_" * MAX_POINTS, "A current must have at most 100,000 points, got 100,001."),
    ],
    ids=range(11),
)
def test_a_mistake_in_the_compact_form_is_named_with_its_point(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        Points.from_text(text)


@given(st.text(alphabet="0123456789.,;:_ \t\n#eE+-xnaif", max_size=60))
def test_no_text_fails_but_with_a_sentence(text):
    for read in (Points.parse, Points.from_text):
        finite, said = True, "The text is read."
        try:
            finite = all(math.isfinite(x) for pair in read(text).points for x in pair)
        except ValueError as error:
            said = str(error)
        assert finite
        assert re.fullmatch(r"(?s)(Line|Point|The|A) .*\.", said)


@pytest.mark.parametrize(
    ("given_points", "kind", "message"),
    [
        ((), ValueError, "`points` of `Points` must hold at least one point, got none."),
        ("0:0", TypeError, "`points` of `Points` must be pairs (time, current), got '0:0'."),
        (5, TypeError, "`points` of `Points` must be pairs (time, current), got 5."),
        ((5,), TypeError, "Point 1 of `Points` must be a pair (time, current), got 5."),
        (((0, 1), (1,)), TypeError, "Point 2 of `Points` must be a pair (time, current)"),
        (((0, "1"),), TypeError, "The current of point 1 of `Points` must be a number, got '1'."),
        (((0, math.inf),), ValueError, "The current of point 1 of `Points` must be a finite"),
        (((math.nan, 0),), ValueError, "The time of point 1 of `Points` must be a finite number"),
        (((1, 0), (0, 0)), ValueError, "The time of point 2 must not be before the previous one"),
        (((0, 0),) * 3, ValueError, "The time of point 3 must not stand more than twice"),
    ],
    ids=range(10),
)
def test_points_that_are_none_are_refused(given_points, kind, message):
    with pytest.raises(kind, match=re.escape(message)):
        Points(0.0, points=given_points)


@pytest.mark.parametrize("read", [Points.parse, Points.from_text])
def test_what_is_no_text_is_refused(read):
    with pytest.raises(TypeError, match=r"The points must be a text, got 5\."):
        read(5)


def test_the_sampling_interval_of_a_column_is_positive():
    with pytest.raises(ValueError, match=r"`dt` of `Points\.parse` must be greater than 0 ms"):
        Points.parse("1\n2", dt=0)


def test_points_are_a_value():
    assert points([0, 1], (2, 3)) == points((0.0, 1.0), (2.0, 3.0))
    assert hash(points((0.0, 1.0))) == hash(points((0.0, 1.0)))


def test_a_hundred_thousand_points_are_allowed():
    text = "\n".join(f"{k}, {k % 7}" for k in range(MAX_POINTS))
    assert len(Points.parse(text).points) == MAX_POINTS
