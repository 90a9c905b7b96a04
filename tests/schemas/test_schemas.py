"""`manage.py schemas`: files that are written, checked, released and shown."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

GOAL = "urn:scoreboard:match-event:football:goal:1"


def run(folder, *options):
    out = StringIO()
    call_command("schemas", *options, folder=folder, stdout=out)
    return out.getvalue()


def write(path, document):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document))


def rename(folder, old, new):
    """Have a released schema be another one."""
    for path in folder.glob("*.json"):
        path.write_text(path.read_text().replace(old, new))


def test_the_files_are_written_checked_and_released(tmp_path):
    run(tmp_path)
    run(tmp_path, "--check")
    football = tmp_path / "football.json"
    before = football.read_text()
    football.write_text("{}")
    write(tmp_path / "football" / "offside.json", {})
    with pytest.raises(CommandError) as refused:
        run(tmp_path, "--check")
    assert str(refused.value).splitlines() == [
        "football.json: is not what the types say: run `python manage.py schemas`",
        "football/offside.json: is not what the types say: run `python manage.py schemas`",
    ]
    run(tmp_path, "--release")
    assert football.read_text() == (tmp_path / "released" / "football.json").read_text() == before
    assert not (tmp_path / "football" / "offside.json").exists()


def test_a_change_that_breaks_a_released_schema_is_refused_and_nothing_is_written(tmp_path):
    released = tmp_path / "released" / "football" / "goal.json"
    schema = json.loads(run(tmp_path, "--show", GOAL))
    schema["properties"]["keeper"] = {"type": "string"}
    write(released, schema)
    for options in ([], ["--check"], ["--release"]):
        with pytest.raises(CommandError, match=rf"{GOAL}: \$.keeper: is not known any more \(backward"):
            run(tmp_path, *options)
    assert json.loads(released.read_text()) == schema
    assert [path.name for path in tmp_path.iterdir()] == ["released"]


def test_a_change_of_a_shared_type_breaks_the_schemas_of_every_sport(tmp_path):
    run(tmp_path, "--release")
    common = tmp_path / "released" / "common.json"
    document = json.loads(common.read_text())
    document["$defs"]["VoidData"]["properties"]["reason"]["maxLength"] = 501
    write(common, document)
    with pytest.raises(CommandError) as refused:
        run(tmp_path, "--check")
    said = (
        "$.data.reason: maxLength 501 is written where maxLength 500 is read (backward: old records could not be read)"
    )
    broken = str(refused.value).splitlines()
    assert len(broken) == 13
    assert f"urn:scoreboard:match-event:tennis:void:1: {said}" in broken


def test_what_has_been_released_is_shown_after_its_number_is_another_one(tmp_path):
    before = GOAL.replace(":1", ":0")
    run(tmp_path, "--release")
    rename(tmp_path / "released", GOAL, before)
    as_released = run(tmp_path, "--show", before)
    run(tmp_path, "--release")
    assert (tmp_path / "released" / "earlier.json").exists()
    assert run(tmp_path, "--show", before) == as_released
    run(tmp_path, "--release")
    assert run(tmp_path, "--show", before) == as_released
    run(tmp_path, "--check")


def test_a_released_schema_that_is_gone_is_refused(tmp_path):
    run(tmp_path, "--release")
    rename(tmp_path / "released", GOAL, GOAL.replace("goal", "goals"))
    with pytest.raises(CommandError, match="football:goals:1: is gone; a released schema stays"):
        run(tmp_path, "--check")


def test_what_is_shown_needs_no_other_document(tmp_path):
    shown = json.loads(run(tmp_path, "--show", GOAL))
    assert shown["$id"] == GOAL
    assert shown["properties"]["data"]["properties"]["own_goal"] == {"type": "boolean", "default": False}
    assert "$ref" not in json.dumps(shown)
    with pytest.raises(CommandError, match="urn:x: there is no such schema, nor has there been one"):
        run(tmp_path, "--show", "urn:x")
