"""A destination is replaced whole or not at all, and only if a build made it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from builder.files import SITE, BuildError
from builder.publish import is_current, publishing

INTERRUPTED = """
import sys, time
from pathlib import Path
from builder.publish import is_current, publishing
with publishing(Path(sys.argv[1])) as folder:
    (folder / "index.html").write_text("half")
    print("half way", flush=True)
    time.sleep(60)
"""


def publish(out: Path, text: str) -> None:
    with publishing(out) as folder:
        (folder / "index.html").write_text(text)


def publish_half(out: Path) -> None:
    with publishing(out) as folder:
        (folder / "index.html").write_text("half")
        raise RuntimeError("broken")


def kill_half_way(out: Path) -> None:
    command = [sys.executable, "-c", INTERRUPTED, str(out)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(SITE)}
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "half way\n"
        process.kill()


def test_the_next_build_replaces_the_last_whole(tmp_path: Path):
    out = tmp_path / "dist"
    publish(out, "first")
    (out / "stale.html").write_text("")
    publish(out, "second")
    assert (out / "index.html").read_text() == "second"
    assert not (out / "stale.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


def test_an_empty_folder_may_be_filled(tmp_path: Path):
    publish(tmp_path, "first")
    assert (tmp_path / "index.html").read_text() == "first"


def test_a_killed_build_leaves_the_last_one_whole(tmp_path: Path):
    out = tmp_path / "dist"
    publish(out, "first")
    kill_half_way(out)
    assert (out / "index.html").read_text() == "first"


def test_a_killed_first_build_leaves_no_destination(tmp_path: Path):
    kill_half_way(tmp_path / "dist")
    assert not (tmp_path / "dist").exists()


def test_the_next_build_clears_what_a_killed_one_left(tmp_path: Path):
    out = tmp_path / "dist"
    kill_half_way(out)
    assert [path.name for path in tmp_path.iterdir()] == [".dist.new"]
    publish(out, "whole")
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


def test_a_build_stopped_between_the_renames_is_undone(tmp_path: Path):
    out = tmp_path / "dist"
    publish(out, "first")
    out.rename(tmp_path / ".dist.old")
    with pytest.raises(RuntimeError, match="broken"):
        publish_half(out)
    assert (out / "index.html").read_text() == "first"


def test_a_failed_build_leaves_the_last_one_whole(tmp_path: Path):
    out = tmp_path / "dist"
    publish(out, "first")
    with pytest.raises(RuntimeError, match="broken"):
        publish_half(out)
    assert (out / "index.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]


def test_a_folder_that_no_build_made_is_refused(tmp_path: Path):
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("years of work")
    with pytest.raises(BuildError, match=r"thesis is not empty and was not made by build\.py"):
        publish(out, "first")
    assert (out / "chapter.txt").read_text() == "years of work"
    assert [path.name for path in out.iterdir()] == ["chapter.txt"]


def test_a_file_is_refused(tmp_path: Path):
    out = tmp_path / "dist"
    out.write_text("a file")
    with pytest.raises(BuildError, match="is a file, not a folder; give another one with --out"):
        publish(out, "first")
    assert out.read_text() == "a file"


def test_a_build_is_current_for_its_own_sources_only(tmp_path):
    out = tmp_path / "dist"
    with publishing(out, "sources-1") as folder:
        (folder / "index.html").write_text("built")
    assert is_current(out, "sources-1")
    assert not is_current(out, "sources-2")
    assert not is_current(tmp_path / "nothing", "sources-1")
