"""The push message carries the notice itself and is never longer than 1 KB."""

import json
import re
from typing import Any

from server.notices.payload import LIMIT, push_message, topic, ttl

ROW: dict[str, Any] = {
    "id": "k3Jd9f0aLmQ2xZ7b1Yc4Wg", "person": "p1", "at": 1_800_000_000, "kind": "defects", "title": "有 2 处要补",
    "body": "退役证第 2 页看不清，请重拍；银行卡号少 1 位。", "from_": "西来镇便民服务中心 2 号窗口",
    "application": "019a0000-0000-7000-8000-000000000001", "state": "returned", "until": None, "sms": "…",
    "read_at": None,
}  # fmt: skip


def test_N1_a_short_notice_travels_whole_within_1_KB() -> None:
    message = json.loads(push_message(ROW, origin="https://xilai.example.cn"))
    assert message["web_push"] == 8030
    assert message["notice"]["body"] == message["notification"]["body"] == ROW["body"]
    assert message["notification"]["tag"] == message["notice"]["id"]
    assert message["notification"]["navigate"] == f"https://xilai.example.cn/mine/{ROW['application']}"
    assert message["notice"]["from"] == ROW["from_"] and "sms" not in message["notice"]
    assert "person" not in message["notice"] and "read_at" not in message["notice"]


def test_N1_long_words_are_cut_and_the_json_is_not() -> None:
    for body in ("补" * 5000, '"\\\n' * 2000, "😀" * 1500, "a" * 700):
        plain = push_message({**ROW, "body": body})
        assert LIMIT - 40 < len(plain) <= LIMIT
        message = json.loads(plain)
        assert message["notice"]["body"].endswith("…")
        assert body.startswith(message["notice"]["body"].rstrip("…"))
        assert message["notice"]["title"] == ROW["title"]


def test_N1_even_a_title_out_of_all_reason_fits_into_1_KB() -> None:
    plain = push_message({**ROW, "title": "长" * 3000, "body": "文" * 3000})
    assert len(plain) <= LIMIT
    assert json.loads(plain)["notice"]["title"].startswith("长")


def test_a_smaller_limit_is_kept_too() -> None:
    assert len(push_message({**ROW, "body": "补" * 500}, limit=640)) <= 640


def test_the_topic_is_for_the_push_service_and_tells_it_nothing() -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", topic(ROW))
    assert topic(ROW) == topic({**ROW, "id": "other"})
    assert topic({**ROW, "application": None}) != topic({**ROW, "application": None, "id": "other"})


def test_N1_time_to_live_ends_when_the_news_is_stale() -> None:
    assert ttl({**ROW, "until": 1_800_000_600}, 1_800_000_000) == 600
    assert ttl({**ROW, "until": 1}, 1_800_000_000) == 0
    assert ttl(ROW, 1_800_000_000) == 28 * 24 * 3600
