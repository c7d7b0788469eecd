"""Every item that the demo town offers online can be applied for from its villages: nothing stands in the way but the
questions and materials themselves."""

import json
from pathlib import Path
from typing import Any

from server.guide.load.load import load
from tests.server.counter import PROFILE, RESIDENT, draft, hand
from tests.server.town import town

DEMO = Path(__file__).parents[2] / "server/guide/demo/xilai"


async def test_every_online_item_of_the_demo_town_asks_just_for_its_form(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        await load(xilai.core.store, DEMO)
        items: list[dict[str, Any]] = [
            json.loads(body) for (body,) in await xilai.core.store.fetch('SELECT body FROM "item" ORDER BY id')
        ]
        online = [item for item in items if item.get("online")]
        assert len(online) >= 10
        yang = await hand(xilai, RESIDENT, profile=PROFILE)
        forms = dict(await xilai.core.store.fetch('SELECT code, id FROM "form"'))
        empty = [
            yang.make("applications.submit", **draft(item=item["code"], form=forms[item["form"]], answers={}))
            for item in online
        ]
        results = await yang.send(*empty)
        assert {result["code"] for result in results} == {"answer_missing"}
        assert all(result["detail"]["label"] and result["detail"]["problems"] for result in results)

        window = [item for item in items if not item.get("online")]
        refused = await yang.send(
            *[yang.make("applications.submit", **draft(item=item["code"])) for item in window[:100]]
        )
        assert {result["code"] for result in refused} == {"item_not_online"}
        assert all(result["detail"]["why"] for result in refused)
