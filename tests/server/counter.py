"""西来镇's counter for tests of applications: one item with its form, the people on duty, and residents with phones."""

import json
from dataclasses import dataclass, field
from typing import Any

from server.accounts import staff
from server.guide.tables import Centre, Department, Form, Item
from server.schema.tables import MUTATIONS
from server.sync.work import Work
from tests.server.town import Device, Town, mutation, new_id

TOWN, VILLAGE = "510131104", "510131104206"
ITEM, FORM = "510131104-JF-0021", "tysb@2"
PHOTO = "a1" * 32
RESIDENT, RELATIVE, STRANGER = "13800000001", "13800000002", "13800000003"
CLERK, SUPERVISOR, REVIEWER = "13900000001", "13900000003", "13900000004"
PROFILE = {"name": "杨国福", "id_number": "510131194903150017", "place": VILLAGE}
ANSWERS = {"unit": "成都军区", "joined": "1974-12", "left": "1979-03", "pays": "no"}
MATERIALS = {"sfz": [{"blob": PHOTO, "size": 90_000, "type": "image/jpeg"}]}

QUESTIONS = {
    "unit": {"title": "服役部队", "type": "string", "minLength": 2},
    "joined": {"title": "哪年哪月入伍", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
    "left": {"title": "哪年哪月退伍", "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"},
    "pays": {"title": "领别的补助吗", "enum": ["yes", "no"]},
    "pays_name": {"title": "领的是哪一种", "type": "string", "x-show": {"field": "pays", "is": ["yes"]}},
}
COMPARE = [{"left": "joined", "op": "<", "right": "left", "field": "left", "message": "退伍要在入伍之后"}]
NEWER = QUESTIONS | {"bank": {"title": "社保卡开户行", "type": "string"}}
BODY = {
    "code": ITEM, "name": "农村籍退役士兵定期生活补助", "org": TOWN, "department": "510131-ty", "online": True,
    "form": "tysb", "promised_days": 15, "statutory_days": 30,
    "materials": [
        {"code": "sfz", "name": "身份证", "need": "must", "grade": "C"},
        {"code": "twz", "name": "退伍证", "need": "if", "grade": "C"},
        {"code": "hkb", "name": "户口簿", "need": "must", "grade": "A"},
    ],
}  # fmt: skip


def form(version: int, questions: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": questions, "required": list(questions), "x-compare": COMPARE}
    return {"id": f"tysb@{version}", "code": "tysb", "version": version, "schema": json.dumps(schema)}


def put_item(work: Work, body: dict[str, Any]) -> None:
    more = {"pinyin": "", "hash": "", "version": 1, "form": body.get("form", ""), "body": json.dumps(body)}
    names = {name: body[name] for name in ("code", "org", "name")}
    work.put(Item, {"id": f"{TOWN}/{body['code']}", "layer": TOWN, **names, **more})


def guide(work: Work) -> None:
    centre = {"code": TOWN, "name": "西来镇便民服务中心", "place": TOWN, "phone": "028-00001040"}
    work.put(Centre, {**{name: centre[name] for name in ("code", "name", "place")}, "body": json.dumps(centre)})
    for code, name in (("510131-ty", "蒲江县退役军人事务局"), ("510131-mz", "蒲江县民政局")):
        work.put(Department, {"code": code, "name": name, "place": "510131", "body": "{}"})
    put_item(work, BODY)
    put_item(work, {**BODY, "code": "at-the-window", "online": False, "attend": "要本人按手印"})
    work.put(Form, form(1, {name: QUESTIONS[name] for name in ("unit", "pays")}))
    work.put(Form, form(2, QUESTIONS))


DUTY: list[staff.StaffRow] = [
    {"phone": CLERK, "name": "周敏", "role": "clerk", "scope": f"desk:{TOWN}", "window": "2 号窗口"},
    {"phone": SUPERVISOR, "name": "李涛", "role": "supervisor", "scope": f"desk:{TOWN}", "window": "1 号窗口"},
    {"phone": REVIEWER, "name": "陈建国", "role": "reviewer", "scope": "dept:510131-ty", "window": ""},
    {"phone": "13900000005", "name": "邻镇的", "role": "clerk", "scope": "desk:510131105", "window": "1 号窗口"},
    {"phone": "13900000006", "name": "民政的", "role": "reviewer", "scope": "dept:510131-mz", "window": ""},
]


@dataclass
class Hand:
    """Somebody with a device: counts the lanes and remembers what the screen would show."""

    device: Device
    seqs: dict[str, int] = field(default_factory=dict)
    seen: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def make(self, name: str, /, **args: Any) -> dict[str, Any]:
        of = MUTATIONS[name]["lane"]
        lane = str(args["id"]) if of == "id" else of
        self.seqs[lane] = self.seqs.get(lane, 0) + 1
        return mutation(name, lane, self.seqs[lane], **args)

    async def send(self, *mutations: dict[str, Any]) -> list[dict[str, Any]]:
        answer = await self.device.sync(*mutations)
        for changes in answer["rows"].values():
            for change in changes:
                if "body" in change:
                    self.seen[change["entity"], change["key"]] = change["body"]
                else:
                    self.seen.pop((change["entity"], change["key"]), None)
        results: list[dict[str, Any]] = answer.get("results", [])
        return results

    async def do(self, name: str, /, **args: Any) -> dict[str, Any]:
        return (await self.send(self.make(f"applications.{name}", **args)))[0]

    async def must(self, name: str, /, **args: Any) -> dict[str, Any]:
        """Does it, and gives the application as it is then seen."""
        result = await self.do(name, **args)
        assert result["status"] == "accepted", result
        return self.case(args["id"])

    def case(self, id: str) -> dict[str, Any]:
        return self.seen["application", id]

    def notices(self) -> list[dict[str, Any]]:
        found = [body for (entity, _), body in self.seen.items() if entity == "notice"]
        return sorted(found, key=lambda notice: (notice["at"], notice["title"]))


async def open_counter(xilai: Town) -> None:
    await xilai.core.act(guide)
    await staff.load(xilai.core, DUTY, "510131")


async def hand(xilai: Town, phone: str, device: Device | None = None, profile: dict[str, str] | None = None) -> Hand:
    found = Hand(await xilai.sign_in(phone, device))
    await found.send(*([found.make("accounts.set_profile", **profile)] if profile else []))
    return found


def draft(id: str | None = None, **more: Any) -> dict[str, Any]:
    whole = {"item": ITEM, "form": FORM, "place": VILLAGE, "answers": ANSWERS, "materials": {}}
    return {"id": id or new_id(), **whole, **more}


async def photo_arrives(xilai: Town, person: str, sha: str = PHOTO) -> None:
    """What the files domain does in the transaction that completes an upload."""
    from server.applications.blobs import blob_arrived
    from server.files.tables import Blob

    def arrive(work: Work) -> None:
        at = int(work.now.timestamp())
        row = {"id": f"{person[:8]}{sha[:8]}", "person": person, "sha256": sha, "size": 90_000, "type": "image/jpeg"}
        work.put(Blob, {**row, "application": "", "complete": True, "created_at": at, "completed_at": at})
        blob_arrived(work, "", sha, person)

    await xilai.core.act(arrive)


async def submitted(xilai: Town, yang: Hand) -> str:
    whole = draft(materials=MATERIALS)
    await photo_arrives(xilai, yang.device.person or "")
    await yang.must("submit", **whole)
    return str(whole["id"])


async def in_the_department(xilai: Town, **accepted: str) -> tuple[Hand, Hand, str]:
    """The applicant, the clerk, and what was taken in and handed over."""
    await open_counter(xilai)
    yang, zhou = await hand(xilai, RESIDENT, profile=PROFILE), await hand(xilai, CLERK)
    id = await submitted(xilai, yang)
    await zhou.must("accept", id=id, **accepted)
    await zhou.must("hand_over", id=id, department="510131-ty")
    return yang, zhou, id
