"""Of which bus one is told, and when: by the minute, without a server."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.transit.watch_rules import LATER, TIGHT, Bus, Told, Word, ahead, is_over, opens, words
from server.transit.watch_words import sentences

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 23)  # a Monday


def at(hour: int, minute: int, second: int = 0) -> int:
    return int(datetime(2026, 11, 23, hour, minute, second, tzinfo=ZONE).timestamp())


EIGHT = Bus("eight", "made:r1", "1", "桥头", at(8, 0), at(8, 0), "scheduled", 0, DAY, 480)
NINE = Bus("nine", "made:r1", "1", "桥头", at(9, 0), at(9, 0), "scheduled", 0, DAY, 540)
WISH: dict[str, Any] = {
    "line": "", "to_": "", "minutes": 10, "once": "", "weekdays": "12345", "from_": 420, "before": 600,
    "stops": 0, "lang": "zh-CN",
}  # fmt: skip
LEAVE = at(7, 50)


def hear(told: dict[str, Told], word: Word, now: int) -> None:
    old = told.get(word.bus.key)
    times = 1 + (old.times if old else 0)
    told[word.bus.key] = Told(word.bus.key, word.bus.state, word.bus.when, word.leave, now, times, "")


def test_one_is_told_once_some_minutes_before_one_must_leave() -> None:
    told: dict[str, Told] = {}
    heard = []
    for now in range(at(6, 0), at(10, 0), 10):
        for word in words(WISH, told, [EIGHT, NINE], now):
            hear(told, word, now)
            heard.append((now, word.bus.key, word.until))
    assert heard == [
        (LEAVE - ahead(10), "eight", LEAVE),
        (at(8, 50) - ahead(10), "nine", at(8, 50)),
    ]


def test_what_would_come_too_late_is_not_told_and_the_next_bus_is() -> None:
    assert not words(WISH, {}, [EIGHT, NINE], LEAVE - TIGHT)
    assert words(WISH, {}, [EIGHT, NINE], LEAVE - TIGHT - 1)
    assert [word.bus.key for word in words(WISH, {}, [EIGHT, NINE], at(8, 47))] == ["nine"]
    sooner = replace(EIGHT, when=at(7, 52), state="live")
    assert not words(WISH, {}, [sooner], at(7, 43)), "it comes before one could be there"


def test_a_delay_that_grows_is_told_until_one_has_left() -> None:
    told: dict[str, Told] = {}
    begin = LEAVE - ahead(10)
    hear(told, words(WISH, told, [EIGHT], begin)[0], begin)
    little = replace(EIGHT, when=EIGHT.when + LATER - 1, state="live")
    assert not words(WISH, told, [little], begin + 30)
    late = replace(EIGHT, when=at(8, 20), state="live")
    [word] = words(WISH, told, [late], begin + 30)
    assert (word.leave, word.until) == (at(8, 9), at(8, 9)), "it may make up for some of it"
    assert not words(WISH, told, [late], LEAVE), "on one's way one is not sent back"
    hear(told, word, begin + 30)
    assert not words(WISH, told, [late], LEAVE)
    again = at(8, 9) - ahead(10)
    assert words(WISH, told, [late], again), "told long ago: now it is time"
    hear(told, words(WISH, told, [late], again)[0], again)
    assert not words(WISH, told, [late], again + 10)
    assert not words(WISH, told, [EIGHT], begin + 60), "silence of the feed is no news"


def test_a_bus_that_wavers_does_not_ring_for_ever() -> None:
    told: dict[str, Told] = {}
    rings = 0
    for n, now in enumerate(range(LEAVE - ahead(10), LEAVE, 10)):
        for word in words(WISH, told, [replace(EIGHT, when=EIGHT.when + n % 2 * 300, state="live")], now):
            hear(told, word, now)
            rings += 1
    assert rings <= 7


def test_a_cancelled_bus_is_told_once_with_the_next_one_and_so_is_its_return() -> None:
    gone = replace(EIGHT, state="cancelled")
    begin = LEAVE - ahead(10)
    assert not words(WISH, {}, [gone, NINE], begin - 1)
    [first] = words(WISH, {}, [gone, NINE], begin)
    assert first.after == NINE and first.until == LEAVE
    assert not words(WISH, {}, [gone, NINE], LEAVE)

    told = {"eight": Told("eight", "scheduled", EIGHT.when, LEAVE, begin, 1, "")}
    [later] = words(WISH, told, [gone, NINE], at(7, 55))
    assert later.until == EIGHT.when, "also on one's way"
    hear(told, later, at(7, 55))
    assert not words(WISH, told, [gone, NINE], at(7, 56))
    told = {"eight": Told("eight", "cancelled", EIGHT.when, LEAVE, begin, 1, "")}
    assert words(WISH, told, [EIGHT], begin + 60)
    assert not words(WISH, told, [replace(gone, state="skipped")], begin + 60)


def test_only_what_was_asked_for() -> None:
    begin = LEAVE - ahead(10)
    for other in ({"line": "made:r2"}, {"to_": "山口"}, {"from_": 481}, {"before": 480}, {"weekdays": "67"}):
        assert not words(WISH | other, {}, [EIGHT], begin), other
    late = replace(EIGHT, when=at(10, 30), state="live")
    assert words(WISH, {}, [late], at(10, 20) - ahead(10)), "it is still the bus of eight"


def test_it_is_looked_at_only_when_its_time_comes_and_once_ends() -> None:
    for now in range(at(0, 0), at(0, 0) + 14 * 86400, 1777):
        begins = opens(WISH, ZONE, now)
        assert begins is not None
        day = datetime.fromtimestamp(max(begins + 86400, now), ZONE)
        assert begins <= now or datetime.fromtimestamp(begins, ZONE).isoweekday() <= 5, day
    assert (opens(WISH, ZONE, at(0, 0)) or 0) == at(7, 0) - 600 - ahead(10) - 600
    saturday = datetime(2026, 11, 28, 12, tzinfo=UTC)
    monday = opens(WISH, ZONE, int(saturday.timestamp()))
    assert monday and datetime.fromtimestamp(monday, ZONE).date() == DAY + timedelta(days=7)
    once = WISH | {"weekdays": "", "once": "2026-11-23"}
    assert opens(once, ZONE, at(11, 29)) is not None and opens(once, ZONE, at(11, 30)) is None
    one = Told("eight", "scheduled", at(8, 0), LEAVE, 0, 1, "")
    assert is_over(once, [one], at(8, 0)) and not is_over(once, [one], at(7, 59)) and not is_over(WISH, [one], at(9, 0))
    one.state = "cancelled"
    assert not is_over(once, [one], at(9, 0))


def test_the_words_say_when_to_leave_by_what_and_until_when() -> None:
    word = Word(replace(EIGHT, when=at(8, 5, 59), state="live", as_of=at(7, 45)), at(7, 55, 59), at(7, 55, 59))
    said = sentences(word, "山口", WISH, ZONE, at(7, 46))
    assert said == ("7:55 前出门：1往桥头", "8:05 到山口，7:45 的实时消息。7:55 后作废")
    plain = Word(EIGHT, LEAVE, LEAVE)
    assert "按时刻表" in sentences(plain, "山口", WISH, ZONE, at(7, 46))[1]
    rough = Word(replace(EIGHT, every=40), LEAVE, LEAVE)
    assert "约每 40 分钟一班，时间只是大概（7:46）" in sentences(rough, "山口", WISH, ZONE, at(7, 46))[1]
    gone = Word(replace(EIGHT, state="cancelled", as_of=at(7, 45)), LEAVE, LEAVE, NINE)
    title, body = sentences(gone, "山口", WISH, ZONE, at(7, 46))
    assert title == "8:00 停开：1往桥头" and "下一班 9:00，按时刻表（7:46），8:50 前出门" in body
    assert (
        "None within two hours"
        in sentences(replace(gone, after=None), "山口", WISH | {"lang": "en"}, ZONE, at(7, 46))[1]
    )
    for lang in ("zh-CN", "zh-TW", "en"):
        assert all(sentences(one, "山口", WISH | {"lang": lang}, ZONE, at(7, 46)) for one in (word, plain, gone))


def test_who_asked_so_is_told_already_when_the_bus_is_some_stops_away_and_no_later_than_by_minutes() -> None:
    wish = WISH | {"stops": 3}
    live = replace(EIGHT, state="live", as_of=at(7, 25), away=4)
    told: dict[str, Told] = {}
    assert words(wish, told, [live], at(7, 25)) == []
    near = replace(live, away=3)
    [word] = words(wish, told, [near], at(7, 30))
    assert (word.leave, word.until) == (LEAVE, LEAVE) and words(WISH, told, [near], at(7, 30)) == []
    assert sentences(word, "山口", wish, ZONE, at(7, 30))[1].startswith("8:00 到山口，还有 3 站，7:25 的实时消息")
    hear(told, word, at(7, 30))
    assert [words(wish, told, [replace(live, away=n)], now) for n, now in ((3, at(7, 31)), (2, at(7, 47)))] == [[], []]
    assert words(wish, {}, [EIGHT], LEAVE - ahead(10)), "nothing live is known: by minutes"
    assert words(wish, {}, [near], LEAVE) == [], "never late"
    early, late = (opens(one, ZONE, at(6, 0)) for one in (wish, WISH))
    assert early is not None and late is not None and early == late - 3 * 300
