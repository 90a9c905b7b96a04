"""What is installed is locked: each file by its version and hashes, in step with what was asked for, and why."""

import functools
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

from scripts import platforms

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^([a-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+))?", re.IGNORECASE)
WANTED = sorted(path.stem for path in (ROOT / "requirements").glob("*.in"))


def locked_file(name):
    return ROOT / ("requirements.txt" if name == "base" else f"requirements-{name}.txt")


@functools.cache
def read_locked(name):
    """The packages of a locked file: by name, the versions that one platform or another gets."""
    found = {}
    for line in locked_file(name).read_text().splitlines():
        if pinned := PINNED.match(line):
            found.setdefault(canonicalize_name(pinned[1]), []).append(pinned[2])
    return found


def list_packages(name):
    """The entries of a locked file: a package's line, its hashes, and who asks for it."""
    return re.split(r"\n(?=[a-zA-Z0-9])", locked_file(name).read_text())[1:]


def list_wanted(name):
    """The lines of an .in file, those of the files it includes with them."""
    for line in (ROOT / "requirements" / f"{name}.in").read_text().splitlines():
        if line.startswith("-r "):
            yield from list_wanted(line.removeprefix("-r ").removesuffix(".in"))
        elif line and not line.startswith("#"):
            yield line


@pytest.mark.parametrize("name", WANTED)
def test_what_is_asked_for_is_locked_in_a_version_that_does(name):
    locked = read_locked(name)
    for line in list_wanted(name):
        wanted = Requirement(line.partition("#")[0].strip())
        versions = locked.get(canonicalize_name(wanted.name), [])
        assert versions, f"{wanted.name} is not in {locked_file(name).name}: make lock"
        assert all(wanted.specifier.contains(version) for version in versions), f"{line}: make lock"


@pytest.mark.parametrize("name", WANTED)
def test_nothing_is_locked_that_nobody_asks_for(name):
    asked = {canonicalize_name(Requirement(line.partition("#")[0].strip()).name) for line in list_wanted(name)}
    direct = {PINNED.match(text)[1] for text in list_packages(name) if "-r requirements/" in text}
    assert {canonicalize_name(package) for package in direct} == asked, "make lock"


@pytest.mark.parametrize("name", WANTED)
def test_every_package_has_its_hashes(name):
    packages = list_packages(name)
    assert len(packages) == sum(map(len, read_locked(name).values()))
    assert [text.splitlines()[0] for text in packages if not re.search(r"--hash=sha256:[0-9a-f]{64}", text)] == []


@pytest.mark.parametrize("name", ["dev", "export", "bench"])
def test_tests_and_tools_run_with_the_versions_that_are_served(name):
    served, locked = read_locked("base"), read_locked(name)
    assert {package: locked.get(package) for package in served} == served


@pytest.mark.parametrize("name", WANTED)
def test_every_dependency_says_why_it_is_there(name):
    lines = (ROOT / "requirements" / f"{name}.in").read_text().splitlines()
    assert [line for line in lines if "#" not in line and not line.startswith("-r ")] == []


def test_the_table_of_platforms_is_made_from_what_is_locked():
    assert f"made by `make platforms` from {platforms.hash_locked()} " in platforms.PAGE.read_text(), "make platforms"


def test_everything_that_serves_has_a_wheel_on_every_platform():
    rows = [line for line in platforms.PAGE.read_text().splitlines() if line.startswith(f"| `{platforms.SERVES}` |")]
    assert ", ".join(row.split(" | ")[1] for row in rows) == ", ".join(platforms.PYTHONS)
    assert [row for row in rows if "no wheel" in row] == []


def list_checks():
    """The checks of scripts/lint.sh, each as its words."""
    return re.findall(r"^(?:.*\|\| )?check (\S.*)$", (ROOT / "scripts" / "lint.sh").read_text(), re.MULTILINE)


def test_every_check_of_lint_has_its_hook_for_pre_commit():
    hooks = YAML(typ="safe").load(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    wanted = [re.fullmatch('make lint CHECK="(.+)"', hook["entry"])[1] for hook in hooks]
    checks = list_checks()
    assert [[words for words in wanted if f"{check} ".startswith(f"{words} ")] for check in checks] == [
        [words] for words in wanted
    ], f"scripts/lint.sh has {checks}"
    assert {hook["language"] for hook in hooks} == {"system"}


@pytest.mark.parametrize(("words", "status"), [("ruff format", 0), ("no-such-check", 1)])
def test_one_check_is_run_by_its_words(tmp_path, words, status):
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "lint.sh", tmp_path / "scripts")
    ruff = tmp_path / ".venv" / "bin" / "ruff"
    ruff.parent.mkdir(parents=True)
    ruff.write_text("#!/bin/sh\n")
    ruff.chmod(0o755)
    ran = subprocess.run(
        ["sh", "scripts/lint.sh", *words.split()], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    said = {0: "--- ruff format --check --quiet .\n", 1: "No check begins with: no-such-check\n"}
    assert (ran.returncode, ran.stdout) == (status, said[status])


def test_the_list_of_what_it_is_made_of_has_kafka_s_jars(tmp_path):
    sbom, auditor = tmp_path / "sbom.json", tmp_path / "pip-audit"
    sbom.write_text('{"components": []}')
    auditor.write_text(
        '#!/bin/sh\necho \'{"dependencies": [{"name": "uv", "version": "1", "vulns": [{"id": "X-1"}]}]}\'\n'
    )
    auditor.chmod(0o755)
    argv = [sys.executable, "scripts/sbom.py", sbom, auditor]
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    assert ran.stdout.splitlines()[-1] == "uv 1: X-1"
    assert '"purl": "pkg:maven/org.apache.kafka/kafka-clients@' in sbom.read_text()
    auditor.write_text("#!/bin/sh\necho 'ConnectionError: no network' >&2\nexit 1\n")
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0
    assert "not audited" in ran.stdout
