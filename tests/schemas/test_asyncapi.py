"""docs/asyncapi.yaml: valid, current, and true of what is sent. tests/live holds every frame to its type."""

import copy
import json
import subprocess

import pytest
import yaml
from django.core.management import CommandError, call_command
from jsonschema import Draft7Validator, Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from scoreboard.eventlog.topics import wanted_config, wanted_topics
from scoreboard.management.commands.asyncapi import FILE
from scoreboard.schemas.asyncapi import FRAMES, make_document
from scoreboard.schemas.making import make_bundles
from scoreboard.schemas.references import Library
from tests.servers import ROOT, missing
from tests.wire.test_encoded_frames import FRAMES as SENT

DOCUMENT = yaml.safe_load(FILE.read_text())
LIBRARY = Library(make_bundles().values())
SCHEMAS = {name: LIBRARY.inline(name) for name in LIBRARY.list_named()}
REGISTRY = Registry().with_resources((name, DRAFT202012.create_resource(schema)) for name, schema in SCHEMAS.items())
CHANNELS = DOCUMENT["channels"]
ONE_INSTALLS = pytest.mark.xdist_group("npm")  # two processes that install at once break each other's work
TOPICS = {channel["address"]: channel for channel in CHANNELS.values() if "kafka" in channel.get("bindings", {})}


def find_references(part):
    """Every `$ref` in a part of the document."""
    if isinstance(part, list):
        return [found for item in part for found in find_references(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [found for value in part.values() for found in find_references(value)]


def follow(reference):
    """What a reference within the document leads to."""
    part = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        part = part[step]
    return part


def validator_of(reference):
    """What checks a schema of the document."""
    return Draft202012Validator({"$ref": reference, "components": DOCUMENT["components"]}, registry=REGISTRY)


@pytest.fixture(scope="module")
def official():
    """AsyncAPI's own schema of documents, from npm."""
    ran = subprocess.run(
        ["sh", "scripts/javascript.sh", "install"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    file = ROOT / "node_modules/@asyncapi/specs/schemas/3.0.0.json"
    if not file.exists():
        missing(f"AsyncAPI's schema is not installed: {ran.stdout}{ran.stderr}")
    return Draft7Validator(json.loads(file.read_text()))


@ONE_INSTALLS
def test_the_document_is_asyncapi(official):
    assert [error.message[:300] for error in official.iter_errors(DOCUMENT)] == []


@ONE_INSTALLS
@pytest.mark.parametrize(
    "break_it",
    [
        lambda document: document["channels"]["match"].update(about="a match"),
        lambda document: document["operations"]["subscribe"].update(action="ask"),
        lambda document: document["components"]["schemas"]["Score"].update(type="number or so"),
        lambda document: document["channels"]["catalogue"]["bindings"]["kafka"].update(partitions="many"),
    ],
)
def test_what_is_not_asyncapi_is_found(official, break_it):
    broken = copy.deepcopy(DOCUMENT)
    break_it(broken)
    assert not official.is_valid(broken)


def test_the_file_is_what_the_types_say(capsys):
    call_command("asyncapi", check=True)
    assert json.loads(json.dumps(make_document())) == DOCUMENT


def test_a_file_that_is_stale_fails_the_check_and_is_written_anew(tmp_path):
    file = tmp_path / "asyncapi.yaml"
    for stale in (None, "asyncapi: 3.0.0\n"):
        if stale:
            file.write_text(stale)
        with pytest.raises(CommandError, match="run `python manage.py asyncapi`"):
            call_command("asyncapi", check=True, file=file)
    call_command("asyncapi", file=file)
    assert file.read_text() == FILE.read_text()


def test_every_reference_leads_somewhere():
    for reference in find_references(DOCUMENT):
        assert follow(reference) if reference.startswith("#/") else SCHEMAS[reference]


def test_every_message_and_schema_is_used_and_says_what_it_is():
    used = set(find_references(DOCUMENT))
    for name, message in DOCUMENT["components"]["messages"].items():
        assert f"#/components/messages/{name}" in used
        assert message["summary"].endswith("."), name
        assert message.get("payload") or name == "deadLetter"
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert f"#/components/schemas/{name}" in used
        assert schema["description"], name
        assert schema["properties"], name


@pytest.mark.parametrize("frame", SENT, ids=lambda frame: frame.body[:30].decode())
def test_a_frame_is_as_described(frame):
    plain = json.loads(frame.body)
    (payload,) = find_references(DOCUMENT["components"]["messages"][plain["t"]]["payload"])
    assert [error.message for error in validator_of(payload).iter_errors(plain)] == []
    assert plain.keys() <= follow(payload)["properties"].keys()


def test_where_frames_and_commands_come():
    match, live, stream = (CHANNELS[name]["messages"].keys() for name in ("match", "live", "stream"))
    assert live == {*FRAMES, "command"}
    assert match == stream == FRAMES.keys() - {"batch"}


def test_topics_are_those_that_there_are_kept_as_they_are():
    assert TOPICS.keys() == wanted_topics().keys()
    config = wanted_config(tiered=False)
    for name, channel in TOPICS.items():
        binding = channel["bindings"]["kafka"]
        assert binding["topic"] == name
        for key, value in binding["topicConfiguration"].items():
            assert config[key] == (",".join(value) if isinstance(value, list) else str(value))


def test_every_schema_of_a_message_in_kafka_is_named_once():
    named = [name for name in find_references(DOCUMENT) if name.startswith("urn:")]
    assert sorted(named) == sorted(SCHEMAS)
