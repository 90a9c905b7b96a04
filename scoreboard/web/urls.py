"""The addresses of the pages."""

from django.urls import path
from django.views.generic import RedirectView

from scoreboard.web import account, audit, health, logins, views

urlpatterns = [
    path("", views.show_day, name="day"),
    path("competitions", views.show_competitions, name="competitions"),
    path("seasons/<uuid:season_id>", views.show_season, name="season"),
    path("matches/<uuid:match_id>", views.show_match, name="match"),
    path("matches/<uuid:match_id>/line-ups", views.show_line_ups, name="match-line-ups"),
    path("competitors/<uuid:competitor_id>", views.show_competitor, name="competitor"),
    path("people/<uuid:person_id>", views.show_person, name="person"),
    path("operations", views.show_operations, name="operations"),
    path("audit", audit.show_audit, name="audit"),
    path("audit.csv", audit.download_audit, name="audit-csv"),
    path("login", logins.LogIn.as_view(), name="login"),
    path("login/code", logins.ask_for_code, name="login-code"),
    path("logout", logins.LogOut.as_view(), name="logout"),
    path("account", account.show_account, name="account"),
    path("account/password", account.change_password, name="account-password"),
    path("account/second-factor", account.manage_second_factor, name="account-second-factor"),
    path("account/second-factor/codes", account.show_codes, name="account-codes"),
    path("account/sessions/end", account.end_sessions, name="account-end-sessions"),
    path("account/tokens/<int:token_id>/revoke", account.revoke_token, name="account-revoke-token"),
    path("account/data.json", account.download_data, name="account-data"),
    path("account/erase", account.erase_account, name="account-erase"),
    # In place of the admin's own.
    path("admin/login/", logins.lead_to_login),
    path("admin/password_change/", RedirectView.as_view(pattern_name="account-password")),
    path("readyz", health.report_ready, name="readyz"),
    path("metrics", health.report_metrics, name="metrics"),
]
