"""The environment is made when needed, and an unfinished one is not trusted."""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from builder import browser
from builder.environment import ensure, python_of, python_version, read_stamp, stamp_file
from builder.files import BuildError


@pytest.fixture
def lock(make_wheel: Callable[..., Path], tmp_path: Path) -> Path:
    """A lock of one small package."""
    wheel = make_wheel("tiny", members={"tiny.py": b"SIZE = 1\n"})
    path = tmp_path / "tiny.txt"
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    path.write_text(f"tiny==1.0 --hash=sha256:{digest}\n")
    return path


def stamped(venv: Path, stamp: dict[str, str]) -> None:
    """Pretend that an environment with this stamp was made before."""
    python_of(venv).parent.mkdir(parents=True)
    python_of(venv).touch()
    stamp_file(venv).write_text(json.dumps(stamp))


def test_an_environment_is_made_where_an_interrupted_one_lies_and_then_kept(
    lock: Path, tmp_path: Path
):
    venv = tmp_path / "venv"
    venv.mkdir()
    (venv / "half").touch()
    python = ensure([lock], venv)
    assert not (venv / "half").exists()
    found = subprocess.run([python, "-c", "import tiny; print(tiny.SIZE)"], capture_output=True)
    assert found.stdout.strip() == b"1"

    witness = venv / "witness"
    witness.touch()
    ensure([lock], venv)
    assert witness.exists()


def test_a_changed_lock_makes_a_new_environment_and_a_failure_is_not_trusted(
    lock: Path, make_wheel: Callable[..., Path], tmp_path: Path
):
    venv = tmp_path / "venv"
    stamped(venv, {"python": python_version(), lock.name: "the sha256 before the change"})
    make_wheel("other")
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(f"other==1.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(BuildError, match=r"Installing .*wrong\.txt failed .* check the network"):
        ensure([lock, wrong], venv)
    assert (venv / "pyvenv.cfg").exists()
    assert read_stamp(venv) == {}


def test_the_stamp_of_a_finished_environment_is_trusted(tmp_path: Path):
    stamp = {"python": python_version(), "build.txt": "00"}
    stamped(tmp_path / "venv", stamp)
    assert read_stamp(tmp_path / "venv") == stamp


def test_the_stamp_of_another_python_is_not_trusted(tmp_path: Path):
    stamped(tmp_path / "venv", {"python": "3.0.0", "build.txt": "00"})
    assert read_stamp(tmp_path / "venv") == {}


def test_the_browser_can_be_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SPIKING_CHROMIUM", "/some/chromium")
    assert browser.find() == "/some/chromium"
