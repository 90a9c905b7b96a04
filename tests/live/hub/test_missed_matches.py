"""Live matches that could not be read: kept until they can be, or are no longer live, and read only while there are."""

from scoreboard.live.hub.missed_matches import MissedMatches


def make_missed(readable):
    """Missed matches, those that can be read by now, and a list of what was asked."""
    asked = []

    async def query(function, ids):
        asked.append(set(ids))
        return readable & set(ids)

    return MissedMatches(query), asked


async def test_nothing_is_read_where_nothing_is_missing():
    missed, asked = make_missed({"a"})
    assert (await missed.find_restored(["a", "b"]), asked) == (set(), [])


async def test_a_match_is_missing_until_it_can_be_read():
    readable = set()
    missed, asked = make_missed(readable)
    missed.add("a")
    missed.add("b")
    assert await missed.find_restored(["a", "b", "c"]) == set()
    readable.add("a")
    assert await missed.find_restored(["a", "b", "c"]) == {"a"}
    assert ("a" in missed, "b" in missed) == (False, True)
    assert asked == [{"a", "b"}] * 2


async def test_a_match_that_is_no_longer_live_is_forgotten():
    missed, asked = make_missed({"a"})
    missed.add("a")
    assert (await missed.find_restored(["b"]), "a" in missed, asked) == (set(), False, [])
