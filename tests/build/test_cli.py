"""The command line says what is wrong, in one sentence, and exits non-zero."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from builder import cli
from builder.files import ROOT, BuildError, refuse_full_disk

BUILD_PY = str(ROOT / "build.py")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, timeout=60, check=False
    )


def test_an_unknown_command_is_refused():
    done = run(BUILD_PY, "publish")
    assert done.returncode == 2
    assert "invalid choice: 'publish'" in done.stderr


@pytest.mark.parametrize("command", ["serve", "test", "build", "bench"])
def test_the_help_names_every_command(command: str):
    done = run(BUILD_PY, "--help")
    assert done.returncode == 0
    assert f"\n    {command} " in done.stdout


def test_each_command_has_a_help():
    done = run(BUILD_PY, "test", "--help")
    assert done.returncode == 0
    assert "usage: build.py test" in done.stdout


def test_an_old_python_is_told_what_to_do():
    # The version is pretended: an older Python is not at hand on every machine.
    pretend = "import runpy, sys; sys.version_info = (3, 10, 4); "
    done = run("-c", pretend + f"runpy.run_path({BUILD_PY!r}, run_name='__main__')")
    assert done.returncode == 1
    assert done.stderr.startswith("build.py: Python 3.11 or newer is needed and this is 3.10.4; ")


def test_building_into_somebodys_folder_fails_before_the_work(tmp_path: Path):
    (tmp_path / "chapter.txt").write_text("years of work")
    done = run(BUILD_PY, "build", "--out", str(tmp_path))
    assert done.returncode == 1
    assert f"build.py: {tmp_path} is not empty and was not made by build.py" in done.stderr
    assert "Traceback" not in done.stderr


def test_pytests_arguments_are_left_alone():
    arguments = cli.parse(["test", "-k", "reset", "--co", "tests/core"])
    assert arguments.pytest == ["-k", "reset", "--co", "tests/core"]


def test_the_exit_code_of_pytest_is_passed_on():
    # 4 is pytest's code for a wrong use of its command line.
    assert run(BUILD_PY, "test", "--no-such-option").returncode == 4


@pytest.mark.parametrize(
    ("argv", "name", "value"),
    [
        (["serve"], "port", 8000),
        (["serve", "--port", "8080"], "port", 8080),
        (["build"], "out", ROOT / "dist"),
        (["build", "--out", "x"], "out", Path("x")),
        (["bench"], "json", None),
        (["bench", "--json", "x"], "json", Path("x")),
    ],
)
def test_the_documented_options(argv: list[str], name: str, value: object):
    assert getattr(cli.parse(argv), name) == value


def test_a_failure_is_one_line_and_exit_code_1(capsys: pytest.CaptureFixture[str]):
    def fail() -> int:
        raise BuildError("The disk is full; make room.")

    assert cli.reporting(fail) == 1
    assert capsys.readouterr().err == "build.py: The disk is full; make room.\n"


def full(filename: str | None = None) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), filename)


def test_a_full_disk_is_one_line_that_names_the_folder_and_what_is_needed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    assert cli.reporting(lambda: full(str(tmp_path / "not" / "yet"))) == 1
    said = capsys.readouterr().err
    assert re.fullmatch(
        rf"build\.py: The disk is full: \d+ MB are left for {re.escape(str(tmp_path))}, and a "
        r"build needs up to 1500 MB; make room there and run the same command again\.\n",
        said,
    )


def test_a_full_disk_without_a_name_is_one_where_the_build_writes(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    free = {tmp_path: 3 * 10**6}
    monkeypatch.setattr("builder.files._free", lambda path: free.get(path, 10**10))
    assert cli.reporting(full, tmp_path) == 1
    assert f"is full: 3 MB are left for {tmp_path}, " in capsys.readouterr().err


@pytest.mark.parametrize(
    "said",
    [
        "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
        "npm error code ENOSPC\nnpm error syscall write",
    ],
)
def test_what_other_programs_say_of_a_full_disk_is_told_as_that(
    capsys: pytest.CaptureFixture[str], said: str
):
    def fail() -> int:
        refuse_full_disk(said)
        return 0

    assert cli.reporting(fail) == 1
    assert "build.py: The disk is full: " in capsys.readouterr().err


def test_a_place_that_may_not_be_written_is_one_line(capsys: pytest.CaptureFixture[str]):
    def fail() -> int:
        raise PermissionError(errno.EACCES, "Permission denied", "/srv/project/.build/venv.lock")

    assert cli.reporting(fail) == 1
    assert "build.py: /srv/project/.build/venv.lock may not be written (Perm" in (
        capsys.readouterr().err
    )


def test_another_error_keeps_its_traceback():
    def fail() -> int:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory", "x")

    with pytest.raises(FileNotFoundError, match="No such file"):
        cli.reporting(fail)
