"""What a person is told of a bus: the line, the stop and the times, as of when and until when. Pure."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from server.transit.watch_rules import Bus, Watch, Word, leaves

LANGUAGES = ("zh-CN", "zh-TW", "en")

# In the order of the languages above.
SENTENCES: dict[str, tuple[str, str, str]] = {
    "bus": ("{line}往{to}", "{line}往{to}", "{line} to {to}"),
    "leave": ("{leave} 前出门：{bus}", "{leave} 前出門：{bus}", "Leave by {leave}: {bus}"),
    "comes": (
        "{when} 到{stop}，{away}{how}。{leave} 后作废",
        "{when} 到{stop}，{away}{how}。{leave} 後作廢",
        "At {stop} {when}, {away}{how}. Void after {leave}",
    ),
    "away": ("还有 {n} 站，", "還有 {n} 站，", "{n} stops away, "),
    "live": ("{at} 的实时消息", "{at} 的即時消息", "live as of {at}"),
    "scheduled": ("按时刻表（{at}）", "按時刻表（{at}）", "by the timetable only (as of {at})"),
    "rough": (
        "约每 {n} 分钟一班，时间只是大概（{at}）",
        "約每 {n} 分鐘一班，時間只是大概（{at}）",
        "about every {n} minutes, nobody knows the minute (as of {at})",
    ),
    "cancelled": ("{when} 停开：{bus}", "{when} 停開：{bus}", "{when} cancelled: {bus}"),
    "skipped": ("{when} 不停这一站：{bus}", "{when} 不停這一站：{bus}", "{when} does not stop: {bus}"),
    "gone": (
        "{stop}，{at} 的消息，{until} 后作废。{next}",
        "{stop}，{at} 的消息，{until} 後作廢。{next}",
        "{stop}, as of {at}, void after {until}. {next}",
    ),
    "next": (
        "下一班 {when}，{how}，{leave} 前出门",
        "下一班 {when}，{how}，{leave} 前出門",
        "Next: {when}, {how}; leave by {leave}",
    ),
    "none": ("后面两小时没有车", "後面兩小時沒有車", "None within two hours"),
}

# Of an alert without a title, by GTFS-Realtime's number.
EFFECTS: dict[int, tuple[str, str, str]] = {
    1: ("停运", "停駛", "No service"),
    2: ("班次减少", "班次減少", "Fewer buses"),
    3: ("晚点很多", "誤點很多", "Long delays"),
    4: ("改道", "改道", "Detour"),
    5: ("加开班次", "加開班次", "More buses"),
    6: ("班次有变", "班次有變", "Changed service"),
    9: ("站点挪了", "站點挪了", "Stop moved"),
}
NEWS = ("公交消息", "公車消息", "News of your bus")


def effect_words(effect: int, lang: str) -> str:
    return EFFECTS.get(effect, NEWS)[LANGUAGES.index(lang)]


def say(name: str, lang: str, **values: str) -> str:
    return SENTENCES[name][LANGUAGES.index(lang)].format(**values)


def clock(at: int, zone: ZoneInfo) -> str:
    """Seconds are dropped: who believes it is too early, never too late."""
    local = datetime.fromtimestamp(at, zone)
    return f"{local.hour}:{local.minute:02}"


def sentences(word: Word, stop: str, watch: Watch, zone: ZoneInfo, now: int) -> tuple[str, str]:
    """Title and body."""
    bus, lang = word.bus, watch["lang"]
    named = say("bus", lang, line=bus.name, to=bus.to)
    leave, when = clock(word.leave, zone), clock(bus.when, zone)
    if bus.state in ("live", "scheduled"):
        away = say("away", lang, n=str(bus.away)) if watch["stops"] and bus.away else ""
        body = say("comes", lang, when=when, stop=stop, away=away, how=how(bus, zone, now, lang), leave=leave)
        return say("leave", lang, leave=leave, bus=named), body
    after = say("none", lang)
    if word.after is not None:
        go = clock(leaves(watch["minutes"], word.after), zone)
        said = how(word.after, zone, now, lang)
        after = say("next", lang, when=clock(word.after.when, zone), how=said, leave=go)
    at = clock(bus.as_of or now, zone)
    body = say("gone", lang, stop=stop, at=at, until=clock(word.until, zone), next=after)
    return say(bus.state, lang, when=clock(bus.scheduled, zone), bus=named), body


def how(bus: Bus, zone: ZoneInfo, now: int, lang: str) -> str:
    live = bus.state == "live"
    if bus.every:
        return say("rough", lang, n=str(bus.every), at=clock(now, zone))
    return say("live" if live else "scheduled", lang, at=clock(bus.as_of if live else now, zone))
