"""Whatever anybody tries in whatever order, an application never leaves its lifecycle."""

import asyncio
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from server.applications.rules import NEW, PRIVATE
from server.schema.tables import LIFECYCLES
from tests.server.counter import (
    CLERK,
    MATERIALS,
    PROFILE,
    RELATIVE,
    RESIDENT,
    REVIEWER,
    SUPERVISOR,
    Hand,
    draft,
    hand,
    open_counter,
    photo_arrives,
)
from tests.server.town import Town, new_id, town

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/applications.json").read_text("utf-8"))
OUTCOME = {(name, state, who): to for name, cases in VECTORS["moves"].items() for state, who, to in cases}
PEOPLE = {"owner": RESIDENT, "stranger": RELATIVE, "clerk": CLERK, "supervisor": SUPERVISOR, "reviewer": REVIEWER}
HAPPY = [
    ("owner", "save"),
    ("owner", "submit"),
    ("clerk", "accept"),
    ("clerk", "hand_over"),
    ("reviewer", "approve"),
    ("reviewer", "publicise"),
    ("clerk", "issue"),
]
STATES = {NEW, *LIFECYCLES["application"]["final"]} | {
    rule["to"] for rule in LIFECYCLES["application"]["transitions"].values()
}
WALKS = int(os.environ.get("WALKS", "40"))  # more for a longer search
Args = Callable[[str, dict[str, Any]], dict[str, Any]]
DEFECTS = [{"field": "unit", "reason": "写全称"}]
ARGS: dict[str, Args] = {
    "save": lambda id, case: draft(id),
    "submit": lambda id, case: draft(id, materials=MATERIALS),
    "mend": lambda id, case: {
        "id": id, "round": case.get("round", 1), "answers": {"unit": new_id()}, "materials": {}
    },
    "withdraw": lambda id, case: {"id": id, "reason": "不办了"},
    "return": lambda id, case: {
        "id": id, "round": case.get("round", 1), "defects": DEFECTS, "again_because": "县里改了要求"
    },
    "decline": lambda id, case: {"id": id, "reason": "不归镇上办"},
    "hand_over": lambda id, case: {"id": id, "department": "510131-ty"},
    "refuse": lambda id, case: {"id": id, "reason": "年限不够"},
    "publicise": lambda id, case: {"id": id, "until": "2999-01-01"},
    "issue": lambda id, case: {"id": id, "result": "每月 55 元"},
}  # fmt: skip
NAMES = [name.removeprefix("applications.") for name in VECTORS["moves"]]
TRIES = st.lists(st.tuples(st.sampled_from(list(PEOPLE)), st.sampled_from(NAMES)), max_size=10)


async def counter_with_everybody(xilai: Town) -> dict[str, Hand]:
    await open_counter(xilai)
    hands = {
        who: await hand(xilai, phone, profile=PROFILE if who in ("owner", "stranger") else None)
        for who, phone in PEOPLE.items()
    }
    await photo_arrives(xilai, hands["owner"].device.person or "")
    return hands


async def walk(hands: dict[str, Hand], steps: list[tuple[str, str]]) -> str:
    id, before = new_id(), {"state": NEW, "version": 0}
    for who, name in steps:
        if before["state"] == NEW and who != "owner" and name in ("save", "submit"):
            continue  # it would become an application of their own
        args = ARGS.get(name, lambda id, case: {"id": id})(id, before)
        result = await hands[who].do(name, **args)
        await hands["owner"].send()
        after = hands["owner"].seen.get(("application", id), before)
        wanted = OUTCOME[f"applications.{name}", before["state"], who]
        if result["status"] == "accepted":
            assert after["state"] == wanted and after["version"] == before["version"] + 1
        else:
            assert result["status"] == "rejected" and after == before
        for once in ("receipt", "code"):
            assert before.get(once) in (None, after.get(once))
        assert len(after.get("history", [])) >= len(before.get("history", []))
        assert after["state"] in STATES
        before = after
    await hands["clerk"].send()
    seen = hands["clerk"].seen.get(("application", id))
    assert (seen is None) == (before["state"] in {NEW, *PRIVATE})
    assert seen is None or seen["state"] == before["state"]
    return str(before["state"])


async def test_no_order_of_mutations_leaves_the_lifecycle(tmp_path: Path) -> None:
    reached: set[str] = set()
    async with town(tmp_path) as xilai:
        hands, loop = await counter_with_everybody(xilai), asyncio.get_running_loop()

        @settings(max_examples=WALKS, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(st.integers(0, len(HAPPY)), TRIES)
        def any_order(way: int, tries: list[tuple[str, str]]) -> None:
            walking = walk(hands, [*HAPPY[:way], *tries])
            state = asyncio.run_coroutine_threadsafe(walking, loop).result(60)
            reached.add(state)
            event(state)

        await asyncio.to_thread(any_order)
    assert len(reached) >= 6  # the walks go somewhere
