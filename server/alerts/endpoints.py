"""Which push addresses the server may call. A subscription is chosen by the client: without this anyone could make
the server knock at doors inside its own network (SSRF)."""

import binascii
import ipaddress
from base64 import urlsafe_b64decode
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

INSIDE_NAMES = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home", ".intranet", ".arpa")


def endpoint_allowed(endpoint: str, *, loopback: bool) -> bool:
    """`loopback` opens plain http to this machine, for a push service under test.

    Names are checked once more when they are resolved.
    """
    try:
        url = urlsplit(endpoint)
        host, port = url.hostname, url.port
    except ValueError:
        return False
    if not host or url.username or url.password or url.fragment or port == 0:
        return False
    if loopback and is_loopback(host):
        return url.scheme in ("http", "https")
    if url.scheme != "https" or looks_inside(host):
        return False
    literal = address(host)
    return is_public(literal) if literal else "." in host


def looks_inside(host: str) -> bool:
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(INSIDE_NAMES)


def is_loopback(host: str) -> bool:
    literal = address(host)
    return literal.is_loopback if literal else host == "localhost"


def address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Mapped and tunnelled forms count as the IPv4 address they lead to."""
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner:
            return is_public(inner)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return False
    return ip.is_global and not ip.is_multicast


def origin(endpoint: str) -> str:
    """The `aud` of RFC 8292: scheme, host and, where it is not the usual one, port."""
    url = urlsplit(endpoint)
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname
    usual = {"https": 443, "http": 80}.get(url.scheme)
    return f"{url.scheme}://{host}" + (f":{url.port}" if url.port and url.port != usual else "")


def base64url(key: str) -> str:
    """Browsers write keys in base64url without padding; other tools in plain base64."""
    return key.translate(str.maketrans("+/", "-_")).rstrip("=")


def key_bytes(key: str) -> bytes:
    plain = base64url(key)
    try:
        return urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return b""


def p256dh_valid(key: str) -> bool:
    raw = key_bytes(key)
    if len(raw) != 65:
        return False
    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), raw)
    except ValueError:
        return False
    return True


def auth_valid(secret: str) -> bool:
    return len(key_bytes(secret)) == 16
