"""Hours for people without the app: the plain page, the poster with its QR; one's own calendar at a secret address."""

import re
import secrets
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import icalendar
import zxingcpp
from PIL import Image, ImageDraw

from server.hours.model import HoursException
from server.hours.tables import CentreHours
from server.sync.work import Work
from tests.server.hours_town import SUNDAY, XILAI, change, text, xilai
from tests.server.town import Town

PHONE = "13800000001"


class Balanced(HTMLParser):
    """Every element that is opened is closed: browsers forgive, readers for the blind less so."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "br", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag != "path":
            assert self.open.pop() == tag


def words(page: str) -> str:
    reader = Balanced()
    reader.feed(page)
    assert reader.open == []
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S))


async def test_B23_the_plain_page_says_open_or_not_and_why_in_less_than_6_kB(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        page = await text(one, f"/h/{XILAI}")
        said = words(page)
        assert len(page.encode()) < 6000 and "<script" not in page
        assert "现在没开门" in said and "下次开门：明天 11月23日 周一，9:00–12:00、14:00–18:30（逢场）" in said
        assert "今天 11月22日 周日 不开门 只在逢场时开门，这天不逢场" in said
        assert "11月29日 周日 9:00–13:00 逢场" in said and "接下来的赶场日 11月23日 周一，" in said
        assert "028-00001040" in said and "11月22日 周日 11:00 的安排" in said
        for moment, head in (
            (SUNDAY + timedelta(hours=22), "现在开门，到 12:00"),  # Monday 9:00
            (
                datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
                "现在开门，到 18:30",
            ),  # 17:30: extended hours go on without a break
            (datetime(2026, 11, 23, 10, 30, tzinfo=UTC), "现在没开门"),
        ):
            one.set_clock(moment)
            assert head in words(await text(one, f"/h/{XILAI}")), moment
        one.set_clock(SUNDAY)
        await change(
            one,
            HoursException(id="1", start=date(2026, 11, 23), until=date(2026, 11, 23), openings=(), reason="<b>停电"),
        )
        changed = await text(one, f"/h/{XILAI}")
        assert "&lt;b&gt;停电，逢场" in changed and "下次开门：11月24日 周二" in words(changed)


async def test_the_page_speaks_the_reader_s_language_and_allows_nothing_but_its_own_style(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        english = words(await text(one, f"/h/{XILAI}", accept_language="en-GB"))
        assert "Closed now" in english and "Opens next: Tomorrow, Mon, November 23: 9:00–12:00, 14:00–18:30" in english
        assert not re.search("[开门逢场]", english.replace("西来镇便民服务中心", "").replace("正街, 1; 号", ""))
        assert "現在沒開門" in await text(one, f"/h/{XILAI}", accept_language="zh-TW")
        for path in (f"/h/{XILAI}", f"/h/{XILAI}/poster"):
            answer = await one.http.get(path)
            assert answer.headers["content-security-policy"].startswith("default-src 'none';style-src 'sha256-")
            assert answer.headers["content-type"] == "text/html; charset=utf-8"


def drawn(svg: str) -> Image.Image:
    """The QR as a camera sees it: squares of its one path, on white."""
    root = ElementTree.fromstring(svg)
    side = float(root.attrib["viewBox"].split()[2])
    scale = 8
    picture = Image.new("L", (int(side * scale), int(side * scale)), 255)
    pen = ImageDraw.Draw(picture)
    path = next(one for one in root.iter() if one.tag.endswith("path")).attrib["d"]
    for x, y in re.findall(r"M([\d.]+),([\d.]+)", path):
        pen.rectangle([float(x) * scale, float(y) * scale, (float(x) + 1) * scale - 1, (float(y) + 1) * scale - 1], 0)
    return picture


async def test_O17_the_poster_has_hours_market_days_and_a_QR_that_leads_to_the_page(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        page = await text(one, f"/h/{XILAI}/poster")
        said = words(page)
        for part in (
            "工作日 9:00–12:00、14:00–17:00",
            "周六 9:00–17:00",
            "周日逢场 9:00–13:00",
            "每天，自助区 24 小时",
            "028-00001040",
        ):
            assert part in said, part
        assert "12月 1、3、5、7、" in said and "12月9日 周三 不开门 停电" in said
        assert "还没有公布 2027 年的放假安排" in said
        december = re.search("12月 ([^日]+)日", said)
        assert december and "9" not in december[1].split("、")  # a market day on which it is closed
        [found] = zxingcpp.read_barcodes(drawn(page[page.index("<svg") : page.index("</svg>") + 6]))
        assert found.text == f"https://town.example.cn/h/{XILAI}"
        assert found.text in said and "@page{size:A4" in page


async def test_a_centre_that_told_no_hours_is_not_called_closed(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        await one.core.act(forget_hours)
        said = words(await text(one, f"/h/{XILAI}"))
        assert "开门时间请打电话问" in said and "028-00001040" in said and "不开门" not in said


def forget_hours(work: Work) -> None:
    work.delete(CentreHours, XILAI)


def show_booking(work: Work, person: str, **more: object) -> None:
    start = int(datetime(2026, 11, 25, 1, 20, tzinfo=UTC).timestamp())
    booking = {
        "id": "b1", "centre": XILAI, "kind": "window", "channel": "app", "state": "confirmed", "version": 2,
        "item_name": "最低生活保障", "start": start, "end": start + 1200, "window": "2 号窗口", "updated_at": start - 9,
    }  # fmt: skip
    work.show(f"person:{person}", "booking", "b1", booking | more)


async def test_L6_a_person_s_own_calendar_has_bookings_and_names_nobody_and_no_service(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        phone = await one.sign_in(PHONE)
        person = str(phone.person)
        await one.core.act(lambda work: show_booking(work, person))
        made = await one.http.post("/h/me", headers=phone.headers)
        path = made.json()["path"]
        assert made.status_code == 201 and re.fullmatch(r"/h/me/[\w-]{22}\.ics", path)

        first = await one.http.get(path)
        assert first.headers["cache-control"] == "private, no-cache"
        [event] = icalendar.Calendar.from_ical(first.text).walk("VEVENT")
        assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == ("booking-b1@ganchang", 2, "CONFIRMED")
        assert event.start == datetime(2026, 11, 25, 1, 20, tzinfo=UTC) and "2 号窗口" in event["DESCRIPTION"]
        for secret in ("最低生活保障", PHONE, person):
            assert secret not in first.text

        await one.core.act(lambda work: show_booking(work, person, state="cancelled", version=3))
        [event] = icalendar.Calendar.from_ical((await one.http.get(path)).text).walk("VEVENT")
        assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 3)
        await one.core.act(lambda work: show_booking(work, person, state="waitlisted", start=0, version=4))
        assert "VEVENT" not in (await one.http.get(path)).text


async def test_the_secret_address_belongs_to_one_person_and_ends_when_asked(tmp_path: Path) -> None:
    async with xilai(tmp_path) as one:
        assert (await one.http.post("/h/me")).status_code == 401
        phone, other = await one.sign_in(PHONE), await one.sign_in("13800000002")
        path = await new_address(one, phone.headers)
        assert await new_address(one, other.headers) != path
        assert (await one.http.get(path)).status_code == 200
        later = await new_address(one, phone.headers)
        assert [(await one.http.get(one_of)).status_code for one_of in (path, later)] == [404, 200]
        rows = await one.core.store.fetch("SELECT person, hash FROM feed_token")
        assert later.split("/")[-1].removesuffix(".ics") not in str(rows)  # kept as a hash alone
        assert (await one.http.delete("/h/me", headers=phone.headers)).status_code == 204
        assert (await one.http.get(later)).status_code == 404
        assert (await one.http.get(f"/h/me/{secrets.token_urlsafe(16)}.ics")).status_code == 404


async def new_address(one: Town, headers: dict[str, str]) -> str:
    return str((await one.http.post("/h/me", headers=headers)).json()["path"])
