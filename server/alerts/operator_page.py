"""The operator page in HTML: no script, nothing from elsewhere, our colours."""

import hashlib
from base64 import b64encode
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

STYLE = """
:root{color-scheme:light;--paper:#f5f4ee;--card:#fff;--ink:#17211d;--ink2:#3f4b45;--hair:#d3d8d0;--edge:#66716a;
--tile:#22342d;--tea:#0a563e;--on-tea:#fff;--stop:#991b1b;--halo:#ffc42e}
@media(prefers-color-scheme:dark){:root{color-scheme:dark;--paper:#0f1513;--card:#18211d;--ink:#eef2ec;--ink2:#bcc8c0;
--hair:#35423b;--edge:#8b988f;--tile:#1f2f28;--tea:#86d3b0;--on-tea:#06251a;--stop:#ffa79c}}
*{box-sizing:border-box;margin:0}
html{font:112.5%/1.6 system-ui,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif}
body{background:var(--paper);color:var(--ink);overflow-wrap:anywhere}
header{padding:12px 16px;background:var(--tile);color:#fff}
h1{font-size:1.45rem;line-height:1.35}
main{max-width:40rem;margin:0 auto;padding-bottom:24px}
p,form{padding:16px}
ol{padding:0;list-style:none;background:var(--card);border:solid var(--hair);border-width:1px 0}
li{padding:12px 16px}li+li{border-top:1px solid var(--hair)}
.sub{font-size:.89rem;color:var(--ink2);font-variant-numeric:tabular-nums}
.text{white-space:pre-wrap}
label{display:block;font-weight:700}
input{width:100%;min-height:3rem;margin:8px 0 16px;padding:.3em .6em;border:2px solid var(--edge);border-radius:6px;
background:var(--card);color:inherit;font:inherit}
button,.btn{display:inline-flex;align-items:center;min-height:3rem;padding:.35em 1em;border:2px solid var(--tea);
border-radius:8px;background:var(--tea);color:var(--on-tea);font:inherit;font-weight:700;text-decoration:none}
.btn{background:var(--card);color:var(--tea)}
.msg{padding:0 0 12px;color:var(--stop);font-weight:700}
:focus-visible{outline:3px solid var(--ink);outline-offset:2px;box-shadow:0 0 0 8px var(--halo)}
"""
STYLE_HASH = b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
SHANGHAI = ZoneInfo("Asia/Shanghai")


def page(title: str, inside: str) -> str:
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head>"
        f"<body><header><h1>{title}</h1></header><main>{inside}</main></body></html>"
    )


def door(*, wrong: bool) -> str:
    """The token goes in the body of a POST: an address would end up in logs and histories."""
    message = '<p class="msg" id="why">口令不对，请照着启动时显示的再填一遍</p>' if wrong else ""
    tied = ' aria-invalid="true" aria-describedby="why"' if wrong else ""
    return page(
        "镇上发出的短信",
        f'<form method="post" action="/operator/messages"><label for="token">值守口令</label>{message}'
        f'<input id="token" name="token" type="password" autocomplete="current-password" required{tied}>'
        "<button>看短信</button></form>",
    )


def messages(rows: list[dict[str, Any]], *, still: bool) -> str:
    switch = ("/operator/messages", "自动更新") if still else ("/operator/messages?still=1", "停住不动")
    listed = "".join(map(line, rows))
    shown = f"<ol>{listed}</ol>" if rows else "<p>还没有短信。</p>"
    hint = "这里代替短信平台：没有接运营商时，短信都留在这里，不会真的发出去。"
    return page("镇上发出的短信", f'<p>{hint}</p>{shown}<p><a class="btn" href="{switch[0]}">{switch[1]}</a></p>')


def line(row: dict[str, Any]) -> str:
    at = datetime.fromtimestamp(row["at"], SHANGHAI)
    when = f"{at.month}月{at.day}日 {at:%H:%M:%S}"
    return (
        f'<li><div class="sub">{when} 发给 {escape(row["phone"])}，{row["segments"]} 条</div>'
        f'<div class="text">{escape(row["text"])}</div></li>'
    )
