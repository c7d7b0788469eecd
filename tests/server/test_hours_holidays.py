"""A year's public holidays are taken in from a file, whole or not at all; a year without one is not guessed."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from server.guide.load.load import load
from server.guide.publish import publish
from server.guide.verify import verify
from server.hours import commands
from server.hours.engine import day
from server.hours.faults import Fault
from server.hours.holiday_files import FOLDER, read_notice
from server.hours.rows import load_calendar, load_hours
from server.piccolo_conf import DB
from server.settings import Settings
from server.setup.demo import TOWN as DEMO
from tests.server.guide_county import guide

Notice = dict[str, Any]


def of_2027() -> Notice:
    """Not the real one, which nobody knows yet: 2026's a year later, where that is possible."""
    notice: Notice = json.loads((FOLDER / "2026.json").read_text("utf-8"))
    for one in notice["days"]:
        one["date"] = one["date"].replace("2026", "2027")
    return notice | {"year": 2027}


def without(name: str) -> Callable[[Notice], None]:
    return lambda notice: notice.update(days=[one for one in notice["days"] if one["name"] != name])


def lost_day(notice: Notice) -> None:
    notice["days"] = [one for one in notice["days"] if one["date"] != "2027-02-17"]


WRONG: list[tuple[Callable[[Notice], Any], str]] = [
    (without("端午节"), "holidays_gap: The public holidays of 2027 are not complete; missing: 端午"),
    (lost_day, "holidays_gap: The public holidays of 2027 are not complete; missing: 春节 2027-02-17"),
    (lambda notice: notice.update(days=[]), "holidays_unpublished"),
    (lambda notice: notice.update(papers=[]), "holidays_invalid"),
    (lambda notice: notice["days"].append(notice["days"][3]), "stands twice"),
    (lambda notice: notice["days"][3].update(date="2028-02-17"), "2028-02-17 is no day of 2027"),
    (lambda notice: notice["days"][3].update(date="2027-02-30"), "holidays_invalid"),
    (lambda notice: notice["days"][3].pop("isOffDay"), "holidays_invalid"),
]


@pytest.mark.parametrize(("spoil", "said"), WRONG)
def test_a_file_with_gaps_or_faults_is_refused_and_says_what_is_wrong(
    spoil: Callable[[Notice], Any], said: str
) -> None:
    notice = of_2027()
    assert read_notice(json.dumps(notice).encode()).year == 2027
    spoil(notice)
    with pytest.raises(Fault) as refused:
        read_notice(json.dumps(notice).encode())
    assert said in str(refused.value)


@pytest.mark.parametrize("bytes_of", [b"", b"[]", b'{"year": 2027', "放假".encode("gbk"), b'{"year": "soon"}'])
def test_a_file_that_is_none_is_refused(bytes_of: bytes) -> None:
    with pytest.raises(Fault, match="holidays_invalid"):
        read_notice(bytes_of)


async def test_an_operator_takes_in_a_year_and_openings_follow(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with guide(tmp_path) as town:
        settings = Settings(data_dir=town.data)
        await load(DB, DEMO)
        assert await commands.publish(DB, settings) == 0
        good, bad = tmp_path / "2027.json", tmp_path / "2028.json"
        good.write_text(json.dumps(of_2027()), "utf-8")
        bad.write_text(json.dumps(of_2027() | {"year": 2028, "days": []}), "utf-8")
        assert await commands.holidays(DB, [good, bad], settings) == 1
        assert "Nothing was changed." in capsys.readouterr().err
        assert (await load_calendar(DB)).workday(date(2027, 10, 4)) is None

        assert await commands.holidays(DB, [good], settings) == 0
        assert "2027: 33 days off, 6 make-up workdays from https://" in capsys.readouterr().out
        hours, calendar = await load_hours(DB, "510131104")
        assert day(hours, calendar, date(2027, 10, 4)).openings == ()
        assert await verify(DB, town.data / "guide") == []
        assert await commands.holidays(DB, [good], settings) == 0
        said = capsys.readouterr().out
        assert "known already" in said and "Openings of 0 centres changed." in said
        assert (await publish(DB, town.data / "guide")).layers == []

        assert await commands.show(DB, "510131104", date(2027, 9, 30), 2) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("2027-09-30  Thu  9:00–17:00") and "[holiday 国庆节]" in lines[1]
        assert await commands.show(DB, "510131105", date(2027, 9, 30), 2) == 1
