"""Whom a client at an address counts as."""

import pytest

from scoreboard.entrances.addresses import group_address


@pytest.mark.parametrize(
    ("address", "group"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("127.0.0.1", "127.0.0.1"),
        ("203.0.113.7:8080", None),
        ("1.2.3.4, bar", None),
        ("", None),
        (None, None),
    ],
)
def test_an_ipv4_address_is_itself_and_an_ipv6_one_its_64(address, group):
    assert group_address(address) == group
