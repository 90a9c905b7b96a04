"""What the demo's files say of people, once they are loaded."""

import pytest
from django.core.management import call_command

from scoreboard.models import Season
from tests.counting import count_all
from tests.stats.lists import list_scorers

pytestmark = pytest.mark.django_db(databases=["default", "stats"])


def test_the_demo_s_golden_boot_is_one_person_s():
    call_command("load_demo", verbosity=0)
    count_all()
    season = Season.objects.get(competition__name="World Cup", name="2022")
    best = [(row["person"]["name"], row["goals"]) for row in list_scorers(season.pk)[:2]]
    assert best == [("Kylian Mbappé", 8), ("Lionel Messi", 7)]
