"""scripts/javascript.sh: where the JavaScript cannot be checked, that is said; with REQUIRE=all it fails."""

import shutil
import subprocess

import pytest

from tests.servers import ROOT, missing


@pytest.fixture
def check(tmp_path):
    """Runs the script where only these programs are; its exit status and what it said."""

    def run(what, *programs, **env):
        for tool in ("dirname", "sh", *programs):
            (tmp_path / tool).symlink_to(shutil.which(tool) or missing(f"there is no {tool}"))
        argv = [shutil.which("sh"), str(tmp_path / "clone" / "scripts" / "javascript.sh"), what]
        shutil.copytree(ROOT / "scripts", tmp_path / "clone" / "scripts")
        done = subprocess.run(argv, env={"PATH": str(tmp_path), **env}, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


@pytest.mark.parametrize("what", ["lint", "test"])
def test_without_node_it_says_so(check, what):
    said = "JavaScript is not checked: there is no Node 18 or newer (Debian: apt install nodejs npm)\n"
    assert check(what) == (0, said)


def test_without_npm_nothing_is_linted(check):
    assert check("lint", "node") == (0, "JavaScript is not checked: there is no npm (Debian: apt install npm)\n")


def test_where_all_is_required_it_fails(check):
    said = "REQUIRE=all, but JavaScript is not checked: there is no Node 18 or newer (Debian: apt install nodejs npm)\n"
    assert check("test", REQUIRE="all") == (1, said)
