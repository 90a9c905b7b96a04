"""Every key that the console offers can be entered with the fields that the page shows for it: in every sport."""

import importlib
import itertools
import random

import pytest

from scoreboard import queries
from scoreboard.console.forms import BadForm, parse_form
from scoreboard.models import Competition, Competitor, Season
from scoreboard.sports import SPORTS
from scoreboard.sports.base import Refused
from scoreboard.sports.match import enter as enter_record
from scoreboard.sports.match import step
from scoreboard.web.boards import Board
from tests.factories import enter, make_match
from tests.pages import read_page
from tests.sports.logs import make_log, make_record

pytestmark = pytest.mark.django_db
WALKS = 4  # matches of each ruleset, played at random
# Keys that no such match comes to: a clock that stands, what decides a tie. Their kinds are met with in other sports.
RARE = {
    *("clock_run", "goalie_on", "timeout", "tie", "attempt_scored", "attempt_missed"),
    *(f"{key}_{side}" for key in ("bowl_out_hit", "bowl_out_miss", "super_over") for side in ("home", "away")),
}


def walk(sport):
    """Yield (ruleset, bodies, state) as matches of each of the sport's rulesets are played on at random."""
    bodies, chance = importlib.import_module(f"tests.sports.bodies.{sport}"), random.Random(7)
    for ruleset, number in itertools.product(bodies.RULESETS, range(WALKS)):
        state, played = step(None, make_log(sport=sport, ruleset=ruleset)[0]), []
        play_on = getattr(bodies, "play_fast", bodies.play_on) if number % 2 else bodies.play_on
        for _ in range(bodies.MOST):
            yield ruleset, played, state
            if SPORTS[sport].view(state.play).finished:
                break
            body = play_on(state.play, chance)
            record = make_record(len(played) + 2, sport=sport, **body)
            state = step(state, record)
            played.append({**body, "occurred_at": record.occurred_at.isoformat()})


def open_console(console, sport, ruleset, bodies):
    """A match after `bodies` of play, and its console."""
    competition, _ = Competition.objects.get_or_create(sport=sport, name="Cup")
    season = Season.objects.create(competition=competition, name=str(Season.objects.count()), ruleset=ruleset)
    home, away = (Competitor.objects.get_or_create(sport=sport, name=name)[0] for name in ("Reds", "Blues"))
    match = make_match(season=season, home=home, away=away)
    if bodies:
        enter(match, *bodies)
    return match, read_page(console, f"/console/matches/{match.pk}")


def fill_in(form, key, *, player, answers, other):
    """What a browser sends of a form whose key `key` is pressed once its own fields were filled in, and no other."""
    inputs = [part for part in form.select("input[name]") if part.get("type") != "checkbox"]
    fields = {part["name"]: part.get("value", "") for part in inputs}
    assert len(fields) == len(inputs), f"inputs of a form with one name: only the last of them is sent ({key})"
    if "player" in fields:
        fields["player"] = player
    own = {name for name in fields if name.startswith(f"{key}-")}
    fields |= {name: str(answers.get(name.removeprefix(f"{key}-"), other)) for name in own}
    ticked = [part for part in form.select("input[type=checkbox]") if part["value"] in (key, "yes")]
    return {**fields, **{part["name"]: part["value"] for part in ticked}, "action": key}


def press(match, state, fields):
    """Why a form is refused; nothing where it is taken."""
    try:
        body = parse_form(fields, sport=match.sport, words=Board(match).words)
        enter_record(state, make_record(match.seq + 1, sport=match.sport, **body))
    except (BadForm, Refused) as error:
        return str(error)
    return ""


@pytest.mark.parametrize("sport", SPORTS)
def test_every_key_can_be_entered_with_the_fields_shown_for_it(client, scorer, sport):
    """Of a key that both sides have, at least one side's: the other may have used up what is counted."""
    client.force_login(scorer)
    bodies, met = importlib.import_module(f"tests.sports.bodies.{sport}"), set()
    answers, name_players = getattr(bodies, "ANSWERS", {}), getattr(bodies, "name_players", lambda play: ())
    for ruleset, played, state in walk(sport):
        new = set(SPORTS[sport].list_actions(state.play)) - met
        if not new:
            continue
        met |= new
        match, page = open_console(client, sport, ruleset, played)
        now = queries.decode_state(match)
        for key in sorted(new):
            forms = [button.find_parent("form") for button in page.select(f'button[name=action][value="{key}"]')]
            assert forms, key
            known = tuple(name_players(now.play))
            refusals = [
                press(match, now, fill_in(form, key, player=player, answers=answers, other=other))
                for form, player, other in itertools.product(forms, ("Kim", "Lee", *known), ("Robin", *known))
            ]
            assert "" in refusals, (key, refusals)
    missed = set(SPORTS[sport].actions) - met - RARE
    assert not missed, f"no match that was played offered {sorted(missed)}"
