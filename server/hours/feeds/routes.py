"""Hours over HTTP, for everybody and without the app: /h/<centre> and what lies below it. A change of hours shows
within half a minute, whatever caches are on the way."""

from __future__ import annotations

import hashlib
from typing import Any

import brotli
import msgspec
from litestar import Request, Response, delete, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from server.accounts.actor import Actor
from server.hours.dated import openings_row
from server.hours.feeds import hsds, osm, own
from server.hours.feeds.html import policy
from server.hours.feeds.ical import calendar
from server.hours.feeds.outlook import Outlook, outlook
from server.hours.feeds.page import STYLE, page
from server.hours.feeds.poster import STYLE as POSTER
from server.hours.feeds.poster import poster
from server.hours.feeds.say import CHINESE, Speech, speech
from server.hours.feeds.told import book_of
from server.problems import Problem, language
from server.sync.core import Core

Asked = Request[Any, Any, Any]
PUBLIC = "public, max-age=30"
OWN = "private, no-cache"
HTML, CALENDAR, TEXT, JSON = "text/html", "text/calendar", "text/plain", "application/json"
GUARDS = {"content-security-policy": policy([STYLE, POSTER]), "referrer-policy": "no-referrer"}
OSM_DAYS = 90  # a list of dates grows old: whoever takes it in should come again


def answer(request: Asked, text: str | bytes, media: str, cache: str = PUBLIC, **headers: str) -> Response[bytes]:
    data = text.encode() if isinstance(text, str) else text
    tag = f'"{hashlib.sha256(data).hexdigest()[:16]}"'
    kept = {"etag": tag, "cache-control": cache, "vary": "accept-encoding, accept-language", **headers}
    kept["x-content-type-options"] = "nosniff"
    if tag in request.headers.get("if-none-match", ""):
        return Response(b"", status_code=304, headers=kept)
    if "br" in request.headers.get("accept-encoding", ""):
        data, kept["content-encoding"] = brotli.compress(data, quality=5), "br"
    return Response(data, media_type=media, headers=kept)


def spoken(request: Asked) -> Speech:
    return speech(language(request.headers.get("accept-language", "")))


def address(request: Asked, core: Core, path: str) -> str:
    return f"{core.settings.public_url or str(request.base_url).rstrip('/')}{path}"


@get("/h/{name:str}", summary="When a centre is open: as a page for people, or with .ics as a calendar")
async def centre(name: FromPath[str], request: Asked, core: NamedDependency[Core]) -> Response[bytes]:
    code, dot, ending = name.partition(".")
    if dot and ending != "ics":
        raise Problem("not_found")
    of = await outlook(core, code)
    if not dot:
        return answer(request, page(of, spoken(request)), HTML, **GUARDS)
    t = speech(CHINESE)  # one language: each word that differs would be a change told to every calendar
    title = t("{name}开门时间", name=of.centre["name"])
    book = await book_of(core, of, t)
    return answer(request, calendar(title, book.items(), address(request, core, f"/h/{code}"), 6), CALENDAR)


@get("/h/{code:str}/poster", summary="The hours as a sheet of A4 to print", media_type=HTML)
async def sheet(code: FromPath[str], request: Asked, core: NamedDependency[Core]) -> Response[bytes]:
    of = await outlook(core, code)
    return answer(request, poster(of, spoken(request), address(request, core, f"/h/{code}")), HTML, **GUARDS)


@get("/h/{code:str}/openings.json", summary="A centre and its days, as the guide of its own place carries them")
async def days(code: FromPath[str], request: Asked, core: NamedDependency[Core]) -> Response[bytes]:
    of = await outlook(core, code)
    said = {"centre": of.centre, "openings": openings_row(of.hours, of.calendar, of.today), "at": whole(of)}
    return answer(request, msgspec.json.encode(said), JSON)


def whole(of: Outlook) -> int:
    """By the minute, so that the answer is the same for as long."""
    return int(of.now.timestamp()) // 60 * 60


@get("/h/{code:str}/hsds.json", summary="The centre as an HSDS 3 location with schedules for 180 days")
async def location(code: FromPath[str], request: Asked, core: NamedDependency[Core]) -> Response[bytes]:
    of = await outlook(core, code)
    found = hsds.location(of.centre, of.days(of.today, hsds.DAYS), address(request, core, f"/h/{code}"))
    return answer(request, msgspec.json.encode(found), JSON)


@get("/h/{code:str}/osm.txt", summary="OpenStreetMap tags; opening_hours as dates of the next 90 days", media_type=TEXT)
async def tags(code: FromPath[str], request: Asked, core: NamedDependency[Core]) -> Response[bytes]:
    of = await outlook(core, code)
    return answer(request, osm.tags(of.centre, of.days(of.today, OSM_DAYS)), TEXT)


@get("/h/centres", summary="All centres that tell when they are open")
async def centres(request: Asked, core: NamedDependency[Core]) -> Response[bytes]:
    sql = 'SELECT c.code, c.name FROM "centre" c JOIN "centre_hours" h ON h.centre = c.code ORDER BY c.code'
    found = await core.store.fetch(sql)
    return answer(request, msgspec.json.encode({"code": [c for c, _ in found], "name": [n for _, n in found]}), JSON)


@get("/h/me/{name:str}", summary="A person's own calendar, at the secret address of POST /h/me", media_type=CALENDAR)
async def mine(name: FromPath[str], request: Asked, core: NamedDependency[Core]) -> Response[bytes]:
    person = await own.person_of(core, name.removesuffix(".ics"))
    if person is None:
        raise Problem("not_found")
    t = speech(CHINESE)
    events = await own.told_to(core, person, t)
    text = calendar(t("我在镇上的预约"), events.items(), address(request, core, "/mine"), 1)
    return answer(request, text, CALENDAR, OWN)


@post("/h/me", status_code=201, summary="A new secret address of one's own calendar; the one before ends")
async def make(actor: NamedDependency[Actor], core: NamedDependency[Core]) -> dict[str, str]:
    token = own.new_address()
    await core.act(lambda work: own.keep(work, str(actor.person), token))
    return {"path": f"/h/me/{token}.ics"}


@delete("/h/me", status_code=204, summary="Ends the address of one's own calendar")
async def end(actor: NamedDependency[Actor], core: NamedDependency[Core]) -> None:
    await core.act(lambda work: own.withdraw(work, str(actor.person)))


routes: list[HTTPRouteHandler] = [centre, sheet, days, location, tags, centres, mine, make, end]
