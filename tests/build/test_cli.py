"""The command line says what is wrong, in one sentence, and exits non-zero."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from builder import cli
from builder.files import ROOT, BuildError

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
