"""The addresses of the scoring console."""

from django.urls import path

from scoreboard.console import views

urlpatterns = [
    path("", views.list_matches, name="console"),
    path("matches/<uuid:match_id>", views.score_match, name="console-match"),
]
