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
    wrong = {name: compared.differences[:5] for name, compared in found.items() if compared.differences}
    assert wrong == {}
    assert {name: report["rejected"] for name, report in reports.items() if report["rejected"]} == {}
    for dataset in DATASETS:
        assert bool(reports[dataset.name]["warnings"]) is bool(dataset.why), reports[dataset.name]["warnings"]
    check_table([describe(each, reports[each.name], found[each.name]) for each in DATASETS])
    before = Match.objects.count()
    again = [bring_in(data, dataset) for dataset in DATASETS]
    assert {(report["created"], report["events"]) for report in again} == {(0, 0)}
    assert Match.objects.count() == before
    assert list(check_states(retry_s=0.0)) == []
    assert list(check_facts(retry_s=0.0)) == []


def check_table(rows):
    """The table of docs/explanation/truth.md says what was found; WRITE_TRUTH=1 writes it."""
    table = "\n".join([*format_table(HEADINGS, rows), ""])
    if os.environ.get("WRITE_TRUTH"):
        replace_part(DOCUMENT, mark="truth", text=table)
    assert table in DOCUMENT.read_text(), "WRITE_TRUTH=1 pytest tests/truth writes the table anew"
