"""The SMS that asks to mend counts its parts and never drops a reason."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.applications.sms import defects_sms, parts


@pytest.mark.parametrize(("length", "cost"), [(0, 1), (70, 1), (71, 2), (134, 2), (135, 3), (201, 3), (202, 4)])
def test_seventy_characters_stand_alone_and_sixty_seven_are_joined(length: int, cost: int) -> None:
    assert parts("字" * length) == cost


def test_a_rare_character_counts_twice() -> None:
    assert parts("𠮷" * 35) == 1 and parts("𠮷" * 36) == 2


def test_courtesies_go_before_a_part_is_paid_for_them() -> None:
    listed = ["退伍证第 2 页：反光，部队番号看不清", "户口簿：少了本人那一页"]
    text = defects_sms("退役士兵补助", listed, "8月16日 周三", "西来镇便民服务中心", "028-00001040")
    assert parts(text) == 2 and "您办的" in text
    short = defects_sms("低保", ["身份证：反光"], "8月16日 周三", "西来镇便民服务中心", "028-00001040")
    assert parts(short) == 1 and "您办的" not in short and "身份证：反光" in short


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(alphabet="退伍证反光看不清户口簿补𠮷", min_size=2, max_size=200), min_size=1, max_size=30))
def test_no_reason_is_ever_dropped(reasons: list[str]) -> None:
    text = defects_sms("农村籍退役士兵定期生活补助", reasons, "8月16日 周三", "西来镇便民服务中心", "")
    assert all(f"{number} {reason}" in text for number, reason in enumerate(reasons, 1))
    shortest = "；".join(f"{number} {reason}" for number, reason in enumerate(reasons, 1))
    assert parts(text) <= parts(shortest) + 1
