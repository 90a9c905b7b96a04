"""Every address of the site."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from scoreboard.api.urls import answer_unknown, api, show_document
from scoreboard.live import gauges  # noqa: F401  # /metrics shows them
from scoreboard.live.transports import client_reports, sse

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/matches/<uuid:match_id>/stream", sse.stream),
    path("api/v1/reports", client_reports.take_report),
    path("api/v1/openapi.json", show_document),
    path("api/v1/", answer_unknown),  # before the API's own root, which takes no other method
    path("api/v1/", api.urls),
    path("api/<path:rest>", answer_unknown),
    path("", include("scoreboard.web.urls")),
    path("console/", include("scoreboard.console.urls")),
    path("admin/", admin.site.urls),
]
