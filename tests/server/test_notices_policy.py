"""Which channels a notice still takes."""

from typing import Any

from server.notices.policy import MAX_ATTEMPTS, backoff, plan

NOW = 1_800_000_000
NOTICE: dict[str, Any] = {"read_at": None, "until": None}


def pushed(target: str, state: str, attempts: int = 1) -> dict[str, Any]:
    return {"channel": "push", "target": target, "state": state, "attempts": attempts}


def test_a_new_notice_goes_to_every_device() -> None:
    todo = plan(NOTICE, ["phone", "tablet"], [], now=NOW, with_sms=True)
    assert todo.push == ["phone", "tablet"] and not todo.sms


def test_without_a_device_the_text_message_goes_out_if_there_is_one() -> None:
    assert plan(NOTICE, [], [], now=NOW, with_sms=True).sms
    assert not plan(NOTICE, [], [], now=NOW, with_sms=False).sms


def test_no_channel_is_used_twice() -> None:
    texted = {"channel": "sms", "target": "", "state": "created", "attempts": 0}
    assert not plan(NOTICE, [], [texted], now=NOW, with_sms=True).sms
    assert plan(NOTICE, ["phone"], [pushed("phone", "delivered")], now=NOW, with_sms=True).push == []


def test_no_text_message_to_whom_push_reached_on_any_device() -> None:
    done = [pushed("phone", "delivered"), pushed("tablet", "permanent-failure")]
    todo = plan(NOTICE, ["phone"], done, now=NOW, with_sms=True)
    assert not todo.sms and not todo.push


def test_no_text_message_while_a_push_may_still_arrive() -> None:
    todo = plan(NOTICE, ["phone"], [pushed("phone", "temporary-failure")], now=NOW, with_sms=True)
    assert todo.push == ["phone"] and not todo.sms


def test_text_message_when_every_push_failed_for_good() -> None:
    gone = [pushed("phone", "permanent-failure"), pushed("tablet", "temporary-failure", MAX_ATTEMPTS)]
    todo = plan(NOTICE, ["tablet"], gone, now=NOW, with_sms=True)
    assert todo.sms and not todo.push


def test_a_push_interrupted_by_a_crash_is_sent_again() -> None:
    assert plan(NOTICE, ["phone"], [pushed("phone", "sending")], now=NOW, with_sms=False).push == ["phone"]


def test_what_was_read_is_not_sent() -> None:
    todo = plan({**NOTICE, "read_at": NOW}, ["phone"], [], now=NOW, with_sms=True)
    assert (todo.push, todo.sms, todo.drop) == ([], False, "read")


def test_N1_what_is_stale_is_dropped() -> None:
    assert plan({**NOTICE, "until": NOW}, ["phone"], [], now=NOW, with_sms=True).drop == "stale"
    assert plan({**NOTICE, "until": NOW + 1}, ["phone"], [], now=NOW, with_sms=True).push == ["phone"]


def test_waiting_does_as_the_service_asked_and_else_doubles() -> None:
    assert [backoff(n, None) for n in (1, 2, 3, 9)] == [30, 60, 120, 3600]
    assert backoff(1, 7) == 7
    assert backoff(1, 99_999) == 3600
