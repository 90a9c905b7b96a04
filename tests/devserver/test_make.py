"""`make`, in a clone that has no environment yet: what is missing is said in one line."""

import os
import shutil
import subprocess

import pytest

from tests import servers


@pytest.fixture
def make(tmp_path):
    """Runs make in a clone without an environment; the finished process. Programs can be taken from its PATH."""
    program = shutil.which("make") or servers.missing("there is no make")
    clone = tmp_path / "clone"
    clone.mkdir()
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt", "requirements-install.txt", "scripts"):
        source = servers.ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, clone / name)

    def run(target, *, path=os.environ["PATH"], **env):
        env = {"PATH": path, "HOME": str(tmp_path / "no-home"), **env}
        return subprocess.run([program, target], cwd=clone, env=env, capture_output=True, text=True, check=False)

    return run


def bin_of(folder, **programs):
    """A folder for PATH with the usual tools and these scripts in it, and no Python."""
    folder.mkdir()
    for tool in ("sh", "dirname", "mkdir", "rm", "grep", "tail", "touch"):
        (folder / tool).symlink_to(shutil.which(tool))
    for name, script in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def words(process):
    """What a failed make said, without its own closing line."""
    assert process.returncode != 0
    *lines, closing = (process.stdout + process.stderr).splitlines()
    assert closing.startswith("make: ***")
    return lines


def test_no_python(make, tmp_path):
    (line,) = words(make("run", path=bin_of(tmp_path / "bin")))
    assert line.startswith("Scoreboard needs Python 3.11 or newer (looked for: python3.11, python3, python).")
    assert "PYTHON=/path/to/python3" in line


def test_a_python_that_is_too_old(make, tmp_path):
    (line,) = words(make("run", path=bin_of(tmp_path / "bin", python3="exit 1"), PYTHON="python3"))
    assert line.startswith("Scoreboard needs Python 3.11 or newer (looked for: python3).")


def test_a_python_without_its_venv_module(make, tmp_path):
    script = """case $1 in
        -c) exit 0 ;;
        --version) echo Python 3.11.0 ;;
        *) echo "The virtual environment was not created because ensurepip is not available."; exit 1 ;;
    esac"""
    lines = words(make("run", path=bin_of(tmp_path / "bin", python3=script), PYTHON="python3"))
    assert lines == [
        "Making the environment .venv with Python 3.11.0.",
        "python3 cannot make a virtual environment: its venv module is missing (Debian: apt install python3-venv).",
    ]


@pytest.mark.slow
def test_no_network(make):
    lines = words(make("run", HTTPS_PROXY="http://127.0.0.1:9"))
    assert lines[1:] == [
        "Installing requirements.txt.",
        "No network: the packages in requirements.txt cannot be fetched from PyPI (see var/log/install.log).",
    ]


@pytest.mark.parametrize(("target", "answer"), [("stop", "Scoreboard does not run."), ("reset", "There is no data.")])
def test_what_needs_no_environment_makes_none(make, target, answer):
    assert make(target).stdout == f"{answer}\n"


def test_help_names_every_target(make):
    said = make("help").stdout
    assert all(f"make {target}\t" in said for target in ("run", "stop", "reset", "test", "lint", "fmt", "bench"))
