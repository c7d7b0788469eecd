"""The plain page of a centre: open or not, the next two weeks, market days. No script, no sign-in, a few kilobytes."""

from __future__ import annotations

from datetime import datetime

from server.hours.clock import SHANGHAI, day_of
from server.hours.engine import Day
from server.hours.feeds.html import document, escape, style
from server.hours.feeds.outlook import Outlook, spans, staffed
from server.hours.feeds.say import Speech
from server.notices.words import clock

STYLE = style("page.css")
DAYS = 14
MARKETS = 6


def page(of: Outlook, t: Speech) -> str:
    name, code = of.centre["name"], of.centre["code"]
    head, then = state(of, t)
    about = escape(f"{name}: {head}. {then}", quote=True)
    links = f'<meta name=description content="{about}"><link rel=alternate type=text/calendar href="/h/{code}.ics">'
    return document(
        t.language,
        t("{name}什么时候开门", name=name),
        links,
        STYLE,
        f"<header>{escape(name)}</header><main><section><h1>{escape(head)}</h1>"
        f"{f'<p>{escape(then)}</p>' if then else ''}{where(of, t)}</section>"
        f"{weeks(of, t) + markets(of, t) if of.is_known else ''}"
        f'<footer><p class=acts><a href="/when/{code}">{t("看整月，约时间")}</a> '
        f'<a href="/h/{code}.ics">{t("存进手机日历")}</a> <a href="/h/{code}/poster">{t("打印海报")}</a></p>'
        f"<small>{t('这是 {at} 的安排，都按北京时间。', at=stamp(of.now, t))}</small></footer></main>",
    )


def state(of: Outlook, t: Speech) -> tuple[str, str]:
    """The one sentence someone came for, and what belongs to it."""
    if not of.is_known:
        return t("开门时间请打电话问"), of.centre.get("hours", "")
    now = of.open
    if now is not None:
        return t("现在开门，到 {until}", until=clock(until(of, now.until_minute))), "，".join(
            t.reasons(of.day(of.today))
        )
    coming = of.next
    if coming is None:
        return t("近期不开门，请打电话问"), ""
    on = of.day(day_of(coming[0]))
    said = t("{day}，{hours}", day=t.day(on.on, of.today), hours=t.hours(on))
    why = t.because(on)
    return t("现在没开门"), t("下次开门：{when}", when=said) + (t("（{why}）", why=why) if why else "")


def until(of: Outlook, minute: int) -> int:
    return next(end for start, end in spans(staffed(of.day(of.today))) if start < minute <= end)


def weeks(of: Outlook, t: Speech) -> str:
    rows = "".join(row(one, of, t) for one in of.days(of.today, DAYS))
    return (
        f"<h2 id=t>{t('接下来两周')}</h2><table aria-labelledby=t><thead><tr><th scope=col>{t('日子')}</th>"
        f"<th scope=col>{t('几点开门')}</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def row(one: Day, of: Outlook, t: Speech) -> str:
    why = t.because(one)
    note = f"<br><small>{escape(why)}</small>" if why else ""
    mark = " class=fair" if one.market else ""
    return f"<tr><th scope=row{mark}>{t.day(one.on, of.today)}</th><td><b>{t.hours(one)}</b>{note}</td></tr>"


def markets(of: Outlook, t: Speech) -> str:
    found = of.markets(MARKETS)
    if not found:
        return ""
    said = [t("{day}，{hours}", day=t.date(one.on), hours=t.hours(one)) for one in found]
    return f"<h2>{t('接下来的赶场日')}</h2><section>{'<br>'.join(said)}</section>"


def where(of: Outlook, t: Speech) -> str:
    address, phone = escape(of.centre.get("address", "")), escape(of.centre.get("phone", ""))
    said = f"<p><small>{address}</small></p>" if address else ""
    if not phone:
        return said
    return f'{said}<p class=acts><a href="tel:{phone}">{t("打电话问：{phone}", phone=phone)}</a></p>'


def stamp(at: datetime, t: Speech) -> str:
    local = at.astimezone(SHANGHAI)
    return f"{t.date(local.date())} {clock(local.hour * 60 + local.minute)}"
