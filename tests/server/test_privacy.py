"""Nobody learns from logs, addresses, push messages or a scanned code who applied for what."""

import asyncio
import hashlib
import io
import json
import secrets
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from server.settings import Settings
from tests.server.counter import ANSWERS, CLERK, PROFILE, RESIDENT, Hand, draft, open_counter
from tests.server.process import browser_of, running
from tests.server.push_services import decrypting_service
from tests.server.test_live import live, request, sign_in
from tests.server.town import Device, Town, town

BANK_CARD = "6222021234567890128"
OPERATOR = "operator-of-the-town"


def photo() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((300, 200), 80).save(out, "JPEG")
    return out.getvalue()


async def signed_in(http: httpx.AsyncClient, folder: Path, phone: str) -> Hand:
    device = Device(Town(None, http, Settings()))  # type: ignore[arg-type]
    device.session = await sign_in(http, folder, phone, device.client)
    return Hand(device)


async def upload(http: httpx.AsyncClient, hand: Hand, data: bytes, application: str) -> str:
    sha = hashlib.sha256(data).hexdigest()
    said = {"sha256": sha, "size": len(data), "type": "image/jpeg", "application": application}
    where = (await http.post("/blob", json=said, headers=hand.device.headers)).headers["location"]
    piece = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
    sent = await http.patch(where, content=data, headers=hand.device.headers | piece)
    assert sent.status_code == 204
    return sha


async def sent_codes(http: httpx.AsyncClient) -> list[str]:
    shown = await http.get("/operator/messages.json", headers={"authorization": f"Bearer {OPERATOR}"})
    return [line["text"].split("验证码 ")[1][:6] for line in shown.json() if "验证码 " in line["text"]]


def logged(folder: Path) -> list[str]:
    """What each line says, without its time: microseconds look like codes."""
    lines = []
    for line in (folder / "log").read_text("utf-8").splitlines():
        said = json.loads(line)
        said.pop("timestamp", None)
        said.pop("ms", None)
        lines.append(json.dumps(said, ensure_ascii=False))
    return lines


async def test_a_whole_application_leaves_no_personal_data_in_logs_push_or_tracking(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(decrypting_service())
        settings = {"LOG_LEVEL": "debug", "PUSH_LOOPBACK": "yes", "OPERATOR_TOKEN": OPERATOR}
        server = await stack.enter_async_context(running(tmp_path, **settings))
        http = await stack.enter_async_context(browser_of(server))
        yang, zhou = await signed_in(http, tmp_path, RESIDENT), await signed_in(http, tmp_path, CLERK)
        phone = await service.subscribe((await http.get("/push/key")).json()["key"])
        keys = {name: phone[name] for name in ("endpoint", "p256dh", "auth")}
        await yang.send(yang.make("accounts.set_profile", **PROFILE), yang.make("alerts.subscribe", **keys))

        form = draft(answers={**ANSWERS, "unit": f"成都军区 {BANK_CARD}"})
        data = photo()
        sha = await upload(http, yang, data, form["id"])
        form["materials"] = {"sfz": [{"blob": sha, "size": len(data), "type": "image/jpeg"}]}
        sent = await yang.must("submit", **form)
        await zhou.send()
        defects = [{"field": "unit", "reason": "看不清"}]
        await zhou.must("return", id=form["id"], round=1, defects=defects)
        await yang.send()
        await yang.must("mend", id=form["id"], round=1, answers={"unit": f"兰州军区 {BANK_CARD}"}, materials={})
        await zhou.send()
        await zhou.must("accept", id=form["id"])

        stranger = await http.get(f"/track/{sent['code']}")
        assert set(stranger.json()) == {"view", "state", "item_name", "centre", "updated_at"}
        await http.get(f"/track/{sent['code']}/qr.svg")
        shown = await http.get(f"/blob/{sha}", headers=zhou.device.headers)
        assert shown.status_code == 200

        # What goes wrong is written down too, and so must be as silent.
        await http.post("/auth/code", json={"phone": RESIDENT})
        await http.post("/auth/session", json={"phone": RESIDENT, "code": "000000", "client": "c" * 22})
        await http.post("/sync", content=json.dumps({"session": yang.device.session, "name": PROFILE["name"]}))
        await http.post("/sync", content=PROFILE["id_number"] + sent["code"])
        await http.get(f"/nowhere/{RESIDENT}?session={yang.device.session}")
        await http.get(f"/track/{sent['code']}x", headers=yang.device.headers)
        await http.put(f"/blob/{sha}", headers=yang.device.headers)
        async with live(server, yang.device.client, yang.device.session) as socket:
            await socket.send(json.dumps(request(yang.device.client, yang.device.session or "")))
            await socket.recv()
            await socket.send(f"{PROFILE['id_number']} {sent['code']}")
            await socket.recv()

        # A fault of ours: the stored photo is gone.
        for file in (tmp_path / "blobs" / "files").rglob("*"):
            if file.is_file():
                file.unlink()
        broken = await http.get(f"/blob/{sha}", headers=yang.device.headers)
        assert broken.status_code == 500 and broken.headers["content-type"] == "application/problem+json"
        assert "Traceback" not in broken.text and str(tmp_path) not in broken.text

        codes = await sent_codes(http)
        async with asyncio.timeout(30):
            while not (messages := await service.messages(phone)):
                await asyncio.sleep(0.1)
        assert await server.stop() == 0

    tokens = [str(yang.device.session), str(zhou.device.session)]
    secret = {
        "phones": [RESIDENT, CLERK], "name": [PROFILE["name"]], "ID number": [PROFILE["id_number"]],
        "bank card": [BANK_CARD], "sign-in codes": codes, "tokens": tokens, "receipt code": [sent["code"]],
        "operator's password": [OPERATOR], "push address": [phone["endpoint"], phone["auth"]],
    }  # fmt: skip
    assert len(codes) >= 2 and messages
    lines = logged(tmp_path)
    assert any("request_failed" in line for line in lines) and len(lines) > 20
    for what, words in secret.items():
        for word in words:
            assert not [line for line in lines if word in line], what
            if what != "operator's password":
                assert word not in stranger.text, what
    for message in messages:
        for what in ("phones", "name", "ID number", "bank card", "sign-in codes", "tokens", "receipt code"):
            assert not [word for word in secret[what] if word in message], what
        assert set(json.loads(message)) == {"web_push", "notification", "notice"}

    # Stolen, the database opens nobody's session.
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("ganchang.sqlite*"))
    assert stored and not [token for token in tokens if token.encode() in stored]


@pytest.mark.parametrize("path", ["/", "/mine/x", "/operator/messages"])
async def test_pages_run_nothing_that_is_not_ours(tmp_path: Path, path: str) -> None:
    async with town(tmp_path) as xilai:
        page = await xilai.http.get(path, headers={"accept": "text/html"})
        assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")
        policy = dict(part.strip().partition(" ")[::2] for part in page.headers["content-security-policy"].split(";"))
        assert "'unsafe-inline'" not in policy.get("script-src", policy["default-src"])
        assert "'unsafe-eval'" not in policy.get("script-src", policy["default-src"])
        assert policy["frame-ancestors"] == "'none'" and policy["base-uri"] == "'none'"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "no-referrer"


async def test_the_operator_page_opens_with_its_password_alone(tmp_path: Path) -> None:
    async with town(tmp_path, operator_token=OPERATOR) as xilai:
        await xilai.http.post("/auth/code", json={"phone": RESIDENT})
        await xilai.worker.drain()
        signed = await xilai.sign_in("13800000002")
        tries: list[dict[str, Any]] = [
            {},
            {"headers": {"cookie": "operator=1"}},
            {"headers": {"cookie": f"operator={OPERATOR}"}},
            {"headers": {"cookie": "operator=\xff".encode("latin-1").decode("latin-1").encode("latin-1")}},
            {"headers": signed.headers},
            {"params": {"token": OPERATOR}},
        ]
        for given in tries:
            for path in ("/operator/messages", "/operator/messages.json"):
                shown = await xilai.http.get(path, **given)
                assert RESIDENT not in shown.text and "验证码" not in shown.text, given
        for token in ("", "wrong", OPERATOR + "x", "\ud7ff", "x" * 100_000):
            refused = await xilai.http.post("/operator/messages", data={"token": token})
            assert refused.status_code in (413, 422) and "set-cookie" not in refused.headers
        opened = await xilai.http.post("/operator/messages", data={"token": OPERATOR})
        cookie = opened.headers["set-cookie"].lower()
        assert opened.status_code == 303
        assert "httponly" in cookie and "samesite=strict" in cookie and OPERATOR not in cookie
        assert RESIDENT in (await xilai.http.get("/operator/messages")).text


async def test_the_description_of_the_interface_fetches_nothing_from_elsewhere(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        for path in ("/openapi", "/openapi/swagger", "/openapi/scalar", "/openapi/redoc", "/openapi/openapi.json"):
            shown = await xilai.http.get(path, headers={"accept": "text/html"})
            assert "<script" not in shown.text, path


async def test_cached_answers_hold_nothing_personal(tmp_path: Path) -> None:
    """What a proxy on the way may keep is public; what is personal says that it must not be kept."""
    async with town(tmp_path) as xilai:
        yang = await xilai.sign_in(RESIDENT)
        public = await xilai.http.get("/g/places", headers=yang.headers)
        assert public.headers["cache-control"] == "no-cache" and RESIDENT not in public.text
        for reply in (
            await yang.post_sync(),
            await xilai.http.post("/blob", json={}, headers=yang.headers),
            await xilai.http.get("/track/" + secrets.token_hex(5), headers=yang.headers),
        ):
            assert "public" not in reply.headers.get("cache-control", "")
