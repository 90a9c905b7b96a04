
import pytest
from hypothesis import settings, given, Phase, HealthCheck
from tests.cases.test_turned_sides import *
from tests.cases import test_turned_sides as t
import os
N=int(os.environ.get("N","60"))
E=settings(max_examples=N, deadline=None, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck), print_blob=False)
for name in [n for n in list(globals()) if n.startswith("test_") and n!="test_turned_sides"]: del globals()[name]
two = E(given(files=accounts())(t.test_two_files_with_turned_sides_end_the_same_in_either_order_and_twice.hypothesis.inner_test))
one = E(given(files=accounts())(t.test_a_file_without_a_date_is_the_same_file_a_second_time.hypothesis.inner_test))
test_two=two
test_one=one

def small(rows):
    return [(r["round"].split()[1], r["scheduled_on"][5:], r["home"][0]+r["away"][0], [tuple(e["data"]["full_time"].values()) for e in r["events"]], r.get("neutral")) for r in rows]
def test_two(bring):
    @E
    @given(files=accounts())
    def check(files):
        imports = [(write(*rows), as_of) for rows, as_of in zip(files, (EARLY, LATE), strict=True) if rows]
        ends=[]; saids=[]; why=""
        for order in (imports, imports[::-1]):
            empty(); said=[]
            for text, as_of in order:
                r=bring(text, form="scoreboard", as_of=as_of, ends=None)
                said += r["rejected"] + r.get("changed",[])
                if r["rejected"]: why="REJ"
            ends.append(list_accounts()); saids.append(said)
            for text, as_of in order:
                if bring(text, form="scoreboard", as_of=as_of, ends=None)["events"]: why+="AGAIN"
        if ends[0]!=ends[1] or why:
            print("\n====", why)
            for f in files: print(*small(f), sep="\n   "); print("--")
            for e,s in zip(ends,saids):
                print("END"); print(*[x for x in e if x not in ends[0] or x not in ends[1]], sep="\n   ")
                print(*[ (n["where"],n["why"][:250]) for n in s], sep="\n   ! ")
            global BAD
            BAD += 1
            assert BAD < int(os.environ.get("BADS","3"))
    check()
BAD=0
