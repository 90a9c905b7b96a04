"""All published data sets in one database: imported without a match twice, right by what was published, and proven."""

import json
import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from scoreboard.models import Match
from scoreboard.recovery.verify import check_states
from scripts.documents import replace_part
from scripts.reference.markdown import format_table
from stats.ops.verify import check_facts
from tests.counting import count_all
from tests.truth.datasets import DATASETS

DOCUMENT = Path(__file__).resolve().parent.parent.parent / "docs" / "explanation" / "truth.md"
HEADINGS = (
    "data set",
    "format",
    "matches",
    "made",
    "events",
    "warned of",
    "rejected",
    "compared with",
    "figures",
    "differ",
    "why",
)

PEOPLE = ("data set", "people's figures compared with", "figures", "differ")

pytestmark = [
    pytest.mark.django_db(databases=["default", "stats"]),
    pytest.mark.xdist_group("truth"),
]


def bring_in(data, dataset):
    """Import a data set; the importer's answer."""
    out = StringIO()
    call_command("import", dataset.format, str(data / dataset.path), *dataset.options, stdout=out)
    return json.loads(out.getvalue())


def describe(dataset, report, compared):
    counts = [report["matches"], report["created"], report["events"], len(report["warnings"]), len(report["rejected"])]
    cells = [dataset.name, dataset.format, *map("{:,}".format, counts), dataset.published]
    return [*cells, f"{compared.figures:,}", str(len(compared.differences)), dataset.why]


def test_all_of_it_together(data):
    reports = {dataset.name: bring_in(data, dataset) for dataset in DATASETS}
    count_all()
    found = {dataset.name: dataset.compare(data) for dataset in DATASETS}
    people = {dataset.name: dataset.people(data) for dataset in DATASETS if dataset.people}
    for compared in (found, people):
        wrong = {name: one.differences[:9] for name, one in compared.items() if one.differences}
        assert wrong == {}
    assert {name: report["rejected"] for name, report in reports.items() if report["rejected"]} == {}
    for dataset in DATASETS:
        assert bool(reports[dataset.name]["warnings"]) is bool(dataset.why), reports[dataset.name]["warnings"]
    check_table("truth", HEADINGS, [describe(each, reports[each.name], found[each.name]) for each in DATASETS])
    check_table("people", PEOPLE, [describe_people(each, people[each.name]) for each in DATASETS if each.people])
    before = Match.objects.count()
    again = [bring_in(data, dataset) for dataset in DATASETS]
    assert {(report["created"], report["events"]) for report in again} == {(0, 0)}
    assert Match.objects.count() == before
    assert list(check_states(retry_s=0.0)) == []
    assert list(check_facts(retry_s=0.0)) == []


def describe_people(dataset, compared):
    return [dataset.name, dataset.people_with, f"{compared.figures:,}", str(len(compared.differences))]


def check_table(mark, headings, rows):
    """The tables of docs/explanation/truth.md say what was found; WRITE_TRUTH=1 writes them."""
    table = "\n".join([*format_table(headings, rows), ""])
    if os.environ.get("WRITE_TRUTH"):
        replace_part(DOCUMENT, mark=mark, text=table)
    assert table in DOCUMENT.read_text(), "WRITE_TRUTH=1 pytest tests/truth writes the table anew"
