"""Text messages: a provider in GOV.UK Notify's shape over real HTTP, and the local one with its operator page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import web

from server.alerts.sms_notify import NotifySms
from server.notices.publish import notify
from tests.server.town import Device, Town, town

SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
KEY = f"xilai-{SERVICE}-{SECRET}"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
RECEIPTS = "receipts-of-the-provider"
OPERATOR = "operator-of-these-tests"
SMS = "【西来镇】有2处要补：1.退役证第2页重拍；2.银行卡号少1位。"


@dataclass
class Notify:
    """Keeps what it took; `trouble` says what goes wrong with the next requests."""

    url: str = ""
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    trouble: list[str] = field(default_factory=list)
    asked: int = 0


@asynccontextmanager
async def notify_service() -> AsyncIterator[Notify]:
    service = Notify()

    def signed(request: web.Request) -> bool:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        try:
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": True})
        except jwt.InvalidTokenError:
            return False
        return bool(claims["iss"] == SERVICE)

    def errors(status: int, error: str, message: str, **headers: str) -> web.Response:
        body = {"status_code": status, "errors": [{"error": error, "message": message}]}
        return web.json_response(body, status=status, headers=headers)

    async def send(request: web.Request) -> web.Response:
        service.asked += 1
        if not signed(request):
            return errors(403, "AuthError", "Invalid token")
        trouble = service.trouble.pop(0) if service.trouble else ""
        message = await request.json()
        if trouble == "refused":
            return errors(400, "ValidationError", f"phone_number {message['phone_number']} is not a mobile number")
        if trouble == "busy":
            return errors(429, "RateLimitError", "Exceeded rate limit", **{"Retry-After": "90"})
        if trouble == "broken":
            return errors(500, "Exception", "Internal server error")
        id = f"740e5834-3a29-46b4-9a6f-{len(service.sent):012d}"
        service.sent[id] = message
        if trouble == "answer lost" and request.transport:
            request.transport.close()
        return web.json_response({"id": id, "reference": message["reference"]}, status=201)

    async def look(request: web.Request) -> web.Response:
        if not signed(request):
            return errors(403, "AuthError", "Invalid token")
        wanted = request.query["reference"]
        found = [{"id": id, "status": "sending"} for id, one in service.sent.items() if one["reference"] == wanted]
        return web.json_response({"notifications": found, "links": {}})

    app = web.Application()
    app.router.add_post("/v2/notifications/sms", send)
    app.router.add_get("/v2/notifications", look)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()


@asynccontextmanager
async def notified_town(folder: Path) -> AsyncIterator[tuple[Town, Notify, Device]]:
    async with notify_service() as service:
        settings = {"sms_provider": "notify", "sms_notify_url": service.url, "sms_notify_key": KEY}
        settings |= {"sms_notify_template": TEMPLATE, "sms_receipt_token": RECEIPTS}
        async with town(folder, **settings) as xilai:
            phone = await xilai.sign_in("13800000001")
            await xilai.worker.drain()
            service.sent.clear()
            service.asked = 0
            yield xilai, service, phone


async def tell(xilai: Town, device: Device) -> str:
    words: dict[str, Any] = {"kind": "defects", "title": "有 2 处要补", "body": "…", "from_": "西来镇"}
    return await xilai.core.act(lambda work: notify(work, device.person or "", sms=SMS, **words))


async def sms_state(xilai: Town, notice: str) -> str:
    rows = await xilai.core.store.fetch("SELECT state FROM delivery WHERE notice = ? AND channel = 'sms'", (notice,))
    return str(rows[0][0])


async def receipt(xilai: Town, notice: str, status: str, token: str = RECEIPTS) -> int:
    body = {"id": "740e5834", "reference": f"notice:{notice}", "to": "+8613800000001", "status": status}
    answer = await xilai.http.post("/sms/receipt", json=body, headers={"authorization": f"Bearer {token}"})
    return answer.status_code


async def test_a_sign_in_code_goes_out_as_notify_wants_it(tmp_path: Path) -> None:
    async with notified_town(tmp_path) as (xilai, service, _):
        await xilai.http.post("/auth/code", json={"phone": "13800000009"})
        await xilai.worker.drain()
        [message] = service.sent.values()
        assert message["phone_number"] == "+8613800000009" and message["template_id"] == TEMPLATE
        assert "验证码" in message["personalisation"]["body"] and message["reference"]


async def test_a_notice_is_under_way_until_the_receipt_says_delivered(tmp_path: Path) -> None:
    async with notified_town(tmp_path) as (xilai, service, phone):
        id = await tell(xilai, phone)
        await xilai.worker.drain()
        [message] = service.sent.values()
        assert message["personalisation"] == {"body": SMS} and message["reference"] == f"notice:{id}"
        assert await sms_state(xilai, id) == "sending"
        assert await receipt(xilai, id, "delivered") == 204
        assert await sms_state(xilai, id) == "delivered"
        assert await receipt(xilai, id, "temporary-failure") == 204
        assert await sms_state(xilai, id) == "delivered"


@pytest.mark.parametrize("status", ["permanent-failure", "temporary-failure", "technical-failure"])
async def test_failures_are_kept_as_notify_names_them(tmp_path: Path, status: str) -> None:
    async with notified_town(tmp_path) as (xilai, _, phone):
        id = await tell(xilai, phone)
        await xilai.worker.drain()
        await receipt(xilai, id, status)
        assert await sms_state(xilai, id) == status


async def test_a_text_whose_answer_was_lost_is_not_sent_twice(tmp_path: Path) -> None:
    async with notified_town(tmp_path) as (xilai, service, phone):
        service.trouble = ["answer lost"]
        id = await tell(xilai, phone)
        await xilai.worker.drain()
        assert await sms_state(xilai, id) == "temporary-failure"
        xilai.pass_time(minutes=5)
        await xilai.worker.drain()
        assert len(service.sent) == 1 and await sms_state(xilai, id) == "sending"


async def test_a_busy_or_broken_provider_is_asked_again(tmp_path: Path) -> None:
    async with notified_town(tmp_path) as (xilai, service, phone):
        service.trouble = ["busy", "broken"]
        id = await tell(xilai, phone)
        await xilai.worker.drain()
        xilai.pass_time(seconds=80)
        await xilai.worker.drain()
        assert service.asked == 1
        for _ in range(3):
            xilai.pass_time(minutes=5)
            await xilai.worker.drain()
        assert service.asked == 3 and len(service.sent) == 1
        assert await sms_state(xilai, id) == "sending"


async def test_a_number_that_cannot_be_reached_is_given_up(tmp_path: Path) -> None:
    async with notified_town(tmp_path) as (xilai, service, phone):
        service.trouble = ["refused"]
        id = await tell(xilai, phone)
        for _ in range(3):
            await xilai.worker.drain()
            xilai.pass_time(hours=2)
        assert service.asked == 1 and await sms_state(xilai, id) == "permanent-failure"
        kept = await xilai.core.store.fetch("SELECT code FROM delivery WHERE channel = 'sms'")
        assert kept == [("ValidationError",)]


async def test_a_wrong_key_is_our_own_trouble() -> None:
    async with notify_service() as service:
        provider = NotifySms(service.url, f"xilai-{SERVICE}-{SERVICE}", TEMPLATE)
        try:
            outcome = await provider.send("13800000001", "hello", "r1")
        finally:
            await provider.close()
        assert (outcome.state, outcome.code) == ("technical-failure", "AuthError")


async def test_receipts_need_the_provider_s_token(tmp_path: Path) -> None:
    async with notified_town(tmp_path) as (xilai, _, phone):
        id = await tell(xilai, phone)
        await xilai.worker.drain()
        assert await receipt(xilai, id, "delivered", token="guess") == 401
        assert await sms_state(xilai, id) == "sending"
        headers = {"authorization": f"Bearer {RECEIPTS}"}
        for body, code in (
            (b"{", "bad_json"),
            (b"[]", "bad_request"),
            (b'{"id": 1}', "bad_request"),
            (b"\xff", "bad_json"),
        ):
            answer = await xilai.http.post("/sms/receipt", content=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (400, code)
        assert await receipt(xilai, "unknown", "delivered") == 204


async def test_the_operator_reads_local_messages_newest_first(tmp_path: Path) -> None:
    async with town(tmp_path, operator_token=OPERATOR) as xilai:
        await xilai.http.post("/auth/code", json={"phone": "13800000001"})
        await xilai.worker.drain()
        xilai.pass_time(minutes=2)
        await xilai.http.post("/auth/code", json={"phone": "13800000002"})
        await xilai.worker.drain()
        answer = await xilai.http.get("/operator/messages.json", headers={"authorization": f"Bearer {OPERATOR}"})
        assert [one["phone"] for one in answer.json()] == ["13800000002", "13800000001"]
        assert all(one["segments"] >= 1 for one in answer.json())
        for headers in ({}, {"authorization": "Bearer guess"}):
            assert (await xilai.http.get("/operator/messages.json", headers=headers)).status_code == 401


async def test_the_operator_page_opens_with_the_password_only(tmp_path: Path) -> None:
    async with town(tmp_path, operator_token=OPERATOR) as xilai:
        door = await xilai.http.get("/operator/messages")
        assert door.status_code == 200 and "password" in door.text and OPERATOR not in door.text
        wrong = await xilai.http.post("/operator/messages", data={"token": "guess"})
        assert wrong.status_code == 422 and "口令不对" in wrong.text and "set-cookie" not in wrong.headers
        opened = await xilai.http.post("/operator/messages", data={"token": OPERATOR})
        assert opened.status_code == 303 and opened.headers["location"] == "/operator/messages"
        cookie = opened.headers["set-cookie"].lower()
        assert "httponly" in cookie and "samesite=strict" in cookie and OPERATOR not in cookie
        shown = await xilai.http.get("/operator/messages")
        assert "还没有短信" in shown.text and shown.headers["refresh"] == "5"
        assert "default-src 'none'" in shown.headers["content-security-policy"] and "<script" not in shown.text
        assert shown.headers["cache-control"] == "no-store"
        assert "refresh" not in (await xilai.http.get("/operator/messages?still=1")).headers
        xilai.http.cookies.clear()
        forged = await xilai.http.get("/operator/messages", headers={"cookie": "operator=guess"})
        assert forged.status_code == 401 and "还没有短信" not in forged.text


async def test_local_messages_are_not_kept_for_ever(tmp_path: Path) -> None:
    async with town(tmp_path, operator_token=OPERATOR) as xilai:
        await xilai.http.post("/auth/code", json={"phone": "13800000001"})
        await xilai.worker.drain()
        xilai.pass_time(days=8)
        await xilai.http.post("/auth/code", json={"phone": "13800000002"})
        await xilai.worker.drain()
        assert await xilai.core.store.fetch("SELECT phone FROM local_message") == [("13800000002",)]


async def test_what_people_wrote_is_shown_as_text(tmp_path: Path) -> None:
    async with town(tmp_path, operator_token=OPERATOR) as xilai:
        payload = {"phone": "13800000001", "text": "<script>alert(1)</script>", "reference": "r1"}
        await xilai.core.act(lambda work: work.enqueue("sms", payload))
        await xilai.worker.drain()
        await xilai.http.post("/operator/messages", data={"token": OPERATOR})
        shown = (await xilai.http.get("/operator/messages")).text
        assert "&lt;script&gt;" in shown and "<script" not in shown


async def test_a_password_lies_ready_when_none_is_set(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        kept = (tmp_path / "keys" / "operator.token").read_text()
        assert len(kept) >= 20
        answer = await xilai.http.get("/operator/messages.json", headers={"authorization": f"Bearer {kept}"})
        assert answer.status_code == 200


async def test_with_a_provider_there_is_no_operator_page(tmp_path: Path) -> None:
    async with notified_town(tmp_path) as (xilai, _, _phone):
        for path in ("/operator/messages", "/operator/messages.json"):
            assert (await xilai.http.get(path)).status_code == 404


async def test_a_code_past_its_time_is_not_sent(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        late = int(xilai.core.clock().timestamp()) - 1
        payload = {"phone": "13800000001", "text": "123456", "reference": "r1", "until": late}
        await xilai.core.act(lambda work: work.enqueue("sms", payload))
        await xilai.worker.drain()
        assert await xilai.core.store.fetch("SELECT reference FROM local_message") == []


async def test_what_was_sent_or_given_up_leaves_no_number_in_the_queue(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await xilai.http.post("/auth/code", json={"phone": "13800000001"})
        late = {"phone": "13800000002", "text": "123456", "reference": "r1", "until": 1}
        await xilai.core.act(lambda work: work.enqueue("sms", late))
        broken = {"phone": "13800000003", "reference": "r2"}
        await xilai.core.act(lambda work: work.enqueue("sms", broken))
        for _ in range(8):
            await xilai.worker.drain()
            xilai.pass_time(hours=1)
        kept = await xilai.core.store.fetch("SELECT state, payload FROM job WHERE queue = 'sms' ORDER BY id")
        assert kept == [("done", "{}"), ("done", "{}"), ("dead", "{}")]
