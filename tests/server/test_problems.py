"""Whatever arrives, the answer is a code that stays the same, in the language asked for, and nothing has changed."""

import gzip
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
import zstandard

from server.problems import language
from server.schema.tables import ERRORS, PROTOCOL
from tests.server.town import mutation, town

SYNC = {"proto": PROTOCOL, "client": "c" * 22}


@pytest.mark.parametrize(
    ("accept", "spoken"),
    [
        ("", "zh-CN"),
        ("en-GB,en;q=0.9", "en"),
        ("zh-TW", "zh-TW"),
        ("zh-Hant-HK,zh", "zh-TW"),
        ("ug-CN,zh;q=0.8", "zh-CN"),
        ("*", "zh-CN"),
    ],
)
def test_the_first_language_that_we_speak(accept: str, spoken: str) -> None:
    assert language(accept) == spoken


def bodies() -> dict[str, tuple[bytes, str]]:
    deep = b"[" * 100_000 + b"]" * 100_000
    nested = b'{"id":"' + mutation("x", "x", 1)["id"].encode() + b'","lane":"x","seq":1,"name":"x","args":{"a":' + deep
    return {
        "nothing": (b"", "bad_json"),
        "half a message": (b'{"proto": 1', "bad_json"),
        "no UTF-8": (b'{"proto": 1, "client": "\xff"}', "bad_json"),
        "another type": (b"[]", "bad_request"),
        "a wrong type inside": (json.dumps(SYNC | {"cursors": {"me": "7"}}).encode(), "bad_request"),
        "a negative cursor": (json.dumps(SYNC | {"cursors": {"me": -1}}).encode(), "bad_request"),
        "a client id of the wrong length": (json.dumps(SYNC | {"client": "x"}).encode(), "bad_request"),
        "201 mutations": (
            json.dumps(SYNC | {"mutations": [mutation("x", "x", n) for n in range(1, 202)]}).encode(),
            "bad_request",
        ),
        "nested without end": (json.dumps(SYNC).encode()[:-1] + b',"mutations":[' + nested + b"}}]}", "bad_json"),
        "more than a megabyte": (json.dumps(SYNC | {"place": "5" * 1_000_001}).encode(), "too_large"),
        "a protocol of the past": (json.dumps(SYNC | {"proto": 0}).encode(), "client_too_old"),
    }


@pytest.mark.parametrize("name", bodies())
async def test_bad_sync_requests(tmp_path: Path, name: str) -> None:
    body, code = bodies()[name]
    async with town(tmp_path) as xilai:
        reply = await xilai.http.post("/sync", content=body, headers={"accept-language": "en"})
        assert reply.status_code == ERRORS[code]["status"]
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json()["code"] == code
        assert reply.json()["title"].split("{")[0][:12] in ERRORS[code]["en"]


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("br", lambda body: brotli.compress(body, quality=5)),
        ("zstd", zstandard.ZstdCompressor().compress),
    ],
)
async def test_a_packed_request_is_taken_and_a_bomb_is_not(
    tmp_path: Path, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    async with town(tmp_path) as xilai:
        packed = {"content-encoding": coding}
        body = pack(json.dumps(SYNC).encode())
        assert (await xilai.http.post("/sync", content=body, headers=packed)).status_code == 200
        bomb = await xilai.http.post("/sync", content=pack(b" " * 50_000_000), headers=packed)
        assert bomb.json()["code"] == "too_large"
        for torn in (b"\x1f\x8b junk", body[: len(body) // 2], b""):
            assert (await xilai.http.post("/sync", content=torn, headers=packed)).json()["code"] == "bad_json"
        other = await xilai.http.post("/sync", content=b"x", headers={"content-encoding": "compress"})
        assert other.json()["code"] == "bad_request"


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("GET", "/nowhere", None, "not_found"),
        ("GET", "/a/old-chunk.js", None, "not_found"),
        ("POST", "/health", None, "method_not_allowed"),
        ("GET", "/sync", None, "method_not_allowed"),
        ("GET", "/auth/code", None, "method_not_allowed"),
        ("POST", "/auth/code", "{", "bad_json"),
        ("POST", "/auth/code", "[" * 100_000, "bad_json"),
        ("POST", "/auth/code", "[]", "bad_request"),
        ("POST", "/auth/code", '{"phone": "12345"}', "phone_invalid"),
        ("POST", "/auth/code", '{"phone": 13800000001}', "bad_request"),
        ("POST", "/auth/session", '{"phone": "13800000001"}', "bad_request"),
        ("DELETE", "/auth/session", None, "session_missing"),
    ],
)
async def test_bad_requests_elsewhere(tmp_path: Path, method: str, path: str, body: str | None, code: str) -> None:
    async with town(tmp_path) as xilai:
        reply = await xilai.http.request(method, path, content=body, headers={"content-type": "application/json"})
        problem = reply.json()
        assert (reply.status_code, problem["code"]) == (ERRORS[code]["status"], code)
        assert reply.headers["content-type"] == "application/problem+json"
        assert problem["type"] == f"urn:ganchang:{code}"


async def test_a_fault_of_ours_says_so_without_a_trace(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:

        async def broken(*_: Any) -> Any:
            raise RuntimeError("secret words")

        xilai.core.store.fetch = broken  # type: ignore[method-assign]
        try:
            token = {"authorization": "Bearer x", "accept-language": "en"}
            for reply in (
                await xilai.http.post("/sync", json=SYNC | {"session": "x"}, headers=token),
                await xilai.http.get("/ready"),
            ):
                assert reply.status_code in (500, 503)
                assert reply.json()["code"] in ("server_error", "overloaded")
                assert "secret words" not in reply.text and "Traceback" not in reply.text
        finally:
            del xilai.core.store.fetch


@pytest.mark.parametrize(
    ("accepted", "packing"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip;q=1, br;q=0", "gzip"),
        ("br;q=0.000,gzip;q=0.0", None),
        ("BR; q=0.1", "br"),
        ("*", None),
        ("x-brown", None),
        ("", None),
    ],
)
async def test_a_long_answer_comes_packed_as_the_client_can_read_it(
    tmp_path: Path, accepted: str, packing: str | None
) -> None:
    asked = SYNC | {"mutations": [mutation("nobody.knows_this", f"lane-{number}", 1) for number in range(20)]}
    async with town(tmp_path) as xilai:
        answer = await xilai.http.post("/sync", json=asked, headers={"accept-encoding": accepted})
        assert answer.headers.get("content-encoding") == packing
        assert len(answer.json()["results"]) == 20


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        ({}, "bad_request", "/phone"),
        ([], "bad_request", None),
        ({"phone": "12345"}, "phone_invalid", "/phone"),
        ({"phone": 13800000001}, "bad_request", "/phone"),
    ],
)
async def test_a_body_that_does_not_fit_is_pointed_at(
    tmp_path: Path, body: object, code: str, field: str | None
) -> None:
    async with town(tmp_path) as xilai:
        for path in ("/auth/code", "/auth/session"):
            answer = await xilai.http.post(path, json=body)
            problem = answer.json()
            assert (problem["code"], answer.status_code) == (code, ERRORS[code]["status"]), path
            assert problem.get("field") == field and "data" not in answer.text
        phone = await xilai.sign_in("13800000001")
        nothing = await xilai.http.post("/blob", json={"size": 1}, headers=phone.headers)
        assert nothing.json()["field"] == "/sha256"
        assert (await xilai.http.post("/auth/code", json={"phone": "13800000009"})).content == b""
