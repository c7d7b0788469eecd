"""The receipt's QR: applicant, staff and stranger see three things; guessing codes leads nowhere."""

import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from server.applications.codes import CODE, new_code, read_code
from server.applications.scanned import MISSES, WINDOW, Misses
from tests.server.counter import (
    PROFILE,
    RELATIVE,
    RESIDENT,
    REVIEWER,
    Hand,
    hand,
    in_the_department,
    open_counter,
)
from tests.server.town import Town, town

PERSONAL = ["杨国福", "国福", PROFILE["id_number"], RESIDENT, "成都军区", "反光", PROFILE["place"]]


async def handed_over(xilai: Town) -> tuple[Hand, Hand, str, str]:
    yang, zhou, id = await in_the_department(xilai, note="反光，但看得清")
    return yang, zhou, id, yang.case(id)["code"]


async def test_a_stranger_sees_the_state_and_nothing_personal(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, _, id, code = await handed_over(xilai)
        stranger = await hand(xilai, RELATIVE, profile={**PROFILE, "name": "陈桂芳"})
        for headers in ({}, stranger.device.headers, {"authorization": "Bearer gone-long-ago"}):
            reply = await xilai.http.get(f"/track/{code}", headers=headers)
            assert reply.status_code == 200
            body = reply.json()
            assert set(body) == {"view", "state", "item_name", "centre", "updated_at"}
            assert (body["view"], body["state"]) == ("stranger", "in_department")
            assert body["centre"] == "西来镇便民服务中心"
            await yang.send()
            for secret in [*PERSONAL, id, yang.case(id)["receipt"], yang.device.person or "-", "周敏"]:
                assert secret not in reply.text
            assert reply.headers["cache-control"] == "no-store"


async def test_the_applicant_sees_the_handler_and_the_staff_the_applicant(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang, zhou, id, code = await handed_over(xilai)
        own = (await xilai.http.get(f"/track/{code}", headers=yang.device.headers)).json()
        await yang.send()
        assert own["view"] == "applicant" and own["application"] == yang.case(id)
        assert "applicant" not in own["application"]
        chen = await hand(xilai, REVIEWER)
        for member in (zhou, chen):
            work = (await xilai.http.get(f"/track/{code}", headers=member.device.headers)).json()
            assert work["view"] == "staff" and work["application"]["applicant"]["name"] == "杨国福"
        neighbour = await hand(xilai, "13900000005")
        seen = await xilai.http.get(f"/track/{code}", headers=neighbour.device.headers)
        assert seen.json()["view"] == "stranger"


async def test_a_code_read_out_with_spaces_small_letters_and_o_for_zero_is_found(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        *_, code = await handed_over(xilai)
        spoken = f"{code[:4]} {code[4:8]}-{code[8:]}".lower().replace("0", "o").replace("1", "l")
        assert (await xilai.http.get(f"/track/{spoken}")).json()["view"] == "stranger"


async def test_who_guesses_codes_is_made_to_wait_and_learns_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        *_, code = await handed_over(xilai)
        for _ in range(MISSES):
            miss = await xilai.http.get(f"/track/{new_code()}")
            assert (miss.status_code, miss.json()["code"]) == (404, "not_found")
        stopped = await xilai.http.get(f"/track/{code}")
        assert (stopped.status_code, stopped.json()["code"]) == (429, "rate_limited")
        assert 0 < int(stopped.headers["retry-after"]) <= WINDOW + 1


def test_misses_are_forgotten_after_the_window_and_for_each_address_apart() -> None:
    now = 0.0
    misses = Misses(lambda: now)
    for _ in range(MISSES):
        misses.add("10.0.0.1")
    assert misses.wait("10.0.0.1") > 0 and misses.wait("10.0.0.2") == 0
    now = WINDOW + 1.0
    assert misses.wait("10.0.0.1") == 0


async def test_the_qr_holds_the_address_with_the_code_and_no_digits_of_the_person(tmp_path: Path) -> None:
    async with town(tmp_path, public_url="https://xilai.example.cn") as xilai:
        yang, _, id, code = await handed_over(xilai)
        reply = await xilai.http.get(f"/track/{code}/qr.svg")
        assert reply.status_code == 200 and reply.headers["content-type"].startswith("image/svg+xml")
        [found] = zxingcpp.read_barcodes(drawn(reply.content))
        assert found.text == f"https://xilai.example.cn/c/{code}"
        await yang.send()
        for number in (PROFILE["id_number"], RESIDENT, yang.case(id)["receipt"], PROFILE["place"], id):
            assert not any(number[at : at + 5] in found.text for at in range(len(number) - 4))
        assert (await xilai.http.get("/track/short/qr.svg")).status_code == 404


async def test_a_code_that_is_none_is_not_found(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await open_counter(xilai)
        for text in ("x", "' OR 1=1 --", "%00", "U" * 10, "7" * 400):
            reply = await xilai.http.get(f"/track/{text}")
            assert reply.status_code == 404, text
            assert json.loads(reply.text)["code"] == "not_found"


def test_codes_are_ten_characters_of_fifty_random_bits() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000 and all(CODE.fullmatch(code) for code in codes)
    for place in range(10):
        assert len({code[place] for code in codes}) == 32
    assert read_code("7kq4-m2xd 9p") == "7KQ4M2XD9P" and read_code("7KQ4M2XD9U") is None


def drawn(svg: bytes) -> Image.Image:
    """The SVG's squares as pixels: qrcode writes one path of 1 × 1 mm squares."""
    root = ET.parse(io.BytesIO(svg)).getroot()
    size = int(float(root.attrib["viewBox"].split()[2]))
    path = next(node for node in root.iter() if node.tag.endswith("path")).attrib["d"]
    image = Image.new("L", (size * 8, size * 8), 255)
    pen = ImageDraw.Draw(image)
    for square in path.split("M")[1:]:
        x, y = (float(number) for number in square.split("H")[0].split(","))
        pen.rectangle((x * 8, y * 8, x * 8 + 7, y * 8 + 7), fill=0)
    return image


@pytest.mark.parametrize("method", ["post", "put", "delete"])
async def test_a_receipt_is_only_looked_at(tmp_path: Path, method: str) -> None:
    async with town(tmp_path) as xilai:
        reply = await getattr(xilai.http, method)(f"/track/{new_code()}")
        assert reply.status_code == 405
