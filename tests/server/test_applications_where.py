"""Items that are handled across districts: at any of the places named, refused elsewhere with a pointer (A20, A21)."""

import json
from pathlib import Path
from typing import Any

from server.accounts import staff
from server.guide.tables import Centre, Item, Place
from server.sync.work import Work
from tests.server.counter import (
    BODY,
    FORM,
    MATERIALS,
    PROFILE,
    RESIDENT,
    TOWN,
    Hand,
    draft,
    hand,
    open_counter,
    photo_arrives,
)
from tests.server.test_window_numbers import taken_in
from tests.server.town import Town, town

DISTRICTS = {
    **{"440104": "越秀区", "440103": "荔湾区", "440105": "海珠区", "440106": "天河区", "440114": "花都区"},
    **{"440111": "白云区", "440112": "黄埔区", "440113": "番禺区", "440115": "南沙区", "440117": "从化区"},
    "440118": "增城区",
}
SIX = list(DISTRICTS)[:6]


def city(work: Work) -> None:
    for code, name in (DISTRICTS | {"4401": "广州市"}).items():
        work.put(Place, {"code": code, "level": "county", "layer": code, "name": name, "body": "{}"})
        work.put(Centre, {"code": code, "layer": code, "name": f"{name}政务服务中心", "place": code, "body": "{}"})
    for code, handled_at in (("house", SIX), ("company", ["4401"])):
        body = json.dumps({**BODY, "code": code, "name": code, "handled_at": handled_at})
        for layer in ("4401", TOWN):
            row = {"id": f"{layer}/{code}", "layer": layer, "code": code, "org": layer, "name": code, "pinyin": ""}
            work.put(Item, row | {"hash": "", "version": 1, "form": "tysb", "body": body})


async def opened(xilai: Town) -> Hand:
    await open_counter(xilai)
    await xilai.core.act(city)
    yang = await hand(xilai, RESIDENT, profile=PROFILE)
    await photo_arrives(xilai, yang.device.person or "")
    return yang


async def sent(yang: Hand, item: str, place: str) -> Any:
    whole = draft(item=item, place=place, materials=MATERIALS)
    result = await yang.do("submit", **whole)
    return result if result["status"] == "rejected" else yang.case(whole["id"])["receipt"][:6]


async def test_A20_property_is_taken_in_six_districts_and_elsewhere_one_is_told_where(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang = await opened(xilai)
        for district in SIX:
            assert await sent(yang, "house", f"{district}001") == district
        refused = await sent(yang, "house", "440113001")
        assert (refused["code"], refused["field"]) == ("handled_elsewhere", "/place")
        assert refused["detail"] == {"places": "越秀区、荔湾区、海珠区、天河区、花都区、白云区"}


async def test_A21_registering_a_company_is_taken_in_all_eleven_districts(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        yang = await opened(xilai)
        assert [await sent(yang, "company", f"{district}001") for district in DISTRICTS] == list(DISTRICTS)


async def test_A20_a_window_of_one_of_the_six_takes_in_whoever_comes(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await opened(xilai)
        duty: list[staff.StaffRow] = [
            {"phone": "13900000011", "name": "越秀的", "role": "clerk", "scope": "desk:440104", "window": "1 号窗口"},
            {"phone": "13900000012", "name": "番禺的", "role": "clerk", "scope": "desk:440113", "window": "1 号窗口"},
        ]
        await staff.load(xilai.core, duty, "4401")
        here, there = await hand(xilai, "13900000011"), await hand(xilai, "13900000012")
        [taken] = await here.send(taken_in(item="house", place=TOWN, form=FORM))
        assert taken["status"] == "accepted"
        [refused] = await there.send(taken_in(item="house", place=TOWN, form=FORM))
        assert (refused["code"], refused["detail"]["places"][:3]) == ("handled_elsewhere", "越秀区")
