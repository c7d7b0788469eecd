"""Notices on the way to closed phones: Web Push that a real push service decrypts, SMS where push cannot reach."""

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from server.alerts.endpoints import key_bytes
from server.notices.deliver import begin
from server.notices.publish import notify
from tests.server.push_services import decrypting_service, obedient_service
from tests.server.town import Device, Town, mutation, new_id, town

P256DH = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
AUTH = "BTBZMqHH6r4Tts7J_aSIgg"
DEFECTS: dict[str, Any] = {
    "kind": "defects", "title": "有 2 处要补", "body": "1. 退役证第 2 页看不清，请重拍。2. 银行卡号少 1 位。",
    "from_": "西来镇便民服务中心 2 号窗口", "state": "returned",
}  # fmt: skip
SMS = "【西来镇】有2处要补：1.退役证第2页重拍；2.银行卡号少1位。"


async def subscribe(
    device: Device, endpoint: str, seq: int = 1, p256dh: str = P256DH, auth: str = AUTH
) -> dict[str, Any]:
    args = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}
    answer = await device.sync(mutation("alerts.subscribe", "alerts", seq, **args))
    return dict(answer["results"][0])


async def tell(xilai: Town, device: Device, **words: Any) -> str:
    return await xilai.core.act(lambda work: notify(work, device.person or "", **{**DEFECTS, **words}))


async def states(xilai: Town, notice: str) -> dict[str, str]:
    rows = await xilai.core.store.fetch("SELECT channel, state FROM delivery WHERE notice = ? ORDER BY id", (notice,))
    return {str(channel): str(state) for channel, state in rows}


async def texts(xilai: Town) -> list[str]:
    rows = await xilai.core.store.fetch("SELECT text FROM local_message WHERE reference LIKE 'notice:%'")
    return [str(text) for (text,) in rows]


async def test_a_closed_phone_gets_the_notice_itself_once(tmp_path: Path) -> None:
    async with decrypting_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        key = (await xilai.http.get("/push/key")).json()["key"]
        here = await service.subscribe(key)
        done = await subscribe(phone, here["endpoint"], p256dh=here["p256dh"], auth=here["auth"])
        assert done["status"] == "accepted"
        id = await tell(xilai, phone, application=new_id(), sms=SMS)
        await xilai.worker.drain()
        [message] = await service.messages(here)
        pushed = json.loads(message)
        rows = (await phone.sync())["rows"]["me"]
        [synced] = [row["body"] for row in rows if row["entity"] == "notice"]
        assert pushed["notice"] == synced and synced["id"] == id
        assert pushed["web_push"] == 8030
        assert "退役证第 2 页" in pushed["notification"]["body"] and "银行卡号" in pushed["notification"]["body"]
        assert len(message.encode()) <= 1024
        assert await states(xilai, id) == {"live": "created", "push": "delivered"}
        assert await texts(xilai) == []
        await xilai.worker.drain()
        assert len(await service.messages(here)) == 1


async def test_every_device_gets_it_and_a_dead_one_is_forgotten(tmp_path: Path) -> None:
    async with decrypting_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        xilai.pass_time(minutes=2)
        tablet = await xilai.sign_in("13800000001")
        key = (await xilai.http.get("/push/key")).json()["key"]
        first, second = await service.subscribe(key), await service.subscribe(key)
        await subscribe(phone, first["endpoint"], p256dh=first["p256dh"], auth=first["auth"])
        await subscribe(tablet, second["endpoint"], p256dh=second["p256dh"], auth=second["auth"])
        await service.expire(first)
        await tell(xilai, phone, sms=SMS)
        await xilai.worker.drain()
        assert len(await service.messages(second)) == 1 and await service.messages(first) == []
        assert await xilai.core.store.fetch("SELECT endpoint FROM push_subscription") == [(second["endpoint"],)]
        assert await texts(xilai) == []


async def test_defects_go_by_sms_when_the_only_subscription_is_dead(tmp_path: Path) -> None:
    async with decrypting_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        here = await service.subscribe((await xilai.http.get("/push/key")).json()["key"])
        await subscribe(phone, here["endpoint"], p256dh=here["p256dh"], auth=here["auth"])
        await service.expire(here)
        id = await tell(xilai, phone, sms=SMS)
        await xilai.worker.drain()
        assert await texts(xilai) == [SMS]
        assert await states(xilai, id) == {"live": "created", "push": "permanent-failure", "sms": "delivered"}


async def test_a_service_that_knows_another_key_refuses_ours(tmp_path: Path) -> None:
    """Proof that the service really checks VAPID; the person is reached by SMS all the same."""
    async with decrypting_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        assert (await xilai.http.get("/push/key")).json()["key"] != P256DH
        here = await service.subscribe(P256DH)
        await subscribe(phone, here["endpoint"], p256dh=here["p256dh"], auth=here["auth"])
        id = await tell(xilai, phone, sms=SMS)
        await xilai.worker.drain()
        assert await service.messages(here) == []
        assert (await states(xilai, id))["push"] == "technical-failure"
        assert await texts(xilai) == [SMS]


async def test_without_push_defects_go_by_sms_and_progress_waits_in_the_app(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        await tell(xilai, phone, sms=SMS)
        await tell(xilai, phone, kind="progress", title="已受理")
        await xilai.worker.drain()
        assert await texts(xilai) == [SMS]


async def test_what_was_read_in_the_app_is_not_sent_again(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/a")
        id = await tell(xilai, phone, sms=SMS)
        answer = await phone.sync(mutation("notices.read", "notices", 1, ids=[id, "unknown"]))
        assert answer["results"][0]["status"] == "accepted"
        await xilai.worker.drain()
        assert service.got == [] and await texts(xilai) == []
        assert (await states(xilai, id)) == {"live": "delivered"}


async def test_somebody_else_s_notice_cannot_be_marked_as_read(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone, other = await xilai.sign_in("13800000001"), await xilai.sign_in("13800000002")
        id = await tell(xilai, phone)
        await other.sync(mutation("notices.read", "notices", 1, ids=[id]))
        assert await xilai.core.store.fetch("SELECT read_at FROM notice") == [(None,)]


async def test_stale_news_is_dropped(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/a")
        await tell(xilai, phone, sms=SMS, until=int(xilai.core.clock().timestamp()) + 60)
        xilai.pass_time(minutes=2)
        await xilai.worker.drain()
        assert service.got == [] and await texts(xilai) == []


async def test_headers_say_who_we_are_how_urgent_and_for_how_long(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/a")
        application, now = new_id(), int(xilai.core.clock().timestamp())
        await tell(xilai, phone, application=application)
        await xilai.worker.drain()
        await tell(xilai, phone, application=application, kind="progress", until=now + 600)
        await xilai.worker.drain()
        (first, body), (second, other) = service.got
        assert first["Content-Encoding"] == "aes128gcm"
        assert (first["Urgency"], second["Urgency"]) == ("high", "normal")
        assert first["TTL"] == str(28 * 24 * 3600) and 590 <= int(second["TTL"]) <= 600
        assert re.fullmatch(r"[A-Za-z0-9_-]{32}", first["Topic"]) and first["Topic"] == second["Topic"]
        assert body[:16] != other[:16] and body[21:86] != other[21:86]
        assert len(service.connections) == 1
        match = re.fullmatch(r"vapid t=([\w.-]+), k=([\w-]+)", first["Authorization"])
        assert match and match[2] == (await xilai.http.get("/push/key")).json()["key"]
        assert first["Authorization"] == second["Authorization"]
        key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), key_bytes(match[2]))
        claims = jwt.decode(match[1], key, algorithms=["ES256"], audience=service.url)
        assert 0 < claims["exp"] - now <= 24 * 3600 and claims["sub"].startswith("mailto:")
        assert service.url.count(":") == 2


async def test_a_busy_service_is_asked_again_when_it_said(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/a")
        service.answers = [(429, {"Retry-After": "120"}), (503, {})]
        id = await tell(xilai, phone, sms=SMS)
        await xilai.worker.drain()
        xilai.pass_time(seconds=100)
        await xilai.worker.drain()
        assert len(service.got) == 1 and (await states(xilai, id))["push"] == "temporary-failure"
        xilai.pass_time(seconds=30)
        await xilai.worker.drain()
        assert len(service.got) == 2
        xilai.pass_time(seconds=120)
        await xilai.worker.drain()
        assert len(service.got) == 3 and (await states(xilai, id))["push"] == "delivered"
        assert await texts(xilai) == []


async def test_a_service_that_stays_down_ends_in_one_sms(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/a")
        service.answers = [(500, {})] * 100
        await tell(xilai, phone, sms=SMS)
        for _ in range(30):
            await xilai.worker.drain()
            xilai.pass_time(minutes=61)
        assert len(service.got) == 6
        assert await texts(xilai) == [SMS]


async def test_what_is_too_large_is_trimmed_once_more(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/a")
        service.answers = [(413, {})]
        id = await tell(xilai, phone, body="补" * 400)
        await xilai.worker.drain()
        assert [len(body) < limit for (_, body), limit in zip(service.got, (1200, 800), strict=True)] == [True, True]
        assert (await states(xilai, id))["push"] == "delivered"


async def test_redirects_are_not_followed(tmp_path: Path) -> None:
    async with obedient_service() as service, obedient_service() as inside, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/a")
        service.answers = [(307, {"Location": f"{inside.url}/secret"})]
        await tell(xilai, phone)
        await xilai.worker.drain()
        assert len(service.got) == 1 and inside.got == []


async def test_a_server_that_died_while_sending_sends_again_under_the_same_topic(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/a")
        id = await tell(xilai, phone)
        await xilai.core.act(partial(begin, id=id))
        assert (await states(xilai, id))["push"] == "sending"
        await xilai.worker.drain()
        assert len(service.got) == 1 and (await states(xilai, id))["push"] == "delivered"


async def test_a_phone_that_was_signed_out_hears_nothing_more(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/a")
        await xilai.http.delete("/auth/session", headers=phone.headers)
        await tell(xilai, phone, sms=SMS)
        await xilai.worker.drain()
        assert service.got == [] and await texts(xilai) == [SMS]


async def test_a_shared_phone_belongs_to_who_subscribed_last(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        first = await xilai.sign_in("13800000001")
        await subscribe(first, f"{service.url}/a")
        second = await xilai.sign_in("13800000002")
        await subscribe(second, f"{service.url}/a")
        await tell(xilai, first)
        await xilai.worker.drain()
        assert service.got == []
        await tell(xilai, second)
        await xilai.worker.drain()
        assert len(service.got) == 1


async def test_a_device_that_subscribes_anew_is_told_once(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone = await xilai.sign_in("13800000001")
        await subscribe(phone, f"{service.url}/old", 1)
        await subscribe(phone, f"{service.url}/new", 2)
        await tell(xilai, phone)
        await xilai.worker.drain()
        assert len(service.got) == 1


async def test_unsubscribing_is_for_one_s_own_device_only(tmp_path: Path) -> None:
    async with obedient_service() as service, town(tmp_path, push_loopback=True) as xilai:
        phone, other = await xilai.sign_in("13800000001"), await xilai.sign_in("13800000002")
        await subscribe(phone, f"{service.url}/a")
        await other.sync(mutation("alerts.unsubscribe", "alerts", 1, endpoint=f"{service.url}/a"))
        assert len(await xilai.core.store.fetch("SELECT id FROM push_subscription")) == 1
        await phone.sync(mutation("alerts.unsubscribe", "alerts", 2, endpoint=f"{service.url}/a"))
        assert await xilai.core.store.fetch("SELECT id FROM push_subscription") == []


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"endpoint": "http://127.0.0.1:9/x"}, "endpoint_forbidden", "/endpoint"),
        ({"endpoint": "https://192.168.0.1/x"}, "endpoint_forbidden", "/endpoint"),
        ({"endpoint": "https://localhost/x"}, "endpoint_forbidden", "/endpoint"),
        ({"p256dh": "B" + "A" * 86}, "args_invalid", "/p256dh"),
        ({"auth": "A" * 20}, "args_invalid", "/auth"),
    ],
)
async def test_a_subscription_that_leads_nowhere_good_is_refused(
    tmp_path: Path, change: dict[str, str], code: str, field: str
) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        args = {"endpoint": "https://fcm.googleapis.com/fcm/send/x", "p256dh": P256DH, "auth": AUTH, **change}
        [result] = (await phone.sync(mutation("alerts.subscribe", "alerts", 1, **args)))["results"]
        assert (result["status"], result["code"], result["field"]) == ("rejected", code, field)
        assert await xilai.core.store.fetch("SELECT id FROM push_subscription") == []
