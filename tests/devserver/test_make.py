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
    looked_for = "python3.11 python3.12 python3.13 python3.14 python3 python"
    assert line.startswith(f"Scoreboard needs Python 3.11 or newer (looked for: {looked_for}).")
    assert "PYTHON=/path/to/python3" in line


def test_a_python_that_is_too_old(make, tmp_path):
    (line,) = words(make("run", path=bin_of(tmp_path / "bin", python3="exit 1"), PYTHON="python3"))
    assert line.startswith("Scoreboard needs Python 3.11 or newer (looked for: python3).")


def test_a_python_without_its_venv_module(make, tmp_path):
    script = """case $1 in
        -c) echo python3.12-venv ;;
        --version) echo Python 3.12.0 ;;
        *) echo "The virtual environment was not created because ensurepip is not available."; exit 1 ;;
    esac"""
    made, missing = words(make("run", path=bin_of(tmp_path / "bin", python3=script), PYTHON="python3"))
    assert made == "Making the environment .venv with Python 3.12.0."
    assert missing.startswith("python3 cannot make a virtual environment: its venv module is missing (")
    assert missing.endswith("apt install python3.12-venv).")


def test_a_folder_that_cannot_be_written(make, tmp_path):
    (tmp_path / "clone" / "var").write_text("")  # root may write anywhere but in a file
    (line,) = words(make("run"))
    assert line.startswith("Scoreboard cannot write var/log/install.log: `make` needs a clone of your own, in a folder")
    assert line.endswith(f"({tmp_path / 'clone'}).")


def test_too_little_disk(make, tmp_path):
    df = "echo Filesystem 1024-blocks Used Available Capacity Mounted on; echo '/dev/vda1 8000000 7897600 102400 99% /'"
    (line,) = words(make("run", path=f"{bin_of(tmp_path / 'bin', df=df)}:{os.environ['PATH']}"))
    assert line.startswith("Scoreboard needs 500 MB of disk, and ")
    assert line.endswith(" has 100 MB left: make room there, or clone it elsewhere.")


def half_made(folder, *, pip):
    """An environment that was made before, whose pip is this script."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\ncase "$*" in *pip\\ install*) {pip} ;; -c*import\\ pip*) exit 0 ;; esac\n')
    python.chmod(0o755)
    return python


def test_a_full_disk(make, tmp_path):
    half_made(tmp_path / "clone", pip="echo 'OSError: [Errno 28] No space left on device'; exit 1")
    said = words(make("run"))
    assert said[0] == "Installing requirements.txt."
    assert said[1].startswith(f"The disk is full: make room where {tmp_path / 'clone'} is")


def test_a_python_for_which_nothing_is_made(make, tmp_path):
    python = half_made(tmp_path / "clone", pip="echo 'error: command gcc failed'; exit 1")
    python.write_text(python.read_text() + "case $1 in -c) echo Python 3.99 on Plan 9 ;; esac\n")
    said = words(make("run"))
    assert said[1].startswith(
        "Not all packages in requirements.txt are made for Python 3.99 on Plan 9: docs/platforms.md"
    )


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
