"""What is left out of a curve nobody can see."""

from __future__ import annotations

import numpy as np
import pytest


def distances(x, y, line_x, line_y):
    """Distance of each point from a line through points, not finite ones being gaps."""
    starts = np.stack([line_x[:-1], line_y[:-1]])
    along = np.stack([line_x[1:], line_y[1:]]) - starts
    lengths = np.maximum((along**2).sum(axis=0), 1e-300)
    from_start = np.stack([x, y])[:, :, None] - starts[:, None, :]
    share = np.clip((from_start * along[:, None, :]).sum(axis=0) / lengths, 0, 1)
    off = from_start - share * along[:, None, :]
    return np.nanmin(np.sqrt((off**2).sum(axis=0)), axis=1)


@pytest.mark.parametrize("seed", range(12))
def test_no_point_lies_farther_away_than_the_tolerance(ask, seed):
    random = np.random.default_rng(seed)
    steps = random.normal(size=(2, 500)) * random.uniform(0.01, 3)
    x, y = np.cumsum(steps, axis=1)
    x[200] = np.nan
    (line,) = ask([{"call": "simplify", "x": x, "y": y, "tolerance": 0.15}])
    kept_x, kept_y = (np.array(line[name], dtype=float) for name in "xy")
    finite = np.isfinite(x + y)
    assert distances(x[finite], y[finite], kept_x, kept_y).max() <= 0.15 + 1e-9
    assert np.isnan(kept_x).sum() == 1
    assert kept_x[0] == x[0]
    assert kept_x[-1] == x[-1]


def test_a_straight_line_needs_its_ends(ask):
    x = np.linspace(0, 800, 7500)
    (line,) = ask([{"call": "simplify", "x": x, "y": 3 - 0.5 * x, "tolerance": 0.15}])
    assert list(line["x"]) == [0, 800]


def test_a_tip_within_one_pixel_is_kept(ask):
    x = np.linspace(0, 800, 60_000)
    y = np.where(np.arange(x.size) == 31_234, -200.0, 0.0)
    (line,) = ask([{"call": "simplify", "x": x, "y": y, "tolerance": 0.15}])
    assert min(line["y"]) == -200


def test_every_column_of_pixels_keeps_its_extremes(ask):
    random = np.random.default_rng(1)
    x, y = np.linspace(0, 300, 20_000), random.normal(size=20_000)
    (line,) = ask([{"call": "perColumn", "x": x, "y": y}])
    kept_x, kept_y = np.array(line["x"]), np.array(line["y"])
    assert kept_x.size <= 2 * 301
    assert (np.diff(kept_x) > 0).all()
    for column in range(300):
        inside, kept = y[np.floor(x) == column], kept_y[np.floor(kept_x) == column]
        assert (kept.min(), kept.max()) == (inside.min(), inside.max())
