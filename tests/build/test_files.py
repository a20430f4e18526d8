"""Folders to work in: in the project's own, and cleared when a build was killed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from builder.files import BUILD, SITE, WORK, work_folder

KILLED = """
import sys, time
from pathlib import Path
from builder.files import work_folder
with work_folder(Path(sys.argv[1])) as folder:
    (folder / "half").write_text("half")
    print(folder, flush=True)
    time.sleep(60)
"""


def left_by_a_killed_build(parent: Path) -> Path:
    command = [sys.executable, "-c", KILLED, str(parent)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(SITE)}
    ) as process:
        assert process.stdout
        folder = Path(process.stdout.readline().strip())
        process.kill()
    return folder


def test_work_is_done_in_the_projects_own_folder_and_nothing_stays(tmp_path: Path):
    assert WORK.parent == BUILD
    with work_folder(tmp_path) as folder:
        (folder / "file").write_text("")
        assert folder.parent == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]


def test_the_next_build_clears_what_a_killed_one_left_and_not_what_is_in_use(tmp_path: Path):
    left = left_by_a_killed_build(tmp_path)
    assert (left / "half").exists()
    with work_folder(tmp_path) as first:
        assert not left.exists()
        with work_folder(tmp_path) as second:
            assert first.exists()
            assert second != first
    assert [path.name for path in tmp_path.iterdir()] == ["lock"]
