"""The second step of a login: how it is set up, asked for, lost and required."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from scoreboard.accounts import second_factor
from scoreboard.accounts.second_factor import check_code, find_step, hash_recovery_code
from scoreboard.models import ApiToken, AuditEntry, RecoveryCode, SecondFactor, UserSession
from scoreboard.web.account import WRONG_CODE, WRONG_PASSWORD
from scoreboard.web.logins import USED_CODE, USED_RECOVERY_CODE
from tests.accounts.authenticator import make_code
from tests.accounts.conftest import PASSWORD, SECRET, read_refusal
from tests.pages import parse_page, read_page, read_part, read_text, read_texts

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
PAGE = "/account/second-factor"
CODES = "/account/second-factor/codes"
NOTICE = "main > [role=status]"


@pytest.fixture
def boss(db):
    """A superuser who has not set up a second factor."""
    return get_user_model().objects.create_superuser("boss", password=PASSWORD)


def log_in(client, name="kim", password=PASSWORD):
    return client.post("/login", {"username": name, "password": password})


def read_secret(page):
    """The secret that the page shows as text, in hexadecimal."""
    from base64 import b32decode

    return b32decode(read_text(page, ".secret code").replace(" ", "")).hex()


def set_up(client):
    """Set a second factor up; its secret, and the recovery codes that are shown."""
    secret = read_secret(read_page(client, PAGE))
    assert client.post(PAGE, {"password": PASSWORD, "code": make_code(secret)}).url == CODES
    return secret, read_codes(client)


def read_codes(client):
    """The recovery codes that wait to be kept."""
    codes = read_texts(read_page(client, CODES), ".codes code")
    assert all(re.fullmatch("[a-z2-7-]{19}", code) for code in codes), codes
    return codes


def read_notices(client):
    """The notices above the account's page, those of the page itself by their kind."""
    return [part.get("data-notice") or read_text(part, "p") for part in read_page(client, "/account").select(NOTICE)]


# --- codes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(at, code):
    assert make_code(SECRET, at) == code
    with time_machine.travel(at, tick=False):
        assert find_step(SECRET, code) == at // 30


@pytest.mark.parametrize(("late_s", "known"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_differ_by_half_a_minute(late_s, known):
    with time_machine.travel(1234567890, tick=False):
        assert (find_step(SECRET, make_code(SECRET, 1234567890 + late_s)) is not None) == known


@pytest.mark.parametrize("code", ["", "28708", "2870822", "abcdef", "٢٨٧٠٨٢", "-87082", "287082\x00"])
def test_what_is_no_code_is_none(code):
    with time_machine.travel(59, tick=False):
        assert find_step(SECRET, code) is None


def test_a_code_is_not_accepted_twice_nor_an_earlier_one(with_factor):
    with time_machine.travel(1234567890, tick=False):
        assert check_code(with_factor, make_code(SECRET, 1234567890))
        assert not check_code(with_factor, make_code(SECRET, 1234567890))
        assert not check_code(with_factor, make_code(SECRET, 1234567860))
        assert check_code(with_factor, make_code(SECRET, 1234567920))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["code of the app", "recovery code"])
def test_of_many_at_once_one_gets_in_with_a_code(with_factor, kind):
    code = make_code(SECRET) if kind == "code of the app" else with_factor.codes[0]

    def check(_):
        try:
            return check_code(with_factor, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(check, range(16))) == 1


def test_a_recovery_code_does_once_however_it_is_typed(with_factor):
    first, second, *_ = with_factor.codes
    assert len(with_factor.codes) == 10
    assert check_code(with_factor, f" {first.upper().replace('-', ' ')} ")
    assert not check_code(with_factor, first)
    assert check_code(with_factor, second)
    assert RecoveryCode.objects.count() == 8
    assert AuditEntry.objects.filter(what="recovery code used", actor=f"user:{with_factor.pk}").count() == 2


def test_recovery_codes_are_kept_as_hashes_only(with_factor):
    kept = set(RecoveryCode.objects.values_list("hash", flat=True))
    assert kept == {hash_recovery_code(code) for code in with_factor.codes}
    assert not any(code.replace("-", "") in "".join(kept) for code in with_factor.codes)


def test_one_s_recovery_code_is_nobody_else_s(with_factor, scorer):
    SecondFactor.objects.create(user=scorer, secret="00" * 20, last_step=0)
    assert not check_code(scorer, with_factor.codes[0])


# --- logging in ------------------------------------------------------------------------------------------------------


def test_the_password_alone_is_no_login(client, with_factor):
    assert log_in(client).url == "/login/code"
    assert client.get("/account").url == "/login?next=/account"
    assert client.get("/console/").status_code == 302
    read_part(read_page(client, "/login/code"), "form[method=post] input[name=code]")
    assert read_refusal(client.post("/login/code", {"code": "000000"})) == USED_CODE
    assert client.get("/account").status_code == 302


def test_password_and_code_are_one_and_lead_where_one_was_going(client, with_factor):
    client.post("/login", {"username": "kim", "password": PASSWORD, "next": "/console/"})
    assert client.post("/login/code", {"code": make_code(SECRET)}).url == "/console/"
    read_page(client, "/console/")


def test_a_recovery_code_does_in_its_place_and_its_user_is_told(with_factor, two_steps):
    client = two_steps(code=with_factor.codes[3])
    assert read_notices(client) == [USED_RECOVERY_CODE.format(left=9)]


def test_codes_that_nobody_has_kept_are_recalled(with_factor, two_steps):
    client = two_steps()
    assert read_notices(client) == []
    with_factor.codes = second_factor.make_recovery_codes(with_factor)
    sent = {"act": "codes", "password": PASSWORD, "code": with_factor.codes[0]}
    assert client.post(PAGE, sent).url == CODES
    assert read_notices(client) == ["codes-waiting"]
    assert read_part(read_page(client, "/account"), '[data-notice="codes-waiting"] a')["href"] == CODES
    client.post(CODES)
    assert read_notices(client) == []


@pytest.mark.parametrize("act", ["codes", "remove"])
def test_what_was_chosen_is_chosen_still_after_a_wrong_password(with_factor, two_steps, act):
    client = two_steps()
    assert not read_page(client, PAGE).select("[checked]")
    page = parse_page(client.post(PAGE, {"act": act, "password": "wrong", "code": "000000"}))
    chosen = read_part(page, "[checked]")
    assert (chosen["name"], chosen["value"]) == ("act", act)


def test_nothing_is_said_of_a_login_by_the_app(client, with_factor):
    log_in(client)
    client.post("/login/code", {"code": make_code(SECRET)})
    assert read_notices(client) == []


def test_the_code_is_not_asked_of_who_has_not_given_the_password(client, with_factor):
    assert client.get("/login/code").url == "/login"
    assert client.post("/login/code", {"code": make_code(SECRET)}).url == "/login"


def test_after_ten_minutes_or_a_new_password_one_begins_anew(client, with_factor):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        log_in(client)
        clock.shift(601)
        assert client.post("/login/code", {"code": make_code(SECRET)}).url == "/login"
    log_in(client)
    with_factor.set_password("wins-2-0")
    with_factor.save()
    assert client.post("/login/code", {"code": make_code(SECRET)}).url == "/login"


def test_who_is_no_longer_active_is_not_let_in(client, with_factor):
    log_in(client)
    with_factor.is_active = False
    with_factor.save()
    assert client.post("/login/code", {"code": make_code(SECRET)}).url == "/login"


def test_codes_are_guessed_no_more_often_than_passwords(client, with_factor):
    log_in(client)
    assert [client.post("/login/code", {"code": "000000"}).status_code for _ in range(9)] == [200] * 8 + [429]
    assert client.post("/login/code", {"code": make_code(SECRET)}).status_code == 429
    assert log_in(Client()).status_code == 429  # one count for both


def test_a_known_device_is_known_at_the_second_step_too(client, with_factor, two_steps):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        known = two_steps()
        known.post("/logout")
        log_in(client)
        for _ in range(9):
            client.post("/login/code", {"code": "000000"})
        clock.shift(60)
        read_page(two_steps(known), "/account")


def test_a_session_begun_before_the_login_gets_another_key(client, with_factor):
    log_in(client)
    before = client.cookies["sessionid"].value
    client.post("/login/code", {"code": make_code(SECRET)})
    assert client.cookies["sessionid"].value != before
    assert not UserSession.objects.filter(pk=before).exists()


# --- setting it up ---------------------------------------------------------------------------------------------------


def test_it_is_set_up_by_scanning_and_a_code(client, kim):
    client.force_login(kim)
    page = read_page(client, PAGE)
    assert page.select(".qr svg path")  # without a style, which the CSP forbids
    secret, codes = set_up(client)
    assert (len(codes), SecondFactor.objects.get(user=kim).secret) == (10, secret)
    assert not read_page(client, PAGE).select(".qr, .secret")  # it is not shown again
    assert AuditEntry.objects.filter(what="second factor set up", name="kim").count() == 1
    assert log_in(Client()).url == "/login/code"


def test_what_is_scanned_holds_the_secret_and_whose_it_is(kim):
    kim.username = "k&m é"
    assert second_factor.build_uri(kim, SECRET) == (
        "otpauth://totp/Scoreboard%3Ak%26m%20%C3%A9?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Scoreboard"
    )


def test_a_wrong_code_sets_nothing_up_and_the_secret_stays(client, kim):
    client.force_login(kim)
    secret = read_secret(read_page(client, PAGE))
    answer = client.post(PAGE, {"password": PASSWORD, "code": "12345"})
    assert read_refusal(answer) == WRONG_CODE
    assert read_secret(parse_page(answer)) == secret
    assert not SecondFactor.objects.exists()


def test_setting_it_up_ends_the_sessions_begun_without_it(kim):
    one, other = Client(), Client()
    for client in (one, other):
        client.force_login(kim)
    set_up(one)
    read_page(one, "/account")
    assert other.get("/account").status_code == 302


def test_it_is_set_up_with_the_password_only(client, kim):
    client.force_login(kim)
    code = make_code(read_secret(read_page(client, PAGE)))
    for wrong in ({"code": code}, {"code": code, "password": "wrong"}):
        assert read_refusal(client.post(PAGE, wrong)) == WRONG_PASSWORD
    assert not SecondFactor.objects.exists()


@pytest.mark.parametrize("typed", ["{0[0]} {0[1]}", " {0[0]}-{0[1]} ", "{0[0]}{0[1]}"])
def test_a_code_may_be_typed_as_the_app_shows_it(typed):
    code = make_code(SECRET, 1234567890)
    with time_machine.travel(1234567890, tick=False):
        assert find_step(SECRET, typed.format((code[:3], code[3:]))) is not None


def test_turned_on_twice_its_codes_are_seen(client, kim):
    client.force_login(kim)
    secret = read_secret(read_page(client, PAGE))
    sent = {"password": PASSWORD, "code": make_code(secret)}
    assert [client.post(PAGE, sent).url for _ in range(2)] == [CODES, CODES]
    codes = read_codes(client)
    assert len(codes) == 10
    assert read_codes(client) == codes  # a page may be loaded again
    assert check_code(kim, codes[0])


@pytest.mark.django_db(transaction=True)
def test_turned_on_twice_at_once_its_codes_are_those_that_are_seen(kim):
    client = Client()
    client.force_login(kim)
    sent = {"password": PASSWORD, "code": make_code(read_secret(read_page(client, PAGE)))}

    def press(_):
        try:
            own = Client()
            own.cookies = client.cookies
            return own.post(PAGE, sent).url
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(press, range(4))) == {CODES}
    codes = read_codes(client)
    assert RecoveryCode.objects.count() == 10
    assert check_code(kim, codes[0])


def test_codes_that_nobody_has_kept_are_shown_for_ten_minutes(client, kim):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        client.force_login(kim)
        set_up(client)
        clock.shift(601)
        assert client.get(CODES).url == PAGE


def test_turned_off_twice_it_is_off(with_factor, two_steps):
    client = two_steps(code=with_factor.codes[0])
    sent = {"password": PASSWORD, "code": make_code(SECRET), "act": "remove"}
    assert [client.post(PAGE, sent).url for _ in range(2)] == ["/account", "/account"]
    assert not SecondFactor.objects.exists()


def test_a_code_that_was_used_is_said_to_be(with_factor, two_steps):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False):
        client = two_steps()
        answer = client.post(PAGE, {"password": PASSWORD, "code": make_code(SECRET), "act": "remove"})
    assert read_refusal(answer) == USED_CODE


@pytest.mark.parametrize("path", ["/account/password", "/account/erase"])
def test_password_and_account_take_a_code_too(with_factor, two_steps, path):
    client = two_steps(code=with_factor.codes[0])
    passwords = {"old_password": PASSWORD, "new_password1": "wins-2-0!", "new_password2": "wins-2-0!"}
    sent = {**passwords, "password": PASSWORD, "confirm": "yes"}
    read_part(read_page(client, path), "form[method=post] input[name=code]")
    for wrong in ("", "000000", with_factor.codes[0]):
        assert read_refusal(client.post(path, {**sent, "code": wrong})) == USED_CODE
    with_factor.refresh_from_db()
    assert with_factor.is_active
    assert with_factor.check_password(PASSWORD)
    client.post(path, {**sent, "code": make_code(SECRET)})
    with_factor.refresh_from_db()
    assert not (with_factor.is_active and with_factor.check_password(PASSWORD))


def test_it_is_taken_away_with_password_and_code_only(with_factor, two_steps):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        client = two_steps()
        clock.shift(60)
        for wrong, said in (
            ({"password": "wrong", "code": make_code(SECRET)}, WRONG_PASSWORD),
            ({"password": PASSWORD, "code": "000000"}, USED_CODE),
            ({"password": PASSWORD}, USED_CODE),
            ({"code": make_code(SECRET)}, WRONG_PASSWORD),
        ):
            assert read_refusal(client.post(PAGE, {**wrong, "act": "remove"})) == said
        assert SecondFactor.objects.exists()
        answer = client.post(PAGE, {"password": PASSWORD, "code": make_code(SECRET), "act": "remove"})
        assert answer.url == "/account"
        assert not SecondFactor.objects.exists()
        assert not RecoveryCode.objects.exists()
        read_page(client, "/account")
        assert log_in(Client()).url == "/"


def test_recovery_codes_are_made_anew(with_factor, two_steps):
    client = two_steps(code=with_factor.codes[0])
    sent = {"password": PASSWORD, "code": make_code(SECRET), "act": "codes"}
    assert client.post(PAGE, sent).url == CODES
    codes = read_codes(client)
    assert len(codes) == 10
    assert client.post(PAGE, sent).url == CODES  # pressed twice: they are the same, and seen
    assert read_codes(client) == codes
    assert client.post(CODES).url == "/account"
    assert client.get(CODES).url == PAGE
    assert not check_code(with_factor, with_factor.codes[1])
    assert check_code(with_factor, codes[1])


def test_guessing_there_is_locked_for_that_session(with_factor, two_steps):
    client = two_steps()
    *answers, last = [client.post(PAGE, {"password": "wrong", "code": "1", "act": "remove"}) for _ in range(9)]
    assert [answer.status_code for answer in answers] == [200] * 8
    assert read_part(parse_page(last, 429), '[data-notice="locked"] a')["href"] == "/account"
    read_page(two_steps(code=with_factor.codes[0]), "/account")


# --- lost ------------------------------------------------------------------------------------------------------------


def test_a_lost_one_is_reset_by_a_command(with_factor, two_steps, capsys):
    client = two_steps()
    call_command("reset_totp", "kim")
    assert client.get("/account").status_code == 302
    assert log_in(Client()).url == "/"
    entry = AuditEntry.objects.get(what="second factor removed by a command")
    assert (entry.subject, entry.actor.split(":")[0]) == ("kim", "program")
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("reset_totp", "kim")
    with pytest.raises(CommandError, match="no user 'lee'"):
        call_command("reset_totp", "lee")


# --- required --------------------------------------------------------------------------------------------------------

CLOSED = ["/admin/", "/console/", "/operations", "/audit", "/audit.csv", "/account", "/account/erase"]


@pytest.mark.parametrize("path", CLOSED)
def test_a_superuser_is_led_to_set_one_up_first(client, boss, path):
    log_in(client, "boss")
    assert client.get(path).url == f"{PAGE}?{urlencode({'next': path})}"
    assert client.post(path).url == PAGE
    assert client.get("/").status_code == 200
    read_part(read_page(client, PAGE), '[data-notice="required"]')


def test_who_was_led_there_goes_on_to_where_they_wanted(client, boss):
    log_in(client, "boss")
    client.get(client.get("/audit").url)
    set_up(client)
    assert client.post(CODES).url == "/audit"


@pytest.mark.parametrize("after", ["//example.org/", "https://example.org/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client, kim, after):
    client.force_login(kim)
    client.get(PAGE, {"next": after})
    set_up(client)
    assert client.post(CODES).url == "/account"


@pytest.mark.parametrize("path", CLOSED)
def test_with_one_everything_is_open(client, boss, path):
    log_in(client, "boss")
    set_up(client)
    assert client.get(path).status_code == 200


def test_a_superuser_s_session_opens_the_api_with_one_only(boss, live_match):
    client = Client(enforce_csrf_checks=False)
    log_in(client, "boss")

    def enter():
        return client.post(
            f"/api/v1/matches/{live_match.pk}/events",
            json.dumps({"type": "goal", "side": "home"}),
            content_type="application/json",
            headers={"Idempotency-Key": "k1"},
        )

    refused = enter()
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert "/account" in refused.json()["detail"]
    set_up(client)
    assert enter().status_code == 201


def test_a_superuser_s_token_needs_none(client, boss, live_match):
    answer = client.post(
        f"/api/v1/matches/{live_match.pk}/events",
        json.dumps({"type": "goal", "side": "home"}),
        content_type="application/json",
        headers={"Idempotency-Key": "k1", "Authorization": f"Bearer {ApiToken.issue(user=boss)}"},
    )
    assert answer.status_code == 201


def test_others_need_none(client, kim):
    log_in(client)
    read_page(client, "/console/")
    kim.is_staff = True
    kim.save()
    assert client.get("/admin/").status_code == 200


def test_who_becomes_a_superuser_with_a_session_is_led_there_too(client, kim):
    log_in(client)
    kim.is_superuser = True
    kim.save()
    assert client.get("/console/").url.startswith(PAGE)


def test_a_superuser_s_session_of_one_step_is_not_enough_where_there_is_a_second_factor(client, with_factor):
    client.force_login(with_factor)
    with_factor.is_superuser = True
    with_factor.save()
    assert client.get("/console/").url.startswith(PAGE)
    page = read_page(client, PAGE)
    read_part(page, '[data-notice="unproven"]')
    assert [form["action"] for form in page.select("main form")] == ["/logout"]


def test_a_superuser_who_takes_it_away_is_led_to_another(client, boss):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        log_in(client, "boss")
        secret, _ = set_up(client)
        clock.shift(60)
        sent = {"password": PASSWORD, "code": make_code(secret), "act": "remove"}
        assert client.post(PAGE, sent).url == PAGE
        assert client.get("/console/").url.startswith(PAGE)


def test_a_demo_asks_for_none(client, boss, settings):
    settings.DEMO = True
    log_in(client, "boss")
    assert client.get("/admin/").status_code == 200
