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
from server.hours.holiday_files import FOLDER, read_notice, shipped
from server.hours.rows import load_calendar, load_hours
from server.piccolo_conf import DB
from server.settings import Settings
from server.setup.demo import TOWN as DEMO
from tests.server.guide_county import guide

Notice = dict[str, Any]
YEAR = shipped()[-1].year + 1


def of_next_year() -> Notice:
    """Not the real one, which nobody knows yet: the newest that is known, a year later."""
    notice: Notice = json.loads((FOLDER / f"{YEAR - 1}.json").read_text("utf-8"))
    for one in notice["days"]:
        one["date"] = one["date"].replace(str(YEAR - 1), str(YEAR))
    return notice | {"year": YEAR}


def without(name: str) -> Callable[[Notice], None]:
    return lambda notice: notice.update(days=[one for one in notice["days"] if one["name"] != name])


def lost_day(notice: Notice) -> None:
    """A weekday within Spring Festival."""
    festival = [one for one in notice["days"] if one["name"] == "春节" and one["isOffDay"]][1:-1]
    notice["days"].remove(next(one for one in festival if date.fromisoformat(one["date"]).isoweekday() < 6))


WRONG: list[tuple[Callable[[Notice], Any], str]] = [
    (without("端午节"), f"holidays_gap: The public holidays of {YEAR} are not complete; missing: 端午"),
    (lost_day, f"holidays_gap: The public holidays of {YEAR} are not complete; missing: 春节 {YEAR}-"),
    (lambda notice: notice.update(days=[]), "holidays_unpublished"),
    (lambda notice: notice.update(papers=[]), "holidays_invalid"),
    (lambda notice: notice["days"].append(notice["days"][3]), "stands twice"),
    (lambda notice: notice["days"][3].update(date=f"{YEAR + 1}-02-17"), f"{YEAR + 1}-02-17 is no day of {YEAR}"),
    (lambda notice: notice["days"][3].update(date=f"{YEAR}-02-30"), "holidays_invalid"),
    (lambda notice: notice["days"][3].pop("isOffDay"), "holidays_invalid"),
]


@pytest.mark.parametrize(("spoil", "said"), WRONG)
def test_a_file_with_gaps_or_faults_is_refused_and_says_what_is_wrong(
    spoil: Callable[[Notice], Any], said: str
) -> None:
    notice = of_next_year()
    assert read_notice(json.dumps(notice).encode()).year == YEAR
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
        good, bad = tmp_path / "good.json", tmp_path / "bad.json"
        good.write_text(json.dumps(of_next_year()), "utf-8")
        bad.write_text(json.dumps(of_next_year() | {"days": []}), "utf-8")
        assert await commands.holidays(DB, [good, bad], settings) == 1
        assert "Nothing was changed." in capsys.readouterr().err
        assert (await load_calendar(DB)).workday(date(YEAR, 10, 4)) is None

        assert await commands.holidays(DB, [good], settings) == 0
        assert f"{YEAR}: " in capsys.readouterr().out
        hours, calendar = await load_hours(DB, "510131104")
        assert day(hours, calendar, date(YEAR, 10, 4)).openings == ()
        assert await verify(DB, town.data / "guide") == []
        assert await commands.holidays(DB, [good], settings) == 0
        said = capsys.readouterr().out
        assert "known already" in said and "Openings of 0 centres changed." in said
        assert (await publish(DB, town.data / "guide")).layers == []

        assert await commands.show(DB, "510131104", date(YEAR, 10, 4), 2) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith(f"{YEAR}-10-04  ") and "closed  [holiday 国庆节]" in lines[0] and len(lines) == 2
        assert await commands.show(DB, "510131105", date(YEAR, 10, 4), 2) == 1
