"""A fault in a mutation's arguments is pointed at, wherever it lies."""

from typing import Any

import msgspec
import pytest

from server.schema.types import Save
from server.sync.where import nul_at, where

GOOD = {"blob": "a" * 64, "size": 1}
SAVE = {"id": "i", "item": "tysb", "form": "tysb@3", "place": "510131104"}


@pytest.mark.parametrize(
    ("args", "pointer"),
    [
        ({**SAVE, "item": 5}, "/item"),
        ({"id": "i", "item": "tysb", "form": "tysb@3"}, "/place"),
        ({**SAVE, "materials": {"sfz": [{"blob": "zz", "size": 1}]}}, "/materials/sfz/0/blob"),
        ({**SAVE, "materials": {"sfz": None}}, "/materials/sfz"),
        ({**SAVE, "materials": {"sfz": [GOOD, {"size": 1}]}}, "/materials/sfz/1/blob"),
        ({**SAVE, "materials": {"a": [GOOD], "b/c": [GOOD, 7], "d": [7]}}, "/materials/b~1c/1"),
        ({**SAVE, "materials": {str(n): [GOOD] * (n != 700) or 7 for n in range(1000)}}, "/materials/700"),
        ({**SAVE, "was": {"materials": {"sfz": [], "hkb": ["zz"]}}}, "/was/materials/hkb/0"),
        ({**SAVE, "settled": {"a": [], "b": {}}}, "/settled/b"),
        ([], ""),
    ],
)
def test_a_wrong_argument_is_pointed_at(args: Any, pointer: str) -> None:
    with pytest.raises(msgspec.ValidationError) as wrong:
        msgspec.convert(args, Save)
    assert where(wrong.value, args, Save) == pointer


@pytest.mark.parametrize(
    ("args", "pointer"),
    [
        ({"answers": {"unit": "x\0"}}, "/answers/unit"),
        ({"a": [{"b": "ok"}, {"b": ["\0"]}]}, "/a/1/b/0"),
        ({"a": {"x\0": 1}}, "/a"),
        ({"\0": 1}, ""),
        ({"a/b": "\0"}, "/a~1b"),
        ({"a": "\\u0000", "b": [1, None, True]}, None),
    ],
)
def test_a_nul_is_pointed_at(args: Any, pointer: str | None) -> None:
    assert nul_at(args) == pointer
