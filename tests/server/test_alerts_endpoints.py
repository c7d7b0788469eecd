"""A push address is chosen by a stranger: the server must not be sent knocking at its own doors."""

import socket

import pytest

from server.alerts.endpoints import auth_valid, endpoint_allowed, origin, p256dh_valid
from server.alerts.push import PublicResolver


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/QGx",
        "https://push.example.cn:8443/x",
        "https://8.8.8.8/x",
        "https://[2001:4860:4860::8888]/x",
    ],
)
def test_public_push_services_are_allowed(endpoint: str) -> None:
    assert endpoint_allowed(endpoint, loopback=False)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/x",
        "https://localhost/x",
        "https://LOCALHOST./x",
        "https://127.0.0.1/x",
        "https://10.1.2.3/x",
        "https://192.168.1.1/x",
        "https://172.16.0.1/x",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/x",
        "https://0.0.0.0/x",
        "https://224.0.0.1/x",
        "https://[::1]/x",
        "https://[fe80::1]/x",
        "https://[fd00::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://[2002:7f00:1::]/x",
        "https://[64:ff9b::a00:1]/x",
        "https://printer.local/x",
        "https://db.internal/x",
        "https://intranet/x",
        "https://2130706433/x",
        "https://user:pass@fcm.googleapis.com/x",
        "https://fcm.googleapis.com:0/x",
        "https://fcm.googleapis.com:99999/x",
        "https:///x",
        "ftp://fcm.googleapis.com/x",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "",
        "https://[",
    ],
)
def test_addresses_inside_are_refused(endpoint: str) -> None:
    assert not endpoint_allowed(endpoint, loopback=False)


def test_loopback_is_open_only_where_the_settings_say_so() -> None:
    assert not endpoint_allowed("http://localhost:9000/notify/1", loopback=False)
    assert endpoint_allowed("http://localhost:9000/notify/1", loopback=True)
    assert endpoint_allowed("http://127.0.0.1:9000/notify/1", loopback=True)
    assert not endpoint_allowed("http://10.0.0.1/notify/1", loopback=True)
    assert not endpoint_allowed("http://fcm.googleapis.com/x", loopback=True)


async def test_a_name_that_leads_inside_is_not_called() -> None:
    """`localhost` stands for any public-looking name whose DNS answer is an inside address."""
    with pytest.raises(OSError, match="endpoint_forbidden"):
        await PublicResolver().resolve("localhost", 443, socket.AF_INET)
    [answer] = await PublicResolver(loopback=True).resolve("localhost", 443, socket.AF_INET)
    assert answer["host"] == "127.0.0.1"


def test_the_audience_names_scheme_host_and_unusual_port() -> None:
    assert origin("https://push.example.cn/send/1") == "https://push.example.cn"
    assert origin("https://push.example.cn:443/send/1") == "https://push.example.cn"
    assert origin("https://push.example.cn:8443/send/1") == "https://push.example.cn:8443"
    assert origin("http://localhost:9000/notify/1") == "http://localhost:9000"
    assert origin("https://[2001:db8::1]:8443/x") == "https://[2001:db8::1]:8443"


def test_keys_must_be_a_point_of_the_curve_and_sixteen_bytes() -> None:
    good = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    assert p256dh_valid(good)
    assert p256dh_valid(good.replace("-", "+").replace("_", "/") + "=")
    assert not p256dh_valid("B" + "A" * 86)
    assert not p256dh_valid(good[:-4])
    assert not p256dh_valid("!" * 87)
    assert auth_valid("BTBZMqHH6r4Tts7J_aSIgg")
    assert not auth_valid("BTBZMqHH6r4Tts7J_aSI")
