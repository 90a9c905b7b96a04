"""Network addresses of clients, as limits count them."""

from ipaddress import IPv4Address, IPv6Address, ip_address


def parse_address(text: str | None) -> IPv4Address | IPv6Address | None:
    """The IP address that `text` is, an IPv4 address in IPv6's clothes as IPv4; None where it is none."""
    try:
        ip = ip_address(text or "")
    except ValueError:
        return None
    return ip.ipv4_mapped or ip if isinstance(ip, IPv6Address) else ip


def group_address(text: str | None) -> str | None:
    """Whom a client at an address counts as: an IPv4 address itself, an IPv6 one its /64; None where it is no address.

    IPv6 gives every household a /64 at least, to take addresses from as it likes (RFC 6177).
    """
    ip = parse_address(text)
    return str(IPv6Address(int(ip) >> 64 << 64) if isinstance(ip, IPv6Address) else ip) if ip else None
