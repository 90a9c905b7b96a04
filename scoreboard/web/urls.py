"""The addresses of the pages."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from scoreboard.web import audit, health, logins, views

urlpatterns = [
    path("", views.show_day, name="day"),
    path("competitions", views.show_competitions, name="competitions"),
    path("seasons/<uuid:season_id>", views.show_season, name="season"),
    path("matches/<uuid:match_id>", views.show_match, name="match"),
    path("competitors/<uuid:competitor_id>", views.show_competitor, name="competitor"),
    path("people/<uuid:person_id>", views.show_person, name="person"),
    path("operations", views.show_operations, name="operations"),
    path("audit", audit.show_audit, name="audit"),
    path("audit.csv", audit.download_audit, name="audit-csv"),
    path("login", logins.LogIn.as_view(), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("admin/login/", logins.lead_to_login),  # in place of the admin's own
    path("healthz", health.report_alive, name="healthz"),
    path("readyz", health.report_ready, name="readyz"),
    path("metrics", health.report_metrics, name="metrics"),
]
