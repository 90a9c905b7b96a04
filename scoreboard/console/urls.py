"""The addresses of the scoring console."""

from django.urls import path

from scoreboard.console import lineup_views, views

urlpatterns = [
    path("", views.list_matches, name="console"),
    path("matches/<uuid:match_id>", views.score_match, name="console-match"),
    path("matches/<uuid:match_id>/line-ups", lineup_views.edit_line_ups, name="console-line-ups"),
]
