"""Reports of browsers, one in LIVE_SAMPLE: which events they were shown and how soon, to count what is lost.

The server knows what it wrote; whether it arrived, only the other end can tell. A report says from where to where the
client came, how many events it was handed, and how many a declared jump (a snapshot) stood for; what is left is lost.
"""

from typing import Annotated, Literal

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from msgspec import Meta

from scoreboard import parsing
from scoreboard.entrances.problems import answer_problem
from scoreboard.live import metrics

REPORT_BYTES = 2_048
LATENCIES = 50
Count = Annotated[int, Meta(ge=0, le=100_000)]


class Report(msgspec.Struct, forbid_unknown_fields=True):
    """One client's word on one match since its last: `first` to `last` are seqs, latencies ms from entry to showing."""

    transport: Literal["websocket", "sse", "poll"]
    first: Count
    last: Count
    shown: Count
    jumped: Count = 0
    doubled: Count = 0
    latencies_ms: Annotated[list[Annotated[int, Meta(ge=-60_000, le=3_600_000)]], Meta(max_length=LATENCIES)] = []


@csrf_exempt  # anonymous; counted, not believed
@require_POST
async def take_report(request: HttpRequest) -> HttpResponse:
    """Count a report: 204; 400 for what is none, 413 for what is too large to be one."""
    try:
        report, lost = read_report(request)
    except RequestDataTooBig:
        return answer_problem(413, f"A report has at most {REPORT_BYTES} bytes.")
    except msgspec.DecodeError as error:
        return answer_problem(400, f"Not a report: {error}.")
    metrics.client_reports.labels(report.transport).inc()
    for outcome, count in (
        ("shown", report.shown),
        ("lost", lost),
        ("doubled", report.doubled),
        ("jumped", report.jumped),
    ):
        metrics.client_events.labels(outcome).inc(count)
    for late_ms in report.latencies_ms:
        metrics.client_latency.observe(max(0, late_ms) / 1000)
    return HttpResponse(status=204)


def read_report(request: HttpRequest) -> tuple[Report, int]:
    """The report of a request, and how many events are lost by it; raises RequestDataTooBig, msgspec.DecodeError."""
    if len(request.body) > REPORT_BYTES:
        raise RequestDataTooBig
    report = parsing.decode(request.body, Report)
    lost = report.last - report.first - report.jumped - report.shown
    if lost < 0:
        raise msgspec.ValidationError("more was shown than there is")
    return report, lost
