"""Names of people, compared: who may be meant where a source writes a part of a name.

A surname alone ("Mbappé"), an initial and a surname ("E. Hazard"), a name without its middle ones ("Juan Cuadrado" for
Juan Guillermo Cuadrado): each is a short form of a fuller name, the last word of which it shares.
"""

import functools
from collections import Counter
from collections.abc import Collection, Iterable

import msgspec

from scoreboard.models.names import normalise

JUNIOR = frozenset({"jr", "jnr", "junior"})
ABBREVIATED = 3  # letters at most that stand, with a dot, for a first name: "Ád. Szalai"


class Word(msgspec.Struct, frozen=True):
    """A word of a name in its normal form; `cut`: with a dot, or one letter alone, it begins a longer one."""

    text: str
    cut: bool = False

    def fits(self, full: str) -> bool:
        """Whether it is a word of a fuller name, or begins it."""
        return self.text == full or (self.cut and full.startswith(self.text))


@functools.lru_cache(maxsize=20_000)
def split_name(name: str) -> tuple[Word, ...]:
    """The words of a name; a hyphen parts two."""
    words: list[Word] = []
    for token in name.split():
        parts = normalise(token).split()
        cut = len(parts) == 1 and (len(parts[0]) == 1 or (token.endswith(".") and len(parts[0]) <= ABBREVIATED))
        words += [
            Word("junior") if words and part in JUNIOR else Word(part, cut) for part in parts if part[:1].isalnum()
        ]
    return tuple(words)


def are_alike(one: str, other: str) -> bool:
    """Whether two names differ in nothing but accents, case, hyphens and spaces."""
    return "".join(word.text for word in split_name(one)) == "".join(word.text for word in split_name(other))


@functools.lru_cache(maxsize=20_000)
def is_partial(name: str) -> bool:
    """Whether a name is one word, or its first word is an initial."""
    words = [word for word in split_name(name) if word.text != "junior"]
    return len(words) < 2 or words[0].cut


def is_short(name: str, full: str) -> bool:
    """Whether a name may be a short form of a fuller one: its last words, or its first, its last and some between."""
    words, whole = split_name(name), [word.text for word in split_name(full)]
    texts = [word.text for word in words]
    if len(words) == 1 and whole[1:] and whole[-1] == "junior":
        if texts[0] == whole[-2]:
            return True
        whole.pop()
    if not words or len(words) > len(whole) or texts[-1] != whole[-1] or texts == whole:
        return False
    if texts == whole[-len(words) :]:
        return True
    rest = iter(whole[:-1])
    return words[0].fits(whole[0]) and all(any(word.fits(one) for one in rest) for word in words[:-1])


@functools.lru_cache(maxsize=20_000)
def list_keys(name: str) -> tuple[str, ...]:
    """What any other spelling, and any short form, of a name shares with it: all of its letters, its last word."""
    words = [word.text for word in split_name(name)]
    return ("".join(words), *words[-1:])


def are_plain(names: Collection[str], known: Iterable[str]) -> bool:
    """Whether names are full ones, and none may be another spelling or form of another, or of one that is known."""
    if any(map(is_partial, names)):
        return False
    bearers: dict[str, list[str]] = {}
    for name in names:
        for key in list_keys(name):
            bearers.setdefault(key, []).append(name)
    for name in (*names, *known):
        for key in list_keys(name):
            for other in bearers.get(key, ()):
                if other != name and may_be_one(name, other):
                    return False
    return True


@functools.lru_cache(maxsize=20_000)
def may_be_one(one: str, other: str) -> bool:
    """Whether two names are spellings of one, or one may be a short form of the other."""
    if list_keys(one)[0] == list_keys(other)[0]:
        return True
    words, others = split_name(one), split_name(other)
    if len(words) == len(others) and not any(word.cut for word in (*words, *others)):
        return False  # as many whole words, of which some differ
    return is_short(one, other) or is_short(other, one)


class Resolved(msgspec.Struct):
    """Who the names of one team's people are.

    `renamed`: the name under which somebody is known, by the one that the file has. `merged`: who is known by a short
    name, with the fuller one of this file. `doubtful`: short names that several may mean, with these. `unknown`: short
    names of whom nobody knows more.
    """

    renamed: dict[str, str] = {}
    merged: dict[str, str] = {}
    doubtful: dict[str, list[str]] = {}
    unknown: list[str] = []


def resolve(names: Collection[str], *, squad: Collection[str] = (), stored: Collection[str] = ()) -> Resolved:
    """Who is meant by the names that a file has for one team and season, whatever the order of its rows.

    Who is in the `squad`, or in the file itself, comes before who is `stored` of the competitor, perhaps of another
    time.
    """
    found = Resolved()
    for name in sorted({*names}.difference(squad, stored)):
        meant = list_meant(name, names, squad, stored)
        if len(meant) > 1:
            found.doubtful[name] = meant
        elif meant:
            found.renamed[name] = meant[0]
        else:
            found.unknown += [name] if is_partial(name) else []
            shorter = (one for one in {*stored}.difference(squad) if is_short(one, name))
            others = {*names, *squad, *stored}
            found.merged |= {short: name for short in shorter if list_fullest(short, others) == [name]}
    for name in found.renamed:
        while (further := found.renamed.get(found.renamed[name])) is not None:
            found.renamed[name] = further
    return found


def resolve_squad(names: Collection[str], *, stored: Collection[str]) -> Resolved:
    """Who is meant by the names of a squad, each of them somebody else: of who is `stored`, those that are in it."""
    found = Resolved()
    others = {*names, *stored}
    free = {*stored}.difference(names)
    for name in sorted({*names}.difference(stored)):
        meant = sorted(one for one in free if are_alike(one, name)) or list_fullest(name, free)
        if len(meant) == 1:
            found.renamed[name] = meant[0]
        elif not meant:
            shorter = (one for one in free if is_short(one, name))
            found.merged |= {short: name for short in shorter if list_fullest(short, others) == [name]}
    taken = Counter(found.renamed.values())
    found.renamed = {name: meant for name, meant in found.renamed.items() if taken[meant] == 1}
    return found


def list_meant(name: str, names: Collection[str], squad: Collection[str], stored: Collection[str]) -> list[str]:
    """The names of who may be meant by one that is nobody's yet; none where that is not known."""
    if (spelled := choose_spelling(name, names, squad, stored)) != name:
        return [spelled]
    fuller = list_fullest(name, {*names, *squad}) or list_fullest(name, stored)
    return fuller or sorted(one for one in squad if is_short(one, name))


def choose_spelling(name: str, *pools: Collection[str]) -> str:
    """How a name is spelled best: as in the squad, as stored, else with the most accents that the file has."""
    names, *known = pools
    for pool in known:
        if alike := sorted(one for one in pool if are_alike(one, name)):
            return alike[0]
    return max((one for one in names if are_alike(one, name)), key=lambda one: (not one.isascii(), one))


def list_fullest(name: str, others: Iterable[str]) -> list[str]:
    """Of whom a name may be the short form, in alphabetical order: of a name and its own short forms, that alone.

    Spellings of one name are one.
    """
    fuller = sorted(one for one in others if is_short(name, one))
    fullest = [one for one in fuller if not any(is_short(one, other) for other in fuller)]
    return [one for at, one in enumerate(fullest) if not any(are_alike(one, other) for other in fullest[:at])]
