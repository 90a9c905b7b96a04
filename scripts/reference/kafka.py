"""The page of what Kafka has: the topics, the headers of a message of each, and the schemas that describe them."""

import json

from django.conf import settings

from scoreboard.eventlog.topics import wanted_config
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.wire.catalogue import CatalogueEntry, name_entry_schema
from scoreboard.wire.kafka_messages import Headers, build_entry_message, build_record_message
from scripts.reference.markdown import MADE, format_code, format_table, join_page

ID = "01932f3a-5c1e-7a2b-9c3d-1a2b3c4d5e6f"
RECORD = json.dumps(
    {"type": "goal", "match": ID, "sport": "football", "seq": 41, "recorded_at": "2022-12-18T16:10:30Z", "side": "home"}
)
WORDS = {
    "ce_id": "which record or version of an entry it is; a reader that knows no sports drops what it has seen by it",
    "ce_time": "when the server took the record, as the value has it in `recorded_at`",
    "ce_specversion": "CloudEvents 1.0, in binary mode",
    "ce_source": "",
    "ce_type": "the type of the record, or the kind of the entry",
    "ce_dataschema": "the `$id` of the JSON Schema of the value, below",
    "content-type": "",
}
DEAD = (
    ("reason", "why it could not be read or applied"),
    ("topic", "where the message was"),
    ("partition", ""),
    ("offset", ""),
    ("at", "when it was found, an instant with its offset"),
    ("cut", "the value's length in bytes, where it was too long for a message and is cut"),
)


def make_page() -> str:
    """The page."""
    entry = CatalogueEntry(kind="competitor", id=ID, version=3, data={})
    return join_page(
        [
            MADE.format("the topics' settings, messages and schemas"),
            INTRODUCTION,
            *format_table(("topic", "key", "partitions", "holds"), list_topics()),
            *format_settings(),
            *format_headers(f"`{settings.KAFKA_TOPIC_EVENTS}`", build_record_message(RECORD, epoch=1).headers),
            *format_headers(f"`{settings.KAFKA_TOPIC_CATALOGUE}`", build_entry_message(entry).headers),
            *(
                f"## Headers of `{settings.KAFKA_TOPIC_DEAD}`",
                "",
                "Key and value are those of the message as it was.",
                "",
            ),
            *format_table(("header", "says"), [(format_code(name), words) for name, words in DEAD]),
            *format_schemas(),
        ]
    )


INTRODUCTION = """\
# Kafka

What a reader has to do to read it right stands in [the protocol](../protocol.md#kafka); how a message looks, here.
Values are JSON in UTF-8. Producers are idempotent and wait for every in-sync replica; a message may come twice.
"""


def list_topics() -> list[tuple[str, str, str, str]]:
    """The topics, each with its key."""
    events, catalogue, dead = settings.KAFKA_TOPIC_EVENTS, settings.KAFKA_TOPIC_CATALOGUE, settings.KAFKA_TOPIC_DEAD
    return [
        (f"`{events}`", "the match's id", "`KAFKA_PARTITIONS`", "every record of every match, in the order of `seq`"),
        (f"`{catalogue}`", "`KIND:ID`", "1", "names and ranking rules; of an entry the highest `version` wins"),
        (f"`{dead}`", "the message's own", "1", "what the stats could not read or apply, with the reason"),
    ]


def format_settings() -> list[str]:
    """The settings that `manage.py topics` gives each topic."""
    configs = [wanted_config(tiered=tiered) for tiered in (False, True)]
    plain = format_code(*(f"{name}={value}" for name, value in configs[0].items() if name != "min.insync.replicas"))
    tiered = format_code(*(f"{name}={value}" for name, value in configs[1].items() if name not in configs[0]))
    return [
        f"Every topic has {plain}: nothing is ever deleted. `min.insync.replicas` is 2 where `KAFKA_REPLICATION` is 3",
        f"or more, else 1. Where every broker has tiered storage, {tiered} come with them.",
        "",
    ]


def format_headers(topic: str, headers: Headers) -> list[str]:
    """The headers of a message, by example."""
    rows = [(format_code(name), format_code(as_text(value)), WORDS[name]) for name, value in sorted(headers)]
    return [f"## Headers of {topic}", "", *format_table(("header", "for example", "says"), rows)]


def as_text(value: str | bytes | None) -> str:
    """A header's value."""
    return value.decode() if isinstance(value, bytes) else value or ""


def format_schemas() -> list[str]:
    """What the values are described by, and what entries of the catalogue say."""
    rows = [
        (f"`{model.KIND}`", f"`{name_entry_schema(model.KIND)}`", format_code(*model.PAYLOAD)) for model in CATALOGUE
    ]
    return [
        "## Values",
        "",
        "A record is an event as its [sport](sports/index.md) has it, with its place; the page names its schema, too.",
        "An entry of the catalogue is `kind`, `id`, `version`, and in `data`:",
        "",
        *format_table(("kind", "schema", "fields"), rows),
        "The schemas are in the repository's folder `schemas/`, made by `manage.py schemas`.",
    ]
