"""docker-compose.yml and the Dockerfile, held against Compose itself and against what the project really has."""

import importlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from types import SimpleNamespace

import pytest
from celery.bin.celery import celery
from django.conf import settings
from django.core.management import get_commands, load_command_class
from ruamel.yaml import YAML
from uvicorn.config import WS_PROTOCOLS
from uvicorn.importer import import_from_string
from uvicorn.main import main as uvicorn

from scoreboard.celery import app
from scoreboard.devserver import kafka
from scoreboard.devserver.programs import web_arguments
from tests import servers
from tests.test_settings import READ, SETTINGS, manage

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
PASSWORDS = ("POSTGRES_PASSWORD", "OWNER_PASSWORD", "APP_PASSWORD", "STATS_PASSWORD")
SECRETS = {"SECRET_KEY": "x7" * 32 + "-!abcdefghij", **dict.fromkeys(PASSWORDS, "p" * 40)}
UVICORN_S_OWN = {"FORWARDED_ALLOW_IPS"}


@pytest.fixture(scope="module")
def services():
    """The services as written, anchors and merges resolved."""
    return YAML(typ="safe").load(COMPOSE)["services"]


def docker_compose(*args, **environment):
    program = shutil.which("docker-compose") or servers.missing("there is no docker-compose (Debian's package)")
    return subprocess.run(
        [program, "--file", COMPOSE, *args],
        env={"PATH": os.environ["PATH"], "HOME": "/", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def instruction(name):
    """What a Dockerfile's last instruction of that name says."""
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, re.MULTILINE)[-1]


def programs_of(service):
    """The commands a service runs, each as its words; the image's own where it names none."""
    command = service.get("command") or json.loads(instruction("CMD"))
    return [shlex.split(part) for part in command[2].split("&&")] if command[:2] == ["sh", "-c"] else [command]


def is_ours(service):
    return service.get("image") == "scoreboard"


# --- Compose ---------------------------------------------------------------------------------------------------------


def test_docker_compose_accepts_the_file_and_asks_for_the_secrets(services):
    accepted = docker_compose("config", "--services", **SECRETS)
    assert accepted.returncode == 0, accepted.stderr
    assert set(accepted.stdout.split()) == set(services)
    for name in SECRETS:
        without = docker_compose("config", **{other: value for other, value in SECRETS.items() if other != name})
        assert without.returncode != 0
        assert name in without.stderr


def test_the_file_follows_the_published_compose_specification():
    checker = Path(sys.executable).with_name("check-jsonschema")
    ran = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", COMPOSE], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout


def test_whoever_waits_for_a_healthy_service_names_one_that_can_be(services):
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in services, name
            assert how["condition"] != "service_healthy" or "test" in services[other]["healthcheck"], (name, other)


# --- what the services run -------------------------------------------------------------------------------------------


def test_every_program_has_its_service(services):
    ran = {
        " ".join(word for word in program[:4] if word != "--app")
        for s in services.values()
        for program in programs_of(s)
        if is_ours(s)
    }
    for wanted in (
        "uvicorn scoreboard.asgi:application",
        "python manage.py relay",
        "celery scoreboard worker",
        "celery scoreboard beat",
    ):
        assert any(program.startswith(wanted) for program in ran), wanted


def test_every_command_is_one_that_the_project_has(services):
    for service in filter(is_ours, services.values()):
        for program in programs_of(service):
            check_program(program)


def check_program(words):
    """Parse a command line as the program itself would; fails where it would refuse it."""
    match words:
        case ["uvicorn", *args]:
            parsed = uvicorn.make_context("uvicorn", list(args)).params
            import_from_string(parsed["app"])
            import_from_string(parsed["http"])
            assert parsed["ws"] in WS_PROTOCOLS
        case ["celery", "--app", name, command, *args]:
            assert importlib.import_module(f"{name}.celery").app is app
            celery.commands[command].make_context(
                command, list(args), obj=SimpleNamespace(app=app), resilient_parsing=True
            )
            known = {option for parameter in celery.commands[command].params for option in parameter.opts}
            assert {arg for arg in args if arg.startswith("--")} <= known
        case ["python", "manage.py", command, *args]:
            assert (ROOT / "manage.py").exists()
            parser = load_command_class(get_commands()[command], command).create_parser("manage.py", command)
            given = parser.parse_args(list(args))
            assert getattr(given, "database", "default") in settings.DATABASES
        case _:
            pytest.fail(f"not a program of ours: {words}")


def test_the_web_takes_sockets_as_make_run_does():
    run, image = web_arguments(port=1), json.loads(instruction("CMD"))
    for option in ("--http", "--ws", "--ws-per-message-deflate", "--ws-max-size"):
        assert run[run.index(option) + 1] == image[image.index(option) + 1]


def test_what_is_written_to_memory_is_bounded(services):
    for name, service in services.items():
        for folder in service.get("tmpfs", ()):
            assert ":size=" in folder, name


# --- with which settings ---------------------------------------------------------------------------------------------


def test_every_variable_is_a_setting(services):
    known = set(READ.findall(SETTINGS)) | UVICORN_S_OWN
    for service in filter(is_ours, services.values()):
        assert set(service["environment"]) <= known


def test_the_settings_stand_the_start_and_the_deployment_check(tmp_path):
    config = docker_compose("config", HTTPS="1", ALLOWED_HOSTS="scores.example", **SECRETS)
    environment = YAML(typ="safe").load(config.stdout)["services"]["web"]["environment"]
    ran = manage("check", "--deploy", "--fail-level=WARNING", DATA_DIR=str(tmp_path), **environment)
    assert ran.returncode == 0, ran.stderr


def test_every_address_is_a_service_that_listens_there(services):
    ours = services["web"]["environment"]
    assert {re.search(r"@(\w+)/", ours[name])[1] for name in ("DATABASE_URL", "STATS_DATABASE_URL")} == {"postgres"}
    names = {re.search(r"/(\w+)$", ours[name])[1] for name in ("DATABASE_URL", "STATS_DATABASE_URL")}
    made = (ROOT / "deploy" / "postgres" / "roles.sql").read_text()
    assert names == {services["postgres"]["environment"]["POSTGRES_DB"], re.search(r"CREATE DATABASE (\w+)", made)[1]}
    assert ours["REDIS_URLS"] == "redis://redis:6379/0"
    broker = services["kafka"]["environment"]
    assert broker["KAFKA_ADVERTISED_LISTENERS"] == f"PLAINTEXT://{ours['KAFKA_BOOTSTRAP']}"


def test_kafka_is_the_one_that_everything_was_tested_with(services):
    assert services["kafka"]["image"] == f"apache/kafka:{kafka.VERSION}"


# --- the image -------------------------------------------------------------------------------------------------------


def test_the_image_holds_no_secret_and_runs_as_nobody_in_particular():
    assert instruction("USER") not in ("root", "0")
    kept = re.findall(r"^(?:ENV|ARG|LABEL) +(.*)$", DOCKERFILE, re.MULTILINE)
    assert not [line for line in kept if re.search("SECRET|PASSWORD|TOKEN|KEY", line)]
    assert {".*", "var", "tests"} <= set((ROOT / ".dockerignore").read_text().splitlines())


def test_what_the_image_leaves_out_is_not_needed(tmp_path):
    left_out = (ROOT / ".dockerignore").read_text().split()
    copy = tmp_path / "app"

    def ignore(folder, names):
        here = "" if Path(folder) == ROOT else "**/"
        return [name for name in names for pattern in left_out if fnmatch(f"{here}{name}", pattern)]

    shutil.copytree(ROOT, copy, ignore=ignore)
    assert not {".git", ".venv", ".env", "tests", "var"} & {path.name for path in copy.iterdir()}
    for sources in re.findall(r"^COPY +(.*) \S+$", DOCKERFILE, re.MULTILINE):
        assert all((copy / source).exists() for source in sources.split())
    key, command = re.search(r"(SECRET_KEY=\S+) DATA_DIR=/tmp python (manage\.py [^&]*)", DOCKERFILE).groups()
    for argv in (shlex.split(command), ["manage.py", "check"]):
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), "SECRET_KEY": key.split("=")[1]}
        ran = subprocess.run(
            [sys.executable, *argv], cwd=copy, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stderr
    assert (copy / "staticfiles" / "staticfiles.json").exists()


def test_the_healthcheck_asks_the_web_itself_whatever_its_name(tmp_path):
    script = json.loads(instruction("HEALTHCHECK").split("CMD ")[1])[1]
    port = servers.free_port()
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "scoreboard.settings"}
    environment |= {"HTTPS": "1", "ALLOWED_HOSTS": ".scores.example,other.example", "SECRET_KEY": SECRETS["SECRET_KEY"]}

    def ask():
        return subprocess.run(
            [sys.executable, script, str(port)], cwd=ROOT, env=environment, capture_output=True, check=False
        )

    assert ask().returncode != 0
    words = [sys.executable, "-m", *json.loads(instruction("CMD"))]
    words[words.index("--port") + 1] = str(port)
    with subprocess.Popen(words, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as web:
        try:
            servers.wait_until(lambda: servers.answers(port), child=SimpleNamespace(popen=web), seconds=30)
            assert ask().returncode == 0
        finally:
            web.terminate()
