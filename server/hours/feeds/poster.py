"""The poster (O17): one sheet of A4 for the village wall, with the hours in large type, market days and a QR."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from server.hours.dated import month_after
from server.hours.engine import Day, Opening
from server.hours.feeds.html import document, escape, qr, style
from server.hours.feeds.outlook import DAY, Outlook, staffed
from server.hours.feeds.page import stamp
from server.hours.feeds.say import Speech
from server.hours.model import Rule

STYLE = style("poster.css")
MONTHS = 3
MOST = 10  # lines of days that are not as usual: there is one sheet
UNUSUAL = ("holiday", "makeup", "exception")


def poster(of: Outlook, t: Speech, address: str) -> str:
    name, code = of.centre["name"], of.centre["code"]
    where, phone = escape(of.centre.get("address", "")), escape(of.centre.get("phone", ""))
    days = of.days(of.today, (month_after(of.today, MONTHS) - of.today).days)
    printed = t("{at} 印。临时变动以网上为准。", at=stamp(of.now, t))
    rules = "".join(f"<tr><th scope=row>{head}</th><td>{times}</td></tr>" for head, times in lines(of, t))
    call = f"<p>{t('电话')} <b>{phone}</b></p>" if phone else ""
    return document(
        t.language,
        t("{name}开门时间海报", name=name),
        "<meta name=robots content=noindex>",
        STYLE,
        f'<nav>{t("用浏览器的打印功能印成 A4。")} <a href="/h/{code}">{t("返回")}</a></nav>'
        f"<main><h1>{escape(name)}</h1><section><h2>{t('开门时间')}</h2><table>{rules}</table></section>"
        f"{block(t('逢场又开门的日子'), markets(days, t))}{block(t('和平时不一样的日子'), unusual(days, t))}"
        f"<footer><div><p>{where}</p>{call}<p>{t('扫一扫，看哪天开门、约时间')}</p><p class=fine>{escape(address)}</p>"
        f"<p class=fine>{printed}</p></div>{qr(address)}</footer></main>",
    )


def block(title: str, rows: list[str]) -> str:
    return f"<section class=days><h2>{title}</h2>{''.join(f'<p>{row}</p>' for row in rows)}</section>" if rows else ""


def lines(of: Outlook, t: Speech) -> Iterator[tuple[str, str]]:
    """The rules that hold, and those that will within the poster's months; morning and afternoon on one line."""
    last = month_after(of.today, MONTHS)
    alike: dict[str, list[Opening]] = defaultdict(list)
    for rule in of.hours.rules:
        if (rule.until and rule.until < of.today) or (rule.start and rule.start >= last):
            continue
        alike[when(rule, of.today, t)].append(Opening(rule.opens, rule.closes))
    for days, openings in alike.items():
        yield days, t.times(openings)


def when(rule: Rule, today: date, t: Speech) -> str:
    days = t.rule_days(rule)
    if rule.kind == "self_service":
        days = t("{days}，自助区", days=days)
    notes = [t("{day}起", day=t.date(rule.start))] if rule.start and rule.start > today else []
    notes += [t("到{day}为止", day=t.date(rule.until))] if rule.until else []
    notes += [t("只办延时服务的事项")] if rule.items and rule.kind != "self_service" else []
    notes += [rule.note] if rule.note else []
    return escape(days) + "".join(f"<small>{escape(note)}</small>" for note in notes)


def markets(days: list[Day], t: Speech) -> list[str]:
    """By month: 12月 1、3、5日. For a market day on which it is closed nobody need come."""
    open_then = [one.on for one in days if one.market and staffed(one)]
    rows = []
    for (_, month), group in groupby(open_then, key=lambda on: (on.year, on.month)):
        numbers = t.listed(str(on.day) for on in group)
        rows.append(f"<b>{t('{month}月', month=month, name=t.month(month))}</b> {t('{days}日', days=numbers)}")
    return rows


def unusual(days: list[Day], t: Speech) -> list[str]:
    """Holidays, make-up workdays and changes; days that follow and are alike are one line."""
    said: list[tuple[date, date, str, str]] = []
    for one in days:
        if not any(code in UNUSUAL for code, _ in one.why):
            continue
        # Market days change daily and stand above.
        why = t.listed(t.reasons_of([pair for pair in one.why if pair[0] in UNUSUAL]))
        hours = t.hours(one)
        if said and said[-1][1] + DAY == one.on and said[-1][2:] == (hours, why):
            said[-1] = said[-1][0], one.on, hours, why
        else:
            said.append((one.on, one.on, hours, why))
    rows = []
    for first, last, hours, why in said[:MOST]:
        dates = t.date(first) if first == last else t("{a}至{b}", a=t.date(first), b=t.date(last))
        rows.append(f"{dates}　{hours}　{escape(why)}")
    unpublished = {pair for one in days for pair in one.why if pair[0] == "unpublished"}
    return rows + t.reasons_of(sorted(unpublished))
