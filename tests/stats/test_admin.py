"""Dead letters and parked matches in the admin."""

import pytest
from django.urls import reverse

from scoreboard.models import AuditEntry
from stats.models import DeadLetter, Log
from tests.factories import enter, make_match
from tests.pages import parse_page, read_numbers, read_page, read_part, read_text, read_texts
from tests.stats.feeding import Partition, alter

KICK_OFF = {"type": "period_start"}


@pytest.fixture
def parked():
    """A match parked by a record that cannot be applied."""
    match = make_match()
    enter(match, KICK_OFF, {"type": "goal", "side": "home", "player": "Ann"})
    source, partition = Partition(), Partition()
    source.add_match(match)
    for number, message in enumerate(source.log):
        partition.add(alter(message.value(), side="left") if number == 2 else message.value(), key=message.key())
    partition.read()
    return match


def settle(client, action, letter, reason=""):
    data = {"action": action, "_selected_action": [letter.pk], "reason": reason}
    return parse_page(client.post(reverse("admin:stats_deadletter_changelist"), data, follow=True))


def read_matches(client, address):
    """The matches of the rows in a list of the admin."""
    return read_texts(read_page(client, address), "#result_list .field-match")


def test_a_dead_letter_is_listed_with_its_reason(admin_client, parked):
    letter = DeadLetter.objects.get()
    page = read_page(admin_client, reverse("admin:stats_deadletter_changelist"))
    (row,) = page.select("#result_list tbody tr")
    assert read_text(row, ".field-reason") == letter.reason
    assert read_text(row, ".field-match") == str(parked.pk)
    page = read_page(admin_client, reverse("admin:stats_deadletter_change", args=[letter.pk]))
    assert '"side": "left"' in read_text(page, ".field-message .readonly")


def test_a_parked_match_is_listed_with_the_reason_and_the_others_are_not(admin_client, parked):
    other = make_match()
    partition = Partition()
    partition.add_match(other)
    partition.read()
    address = reverse("admin:stats_log_changelist")
    assert read_matches(admin_client, address) == [str(parked.pk)]
    (reason,) = read_texts(read_page(admin_client, address), "#result_list .field-why")
    assert reason == DeadLetter.objects.get().reason
    assert set(read_matches(admin_client, f"{address}?matches=all")) == {str(parked.pk), str(other.pk)}


def test_a_letter_is_tried_again_or_dropped_with_a_reason(admin_client, parked):
    letter = DeadLetter.objects.get()
    assert read_numbers(settle(admin_client, "retry", letter), ".messagelist .success, .messagelist .info") == [0, 1]
    read_part(settle(admin_client, "drop", letter), ".messagelist .error")
    letter.refresh_from_db()
    assert letter.settled == ""
    dropped = settle(admin_client, "drop", letter, "No such side")
    assert read_numbers(dropped, ".messagelist .success, .messagelist .info") == [1]
    letter.refresh_from_db()
    assert letter.settled == "dropped"
    assert Log.objects.get().waiting_since is not None


def test_the_audit_log_says_who_dropped_a_letter_and_why(admin_client, admin_user, parked):
    letter = DeadLetter.objects.get()
    settle(admin_client, "retry", letter, "Mended?")  # changes nothing
    settle(admin_client, "drop", letter, "No such side")
    entry = AuditEntry.objects.with_address().get(kind="dead_letter")
    assert (entry.actor, entry.address) == (f"user:{admin_user.pk}", "127.0.0.1")
    assert (entry.what, entry.reason, entry.match) == ("dead letter dropped", "No such side", parked.pk)
    assert entry.subject == f"match-events[{letter.partition}]@2"
    assert (entry.before, entry.after) == ({"reason": letter.reason}, {"settled": "dropped"})


def test_who_may_only_look_settles_nothing(client, parked, django_user_model):
    user = django_user_model.objects.create_user("looker", is_staff=True)
    user.user_permissions.set(view_permissions())
    client.force_login(user)
    letter = DeadLetter.objects.get()
    assert read_matches(client, reverse("admin:stats_deadletter_changelist")) == [str(parked.pk)]
    settle(client, "drop", letter, "Why not")
    letter.refresh_from_db()
    assert letter.settled == ""


def view_permissions():
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label="stats", codename__startswith="view_")
