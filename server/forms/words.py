"""What a form says about a broken keyword: the author's `x-messages`, or the table of shared_schema/forms.md."""

from collections.abc import Mapping
from typing import Any

AGAIN = "{title}：请再看一遍"
SENTENCES = {
    "const": "请勾选",
    "enum": "请选一项",
    "minLength": "至少 {limit} 个字",
    "maxLength": "最多 {limit} 个字",
    "minimum": "不能小于 {limit}",
    "maximum": "不能大于 {limit}",
    "exclusiveMinimum": "要大于 {limit}",
    "exclusiveMaximum": "要小于 {limit}",
}
FORMATS = {
    "date": "没有这一天",
    "id-number-cn": "身份证号对不上，请照着身份证再看一遍",
    "mobile-cn": "手机号应是 11 位，以 1 开头",
    "bank-card": "卡号对不上，请照着卡再看一遍",
}
CHOICES = {"radio", "select", "checkbox"}


def sentence(question: Mapping[str, Any], field: str, keyword: str) -> str:
    text = str(question.get("x-messages", {}).get(keyword) or default(question, keyword))
    limit = question.get(keyword)
    shown = int(limit) if isinstance(limit, float) and limit.is_integer() else limit
    return text.replace("{title}", str(question.get("title", field))).replace("{limit}", str(shown))


def default(question: Mapping[str, Any], keyword: str) -> str:
    if keyword == "required":
        choice = question.get("x-widget") in CHOICES or "enum" in question
        return "还没选：{title}" if choice else "还没填：{title}"
    if keyword == "type":
        return "请填数字" if question.get("type") in ("number", "integer") else AGAIN
    if keyword == "format":
        return FORMATS.get(str(question.get("format")), AGAIN)
    return SENTENCES.get(keyword, AGAIN)
