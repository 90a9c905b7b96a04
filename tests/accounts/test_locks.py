"""Locked logins: guessers wait, scorers do not."""

from contextlib import suppress

import pytest
import time_machine
from django.contrib.auth import aauthenticate, authenticate
from django.core.management import call_command
from django.test import Client, RequestFactory

from scoreboard.accounts import metrics
from scoreboard.accounts.counters import get_counters
from scoreboard.accounts.devices import COOKIE
from scoreboard.accounts.locks import LockedOut, guard
from scoreboard.models import AuditEntry
from scoreboard.web.logins import LogInForm, format_wait
from tests.accounts.conftest import read_refusal
from tests.factories import make_scorer
from tests.pages import parse_page, read_part, read_text

pytestmark = pytest.mark.django_db
RIGHT, HERE, ELSEWHERE = "wins-1-0", "203.0.113.7", "198.51.100.3"


@pytest.fixture
def kim():
    return make_scorer(username="kim")


def log_in(name="kim", password="wrong", *, address=HERE, client=None):
    """The status of a login: 302 in, 200 the form again, 429 locked."""
    answer = (client or Client()).post("/login", {"username": name, "password": password}, REMOTE_ADDR=address)
    return answer.status_code


def fail(times, **where):
    return {log_in(**where) for _ in range(times)}


def fail_by_many(times, name="kim"):
    """Failures from addresses of their own."""
    return {log_in(name, address=f"100.64.{number // 250}.{number % 250}") for number in range(times)}


# --- whom a lock meets -----------------------------------------------------------------------------------------------


def test_eight_failures_lock_the_name_at_that_address(kim):
    assert fail(8) == {200}
    assert log_in(password=RIGHT) == 429
    assert log_in(password=RIGHT, address=ELSEWHERE) == 302


def test_one_fan_does_not_lock_out_the_scorers_of_a_ground(kim):
    make_scorer(username="lee")
    assert fail(12, name="lee") == {200, 429}
    assert log_in(password=RIGHT) == 302


def test_another_address_of_the_same_64_is_the_same_guesser(kim):
    assert {log_in(address=f"2001:db8:1:2::{number:x}") for number in range(8)} == {200}
    assert log_in(password=RIGHT, address="2001:db8:1:2:ffff::1") == 429
    assert log_in(password=RIGHT, address="2001:db8:1:3::1") == 302


def test_an_address_that_is_none_is_one_guesser_whatever_it_says(kim):
    assert {log_in(address=f"garbage {number}") for number in range(8)} == {200}
    assert log_in(password=RIGHT, address="other garbage") == 429


def test_many_names_at_one_address_lock_the_address(kim, settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 20
    assert {log_in(f"name{number}") for number in range(20)} == {200}
    assert log_in(password=RIGHT) == 429
    assert log_in(password=RIGHT, address=ELSEWHERE) == 302


def test_many_addresses_with_one_name_lock_the_name_for_new_devices(kim, settings):
    settings.LOGIN_FAILURES_PER_NAME = 20
    make_scorer(username="lee")
    assert fail_by_many(20) == {200}
    assert log_in(password=RIGHT) == 429
    assert log_in("lee", RIGHT) == 302


def test_a_success_takes_nothing_from_what_others_have_failed_at(kim):
    make_scorer(username="lee")
    assert fail(7) == {200}
    assert log_in("lee", RIGHT) == 302
    assert log_in(password=RIGHT) == 302  # kim, on a device of their own
    assert fail(1) == {200}
    assert log_in() == 429


def test_a_success_is_no_failure(kim):
    assert {log_in(password=RIGHT) for _ in range(30)} == {302}


# --- devices that have logged in before ------------------------------------------------------------------------------


@pytest.fixture
def known(kim):
    """A browser that kim has logged in with, and out again."""
    client = Client()
    assert log_in(password=RIGHT, client=client) == 302
    client.post("/logout")
    assert COOKIE in client.cookies
    return client


def test_strangers_never_lock_out_a_device_that_has_logged_in_before(kim, known, settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = settings.LOGIN_FAILURES_PER_NAME = 10
    fail(8)
    fail(2, name="somebody")
    fail_by_many(10)
    assert log_in(password=RIGHT) == 429
    assert log_in(password=RIGHT, client=known) == 302


def test_a_known_device_is_locked_for_its_own_failures_alone(kim, known):
    assert fail(8, client=known) == {200}
    assert log_in(password=RIGHT, client=known) == 429
    assert log_in(password=RIGHT) == 302


def test_a_known_device_s_failures_are_forgotten_when_it_logs_in(kim, known):
    for _ in range(3):
        assert fail(7, client=known) == {200}
        assert log_in(password=RIGHT, client=known) == 302
        known.post("/logout")


def test_a_device_is_known_for_its_own_users_only(kim, known):
    make_scorer(username="lee")
    fail(8, name="lee")
    assert log_in("lee", RIGHT, client=known) == 429


def test_a_device_may_have_several_users(kim, known):
    make_scorer(username="lee")
    assert log_in("lee", RIGHT, client=known) == 302
    known.post("/logout")
    for name in ("kim", "lee"):
        fail(8, name=name)
        assert log_in(name, RIGHT, client=known) == 302
        known.post("/logout")


def test_a_changed_password_makes_a_device_unknown(kim, known):
    kim.set_password("wins-2-0")
    kim.save()
    fail(8)
    assert log_in(password="wins-2-0", client=known) == 429


@pytest.mark.parametrize("spoil", [lambda value: value[:-2], lambda value: "x", lambda value: value + "é"])
def test_a_cookie_that_is_not_ours_is_no_device(kim, known, spoil):
    known.cookies[COOKIE] = spoil(known.cookies[COOKIE].value)
    fail(8)
    assert log_in(password=RIGHT, client=known) == 429


def test_the_cookie_is_for_the_login_alone_and_no_script_s(kim, known, settings):
    cookie = known.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/login", True, "Lax")
    assert cookie["max-age"] > 360 * 86_400
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    log_in(password=RIGHT, client=client)
    assert client.cookies[COOKIE]["secure"]


# --- how long --------------------------------------------------------------------------------------------------------


def test_a_wait_ends_though_the_guesser_goes_on(kim, settings):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        fail(8)
        for _ in range(14):
            clock.shift(60)
            assert log_in(password=RIGHT) == 429
        clock.shift(61)
        assert log_in(password=RIGHT) == 302


def test_waits_of_an_address_double_up_to_a_day(settings):
    settings.LOGIN_FAILURES_PER_ADDRESS = 2
    waits = []
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        for number in range(20):
            try:
                guard(RequestFactory().post("/login", REMOTE_ADDR=HERE), f"name{number}", lambda: None)
            except LockedOut as locked:
                waits.append(locked.wait_s)
                clock.shift(locked.wait_s + 1)
    assert waits[:4] == [900, 1800, 3600, 7200]


def test_a_day_after_the_first_failure_all_are_forgotten(kim):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        assert fail(7) == {200}
        clock.shift(86_401)
        assert fail(8) == {200}


def test_many_at_once_try_no_more_than_so_many(kim):
    """Each is counted before it is known whether it fails."""
    request = RequestFactory().post("/login", REMOTE_ADDR=HERE)
    tried = []

    def check():  # while this one is being tried, the next one comes
        tried.append(1)
        with suppress(LockedOut):
            guard(request, "kim", check)

    guard(request, "kim", check)
    assert len(tried) == 8


def test_what_comes_to_nothing_is_no_failure(kim):
    request = RequestFactory().post("/login", REMOTE_ADDR=HERE)

    def break_down():
        raise OSError

    for _ in range(20):
        with pytest.raises(OSError):
            guard(request, "kim", break_down)
    assert log_in(password=RIGHT) == 302


def test_unlock_ends_all_waits(kim, capsys):
    fail(8)
    call_command("unlock")
    assert log_in(password=RIGHT) == 302
    assert AuditEntry.objects.filter(what__contains="nobody is locked out").exists()


# --- what is answered ------------------------------------------------------------------------------------------------


def test_the_answer_says_how_long_to_wait_and_what_to_do(kim):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False):
        fail(8)
        answer = Client().post("/login", {"username": "kim", "password": RIGHT}, REMOTE_ADDR=HERE)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (429, "900", "no-store")
    page = parse_page(answer, 429)
    assert read_text(page, '[data-notice="locked"] strong') == format_wait(900)
    assert read_part(page, '[data-notice="locked"] a')["href"] == "/login"


def test_refusals_are_no_lines_of_the_web_s_log(kim, caplog):
    fail(20)
    assert caplog.text == ""


def test_whether_there_is_such_a_user_shows_in_nothing(kim):
    pages = {}
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False):
        for name in ("kim", "nobody"):
            answers = [
                Client().post("/login", {"username": name, "password": "wrong"}, REMOTE_ADDR=HERE) for _ in range(9)
            ]
            assert {read_refusal(answer) for answer in answers[:8]} == {LogInForm.error_messages["invalid_login"]}
            pages[name] = [*map(parse_page, answers[:8]), parse_page(answers[8], 429)]
            for form in pages[name][:8]:
                assert read_part(form, "input[name=username]")["value"] == name
                del read_part(form, "input[name=csrfmiddlewaretoken]")["value"]  # another one each time
    assert [str(page).replace("kim", "nobody") for page in pages["kim"]] == [str(page) for page in pages["nobody"]]


def test_the_admin_s_login_is_the_same_one(client, scorer):
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/").url == "/login?next=/admin/"
    assert client.post("/admin/login/", {"username": scorer.username, "password": RIGHT}).status_code == 302
    assert client.get("/console/").status_code == 302  # not logged in
    client.force_login(scorer)
    parse_page(client.get("/login?next=/admin/", follow=True), 403)  # no circle


async def test_an_entrance_that_does_not_block_is_locked_too(async_db):
    request = RequestFactory().post("/login", REMOTE_ADDR=HERE)
    for _ in range(8):
        assert await aauthenticate(request, username="kim", password="wrong") is None
    with pytest.raises(LockedOut):
        await aauthenticate(request, username="kim", password="wrong")


def test_without_a_request_the_name_is_locked(kim):
    for _ in range(8):
        assert authenticate(None, username="kim", password="wrong") is None
    with pytest.raises(LockedOut):
        authenticate(None, username="kim", password=RIGHT)


# --- what is kept ----------------------------------------------------------------------------------------------------


def notes():
    return list(AuditEntry.objects.filter(kind="login_failed").order_by("id").values_list("name", "what"))


def test_failures_cost_the_audit_log_a_line_a_minute_and_one_for_a_lock(kim):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        fail(30)
        assert notes() == [
            ("kim", "1 failed (kim 1)"),
            ("kim", "too many failures: locked this name from this address"),
        ]
        clock.shift(61)
        fail(30)
        assert notes()[2:] == [("unknown user", "6 failed (kim 6), 23 refused while locked")]
        clock.shift(61)
        log_in("nobody")
        assert notes()[3:] == [("unknown user", "1 failed (unknown user 1), 29 refused while locked")]


def test_locks_of_many_are_told_ten_a_minute(settings):
    settings.LOGIN_FAILURES = 1
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False):
        for number in range(30):
            log_in(f"name{number}", address=f"100.64.0.{number}")
    assert len(notes()) == 11


def test_a_password_typed_as_the_name_is_kept_nowhere(kim, valkey):
    from scoreboard.accounts.counters import KEY, RedisStore

    store = get_counters()._shared = RedisStore(valkey)
    store.clear()
    fail(9, name="My-Secret-Passw0rd!")
    kept = [str(vars(entry)) for entry in AuditEntry.objects.all()] + [str(store._client.hgetall(KEY))]
    assert "unknown user" in kept[-2]
    assert "Secret" not in "".join(kept)
    store.clear()


def test_tries_and_locks_are_counted(kim):
    def value(metric, label):
        return metric.labels(label)._value.get()

    before = [value(metrics.tries, outcome) for outcome in ("passed", "failed", "refused")]
    locks = value(metrics.locks, "name_and_address")
    fail(10)
    log_in(password=RIGHT, address=ELSEWHERE)
    after = [value(metrics.tries, outcome) for outcome in ("passed", "failed", "refused")]
    assert [now - then for now, then in zip(after, before, strict=True)] == [1, 8, 2]
    assert value(metrics.locks, "name_and_address") - locks == 1
