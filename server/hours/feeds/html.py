"""What the plain page and the poster have in common: escaping, a strict policy, a QR drawn into the page."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from hashlib import sha256
from html import escape
from pathlib import Path

from server.applications.scanned import svg

__all__ = ["document", "escape", "policy", "qr", "style"]


def style(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8").replace("\n", "")


def document(language: str, title: str, head: str, style: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset=utf-8>'
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title>{head}<style>{style}</style></head><body>{body}</body></html>"
    )


def policy(styles: Iterable[str]) -> str:
    """Nothing but the page's own style."""
    prints = " ".join(f"'sha256-{base64.b64encode(sha256(one.encode()).digest()).decode()}'" for one in styles)
    return f"default-src 'none';style-src {prints};base-uri 'none';form-action 'none';frame-ancestors 'none'"


def qr(address: str) -> str:
    drawn = svg(address).decode()
    return drawn[drawn.index("<svg") :]
