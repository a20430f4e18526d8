"""The wheels of the stock conversion are what micropip and Pyodide take them for."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bench.wheels import depends_of, lock_entry, make_own, make_pure, remake


@pytest.fixture
def compiled(tmp_path: Path) -> Path:
    """Wheel with a compiled part that it can do without."""
    path = tmp_path / "in" / "Fast_thing-1.0-cp314-cp314-linux_x86_64.whl"
    path.parent.mkdir()
    info = "Fast_thing-1.0.dist-info"
    members = {
        "fast_thing/__init__.py": "",
        "fast_thing/_speedups.so": "machine code",
        f"{info}/METADATA": "Name: Fast_thing\nRequires-Dist: NumPy>=1\n"
        "Requires-Dist: unknown\nRequires-Dist: six; sys_platform == 'win32'\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp314-cp314-linux\n",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def test_a_pure_wheel_holds_no_compiled_part_and_says_so(compiled: Path, tmp_path: Path):
    made = make_pure(compiled, tmp_path)
    assert made.name == "Fast_thing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(made) as wheel:
        assert not [name for name in wheel.namelist() if name.endswith(".so")]
        tags = wheel.read("Fast_thing-1.0.dist-info/WHEEL").decode()
    assert "Purelib: true" in tags
    assert tags.count("Tag:") == 1


def test_a_wheel_depends_on_what_it_requires_here_and_what_is_there(compiled: Path):
    assert depends_of(compiled, {"numpy": {}, "six": {}}) == ["numpy"]


def test_a_remade_wheel_keeps_what_is_wanted_and_edited(compiled: Path, tmp_path: Path):
    made = tmp_path / "new" / compiled.name
    remake(compiled, made, lambda name: "dist-info" in name, lambda name, text: f"# {name}\n{text}")
    with zipfile.ZipFile(made) as wheel:
        assert len(wheel.namelist()) == 2
        assert wheel.read("Fast_thing-1.0.dist-info/WHEEL").startswith(b"# WHEEL\nWheel-Version")


def test_the_wheel_of_the_app_is_listed_under_its_project_name(tmp_path: Path):
    package = tmp_path / "some_package"
    package.mkdir()
    (package / "__init__.py").write_text("answer = 42\n")
    made = make_own(tmp_path, "some-project", "0", [package], ("numpy",))
    entry = lock_entry(made, depends_of(made, {"numpy": {}}))
    assert (entry["name"], entry["version"], entry["depends"]) == ("some-project", "0", ["numpy"])
    with zipfile.ZipFile(made) as wheel:
        assert wheel.read("some_package/__init__.py") == b"answer = 42\n"
