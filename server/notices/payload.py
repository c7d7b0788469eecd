"""The push message of PROTOCOL.md section 7: the notice itself, so that a phone without a line shows it all."""

import hashlib
import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import quote

LIMIT = 1024
# RFC 8030: push services keep messages for 28 days at most.
LONGEST_TTL = 28 * 24 * 3600
FIELDS = (
    *("id", "at", "kind", "title", "body", "from", "application", "booking", "state", "until", "read_at"),
    *("place", "hours", "stop", "alert"),
)
THREAD = "."  # stands after the part of an id that notices share which replace one another
ITS_PAGE = {"application": "/mine/", "booking": "/book/", "stop": "/way/stop/", "place": "/when/"}
ABOUT = ("application", "booking", "place")  # what is told of one of these takes the place of what was told before
PAGES = {"ticket": "/ticket", "bus": "/way"}  # where a kind of notice leads
Row = Mapping[str, Any]


def notice_body(row: Row) -> dict[str, Any]:
    """The notice as its reader sees it (notices.json)."""
    named = {**row, "from": row.get("from_")}
    known = {name: named.get(name) for name in FIELDS}
    return {name: value for name, value in known.items() if value is not None and value != "" and value is not False}


def push_message(row: Row, *, origin: str = "", limit: int = LIMIT, tag: str = "", lang: str = "") -> bytes:
    """Cut the words until the JSON fits, never the JSON: first the body, and the title only if that is not enough.
    Notifications of one `tag` replace one another on the phone."""
    notice = notice_body(row) | {"body": row["body"]}
    more = {name: value for name, value in (("tag", tag), ("lang", lang)) if value}
    whole = encode(notice, origin, more)
    if len(whole) <= limit:
        return whole
    for name in ("body", "title"):
        text, fits = notice[name], 0
        low, high = 0, len(text)
        while low <= high:
            fits = (low + high) // 2
            if len(encode({**notice, name: cut(text, fits)}, origin, more)) <= limit:
                low = fits + 1
            else:
                high = fits - 1
        notice[name] = cut(text, max(high, 0))
    return encode(notice, origin, more)


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length].rstrip() + "…"


def encode(notice: dict[str, Any], origin: str, more: dict[str, str]) -> bytes:
    to = PAGES.get(notice["kind"], "/inbox")
    to = next((page + quote(notice[name], safe="") for name, page in ITS_PAGE.items() if name in notice), to)
    shown = {"title": notice["title"], "body": notice["body"], "navigate": origin + to, "tag": notice["id"]} | more
    message = {"web_push": 8030, "notification": shown, "notice": notice}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()


def topic(row: Row) -> str:
    """32 url-safe characters: at the push service a newer word about an application or a booking replaces one not yet
    fetched. Hashed, because the service must not learn whose it is."""
    about = f"ticket:{row['person']}" if row["kind"] == "ticket" else f"notice:{row['id'].partition(THREAD)[0]}"
    return topic_of(next((f"{name}:{row[name]}" for name in ABOUT if row.get(name)), about))


def tag_of(row: Row) -> str:
    """On the phone as at the push service: the one that replaces another takes its place."""
    thread, shared, _ = str(row["id"]).partition(THREAD)
    return thread if shared else ""


def topic_of(name: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(name.encode()).digest()[:24]).decode()


def urgency(kind: str, alert: bool = False) -> Literal["low", "normal", "high"]:
    if kind == "system" or alert:
        return "low"
    return "high" if kind in ("defects", "ticket", "bus") else "normal"


def ttl(row: Row, now: int) -> int:
    return max(0, min(row["until"] - now, LONGEST_TTL)) if row["until"] else LONGEST_TTL
