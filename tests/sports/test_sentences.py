"""Every code that rules and views say has English, and English says no more than the rules give."""

import ast
from pathlib import Path
from string import Formatter

import pytest

from scoreboard.sports import SPORTS
from scoreboard.sports.base import Refused, combine, say
from scoreboard.sports.sentences import SHARED, explain_error, format_sentence

ROOT = Path(__file__).parents[2] / "scoreboard"
OPTIONS = {"seqs", "rule"}  # of Refused, which are no parameters
PATTERNS = {**SHARED, **{code: text for sport in SPORTS.values() for code, text in sport.sentences.items()}}


def find_said():
    """Where each code is said, and with which parameters; "?" where the code is made there."""
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Refused", "say")
            ):
                continue
            where = f"{file.relative_to(ROOT)}:{node.lineno}"
            given = {keyword.arg for keyword in node.keywords}
            for code in list_codes(node.args[0]) if node.args else ():
                yield where, code, given - OPTIONS, len(node.args)


def list_codes(node):
    """The codes that an argument may be: a text, or one of two."""
    if isinstance(node, ast.Constant):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*list_codes(node.body), *list_codes(node.orelse)]
    return ["?"]


SAID = [said for said in find_said() if said[1] != "?"]


def list_parameters(pattern):
    """The parameters that a pattern, or a pair of them, names."""
    texts = pattern if isinstance(pattern, tuple) else (pattern,)
    counted = {"count"} if isinstance(pattern, tuple) else set()
    return counted | {name for text in texts for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize(("where", "code", "given", "arguments"), SAID, ids=[f"{said[0]} {said[1]}" for said in SAID])
def test_what_rules_say_has_english(where, code, given, arguments):
    assert arguments == 1, f"{where}: a code and named parameters are expected"
    assert code in PATTERNS, f"{where}: {code} has no pattern"
    assert list_parameters(PATTERNS[code]) <= given, f"{where}: {code} lacks parameters"


def test_no_pattern_is_left_over():
    assert set(PATTERNS) - {code for _, code, _, _ in SAID} - {"parts"} == set()


def test_codes_are_made_in_few_places():
    made = [where for where, code, _, _ in find_said() if code == "?"]
    assert [where.partition(":")[0] for where in made] == []


def test_each_sport_says_its_own():
    for name, sport in SPORTS.items():
        for code in sport.sentences:
            assert code.partition(".")[0] in (name, "rally"), f"{name}: {code}"


def test_english_of_parameters():
    nested = say("match.conflict", records=[say("match.conflict.record", seq=3, why=say("match.ruleset"))])
    why = "The ruleset cannot change once something of the match has been entered: undo that first."
    assert format_sentence(nested) == f"record 3: {why}"
    names = {"home": "Brazil {away}", "away": "France"}
    said = format_sentence(say("timed.summary", winner="home", margin=2), sport="handball", names=names)
    assert said == "Brazil {away} won by 2"
    assert format_sentence(say("of.tomorrow", x=1)) == "of.tomorrow"
    assert explain_error(Refused("match.count", number=-1, most=10_000)) == (
        "That would make -1: a match counts from 0 to 10,000."
    )
    assert explain_error(ValueError("as it is")) == "as it is"


def test_parts_are_said_one_after_the_other():
    parts = [say("ice_hockey.net_empty", side=side) for side in ("home", "away")]
    assert combine([]) is None
    assert combine(parts[:1]) is parts[0]
    assert format_sentence(combine(parts)) == "Home net empty, Away net empty"


def test_a_refusals_rule_is_how_its_code_begins():
    assert Refused("football.substitution.all_used").rule == "football.substitution"
    assert Refused("court.result.decided", rule="tennis.result").rule == "tennis.result"
