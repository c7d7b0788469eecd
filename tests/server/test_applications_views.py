"""What is kept and shown of an application agrees with the contract."""

import json
from pathlib import Path

import msgspec
import pytest

from server.applications.tables import Application
from server.applications.texts import STATES
from server.applications.views import SEEN, resident_view, staff_view, stranger_view, views
from server.schema import types
from server.schema.tables import LIFECYCLES, VISIBILITY
from server.store.rows import Row, shape

CONTRACT = json.loads((Path(__file__).parents[2] / "shared_schema/applications.json").read_text("utf-8"))["$defs"]
FULL: Row = {
    "id": "0", "person": "yang", "item": "i", "form": "f@1", "place": "510131104", "desk": "510131104",
    "state": "approved", "department": "510131-ty", "applicant": {"name": "杨国福"}, "updated_at": 5,
    "code": "7KQ4M2XD9P",
    "history": [{"at": 1, "what": "applications.submit", "by": "本人", "person": "yang"}],
}  # fmt: skip


def row(**change: object) -> Row:
    of = shape(Application)
    return of.unpack(of.pack(FULL | change))


def test_every_field_of_the_contract_is_shown_and_no_other() -> None:
    assert {*SEEN, "history", "applicant", "small"} == CONTRACT["Application"]["properties"].keys()
    assert CONTRACT["Application"]["properties"].keys() <= shape(Application).at.keys()


def test_the_views_are_what_visibility_says() -> None:
    rule = VISIBILITY["application"]
    assert not set(rule["me"]["without"]) & resident_view(row()).keys()
    assert set(rule["desk"]["with"]) <= staff_view(row(awaiting=["a"], small=["a"])).keys()
    both = row(conflicts={"answers": {"unit": ["甲"]}})
    assert set(rule["desk"]["without"]) <= resident_view(both).keys() - staff_view(both).keys()
    assert stranger_view(row(), "西来镇便民服务中心").keys() == {"view", *rule["stranger"]["only"]}


@pytest.mark.parametrize("state", ["draft", "discarded"])
def test_the_desk_sees_nothing_of_drafts(state: str) -> None:
    assert views(row(state=state)).keys() == {"person:yang"}
    assert views(row()).keys() == {"person:yang", "desk:510131104", "dept:510131-ty"}
    assert views(row(department="")).keys() == {"person:yang", "desk:510131104"}


def test_what_is_shown_fits_the_contract_and_tells_nobody_who_is_who_inside() -> None:
    for body in views(row()).values():
        msgspec.convert(body, types.Application)
        assert "yang" not in json.dumps(body)


def test_every_state_has_a_word() -> None:
    moves = LIFECYCLES["application"]["transitions"].values()
    assert STATES.keys() == {rule["to"] for rule in moves} == set(CONTRACT["State"]["enum"])
