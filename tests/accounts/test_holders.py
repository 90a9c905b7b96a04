"""What holders of an account see of themselves, take with them, and have forgotten."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from scoreboard.accounts import holders, second_factor
from scoreboard.models import ApiToken, AuditAddress, AuditEntry, MatchEvent, RecoveryCode, SecondFactor, UserSession
from scoreboard.record.commands import record
from scoreboard.web.account import LAST_SUPERUSER, UNCONFIRMED, WRONG_PASSWORD
from tests.accounts.authenticator import make_code
from tests.accounts.conftest import PASSWORD, SECRET, read_refusal
from tests.conftest import log_in as log_in_as
from tests.factories import make_match, make_scorer
from tests.pages import parse_page, read_page, read_part

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(kim):
    """A user of whom there is everything that there can be."""
    kim.email, kim.first_name, kim.last_name = "kim@example.org", "Kim", "Lee"
    kim.save()
    kim.groups.add(Group.objects.create(name="Scorers"))
    SecondFactor.objects.create(user=kim, secret=SECRET, last_step=0)
    second_factor.make_recovery_codes(kim)
    return kim


@pytest.fixture
def browser(known, two_steps):
    """The browser of that user, logged in."""
    return two_steps(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Firefox/150 (Android)")


def enter_by_token(user, match, count=2):
    """Records entered through the API, from an address."""
    token = ApiToken.issue(user=user)
    for number in range(count):
        answer = Client(REMOTE_ADDR="203.0.113.9").post(
            f"/api/v1/matches/{match.pk}/events",
            json.dumps({"type": "goal", "side": "home"}),
            content_type="application/json",
            headers={"Idempotency-Key": f"k{number}", "Authorization": f"Bearer {token}"},
        )
        assert answer.status_code == 201
    return token


def read(client):
    answer = client.get("/account/data.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert "no-store" in answer["Cache-Control"]
    return json.loads(answer.content)


# --- the account's page ----------------------------------------------------------------------------------------------


def test_the_account_is_for_who_is_logged_in_and_no_cache(client, kim):
    assert client.get("/account").url == "/login?next=/account"
    client.force_login(kim)
    answer = client.get("/account")
    assert "no-store" in answer["Cache-Control"]
    page = parse_page(answer)
    assert read_part(page, "h1").get_text() == "kim"
    read_part(page, 'main a[href="/console/"]')
    read_part(page, 'main form[method=post][action="/logout"] button')
    read_part(page, '[data-notice="no-tokens"]')


def test_tokens_are_listed_with_what_they_open_and_when_they_were_used(client, kim, live_match):
    client.force_login(kim)
    ApiToken.issue(user=kim, match=live_match)
    ApiToken.issue(user=kim, competition=live_match.season.competition)
    enter_by_token(kim, live_match)
    page = read_page(client, "/account")
    assert not page.select('[data-notice="no-tokens"]')
    rows = page.select('li:has(> form[action^="/account/tokens/"])')
    tokens = ApiToken.objects.order_by("-pk")
    revoke = [f"/account/tokens/{token.pk}/revoke" for token in tokens]
    assert [read_part(row, "form")["action"] for row in rows] == revoke
    scopes = [read_part(row, "[data-scope]") for row in rows]
    assert [scope["data-scope"] for scope in scopes] == ["all", "competition", "match"]
    assert [scope.get_text() for scope in scopes[1:]] == [str(live_match.season.competition), str(live_match)]
    assert scopes[2]["href"] == f"/matches/{live_match.pk}"
    used_on = [[day["datetime"] for day in row.select("time:not([data-local])")] for row in rows]
    assert used_on == [[str(tokens[0].used_on)], [], []]


def test_a_token_s_use_costs_one_update_a_day(kim, live_match, django_assert_num_queries):
    from scoreboard.permissions import find_token

    token = ApiToken.issue(user=kim)
    with django_assert_num_queries(2):
        find_token(token)
    with django_assert_num_queries(1):
        find_token(token)


def test_a_token_is_revoked_by_its_owner_alone(client, kim, live_match):
    token, lees = ApiToken.issue(user=kim), ApiToken.issue(user=make_scorer(username="lee"))
    client.force_login(kim)
    mine, other = ApiToken.objects.order_by("pk")
    parse_page(client.post(f"/account/tokens/{other.pk}/revoke"), 404)
    assert client.get(f"/account/tokens/{mine.pk}/revoke").url == "/account"
    assert mine in ApiToken.objects.all()
    assert client.post(f"/account/tokens/{mine.pk}/revoke").url == "/account"
    assert list(ApiToken.objects.all()) == [other]
    assert AuditEntry.objects.filter(what="token revoked", name="kim").count() == 1
    assert token != lees


# --- taking it with one ----------------------------------------------------------------------------------------------


def test_my_data_is_all_that_is_kept_of_me(known, browser, live_match):
    enter_by_token(known, live_match)
    record(match_id=live_match.pk, events=[{"type": "goal", "side": "away"}], actor="user:999")
    data = read(browser)
    assert (data["account"]["username"], data["account"]["email"]) == ("kim", "kim@example.org")
    assert data["account"]["groups"] == ["Scorers"]
    assert data["second_factor"]["recovery_codes"] == 10
    assert [session["browser"] for session in data["sessions"]] == ["Firefox on Android"]
    assert [token["used_on"] is not None for token in data["tokens"]] == [True]
    assert data["records"] == [{"match": str(live_match.pk), "records": 2}]
    whats = [entry["what"] for entry in data["audit_log"]]
    assert {"goal home", "user made", "token made", "granted group Scorers"} <= set(whats)
    assert {entry["address"] for entry in data["audit_log"] if entry["what"] == "goal home"} == {"203.0.113.9"}


def test_nothing_in_it_opens_anything(known, browser, live_match):
    token = enter_by_token(known, live_match)
    text = browser.get("/account/data.json").content.decode()
    for secret in (
        token,
        ApiToken.objects.get().hash,
        known.password,
        SecondFactor.objects.get().secret,
        browser.cookies["sessionid"].value,
        *RecoveryCode.objects.values_list("hash", flat=True),
    ):
        assert secret not in text


def test_another_s_acts_are_not_mine(known, browser, live_match):
    lee = make_scorer(username="lee")
    enter_by_token(lee, live_match)
    data = read(browser)
    assert data["records"] == []
    assert not any("lee" in json.dumps(entry) for entry in data["audit_log"])


def test_what_i_did_under_an_earlier_name_is_mine(known, browser, live_match):
    enter_by_token(known, live_match)
    known.username = "kim.lee"
    known.save()
    assert read(browser)["records"] == [{"match": str(live_match.pk), "records": 2}]


@pytest.mark.parametrize("matches", [1, 12])
def test_it_takes_as_many_queries_however_many_matches(known, browser, matches, django_assert_max_num_queries):
    token = ApiToken.issue(user=known)
    for number in range(matches):
        actor = f"token:{ApiToken.objects.get().pk}:user:{known.pk}"
        record(match_id=make_match().pk, events=[{"type": "period_start"}], actor=actor, key=f"k{number}")
    with django_assert_max_num_queries(16):
        read(browser)
    assert token


def test_the_command_prints_the_same(known, browser, capsys):
    call_command("export_user", "kim")
    printed = json.loads(capsys.readouterr().out)
    assert printed["account"] == read(browser)["account"]
    assert AuditEntry.objects.filter(what="data exported by a command", subject="kim").count() == 1
    with pytest.raises(CommandError, match="no user 'nobody'"):
        call_command("export_user", "nobody")


# --- being forgotten -------------------------------------------------------------------------------------------------


def test_an_erased_account_has_no_name_and_no_way_in(known, browser, live_match):
    token = enter_by_token(known, live_match)
    entries = AuditEntry.objects.count()
    assert AuditAddress.objects.filter(address="203.0.113.9").count() >= 2
    SecondFactor.objects.update(last_step=0)  # the code that the login took may be used again
    sent = {"password": PASSWORD, "confirm": "yes", "code": make_code(SECRET)}
    answer = browser.post("/account/erase", sent, REMOTE_ADDR="198.51.100.3")
    read_part(parse_page(answer), '[data-notice="erased"]')
    known.refresh_from_db()
    assert (known.username, known.email, known.first_name, known.last_name) == (f"deleted-{known.pk}", "", "", "")
    assert (known.is_active, known.has_usable_password(), known.groups.count()) == (False, False, 0)
    assert known.get_all_permissions() == set()
    for model in (UserSession, ApiToken, SecondFactor, RecoveryCode):
        assert not model.objects.exists(), model
    assert not AuditAddress.objects.filter(address="203.0.113.9").exists()
    assert browser.get("/account").status_code == 302
    from scoreboard.permissions import find_token

    assert find_token(token) is None
    # What was entered stays, and is nobody's by name; nothing that is noted of it says the name again.
    assert MatchEvent.objects.filter(actor__endswith=f":user:{known.pk}").count() == 2
    noted = AuditEntry.objects.order_by("id")[entries:]
    assert [entry.what for entry in noted][-1:] != []
    assert "erased by its owner" in [entry.what for entry in noted]
    assert not any("kim" in json.dumps([e.name, e.subject, e.what, e.before, e.after]) for e in noted)


def test_the_admin_s_own_log_forgets_the_name(client, admin_user, known):
    log_in_as(client, admin_user)
    fields = {"username": "kim", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00", "is_active": "on"}
    client.post(f"/admin/auth/user/{known.pk}/change/", fields)
    assert LogEntry.objects.filter(object_repr="kim").exists()
    holders.erase(known, how="in a test")
    assert not LogEntry.objects.filter(object_repr="kim").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"password": PASSWORD}, UNCONFIRMED),
        ({"password": "wrong", "confirm": "yes"}, WRONG_PASSWORD),
        ({"confirm": "yes"}, WRONG_PASSWORD),
    ],
)
def test_it_takes_the_password_and_a_tick(known, browser, fields, said):
    answer = browser.post("/account/erase", fields)
    assert read_refusal(answer) == said
    assert read_part(parse_page(answer), "input[name=confirm]").has_attr("checked") == ("confirm" in fields)
    assert get_user_model().objects.filter(username="kim", is_active=True).exists()


def test_the_only_superuser_stays(client, admin_user):
    log_in_as(client, admin_user)
    fields = {"password": "password", "confirm": "yes"}
    assert read_refusal(client.post("/account/erase", fields)) == LAST_SUPERUSER
    with pytest.raises(CommandError, match="only superuser"):
        call_command("erase_user", "admin", "--yes")
    get_user_model().objects.create_superuser("other")
    read_part(parse_page(client.post("/account/erase", fields)), '[data-notice="erased"]')


def test_the_command_erases_too_and_asks_to_be_sure(known, capsys):
    with pytest.raises(CommandError, match="--yes"):
        call_command("erase_user", "kim")
    call_command("erase_user", "kim", "--yes")
    assert get_user_model().objects.get().username == f"deleted-{known.pk}"
    assert AuditEntry.objects.filter(what="erased by a command").count() == 1


def test_who_has_an_erased_user_s_name_is_told_nothing_of_them(known):
    name = known.get_username()
    second_factor.remove(known, how="by its owner")
    assert "second factor removed by its owner" in {entry["what"] for entry in holders.export(known)["audit_log"]}
    holders.erase(known, how="by its owner")
    again = get_user_model().objects.create_user(name)
    assert "second factor removed by its owner" not in {entry["what"] for entry in holders.export(again)["audit_log"]}
    second_factor.SecondFactor.objects.create(user=again, secret=SECRET, last_step=0)
    second_factor.remove(again, how="by its owner")
    assert "second factor removed by its owner" in {entry["what"] for entry in holders.export(again)["audit_log"]}
