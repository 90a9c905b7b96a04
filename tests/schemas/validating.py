"""Validates messages by the bundles in the repository, through jsonschema."""

import functools
import json
from pathlib import Path

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

FOLDER = Path(__file__).resolve().parents[2] / "schemas"


@functools.cache
def load_documents():
    """The bundles by their files' names."""
    return {path.name: json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))}


@functools.cache
def load_registry():
    """What the references within the bundles lead to."""
    resources = [(document["$id"], Resource.from_contents(document)) for document in load_documents().values()]
    return Registry().with_resources(resources).crawl()


@functools.cache
def validator_of(name):
    """What holds messages to the schema of this `$id`."""
    load_registry().contents(name)  # raises where there is none
    return Draft202012Validator({"$ref": name}, registry=load_registry())
