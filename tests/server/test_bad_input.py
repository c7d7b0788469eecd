"""Bad input at every door: an error with a stable code in the user's language, nothing changed, nothing lost."""

import gzip
import json
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.piccolo_conf import APP_REGISTRY
from server.schema.tables import ERRORS, PROTOCOL
from server.store.rows import shape
from tests.server.counter import PHOTO, PROFILE, RELATIVE, RESIDENT, Hand, draft, hand, open_counter
from tests.server.town import Town, mutation, new_id, town

JSON = {"content-type": "application/json"}
GZIP = {**JSON, "content-encoding": "gzip"}
CLIENT = "c" * 22
SYNC = {"proto": PROTOCOL, "client": CLIENT}
CODE = {"phone": RESIDENT}
SESSION = {"phone": RESIDENT, "code": "000000", "client": CLIENT}
BLOB = {"sha256": "ab" * 32, "size": 10, "type": "image/jpeg", "application": "0" * 8 + "-0000-7000-8000-" + "0" * 12}


@dataclass
class Bad:
    """One request that cannot be meant, and the codes that may answer it."""

    method: str
    path: str
    codes: str
    content: bytes | str | AsyncIterator[bytes] | None = None
    headers: dict[str, Any] = field(default_factory=lambda: dict(JSON))


async def chunked(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 100_000):
        yield b" " * 100_000


def written(body: Any) -> str:
    return json.dumps(body, ensure_ascii=False)


def json_doors() -> dict[str, Bad]:
    """The same nonsense at every door that reads JSON."""
    found: dict[str, Bad] = {}
    doors: dict[str, dict[str, Any]] = {"/sync": SYNC, "/auth/code": CODE, "/auth/session": SESSION, "/blob": BLOB}
    for path, whole in doors.items():
        first = next(iter(whole))
        text = written(whole)
        nonsense: dict[str, tuple[str, str | bytes]] = {
            "nothing": ("bad_json bad_request", ""),
            "half": ("bad_json", text[:-1]),
            "two": ("bad_json", text + text),
            "no UTF-8": ("bad_json bad_request", b'{"' + first.encode() + b'": "\xff"}'),
            "UTF-16": ("bad_json", text.encode("utf-16")),
            "a list": ("bad_request", "[]"),
            "null": ("bad_request", "null"),
            "a number": ("bad_request", "7"),
            "no field": ("bad_request", "{}"),
            "a wrong type": ("bad_request", written(whole | {first: {"a": []}})),
            "a number without end": ("bad_json bad_request", f'{{"{first}": 1{"0" * 5000}}}'),
            "infinity": ("bad_json bad_request", f'{{"{first}": 1e999}}'),
            "not a number": ("bad_json", f'{{"{first}": NaN}}'),
            "half a letter": ("bad_json bad_request", f'{{"{first}": "\\ud800"}}'),
            "a NUL": ("bad_request phone_invalid", f'{{"{first}": "\\u0000"}}'),
            "nested without end": ("bad_json", '{"x":' + "[" * 30_000 + "]" * 30_000 + "}"),
            "nested objects": ("bad_json", '{"x":' + '{"a":' * 15_000 + "1" + "}" * 15_001),
            "three megabytes": ("too_large", " " * 3_000_000),
        }
        for what, (codes, content) in nonsense.items():
            found[f"POST {path}: {what}"] = Bad("POST", path, codes, content)
        found[f"POST {path}: megabytes in chunks"] = Bad("POST", path, "too_large", chunked(30_000_000))
    return found


def other_doors() -> dict[str, Bad]:
    bomb = gzip.compress(b" " * 30_000_000)
    line_feed = written(CODE | {"phone": RESIDENT + "\n"})
    return {
        "a gzip bomb": Bad("POST", "/sync", "too_large", bomb, GZIP),
        "a gzip bomb in a gzip": Bad("POST", "/sync", "bad_json too_large", gzip.compress(bomb), GZIP),
        "gzip cut off": Bad("POST", "/sync", "bad_json", gzip.compress(written(SYNC).encode())[:-12], GZIP),
        "gzip that is none": Bad("POST", "/sync", "bad_json", zlib.compress(b"{}"), GZIP),
        "a packing of another world": Bad("POST", "/sync", "bad_request", b"x", {"content-encoding": "zip"}),
        "a client of the future": Bad("POST", "/sync", "bad_request", written(SYNC | {"proto": 2**70})),
        "a client of the past": Bad("POST", "/sync", "client_too_old", written(SYNC | {"proto": -1})),
        "a cursor beyond all numbers": Bad("POST", "/sync", "bad_request", written(SYNC | {"cursors": {"me": 2**63}})),
        "a line feed behind the phone": Bad("POST", "/auth/code", "phone_invalid", line_feed),
        "a phone in wide digits": Bad("POST", "/auth/code", "phone_invalid", written({"phone": "１３８" + "0" * 8})),
        "a form instead of JSON": Bad("POST", "/auth/code", "bad_json", b"phone=1", {"content-type": "text/plain"}),
        "a code with a letter": Bad("POST", "/auth/session", "bad_request", written(SESSION | {"code": "00000O"})),
        "signing out as nobody": Bad("DELETE", "/auth/session", "session_missing"),
        "a receipt of SMS from nobody": Bad("POST", "/sms/receipt", "session_missing", "{}"),
        "messages without the password": Bad("GET", "/operator/messages.json", "session_missing"),
        "a place that is none": Bad("GET", "/g/99/manifest", "place_unknown"),
        "a place with a path in it": Bad("GET", "/g/..%2f..%2fetc/manifest", "not_found place_unknown"),
        "a pack with a path in it": Bad("GET", "/g/p/..%2f..%2fkeys%2fguide.pem", "not_found"),
        "a pack with a NUL in it": Bad("GET", "/g/p/%00", "not_found"),
        "a file with a path in it": Bad("GET", "/a/..%2f..%2f..%2fpyproject.toml", "not_found"),
        "the database as a page": Bad("GET", "/a/%2e%2e/%2e%2e/data/ganchang.sqlite", "not_found"),
        "a code that is none": Bad("GET", "/track/%F0%9F%98%80", "not_found"),
        "a code with SQL in it": Bad("GET", "/track/'%20OR%201=1--", "not_found"),
        "a code without end": Bad("GET", "/track/" + "0" * 5000, "not_found"),
        "a QR of nothing": Bad("GET", "/track/x/qr.svg", "not_found"),
        "an address of nobody": Bad("GET", "/nowhere", "not_found"),
        "a page of a socket": Bad("GET", "/live", "method_not_allowed not_found bad_request"),
    }  # fmt: skip


def wrong_methods() -> dict[str, Bad]:
    doors = {
        "/sync": "GET PUT DELETE PATCH", "/auth/code": "GET PUT DELETE", "/auth/session": "GET PUT PATCH",
        "/blob": "GET PUT DELETE", "/g/places": "POST PUT DELETE", "/g/key": "POST", "/push/key": "POST PUT",
        "/health": "POST", "/ready": "DELETE", "/track/AAAAAAAAAA": "POST DELETE", "/operator/messages": "PUT DELETE",
        "/sms/receipt": "GET",
    }  # fmt: skip
    return {
        f"{method} {path}": Bad(method, path, "method_not_allowed")
        for path, methods in doors.items()
        for method in methods.split()
    }


async def everything(xilai: Town) -> dict[str, list[Any]]:
    """The whole database, to see that nothing changed."""
    read = xilai.core.store.fetch
    apps = APP_REGISTRY.app_configs.values()
    names = sorted(shape(table).name for app in apps for table in app.table_classes)
    return {name: await read(f'SELECT * FROM "{name}" ORDER BY 1') for name in names}


def is_problem(reply: httpx.Response, codes: str, language: str = "en", name: str = "") -> None:
    assert reply.headers["content-type"] == "application/problem+json", (name, reply.text)
    problem = reply.json()
    assert problem["code"] in codes.split(), (name, problem)
    assert problem["status"] == reply.status_code == ERRORS[problem["code"]]["status"]
    assert problem["type"] == f"urn:ganchang:{problem['code']}"
    assert problem["title"].startswith(ERRORS[problem["code"]][language].split("{")[0])
    assert "Traceback" not in reply.text and ".py" not in reply.text and "litestar" not in reply.text.lower()


@pytest.mark.parametrize("doors", [json_doors, other_doors])
async def test_what_cannot_be_meant_is_refused_with_its_code(tmp_path: Path, doors: Callable[[], Any]) -> None:
    async with town(tmp_path) as xilai:
        who = (await xilai.sign_in(RELATIVE)).headers
        before = await everything(xilai)
        for name, bad in doors().items():
            headers = {**bad.headers, **(who if bad.path == "/blob" else {}), "accept-language": "en"}
            reply = await xilai.http.request(bad.method, bad.path, content=bad.content, headers=headers)
            is_problem(reply, bad.codes, name=name)
        assert await everything(xilai) == before


async def test_methods_that_are_not_offered_name_those_that_are(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        before = await everything(xilai)
        for name, bad in wrong_methods().items():
            reply = await xilai.http.request(bad.method, bad.path, headers={"accept-language": "zh-TW"})
            is_problem(reply, bad.codes, "zh-TW", name)
            assert reply.headers["allow"] and bad.method not in reply.headers["allow"].split(", "), name
        assert await everything(xilai) == before


ODD_LANGUAGES = ["", "*", "xx", "zh", "zh-Hant-TW", "en;q=0", ",,;;==", "é", "en" * 5000, "zh_TW", "-", "q=1;en"]


async def test_an_odd_language_is_answered_in_one_that_we_speak(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        for accept, path in product(ODD_LANGUAGES, ("/sync", "/auth/code", "/blob")):
            headers = {"accept-language": accept.encode("utf-8"), **JSON}
            reply = await xilai.http.post(path, content="{", headers=headers)  # type: ignore[arg-type]
            assert reply.json()["title"] in {
                ERRORS[code][spoken] for code in ("bad_json", "session_missing") for spoken in ("zh-CN", "zh-TW", "en")
            }


TOKENS = ["x", "é", "x" * 5000, " ", "a b", "' OR 1=1 --", "%00"]


async def test_a_token_of_nobody_opens_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await xilai.sign_in(RESIDENT)
        before = await everything(xilai)
        for token in TOKENS:
            headers = {"authorization": b"Bearer " + token.encode(), "accept-language": b"en"}
            for method, path in (("POST", "/blob"), ("GET", "/blob/x"), ("HEAD", "/blob/x"), ("PATCH", "/blob/x")):
                body = written(BLOB) if method == "POST" else None
                reply = await xilai.http.request(method, path, content=body, headers=headers)  # type: ignore[arg-type]
                assert reply.status_code == 401
                if method != "HEAD":
                    is_problem(reply, "session_missing session_expired", name=token)
            change = mutation("accounts.set_profile", "accounts", 1, **PROFILE)
            answer = (await xilai.http.post("/sync", json=SYNC | {"session": token[:64], "mutations": [change]})).json()
            assert answer["error"] == "session_expired" and answer["results"][0]["status"] == "waiting"
        assert await everything(xilai) == before


async def test_an_expired_or_foreign_token_keeps_the_work_for_later(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        save = yang.make("applications.save", **draft())
        thief = Hand(xilai.device())
        thief.device.session = yang.device.session
        before = await everything(xilai)
        stolen = await thief.device.sync(save)
        assert stolen["error"] == "session_of_other_device" and not stolen["rows"]
        assert stolen["results"] == [{"id": save["id"], "status": "waiting", "code": "session_of_other_device"}]
        xilai.pass_time(days=181)
        late = await yang.device.sync(save)
        assert late["error"] == "session_expired" and late["results"][0]["status"] == "waiting"
        assert await everything(xilai) == before
        again = await hand(xilai, RESIDENT, yang.device)
        again.seqs = yang.seqs
        assert (await again.send(save))[0]["status"] == "accepted"


@pytest.mark.parametrize("years", [-2, 2])
async def test_a_device_clock_years_off_is_written_down_and_decides_nothing(tmp_path: Path, years: int) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        form = draft(materials={"sfz": [{"blob": PHOTO, "size": 9, "type": "image/jpeg"}]})
        now = int(xilai.core.clock().timestamp())
        sent = yang.make("applications.submit", **form) | {"made_at": now + years * 365 * 86400}
        assert (await yang.send(sent))[0]["status"] == "accepted"
        assert abs(yang.case(form["id"])["submitted_at"] - now) < 60
        assert f"-{xilai.core.clock():%y}" in yang.case(form["id"])["receipt"]


async def test_the_same_id_with_other_content_changes_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        save = yang.make("applications.save", **draft())
        assert (await yang.send(save))[0]["status"] == "accepted"
        before = await everything(xilai)
        for other in (
            save | {"args": save["args"] | {"answers": {"unit": "别的"}}},
            save | {"seq": 2},
            save | {"lane": "accounts"},
            save | {"name": "applications.discard"},
            save | {"name": "applications.submit"},
        ):
            assert (await yang.send(other))[0] == {"id": save["id"], "status": "rejected", "code": "replay_differs"}
        assert (await yang.send(save | {"name": "applications.sing"}))[0]["code"] == "unknown_mutation"
        assert (await yang.send(save))[0]["status"] == "accepted"
        assert await everything(xilai) == before


def sfz(blob: str, size: int) -> dict[str, Any]:
    return {"materials": {"sfz": [{"blob": blob, "size": size}]}}


HUGE = 2**53
INSIDE = {"endpoint": "https://10.0.0.1/", "p256dh": "A" * 87, "auth": "A" * 22}
ARGS: dict[str, tuple[str, dict[str, Any]]] = {
    "no id": ("applications.save", {"item": "x", "form": "x", "place": "510131104"}),
    "an id that is a list": ("applications.discard", {"id": []}),
    "a version beyond the database": ("applications.submit", {**draft(), "item_version": 2**63}),
    "a version beyond all parsers": ("applications.submit", {**draft(), "item_version": HUGE}),
    "a round beyond all parsers": ("applications.mend", {"id": "i", "round": -HUGE, "answers": {}, "materials": {}}),
    "a base beyond all parsers": ("applications.claim", {"id": "i", "base": HUGE}),
    "a place with a line feed": ("applications.save", {**draft(), "place": "510131104\n"}),
    "a photo whose name is a path": ("applications.save", {**draft(), **sfz("../x", 1)}),
    "a photo of no size": ("applications.save", {**draft(), **sfz(PHOTO, 0)}),
    "a name of one letter": ("accounts.set_profile", {**PROFILE, "name": "杨"}),
    "a name without end": ("accounts.set_profile", {**PROFILE, "name": "杨" * 51}),
    "a name of spaces": ("accounts.set_profile", {**PROFILE, "name": "   "}),
    "an ID number in full-width digits": ("accounts.set_profile", {**PROFILE, "id_number": "５１０１３１" + "0" * 12}),
    "an ID number that does not check out": ("accounts.set_profile", {**PROFILE, "id_number": "510131194903150018"}),
    "a push address inside the house": ("alerts.subscribe", INSIDE),
    "a report about nothing": ("guide.report_error", {"id": "i", "item": "nothing", "text": "不对"}),
}  # fmt: skip


async def test_arguments_that_break_a_rule_are_rejected_once_and_the_next_mutation_works(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        for what, (name, args) in ARGS.items():
            yang = await hand(xilai, RESIDENT, profile=PROFILE)
            xilai.pass_time(minutes=20)  # so that the next device may sign in
            await breaks_a_rule(xilai, yang, what, name, args)


async def breaks_a_rule(xilai: Town, yang: Hand, what: str, name: str, args: dict[str, Any]) -> None:
    args = {"id": new_id(), **args} if name.startswith("applications.") and what != "no id" else args
    args = args | ({"id": new_id()} if args.get("id") == "i" else {})
    before = await everything(xilai)
    lane = args["id"] if isinstance(args.get("id"), str) and name[0:3] == "app" else name.split(".")[0]
    seq = 2 if lane == "accounts" else 1
    bad = mutation(name, lane, seq, **args)
    result = (await yang.device.sync(bad))["results"][0]
    assert result["status"] == "rejected", (what, result)
    known = ("args_invalid", "lane_invalid", "id_number_invalid", "endpoint_forbidden", "item_unknown", "forbidden")
    assert result["code"] in known, (what, result)
    assert (await yang.device.sync(bad))["results"][0] == result
    after = await everything(xilai)
    assert {name for name in after if after[name] != before[name]} <= {"ledger", "lane"}
    assert (await yang.do("save", **draft()))["status"] == "accepted"


async def test_nobody_has_more_than_a_hundred_applications_open(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        results = await yang.send(*(yang.make("applications.save", **draft()) for _ in range(101)))
        assert [result["status"] for result in results] == ["accepted"] * 100 + ["rejected"]
        assert results[100]["code"] == "too_many_open" and results[100]["detail"] == {"limit": 100}
        ids = [key for entity, key in yang.seen if entity == "application"]
        await yang.send(*(yang.make("applications.discard", id=id) for id in ids[:50]))
        assert (await yang.do("save", **draft()))["code"] == "too_many_open", "making and deleting in turn has an end"
        assert (await yang.do("save", **draft(ids[60], answers={"unit": "兰州军区"})))["status"] == "accepted"
        xilai.pass_time(days=2)
        assert (await yang.do("save", **draft()))["status"] == "accepted"
