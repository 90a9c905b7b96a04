"""`python manage.py`, by any Python there is: it goes on in .venv, or says what it lacks."""

import ast
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import django
import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = Path(django.__file__).parent.parent
BARE = sys._base_executable  # the Python from which this environment was made
WHO = ["shell", "--no-imports", "--command", "import os, sys; print(sys.prefix, sys.warnoptions, sorted(os.environ))"]
OLD = [str(path) for path in Path("~/.pyenv/versions").expanduser().glob("[23].[79].*/bin/python")]
HERE = [path for path in sorted({BARE, "/usr/bin/python3", *OLD}) if Path(path).exists()]


@pytest.fixture
def clone(tmp_path):
    """A folder with manage.py and settings for it, and nothing else."""
    folder = tmp_path / "clone"
    (folder / "scoreboard").mkdir(parents=True)
    (folder / "scoreboard" / "settings.py").write_text("SECRET_KEY = 'x'\n")
    shutil.copy(ROOT / "manage.py", folder)
    return folder


def make_environment(folder, *, with_django=True):
    """A virtual environment; its Python. Django in it is that of this environment."""
    venv.create(folder, symlinks=True)
    if with_django:
        (next(folder.glob("lib/python*/site-packages")) / "packages.pth").write_text(f"{PACKAGES}\n")
    return folder / "bin" / "python"


def manage(python, clone, *options, args=WHO, **env):
    argv = [python, *options, clone / "manage.py", *args]
    env = {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **env}
    return subprocess.run(argv, cwd=clone.parent, env=env, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.parametrize("python", HERE)
def test_any_python_goes_on_in_the_environment(clone, python):
    make_environment(clone / ".venv")
    done = manage(python, clone)
    assert done.stdout.split()[0] == str(clone / ".venv"), done.stderr
    assert "SCOREBOARD" not in done.stdout


def test_options_of_python_go_on_with_it(clone):
    make_environment(clone / ".venv")
    assert "['error::ResourceWarning']" in manage(BARE, clone, "-W", "error::ResourceWarning").stdout


def test_the_exit_status_is_the_command_s(clone):
    make_environment(clone / ".venv")
    done = manage(BARE, clone, args=["no-such-command"])
    assert (done.returncode, done.stderr.splitlines()[0]) == (1, "Unknown command: 'no-such-command'")


def test_another_environment_that_has_django_is_kept(clone, tmp_path):
    make_environment(clone / ".venv")
    other = make_environment(tmp_path / "other")
    assert manage(other, clone).stdout.split()[0] == str(tmp_path / "other")


def test_another_environment_without_django_is_left(clone, tmp_path):
    make_environment(clone / ".venv")
    other = make_environment(tmp_path / "other", with_django=False)
    assert manage(other, clone).stdout.split()[0] == str(clone / ".venv")


def test_without_environment_a_python_with_django_is_kept(clone):
    assert manage(BARE, clone, PYTHONPATH=str(PACKAGES)).stdout.split()[0] == sys.base_prefix


def test_an_environment_that_is_a_link_is_known(clone, tmp_path):
    make_environment(tmp_path / "elsewhere")
    (clone / ".venv").symlink_to(tmp_path / "elsewhere")
    assert manage(clone / ".venv" / "bin" / "python", clone).returncode == 0


def test_without_packages_anywhere_make_run_is_named(clone, tmp_path):
    python = make_environment(tmp_path / "other", with_django=False)
    done = manage(python, clone)
    assert done.returncode == 1
    assert done.stderr == f"Scoreboard's packages are not installed for {python}: `make run` first.\n"


def test_an_environment_that_was_made_half_ends_it(clone):
    python = make_environment(clone / ".venv", with_django=False)
    done = manage(BARE, clone)
    assert done.stderr == f"Scoreboard's packages are not installed for {python}: `make run` first.\n"


def test_an_environment_whose_python_was_removed_is_passed_over(clone, tmp_path):
    python = make_environment(clone / ".venv")
    python.unlink()
    python.symlink_to(tmp_path / "removed")
    other = make_environment(tmp_path / "other", with_django=False)
    assert "`make run` first" in manage(other, clone).stderr


def test_a_python_that_is_too_old_says_so(clone):
    code = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path('manage.py', run_name='__main__')"
    done = subprocess.run([BARE, "-c", code], cwd=clone, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == f"Scoreboard needs Python 3.11 or newer, and {BARE} is 3.9: `make run` finds one.\n"


@pytest.mark.parametrize("python", OLD)
def test_old_pythons_that_are_here_say_so(clone, python):
    assert manage(python, clone).stderr.startswith("Scoreboard needs Python 3.11 or newer, and ")


def test_its_syntax_is_old():
    ast.parse((ROOT / "manage.py").read_text(), feature_version=(3, 4))
