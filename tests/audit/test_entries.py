"""What is noted of each act: by whom, from where, why, before and after; and that nobody can change it."""

import json

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from scoreboard.models import ApiToken, AuditEntry, Match, StandingAdjustment, rows
from scoreboard.record.commands import record
from scoreboard.record.epochs import raise_epoch, restart_replay
from scoreboard.record.fixture import schedule
from scoreboard.sports.base import Refused
from stats.models import DeadLetter
from tests.factories import enter, make_competitor, make_match, make_scorer, make_season

GOAL = {"type": "goal", "side": "home", "player": "Ada", "clock_ms": 60_000}


@pytest.fixture
def token(scorer):
    return ApiToken.issue(user=scorer)


def newest(**fields):
    return AuditEntry.objects.with_address().filter(**fields).latest("id")


def post(client, path, body, *, token, key="k1", **extra):
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers, **extra)


# --- the log ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_event_by_the_api_is_noted_with_who_whence_before_and_after(client, live_match, scorer, token):
    post(client, f"matches/{live_match.pk}/events", GOAL, token=token, REMOTE_ADDR="203.0.113.9")
    entry = newest()
    assert (entry.kind, entry.what) == ("event", "goal home Ada")
    assert entry.actor == f"token:{ApiToken.objects.get().pk}:user:{scorer.pk}"
    assert (entry.name, entry.address, entry.match) == (scorer.username, "203.0.113.9", live_match.pk)
    assert entry.subject == f"{live_match.home} – {live_match.away}, {live_match.season.competition}"
    assert entry.before == {"score": "0–0", "status": "live", "phase": "first_half", "seq": 2}
    assert entry.after == {"score": "1–0", "status": "live", "phase": "first_half", "seq": 3}
    assert entry.at == live_match.events.get(seq=3).recorded_at


@pytest.mark.django_db
def test_an_event_by_the_console_is_the_user_s(client, live_match, scorer):
    client.force_login(scorer)
    fields = {"action": "goal", "side": "home", "form": "home", "key": "k"}
    client.post(f"/console/matches/{live_match.pk}", fields, REMOTE_ADDR="203.0.113.9")
    entry = newest()
    assert (entry.actor, entry.name, entry.address) == (f"user:{scorer.pk}", scorer.username, "203.0.113.9")
    assert entry.what == "goal home"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("event", "kind", "what", "reason"),
    [
        ({"type": "void", "data": {"seq": 3, "reason": "offside"}}, "correction", "void of 3", "offside"),
        ({"type": "status", "data": {"status": "abandoned", "reason": "fog"}}, "status", "status abandoned", "fog"),
    ],
)
def test_corrections_and_statuses_have_their_kind_and_reason(live_match, event, kind, what, reason):
    enter(live_match, GOAL)
    enter(live_match, event)
    entry = newest()
    assert (entry.kind, entry.what, entry.reason) == (kind, what, reason)
    assert (entry.before["seq"], entry.after["seq"]) == (3, 4)


@pytest.mark.django_db
def test_a_batch_is_one_entry(live_match):
    before = AuditEntry.objects.count()
    enter(live_match, *[{**GOAL, "clock_ms": 60_000 + number} for number in range(7)])
    assert AuditEntry.objects.count() == before + 1
    assert newest().what == "; ".join(["goal home Ada"] * 5) + "; and 2 more"


@pytest.mark.django_db
def test_what_is_refused_or_repeated_is_not_noted(live_match):
    enter(live_match, GOAL, key="k1")
    before = AuditEntry.objects.count()
    enter(live_match, GOAL, key="k1")
    with pytest.raises(Refused):
        record(match_id=live_match.pk, events=[{"type": "period_start"}], actor="user:1")
    assert AuditEntry.objects.count() == before


@pytest.fixture
def no_entry_can_be_written(monkeypatch):
    """The audit log's table is away."""
    monkeypatch.setattr(AuditEntry._meta, "db_table", "no_such_table")
    rows.build_insert.cache_clear()
    yield
    monkeypatch.undo()
    rows.build_insert.cache_clear()


@pytest.mark.django_db(transaction=True)
def test_an_event_and_its_entry_stand_or_fall_together(live_match):
    entries = AuditEntry.objects.count()
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        record(match_id=live_match.pk, events=[GOAL], actor="user:1")
        assert AuditEntry.objects.count() == entries + 1
        cursor.execute("SELECT 1 FROM no_such_table")
    live_match.refresh_from_db()
    assert (live_match.seq, AuditEntry.objects.count()) == (2, entries)


@pytest.mark.django_db(transaction=True)
def test_where_an_entry_cannot_be_written_nothing_is_entered(live_match, no_entry_can_be_written):
    with pytest.raises(DatabaseError):
        record(match_id=live_match.pk, events=[GOAL], actor="user:1")
    live_match.refresh_from_db()
    assert live_match.seq == 2


@pytest.mark.django_db(transaction=True)
def test_where_an_entry_cannot_be_written_no_user_is_made_or_changed(scorer, no_entry_can_be_written):
    with pytest.raises(DatabaseError):
        User.objects.create_user("kim", password="wins-1-0")
    scorer.is_superuser = True
    with pytest.raises(DatabaseError):
        scorer.save()
    assert User.objects.get() == scorer
    assert not User.objects.get().is_superuser


@pytest.mark.django_db(transaction=True)
def test_where_an_entry_cannot_be_written_no_points_are_taken(season, no_entry_can_be_written):
    competitor = make_competitor("Reds")
    with pytest.raises(DatabaseError):
        StandingAdjustment.objects.create(
            season=season, competitor=competitor, points=-6, reason="debts", on="2026-05-04"
        )
    assert not StandingAdjustment.objects.exists()


@pytest.mark.django_db(transaction=True, databases=["default", "stats"])
def test_where_an_entry_cannot_be_written_no_dead_letter_is_dropped(no_entry_can_be_written):
    letters = [
        DeadLetter.objects.create(topic="match-events", partition=0, offset=offset, reason="?", at=timezone.now())
        for offset in range(2)
    ]
    with pytest.raises(DatabaseError):
        call_command("deadletters", "drop", *(str(letter.pk) for letter in letters), "--reason", "A joke")
    assert DeadLetter.objects.filter(settled="").count() == 2


@pytest.mark.django_db
def test_a_fixture_is_noted_when_it_is_made_and_changed(season):
    match = make_match(season=season)
    made = newest()
    assert (made.kind, made.what, made.before, made.after["seq"]) == ("fixture", "scheduled", None, 1)
    from scoreboard.record.fixture import change_fixture

    change_fixture(match_id=match.pk, actor="user:1", reason="roof", venue="Wembley")
    assert (newest().what, newest().reason) == ("fixture_changed venue", "roof")


@pytest.mark.django_db
def test_a_program_that_plays_a_replay_is_nobody_s_act(live_match):
    home, away = make_competitor(), make_competitor()
    before = AuditEntry.objects.count()
    replay = schedule(season=live_match.season, home=home, away=away, actor="replay:demo", replay_of=live_match).match
    record(match_id=replay.pk, events=[{"type": "period_start"}], actor="replay:demo")
    restart_replay(match_id=replay.pk, scheduled_at=replay.recorded_at)
    assert AuditEntry.objects.count() == before
    record(match_id=replay.pk, events=[{"type": "period_start"}], actor="user:1")  # a person's is
    assert newest().match == replay.pk


@pytest.mark.django_db
def test_a_raised_epoch_has_its_reason(live_match):
    raise_epoch(match_id=live_match.pk, reason="Restored")
    entry = newest()
    assert (entry.kind, entry.reason) == ("epoch", "Restored")
    assert (entry.before, entry.after) == ({"epoch": 1}, {"epoch": 2})


@pytest.mark.django_db
def test_an_import_is_one_entry_a_batch():
    call_command("load_demo", verbosity=0)
    imports = AuditEntry.objects.filter(kind="import")
    assert {entry.actor for entry in imports} == {"import:demo"}
    assert imports.count() <= Match.objects.count() / 25
    assert not AuditEntry.objects.filter(kind="event").exists()


# --- people ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_logins_and_logouts_are_noted_with_their_address():
    user = make_scorer(username="kim")
    client = Client(REMOTE_ADDR="203.0.113.9")
    client.post("/login", {"username": "kim", "password": "wins-1-0"})
    assert (newest().kind, newest().actor, newest().name) == ("login", f"user:{user.pk}", "kim")
    client.post("/logout")
    assert (newest().kind, newest().name, newest().address) == ("logout", "kim", "203.0.113.9")


@pytest.mark.django_db
def test_a_right_given_in_the_admin_is_the_admin_s_act(admin_client, admin_user, scorer):
    permission = Permission.objects.get(codename="add_match", content_type__app_label="scoreboard")
    fields = {
        "username": scorer.username,
        "user_permissions": [permission.pk],
        "is_active": "on",
        "is_staff": "on",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
    }
    answer = admin_client.post(f"/admin/auth/user/{scorer.pk}/change/", fields, REMOTE_ADDR="203.0.113.9")
    assert answer.status_code == 302
    rights = AuditEntry.objects.with_address().filter(kind="rights", actor=f"user:{admin_user.pk}").order_by("id")
    assert [(entry.what, entry.address) for entry in rights] == [
        ("is_staff set", "203.0.113.9"),
        ("removed scoreboard.change_match", "203.0.113.9"),
    ]
    assert (rights[0].before, rights[0].after) == ({"is_staff": False}, {"is_staff": True})
    assert rights[1].before == ["scoreboard.add_match", "scoreboard.change_match"]
    assert rights[1].after == ["scoreboard.add_match"]


@pytest.mark.django_db
def test_memberships_are_noted_from_both_sides_and_when_all_are_taken(scorer):
    group = Group.objects.create(name="Scorers")
    group.user_set.add(scorer)
    assert (newest().subject, newest().what) == (f"user {scorer.username}", "granted group Scorers")
    scorer.groups.clear()
    assert newest().what == "removed group Scorers"
    assert "group Scorers" in newest().before
    assert "group Scorers" not in newest().after
    group.permissions.add(Permission.objects.get(codename="change_match"))
    assert (newest().subject, newest().what) == ("group Scorers", "granted scoreboard.change_match")
    group.delete()
    assert (newest().what, newest().before) == ("group deleted", ["scoreboard.change_match"])


@pytest.mark.django_db
def test_users_and_passwords_are_noted_without_the_password():
    user = User.objects.create_user("kim", password="wins-1-0")
    assert (newest().what, newest().subject) == ("user made", "kim")
    user.set_password("wins-2-0")
    user.save()
    assert newest().what == "password changed"
    assert (newest().before, newest().after) == (None, None)
    entries = AuditEntry.objects.count()
    user.save(update_fields=["last_login"])
    assert AuditEntry.objects.count() == entries
    user.delete()
    assert (newest().what, newest().subject) == ("user deleted", "kim")


@pytest.mark.django_db
def test_tokens_and_points_are_noted(admin_client, scorer, season):
    ApiToken.issue(user=scorer)
    assert (newest().kind, newest().what) == ("token", "token made")
    assert newest().name  # the system's user, from a command
    token = ApiToken.objects.get()
    admin_client.post(f"/admin/scoreboard/apitoken/{token.pk}/delete/", {"post": "yes"})
    assert (newest().what, newest().name) == ("token revoked", "admin")
    make = StandingAdjustment.objects.create
    make(season=season, competitor=make_competitor("Reds"), points=-6, reason="debts", on="2026-05-04")
    assert (newest().kind, newest().reason) == ("adjustment", "debts")
    assert newest().after == {"points": -6, "on": "2026-05-04"}


# --- append-only -----------------------------------------------------------------------------------------------------


def try_statement(sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_to_change_or_delete_an_entry():
    make_match(season=make_season())
    (entry,) = AuditEntry.objects.filter(kind="fixture")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.update(name="somebody else")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.delete()
    try_statement("UPDATE scoreboard_auditentry SET reason = 'x'")
    try_statement("DELETE FROM scoreboard_auditentry")
    if connection.vendor == "postgresql":
        try_statement("TRUNCATE scoreboard_auditentry")
    else:
        try_statement(f"REPLACE INTO scoreboard_auditentry SELECT * FROM scoreboard_auditentry WHERE id = {entry.pk}")
    assert AuditEntry.objects.get(pk=entry.pk).name == entry.name
