"""Dead letters and parked matches in the admin."""

import pytest
from django.urls import reverse

from scoreboard.models import AuditEntry
from stats.models import DeadLetter, Log
from tests.factories import enter, make_match
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
    return client.post(reverse("admin:stats_deadletter_changelist"), data, follow=True)


def test_a_dead_letter_is_listed_with_its_reason(admin_client, parked):
    letter = DeadLetter.objects.get()
    page = admin_client.get(reverse("admin:stats_deadletter_changelist")).content.decode()
    assert letter.reason.replace("'", "&#x27;") in page
    assert str(parked.pk) in page
    page = admin_client.get(reverse("admin:stats_deadletter_change", args=[letter.pk])).content.decode()
    assert "&quot;side&quot;: &quot;left&quot;" in page


def test_a_parked_match_is_listed_with_the_reason_and_the_others_are_not(admin_client, parked):
    other = make_match()
    partition = Partition()
    partition.add_match(other)
    partition.read()
    address = reverse("admin:stats_log_changelist")
    page = admin_client.get(address).content.decode()
    assert str(parked.pk) in page
    assert "cannot be read" in page
    assert str(other.pk) not in page
    assert str(other.pk) in admin_client.get(address, {"matches": "all"}).content.decode()


def test_a_letter_is_tried_again_or_dropped_with_a_reason(admin_client, parked):
    letter = DeadLetter.objects.get()
    assert "Applied 0 of 1." in settle(admin_client, "retry", letter).content.decode()
    assert "Say why" in settle(admin_client, "drop", letter).content.decode()
    letter.refresh_from_db()
    assert letter.settled == ""
    assert "Dropped 1." in settle(admin_client, "drop", letter, "No such side").content.decode()
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
    assert str(parked.pk) in client.get(reverse("admin:stats_deadletter_changelist")).content.decode()
    settle(client, "drop", letter, "Why not")
    letter.refresh_from_db()
    assert letter.settled == ""


def view_permissions():
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(content_type__app_label="stats", codename__startswith="view_")
