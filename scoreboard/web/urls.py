"""The addresses of the pages."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from scoreboard.web import audit, health, views

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
    path("login", LoginView.as_view(template_name="login.html", redirect_authenticated_user=True), name="login"),
    path("logout", LogoutView.as_view(), name="logout"),
    path("healthz", health.report_alive, name="healthz"),
    path("readyz", health.report_ready, name="readyz"),
    path("metrics", health.report_metrics, name="metrics"),
]
