"""Which addresses a picture from the web may be fetched from: public ones only.

Refused are this machine, private and local networks, shared carrier space, multicast, reserved
blocks, and IPv6 forms that carry an IPv4 address inside. Sources: the IANA special-purpose address
registries for IPv4 and IPv6.
"""

import ipaddress

_NOT_PUBLIC_V4 = tuple(
    ipaddress.ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_PUBLIC_V6 = ipaddress.ip_network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    ipaddress.ip_network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


def is_public(address: str) -> bool:
    """Return whether ``address`` lies on the open internet.

    >>> is_public("93.184.216.34"), is_public("192.168.1.1"), is_public("::ffff:8.8.8.8")
    (True, False, False)
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in block for block in _NOT_PUBLIC_V4)
    if found.scope_id is not None or found not in _PUBLIC_V6:
        return False
    return not any(found in block for block in _NOT_PUBLIC_V6)
