"""Makes stored records without the write path: a match of `make_log`, as stats get it from Kafka."""

from scoreboard.wire.records import encode_record
from stats.storage.stored_record import StoredRecord
from tests.sports.logs import goal, make_log, start


def make_stored(*bodies, match="m1", epoch=1, **fixture):
    """The records of a match: its fixture, kick-off and a goal, or the fixture and `bodies`."""
    log = make_log(*(bodies or (start(), goal(player="Ann"))), **fixture)
    return [store(record, match=match, epoch=epoch) for record in log]


def store(record, *, match="m1", epoch=1):
    """A record as it is stored; its offset is its seq."""
    payload = encode_record(record).decode().replace('"match":"m1"', f'"match":"{match}"')
    return StoredRecord(match, epoch, record.seq, payload, 0, record.seq)
