"""Sessions: whose they are, where they began, how their owner ends them, and what a changed password ends."""

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from scoreboard.accounts import purging
from scoreboard.accounts.browsers import name_browser
from scoreboard.accounts.sessions import MOST, list_sessions, shorten
from scoreboard.models import AuditEntry, UserSession
from scoreboard.web.account import SESSIONS_OVER
from scoreboard.web.logins import LOGGED_OUT
from tests.accounts.conftest import PASSWORD
from tests.conftest import log_in as log_in_as
from tests.factories import make_scorer
from tests.pages import parse_page, read_page, read_part, read_text, read_texts

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/20.0 Mobile/15E148 Safari/604.1"
)


def log_in(agent=FIREFOX, address="203.0.113.77", name="kim", password=PASSWORD):
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)
    assert client.post("/login", {"username": name, "password": password}).status_code == 302
    return client


def is_in(client):
    return client.get("/account").status_code == 200


def key_of(client):
    return client.cookies["sessionid"].value


# --- what is known of them -------------------------------------------------------------------------------------------


def test_a_session_says_where_it_began_and_keeps_no_whole_address(kim):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        client = log_in()
        clock.shift(86_400)
        client.get("/account")
        (session,) = list_sessions(kim, this=key_of(client))
    assert (session.browser, session.network) == ("Firefox on Android", "203.0.113.0/24")
    assert (session.began_at.isoformat(), str(session.seen_on)) == ("2026-05-04T12:00:00+00:00", "2026-05-05")
    assert session.is_this
    row = UserSession.objects.get(user=kim)
    assert "203.0.113.77" not in f"{vars(row)} {dict(client.session.items())}"


def test_the_page_shows_them_all_this_one_first(kim):
    other, this = log_in(SAFARI, "2001:db8:1:2::3"), log_in()
    page = read_page(this, "/account")
    rows = read_part(page, '[aria-labelledby="sessions-title"]').select(".things > li")
    shown = [(read_text(row, "strong"), read_text(row, "[data-place]"), len(row.select(".tag"))) for row in rows]
    assert shown == [("Firefox on Android", "203.0.113.x", 1), ("Safari on an iPhone", "2001:db8:1:x", 0)]
    handles = [[field["value"] for field in row.select("input[name=session]")] for row in rows]
    assert handles == [[], [list_sessions(kim, this=key_of(this))[1].handle]]
    assert key_of(other) not in str(page)
    assert key_of(this) not in str(page)


def test_the_day_it_was_seen_is_written_once_a_day(client, kim, django_assert_num_queries):
    client.force_login(kim)
    UserSession.objects.update(seen_on="2026-01-01")
    client.get("/account")
    with django_assert_num_queries(7):  # session, user, second factor, sessions, tokens, rights of one's own, of groups
        client.get("/account")


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_as_many_queries_however_many_there_are(kim, django_assert_max_num_queries, count):
    clients = [log_in() for _ in range(count)]
    with django_assert_max_num_queries(8):
        clients[-1].get("/account")


async def test_a_session_that_is_read_without_blocking_is_the_same(async_db):
    from asgiref.sync import sync_to_async
    from django.test import AsyncClient

    user = await sync_to_async(make_scorer)()
    client = AsyncClient()
    await client.aforce_login(user)
    await UserSession.objects.aupdate(seen_on="2026-01-01")
    assert (await client.get("/account")).status_code == 200
    row = await UserSession.objects.aget()
    assert (row.user_id, row.seen_on) == (user.pk, timezone.now().date())


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox on Android"),
        (SAFARI, "Safari on an iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (Linux; Android 16) SamsungBrowser/30 Chrome/140 Safari/537", "Samsung Internet on Android"),
        ("SomethingNew (Linux)", "A browser on Linux"),
        ("Firefox/1", "Firefox"),
        ("<script>", "unknown browser"),
        ("", "unknown browser"),
    ],
)
def test_browsers_have_names(agent, name):
    assert name_browser(agent) == name


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_an_address_is_shortened(address, network):
    assert shorten(address) == network


# --- ending them -----------------------------------------------------------------------------------------------------


def test_one_is_ended(kim):
    this, other, third = log_in(), log_in(SAFARI), log_in()
    handle = next(s.handle for s in list_sessions(kim, this=None) if s.browser == "Safari on an iPhone")
    assert this.post("/account/sessions/end", {"session": handle}).url == "/account"
    assert [is_in(client) for client in (this, other, third)] == [True, False, True]


def test_all_others_are_ended(kim):
    make_scorer(username="lee")
    this, other, lee = log_in(), log_in(), log_in(name="lee")
    this.post("/account/sessions/end")
    assert [is_in(client) for client in (this, other, lee)] == [True, False, True]


def test_nobody_ends_another_s(kim):
    lee = make_scorer(username="lee")
    this, lees = log_in(), log_in(name="lee")
    (session,) = list_sessions(lee, this=None)
    this.post("/account/sessions/end", {"session": session.handle})
    assert is_in(lees)
    assert this.get("/account/sessions/end").url == "/account"


def test_one_that_is_over_already_is_said_to_be(kim):
    this, other = log_in(), log_in(SAFARI)
    handle = next(s.handle for s in list_sessions(kim, this=None) if s.browser == "Safari on an iPhone")
    for ended in (1, 0):
        answer = this.post("/account/sessions/end", {"session": handle}, follow=True)
        assert read_texts(parse_page(answer), "main > [role=status]") == [SESSIONS_OVER[ended]]
    assert not is_in(other)


def test_a_button_pressed_after_the_end_leads_to_the_account(kim):
    assert Client().post("/account/sessions/end").url == "/login?next=/account"
    assert Client().get("/account/password").url == "/login?next=/account/password"


def test_who_logs_out_is_told(kim):
    client = log_in()
    assert client.get("/logout").url == "/"
    assert is_in(client)
    page = parse_page(client.post("/logout", follow=True))
    assert read_texts(page, "main > [role=status]") == [LOGGED_OUT]
    assert page.select('.masthead a[href="/login"]')
    assert not is_in(client)


def test_a_form_of_another_login_is_said_to_be_out_of_date(kim):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login", {"username": "kim", "password": PASSWORD})
    assert read_part(parse_page(answer, 403), "main a")["href"] == "/login"  # to be opened again
    client.force_login(kim)  # in the other tab
    assert client.post("/login", {"username": "kim", "password": PASSWORD}).url == "/account"


def test_only_so_many_are_kept_of_one_user(kim):
    first = log_in()
    for _ in range(MOST):
        Client().force_login(kim)
    assert UserSession.objects.filter(user=kim).count() == MOST
    assert not is_in(first)


def test_expired_ones_are_purged(kim):
    with time_machine.travel("2026-05-04T12:00:00Z", tick=False) as clock:
        log_in()
        clock.shift(15 * 86_400)
        log_in()
        assert purging.purge(now=timezone.now())["sessions"] == 1
        assert UserSession.objects.count() == 1


# --- a changed password ----------------------------------------------------------------------------------------------


def change(client, new="wins-2-0!", old=PASSWORD):
    fields = {"old_password": old, "new_password1": new, "new_password2": new}
    return client.post("/account/password", fields)


def read_refused(answer):
    """What is wrong with the fields of a password, as codes; each is said at its field, and nowhere else."""
    page, errors = parse_page(answer), answer.context["form"].errors.get_json_data()
    assert [field["name"] for field in page.select("[aria-invalid=true]")] == list(errors)
    for field, wrong in errors.items():
        alert = f"{field}-said"
        assert alert in read_part(page, f"input[name={field}]")["aria-describedby"].split()
        assert read_texts(page, f"#{alert} > p") == [error["message"] for error in wrong]
    assert [alert["id"] for alert in page.select("[role=alert]:not([hidden])")] == [f"{field}-said" for field in errors]
    return {field: [error["code"] for error in wrong] for field, wrong in errors.items()}


@pytest.mark.parametrize(
    ("new", "refused"),
    [
        (PASSWORD, {"new_password1": ["password_unchanged"]}),
        ("12345678901", {"new_password2": ["password_too_common", "password_entirely_numeric"]}),
        ("password", {"new_password2": ["password_too_common"]}),
    ],
)
def test_a_password_must_be_another_one_and_hard_to_guess(kim, new, refused):
    this = log_in()
    assert read_refused(change(this, new=new)) == refused
    kim.refresh_from_db()
    assert kim.check_password(PASSWORD)


def test_a_password_is_not_one_s_name_twice(kim):
    kim.username = "scorer4"
    kim.save()
    answer = change(log_in(name="scorer4"), new="scorer4scorer4")
    assert read_refused(answer) == {"new_password2": ["password_too_similar"]}


def test_a_changed_password_ends_the_other_sessions(kim):
    this, other = log_in(), log_in(SAFARI)
    assert change(this).url == "/login?next=/account"
    assert [is_in(client) for client in (this, other)] == [True, False]
    kim.refresh_from_db()
    assert [session.is_this for session in list_sessions(kim, this=key_of(this))] == [True]
    assert AuditEntry.objects.filter(what="password changed", name="kim").count() == 1
    assert Client().post("/login", {"username": "kim", "password": PASSWORD}).status_code == 200


def test_the_device_it_was_changed_on_stays_known(kim):
    this = log_in()
    change(this)
    assert this.get("/login?next=/account").url == "/account"
    this.post("/logout")
    for _ in range(9):
        Client(REMOTE_ADDR="203.0.113.77").post("/login", {"username": "kim", "password": "wrong"})
    assert this.post("/login", {"username": "kim", "password": "wins-2-0!"}).status_code == 302


def test_a_password_set_in_the_admin_ends_them_too(client, admin_user, kim):
    log_in_as(client, admin_user)
    other = log_in()
    fields = {"password1": "wins-2-0!", "password2": "wins-2-0!", "usable_password": "true"}
    assert client.post(f"/admin/auth/user/{kim.pk}/password/", fields).status_code == 302
    assert not is_in(other)
    assert Client().post("/login", {"username": "kim", "password": "wins-2-0!"}).status_code == 302
    kim.refresh_from_db()
    assert len(list_sessions(kim, this=None)) == 1  # the login's; the ended one is not shown, nor kept


def test_the_admin_s_own_form_is_the_account_s(client, admin_user):
    log_in_as(client, admin_user)
    assert client.get("/admin/password_change/").url == "/account/password"


@pytest.mark.parametrize(
    ("old", "new", "again", "refused"),
    [
        ("wrong", "wins-2-0!", "wins-2-0!", {"old_password": ["password_incorrect"]}),
        (PASSWORD, "wins-2-0!", "wins-2-1!", {"new_password2": ["password_mismatch"]}),
        (PASSWORD, "12345678", "12345678", {"new_password2": ["password_too_common", "password_entirely_numeric"]}),
        (
            PASSWORD,
            "kim",
            "kim",
            {"new_password2": ["password_too_similar", "password_too_short", "password_too_common"]},
        ),
    ],
)
def test_a_password_that_will_not_do_is_said_so(kim, old, new, again, refused):
    this = log_in()
    answer = this.post("/account/password", {"old_password": old, "new_password1": new, "new_password2": again})
    assert read_refused(answer) == refused
    kim.refresh_from_db()
    assert kim.check_password(PASSWORD)


def test_the_old_password_is_guessed_no_more_often_than_at_a_login(kim):
    this = log_in()
    answers = [change(this, old="wrong").status_code for _ in range(9)]
    assert answers == [200] * 8 + [429]
    assert is_in(log_in())  # who has the session guesses for that session


def test_a_user_deactivated_is_logged_out(kim):
    this = log_in()
    get_user_model().objects.update(is_active=False)
    assert not is_in(this)
