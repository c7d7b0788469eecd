"""What is said of a day's hours, in the language of whoever hears it: push, inbox and home say this one sentence.
`pwa/src/notices/words.ts` says the same; `vectors/news.json` holds both to it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from server.store.rows import Row

News = dict[str, Any]  # HoursNews of notices.json

CHINESE = "zh-CN"
WEEKDAYS = {
    "zh-CN": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "zh-TW": ("週一", "週二", "週三", "週四", "週五", "週六", "週日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

# In the order of the languages above.
SENTENCES: dict[str, tuple[str, str, str]] = {
    "market": ("{day}逢场，{hours} 开门", "{day}逢場，{hours} 開門", "{day}: market day, open {hours}"),
    "market_changed": (
        "{day}逢场，改为 {hours} 开门",
        "{day}逢場，改為 {hours} 開門",
        "{day}: market day, hours changed to {hours}",
    ),
    "market_closed": ("{day}逢场，但不开门", "{day}逢場，但不開門", "{day}: market day, but closed"),
    "changed": ("{day}改为 {hours} 开门", "{day}改為 {hours} 開門", "{day}: hours changed to {hours}"),
    "extended": ("{day}延时服务，{hours} 开门", "{day}延時服務，{hours} 開門", "{day}: longer hours, {hours}"),
    "open": ("{day}，{hours} 开门", "{day}，{hours} 開門", "{day}: open {hours}"),
    "closed": ("{day}不开门", "{day}不開門", "{day}: closed"),
    "correction": ("更正：{what}", "更正：{what}", "Correction: {what}"),
    "why": ("{name}。{note}", "{name}。{note}", "{name}. {note}"),
    "places": ("{n} 个地方的开门时间", "{n} 個地方的開門時間", "Hours of {n} places"),
    "of_place": ("{name}：{what}", "{name}：{what}", "{name}: {what}"),
}


def say(word: str, lang: str, **values: object) -> str:
    return SENTENCES[word][list(WEEKDAYS).index(lang)].format(**values)


def sentence(news: News, lang: str = CHINESE) -> str:
    topics, spans = news["topics"], news["open"]
    market = "market" in topics
    word = ("market_closed" if market else "closed") if not spans else "market_" * market + "changed"
    if spans and "changed" not in topics:
        word = "market" if market else "extended" if "extended" in topics else "open"
    said = say(word, lang, day=day_of(news["on"], lang), hours=hours_of(spans, lang))
    return say("correction", lang, what=said) if news.get("corrects") else said


def detail(news: News, lang: str = CHINESE) -> str:
    """Whose hours they are, and why they are not as usual."""
    note = news.get("note")
    return say("why", lang, name=news["name"], note=note) if note else str(news["name"])


def together(told: Sequence[News], lang: str = CHINESE) -> tuple[str, str]:
    """Title and body of one message about one day at all the places that a person follows."""
    if len(told) == 1:
        return sentence(told[0], lang), detail(told[0], lang)
    lines = [say("of_place", lang, name=news["name"], what=sentence(news, lang)) for news in told]
    return say("places", lang, n=len(told)), "\n".join(lines)


def day_of(on: str, lang: str) -> str:
    day = date.fromisoformat(on)
    weekday = WEEKDAYS[lang][day.weekday()]
    return f"{weekday}, {MONTHS[day.month - 1]} {day.day}" if lang == "en" else f"{day.month}月{day.day}日 {weekday}"


def hours_of(spans: Sequence[Row], lang: str) -> str:
    joined = ", " if lang == "en" else "、"
    return joined.join(f"{clock(span['from'])}–{clock(span['until'])}" for span in spans)


def clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02}"
