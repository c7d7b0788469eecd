"""The words of the plain page and the poster. The Chinese sentence is the key, as in the app."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import date as Date
from functools import cache
from pathlib import Path

from server.hours.engine import Day, Opening
from server.hours.feeds.outlook import spans, staffed
from server.hours.model import ANY_MARKET, Rule, Why
from server.notices import words

CHINESE = words.CHINESE
REASONS = {
    "holiday": "{detail}放假",
    "makeup": "{detail}调休，这天上班",
    "unpublished": "还没有公布 {detail} 年的放假安排，可能会变",
    "market": "逢场",
    "no_market": "只在逢场时开门，这天不逢场",
}
RULE_DAYS = {"workdays": "工作日", "daily": "每天", "holidays": "法定节假日"}


class Speech:
    """One language: sentences with `{name}` filled in, days and hours as people say them."""

    def __init__(self, language: str) -> None:
        file = Path(__file__).parent / "text" / f"{language}.json"
        self.language = language
        self._sentences: dict[str, str] = json.loads(file.read_text("utf-8")) if file.exists() else {}

    def __call__(self, sentence: str, /, **values: object) -> str:
        text = self._sentences.get(sentence, sentence)
        return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), text)

    def date(self, on: Date) -> str:
        """11月23日 周一"""
        return words.day_of(on.isoformat(), self.language)

    def day(self, on: Date, today: Date) -> str:
        near = {0: "今天 {on}", 1: "明天 {on}"}.get((on - today).days)
        return self(near, on=self.date(on)) if near else self.date(on)

    def month(self, number: int) -> str:
        return words.MONTHS[number - 1]

    def weekday(self, number: int) -> str:
        return words.WEEKDAYS[self.language][number - 1]

    def listed(self, parts: Iterable[str]) -> str:
        return (", " if self.language == "en" else "、").join(parts)

    def times(self, openings: Iterable[Opening]) -> str:
        """9:00–12:00、14:00–17:00"""
        found = spans(openings)
        if found == [(0, 1440)]:
            return self("24 小时")
        return words.hours_of([{"from": start, "until": end} for start, end in found], self.language)

    def hours(self, one: Day) -> str:
        return self.times(staffed(one)) or self("不开门")

    def reasons(self, one: Day) -> list[str]:
        """Why it is so; the office's own words as they are."""
        said, with_people = self.reasons_of(one.why), staffed(one)
        if with_people and all(opening.items for opening in with_people):
            said.append(self("只办延时服务的事项"))
        return list(dict.fromkeys([*said, *(opening.note for opening in with_people if opening.note)]))

    def because(self, one: Day) -> str:
        return self("，").join(self.reasons(one))

    def reasons_of(self, why: Iterable[Why]) -> list[str]:
        said = (self(REASONS[code], detail=detail) if code in REASONS else detail for code, detail in why)
        return [one for one in said if one]

    def rule_days(self, rule: Rule) -> str:
        """周日逢场"""
        days = self(RULE_DAYS[rule.days]) if isinstance(rule.days, str) else self.weekdays(rule.days)
        if rule.market == ANY_MARKET:
            return self("{days}逢场", days=days)
        return self("{days}逢{name}", days=days, name=rule.market) if rule.market else days

    def weekdays(self, days: Iterable[int]) -> str:
        """1, 2, 3, 4, 6 → 周一至周四、周六"""
        runs: list[list[int]] = []
        for one in sorted(set(days)):
            if runs and one == runs[-1][-1] + 1:
                runs[-1].append(one)
            else:
                runs.append([one])
        return self.listed(self._run([self.weekday(one) for one in run]) for run in runs)

    def _run(self, names: list[str]) -> str:
        return self("{a}至{b}", a=names[0], b=names[-1]) if len(names) > 2 else self.listed(names)


@cache
def speech(language: str) -> Speech:
    return Speech(language)
