"""A name that is not to be read is at no edge: every page and list, every frame, what Kafka gets, exports, a rebuild.

Erased, or in a competition of the young, before or after it was recorded. The admin and the console are apart, where
those work who may know it, and the audit log.
"""

import re

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from scoreboard.catalogue import merging
from scoreboard.catalogue.erasing import erase, name_by
from scoreboard.catalogue.identity import find, merge
from scoreboard.live import push
from scoreboard.live.hub import log_reader
from scoreboard.models import AuditEntry, Competition, Match, MatchEvent, Person, PersonAlias, PersonSource, SquadEntry
from scoreboard.models.catalogue import CATALOGUE
from scoreboard.record.covering import settle_people
from scoreboard.record.outcome import Unconfirmed
from scoreboard.recovery.restore import restore
from scoreboard.recovery.staging import LogOffset, StagedRecord, Staging
from scoreboard.recovery.verify import check_states
from scoreboard.replays.replay import replay
from scoreboard.wire.kafka_messages import build_entry_message, build_record_message
from scoreboard.wire.records import ENCODER
from stats.models import IncidentFact, PersonFact, Segment
from stats.ops.export import export_log
from tests.factories import enter, make_competitor, make_match, make_season
from tests.stats.conftest import memory_kafka  # noqa: F401  # a fixture
from tests.stats.feeding import feed
from tests.stats.playing import FULL_TIME, KICK_OFF, card

pytestmark = pytest.mark.django_db(databases=["default", "stats"])
NAME, SPELLING, SOURCE = "Zephyrine Quillfeather", "Z. Quillfeather-Oldname", "zq7777777"
SECRETS = (b"Quillfeather", b"Zephyrine", SOURCE.encode())
GOAL = {"type": "goal", "side": "home"}
PRIVATE = ("admin/", "audit", "account", "logout", "login", "operations", "metrics", "readyz", "console/")
STATIC = ("static/", "favicon", "healthz", "robots")
PARQUET = "match-events.parquet"


def erase_one(main):
    erase(find(str(main.pk)), reason="asked for")


def use_initials(main):
    name_by(Competition.objects.get(name="Young League"), "initials")


def use_numbers(main):
    name_by(Competition.objects.get(name="Young League"), "numbers")


def wish_for_initials(main):
    Person.objects.filter(pk=main.pk).update(names="initials")
    settle_people([main.pk])


WAYS = {erase_one: "Player 10", use_initials: "Z. Q.", use_numbers: "Player 10", wish_for_initials: "Z. Q."}
in_each_way = pytest.mark.parametrize(("act", "called"), WAYS.items(), ids=[way.__name__ for way in WAYS])


@pytest.fixture
def people():
    """The one who will be erased, and a spelling of theirs that was merged into them; someone else."""
    season, reds = make_season(competition="Young League"), make_competitor("Reds")
    main = Person.objects.create(competitor=reds, name=NAME)
    PersonAlias.objects.create(person=main, name=SPELLING)
    PersonSource.objects.create(person=main, source="worldcup", ref=SOURCE)
    SquadEntry.objects.create(season=season, competitor=reds, person=main, number=10, position="FW")
    short = Person.objects.create(competitor=reds, name="Quillfeather")
    merge(find(str(short.pk)), find(str(main.pk)), reason="one")
    return season, reds, main


@pytest.fixture
def match(people):
    """A match whose log names them in every way: in events, as who assists, in corrections, in the line-up."""
    season, reds, _ = people
    match = make_match(season=season, home=reds, scheduled_on="2026-05-01", round="Final")
    line_up = {"players": [{"player": NAME, "number": 10, "starting": True}], "complete": False}
    enter(match, {"type": "lineup", "side": "home", "data": line_up}, {"type": "period_start"})
    named = [
        {**GOAL, "player": NAME, "clock_ms": 60_000},
        {**GOAL, "player": "Ann", "data": {"assist": SPELLING}},
        {**GOAL, "player": "Quillfeather"},
        {"type": "substitution", "side": "home", "player": "Bea", "data": {"off": NAME}},
        {"type": "card", "side": "home", "player": "Ann", "data": {"card": "yellow"}},
    ]
    enter(match, *named)
    goal, card = match.seq - 4, match.seq
    enter(match, {"type": "void", "data": {"seq": goal, "reason": "offside"}})
    amended = {"type": "card", "side": "home", "player": NAME, "data": {"card": "yellow"}}
    enter(match, {"type": "amend", "data": {"seq": card, "reason": "the other one", "event": amended}})
    for _ in range(10):
        enter(match, *({**GOAL, "player": "Ann"} for _ in range(10)))
    again = replay(match=match, speed=1_000, sleep=lambda seconds: None, on_event=lambda *said: None)
    feed(match, again)
    return match


def list_patterns(patterns, before=""):
    """Every address of the site, as a template."""
    for pattern in patterns:
        at = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if not at.startswith(PRIVATE):
                yield from list_patterns(pattern.url_patterns, at)
        elif isinstance(pattern, URLPattern) and not at.startswith((*PRIVATE, *STATIC)):
            yield at


def fill_in(template, match, main):
    """The address of a template for a match and a person; KeyError where what it asks for is not known here."""
    given = {
        "match_id": match.pk,
        "season_id": match.season_id,
        "competition_id": match.season.competition_id,
        "competitor_id": match.home_id,
        "first": match.home_id,
        "second": match.away_id,
        "person_id": main.pk,
        "sport": "football",
        "epoch": match.epoch,
        "number": 0,
        "seq": 1,
        "stat": "goals",
        "rest": "nothing",
    }
    path = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(given[found[1]]), template)
    assert "<" not in path, path
    return path


def read_site(client, match, main):
    """What every public address answers: `{path: bytes}`, with lists of CSV and questions about a past."""
    found = {}
    for template in list_patterns(get_resolver().url_patterns):
        if template.endswith("/stream"):
            continue  # a frame's bytes: `read_frames`
        path = fill_in(template, match, main)
        for query in ("", "?on=2026-05-02", "?date=2026-05-01"):
            answer = client.get(path + query)
            found[path + query] = b"".join(answer.streaming_content) if answer.streaming else answer.content
            found[path + query] += "".join(f"{key}: {value}" for key, value in answer.items()).encode()
    return found


def read_frames(match, main, monkeypatch, captured):
    """What sockets, SSE and nchan are sent of a match: snapshot, repair, and the push of a new record."""
    reading = log_reader.load_match(str(match.pk), epoch=match.epoch, seq=0, limit=match.seq)
    found = {f"frame {message.seq}": message.body for message in reading.messages}
    found["snapshot"] = ENCODER.encode(reading.snapshot)
    sent = []
    monkeypatch.setattr(push.publisher, "submit", lambda group, messages: sent.extend(messages))
    with captured(execute=True):
        enter(
            match, {**GOAL, "player_id": str(main.pk)}, {"type": "void", "data": {"seq": match.seq + 1, "reason": "x"}}
        )
    assert len(sent) == 2
    return found | {f"push {number}": message["body"] for number, message in enumerate(sent)}


def list_messages(match):
    """What the relay sends of a match and of the catalogue, as (topic, value)."""
    match.refresh_from_db()
    for row in MatchEvent.objects.filter(match=match).order_by("seq"):
        yield build_record_message(row.record, epoch=match.epoch, shown_names=match.shown_names).value
    for model in CATALOGUE:
        for row in model.objects.all():
            yield build_entry_message(row.as_entry()).value


def find_secrets(found):
    return sorted(where for where, said in found.items() if any(secret in said for secret in SECRETS))


@in_each_way
def test_the_site_has_the_name_before_and_nowhere_afterwards(client, people, match, act, called):
    main = people[2]
    before = find_secrets(read_site(client, match, main))
    api, page = f"/api/v1/matches/{match.pk}", f"/matches/{match.pk}"
    shown = [api, f"{api}/events", f"{api}/segments/1-0", page, f"/people/{main.pk}", f"/api/v1/people/{main.pk}"]
    shown += [f"/seasons/{match.season_id}"]
    assert set(shown) <= set(before)
    etag = client.get(api)["ETag"]
    act(main)
    match.refresh_from_db()
    feed(*Match.objects.all())
    found = read_site(client, match, main)
    assert find_secrets(found) == []
    assert client.get(api)["ETag"] != etag
    for path in (
        api,
        f"{api}/events",
        f"{api}/segments/2-0",
        page,
        f"/people/{main.pk}",
        f"/seasons/{match.season_id}",
    ):
        assert called.encode() in found[path], path
    assert b"noindex" in found[f"/people/{main.pk}"]
    assert client.get(f"{api}/segments/1-0").status_code == 404


@pytest.fixture
def banned(people):
    """A match with whole line-ups in which they scored and were sent off, and the next one, which they miss."""
    season, reds, _ = people
    season.ranking = {"suspensions": {"every": 2}}
    season.save()
    match = make_match(season=season, home=reds, scheduled_on="2026-05-01")
    mates = [{"player": "Bea", "number": 7, "starting": True}, {"player": "Cleo", "number": 12}]
    players = [{"player": NAME, "number": 10, "starting": True, "captain": True}, *mates]
    enter(match, {"type": "lineup", "side": "home", "data": {"players": players, "complete": True}}, KICK_OFF)
    enter(match, {**GOAL, "player": SPELLING, "data": {"assist": "Bea"}})
    enter(match, {"type": "substitution", "side": "home", "player": "Cleo", "data": {"off": "Bea"}})
    enter(match, card("home", NAME, "red"), *FULL_TIME)
    following = make_match(season=season, home=reds, away=match.away, scheduled_on="2026-05-08")
    feed(match, following)
    return match, following


@in_each_way
def test_line_ups_box_scores_and_bans_have_the_form(client, admin_client, people, banned, act, called):
    season, reds, main = people
    match, following = banned
    api, console = f"/api/v1/matches/{match.pk}", f"/console/matches/{following.pk}/line-ups"
    paths = [f"/matches/{match.pk}", f"/matches/{match.pk}/line-ups", f"{api}/line-ups", f"{api}/box-score"]
    paths += [f"/matches/{following.pk}", f"/seasons/{season.pk}", f"/people/{main.pk}", f"/competitors/{reds.pk}"]
    paths += [f"/api/v1/seasons/{season.pk}/suspensions", f"/api/v1/people/{main.pk}", console]
    earlier = make_match(season=season, home=reds, scheduled_on="2026-04-01")  # for which the squad is proposed
    paths.append(f"/console/matches/{earlier.pk}/line-ups")
    of_old = [f"{api}/{what}?at=e1-{seq}" for what in ("line-ups", "box-score") for seq in (2, match.seq)]
    before = {path: admin_client.get(path) for path in (*paths, *of_old)}
    assert set(find_secrets({path: answer.content for path, answer in before.items()})) == {*paths, *of_old}
    act(main)
    match.refresh_from_db()
    feed(*Match.objects.all())
    paths += [f"{api}/{what}?at=e{match.epoch}-{seq}" for what in ("line-ups", "box-score") for seq in (4, 5)]
    found = {path: admin_client.get(path).content for path in paths}
    assert find_secrets(found) == []
    assert [path for path, said in found.items() if called.encode() not in said] == []
    for path in of_old:
        etag = before[path]["ETag"]
        assert client.get(path).status_code == client.get(path, headers={"If-None-Match": etag}).status_code == 404


@in_each_way
def test_warnings_and_a_merge_s_preview_have_the_form(people, banned, act, called):
    _, reds, main = people
    twin = make_competitor("Red Stars")
    Person.objects.create(competitor=twin, name=NAME)
    assert merging.preview(reds, twin)["namesakes"][0]["name"] == NAME
    act(main)
    feed(*Match.objects.all())
    following = banned[1]
    main.refresh_from_db()
    players = [{"player": called, "player_id": str(main.pk), "starting": True}]
    with pytest.raises(Unconfirmed) as refused:
        enter(following, {"type": "lineup", "side": "home", "data": {"players": players}}, confirm=())
    assert {(one.code, one.params["player"]) for one in refused.value.warnings} == {("suspended", called)}
    assert [row["name"] for row in merging.preview(reds, twin)["namesakes"]] == [called] * (act is not erase_one)


@in_each_way
def test_no_frame_has_the_name(people, match, monkeypatch, django_capture_on_commit_callbacks, act, called):
    main = people[2]
    act(main)
    match.refresh_from_db()
    found = read_frames(match, main, monkeypatch, django_capture_on_commit_callbacks)
    assert find_secrets(found) == []
    assert {"snapshot", "push 0"} <= {where for where, said in found.items() if called.encode() in said}


@in_each_way
def test_what_is_stored_of_old_records_is_all_that_has_the_name(people, match, act, called):
    act(people[2])
    match.refresh_from_db()
    feed(*Match.objects.all())
    assert find_secrets({str(number): value for number, value in enumerate(list_messages(match))}) == []
    assert not PersonFact.objects.filter(name__contains="Quillfeather").exists()
    assert not IncidentFact.objects.filter(name__contains="Quillfeather").exists()
    assert not IncidentFact.objects.filter(related_name__contains="Quillfeather").exists()
    assert not Segment.objects.filter(payload__contains="Quillfeather").exists()
    assert not Match.objects.filter(state__contains="Quillfeather").exists()
    known = [kind.objects.exists() for kind in (PersonAlias, PersonSource)]
    known.append(Person.objects.filter(name__contains="Quillfeather").exists())
    assert known == [act is not erase_one] * 3
    assert MatchEvent.objects.filter(record__contains="Quillfeather").exists()
    assert list(check_states()) == []


@in_each_way
def test_an_export_of_all_that_kafka_has_does_not_have_the_name(people, match, memory_kafka, tmp_path, act, called):  # noqa: F811
    parquet = pytest.importorskip("pyarrow.parquet")
    memory_kafka.send_match(match)
    memory_kafka.send_catalogue()
    act(people[2])
    memory_kafka.send_match(match)
    memory_kafka.send_catalogue()
    export_log(tmp_path / PARQUET, report=lambda done, total: None)
    rows = parquet.read_table(tmp_path / PARQUET).to_pylist()
    assert len(rows) == 2 * match.seq
    assert find_secrets({str(number): repr(row).encode() for number, row in enumerate(rows)}) == []


@in_each_way
def test_a_database_made_again_of_old_records_does_not_have_the_name(people, match, tmp_path, act, called):
    texts = list(MatchEvent.objects.filter(match=match).order_by("seq").values_list("record", flat=True))
    act(people[2])
    entries = [row.as_entry() for model in CATALOGUE for row in model.objects.all()]
    staging = Staging(tmp_path / "staged.sqlite3", cluster="c1")
    place = LogOffset("events", 0, 1)
    staging.add_records([StagedRecord(str(match.pk), 1, seq, 0, text) for seq, text in enumerate(texts, 1)], place)
    staging.add_entries(entries, LogOffset("catalogue", 0, 1))
    MatchEvent.objects.all().delete()
    Match.objects.update(replay_of=None)
    Match.objects.all().delete()
    for model in reversed(CATALOGUE):
        model.objects.update(**({"same_as": None, "main": None} if model is Person else {}))
        model.objects.all().delete()
    restore(staging, cluster_id="c1", warn=pytest.fail, report=lambda done, total: None)
    assert MatchEvent.objects.count() == len(texts)
    assert not MatchEvent.objects.filter(record__contains="Quillfeather").exists()
    again = Person.objects.get(pk=people[2].pk)
    assert (again.public_name, again.covered) == (called, True)


def test_who_plays_for_the_young_from_the_start_is_in_no_record_by_name(client, django_capture_on_commit_callbacks):
    season = make_season(competition="Young League")
    name_by(season.competition, "initials")
    season.refresh_from_db()
    match = make_match(season=season, home=make_competitor("Reds"), scheduled_on="2026-05-01")
    with django_capture_on_commit_callbacks(execute=True):
        enter(match, {"type": "period_start"}, {**GOAL, "player": NAME}, {**GOAL, "player": NAME})
    assert match.epoch == 1
    person = Person.objects.get()
    assert (person.name, person.public_name) == (NAME, "Z. Q.")
    feed(match)
    assert find_secrets(read_site(client, match, person)) == []
    assert not MatchEvent.objects.filter(record__contains="Quillfeather").exists()
    assert not AuditEntry.objects.filter(what__contains="Quillfeather").exists()
