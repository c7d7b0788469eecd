"""What must come of everything that was sent, in the plainest words: no database, no faults, no clock."""

from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from server.schema.tables import LIFECYCLES
from tests.sim.town import DEPT, DESK, DUTIES, PEOPLE, REQUIRED

Json = dict[str, Any]
STEPS = LIFECYCLES["application"]["transitions"]
RESIDENTS = {"save", "submit", "mend", "withdraw", "discard", "restore"}
TOLD = {"submit", "mend", "withdraw", "return", "accept", "decline", "hand_over", "approve", "issue"}
CLAIMABLE = {"desk": {"submitted", "returned", "accepted", "approved"}, "dept": {"in_department", "approved"}}
PRIVATE = {"draft", "discarded"}


@dataclass
class Case:
    owner: str
    state: str = "draft"
    version: int = 0
    weighed: int = 0
    round: int = 0
    answers: Json = field(default_factory=dict)
    defects: list[str] = field(default_factory=list)
    handed_over: bool = False

    def seen(self) -> Json:
        return {"state": self.state, "version": self.version, "round": self.round, "answers": self.answers}


@dataclass(frozen=True)
class Outcome:
    status: str
    code: str | None = None
    expected: int | None = None


DONE, REFUSED = Outcome("accepted"), Outcome("rejected")


def print_of(mutation: Json) -> str:
    return repr([mutation["name"], mutation["lane"], mutation["seq"], sorted(mutation["args"].items(), key=str)])


class Model:
    def __init__(self, known: set[str]) -> None:
        self.known = known
        self.duty = set(DUTIES)
        self.lanes: dict[str, int] = {}
        self.ledger: dict[str, tuple[str, Outcome]] = {}
        self.cases: dict[str, Case] = {}
        self.names = {f"person-{name}": name for name in PEOPLE}
        self.told: dict[str, int] = {}
        self.read: set[str] = set()
        self.notes: dict[tuple[str, str], str] = {}

    def copy(self) -> "Model":
        """Cases are replaced, never changed in place."""
        other = copy(self)
        for name, value in vars(self).items():
            setattr(other, name, value.copy())
        return other

    # Mutations

    def push(self, client: str, person: str | None, problem: str | None, mutations: list[Json]) -> list[Outcome]:
        return [self._one(client, person, problem, mutation) for mutation in mutations]

    def _one(self, client: str, person: str | None, problem: str | None, mutation: Json) -> Outcome:
        if mutation["name"] not in self.known:
            return Outcome("waiting", "unknown_mutation")
        if person is None:
            return Outcome("waiting", problem or "session_missing")
        id, lane = f"{client}/{mutation['id']}", f"{client}/{mutation['lane']}"
        if id in self.ledger:
            seen, outcome = self.ledger[id]
            return outcome if seen == print_of(mutation) else Outcome("rejected", "replay_differs")
        due = self.lanes.get(lane, 0) + 1
        if mutation["seq"] > due:
            return Outcome("waiting", "need_seq", due)
        if mutation["seq"] < due:
            return Outcome("rejected", "lane_invalid")
        outcome = self._decide(person, mutation["name"], mutation["args"])
        self.lanes[lane] = mutation["seq"]
        self.ledger[id] = (print_of(mutation), outcome)
        return outcome

    def _decide(self, person: str, name: str, args: Json) -> Outcome:
        if name == "accounts.set_profile":
            self.names[person] = args["name"]
            return DONE
        if name == "notices.read":
            self.read |= set(args["ids"])
            return DONE
        step = name.removeprefix("applications.")
        case = self.cases.get(args["id"])
        moved = self._resident(person, step, case, args) if step in RESIDENTS else self._staff(person, step, case, args)
        if moved is None:
            return REFUSED
        moved.version += 1
        if step != "claim":
            moved.weighed = moved.version
        if step in TOLD:
            self.told[moved.owner] = self.told.get(moved.owner, 0) + 1
        self.cases[args["id"]] = moved
        return DONE

    def _resident(self, person: str, step: str, case: Case | None, args: Json) -> Case | None:
        if case is None and step in ("save", "submit"):
            case = Case(person)
        if case is None or case.owner != person or case.state not in STEPS[f"applications.{step}"]["from"]:
            return None
        case = replace(case)
        given = args.get("answers", {})
        if step == "save":
            case.answers = {name: value for name, value in {**case.answers, **given}.items() if value is not None}
        if step == "submit":
            if REQUIRED not in given:
                return None
            case.answers, case.round = dict(given), 1
        if step == "mend":
            changed = {name for name, value in given.items() if case.answers.get(name) != value}
            if args["round"] != case.round or changed != set(case.defects):
                return None
            case.answers, case.defects, case.round = {**case.answers, **given}, [], case.round + 1
        case.state = STEPS[f"applications.{step}"]["to"]
        return case

    def _staff(self, person: str, step: str, case: Case | None, args: Json) -> Case | None:
        place = "dept" if person == "person-office" else "desk"
        if case is None or case.state in PRIVATE or person.removeprefix("person-") not in self.duty:
            return None
        if place == "dept" and not case.handed_over:
            return None
        if (step == "approve") != (place == "dept") and step != "claim":
            return None
        allowed = CLAIMABLE[place] if step == "claim" else STEPS[f"applications.{step}"]["from"]
        if case.state not in allowed or args.get("base", case.weighed) < case.weighed:
            return None
        if step == "return" and (args["round"] != case.round or case.defects):
            return None
        case = replace(case)
        if step == "return":
            case.defects = [defect["field"] for defect in args["defects"]]
        if step == "hand_over":
            case.handed_over = True
        if step != "claim":
            case.state = STEPS[f"applications.{step}"]["to"]
        return case

    # What everybody must see

    def rows(self) -> dict[str, dict[tuple[str, str], Json]]:
        seen: dict[str, dict[tuple[str, str], Json]] = {
            f"person:{person}": {("profile", person): {"name": name}} for person, name in self.names.items()
        }
        for id, case in self.cases.items():
            scopes = [f"person:{case.owner}"]
            scopes += [] if case.state in PRIVATE else [DESK]
            scopes += [DEPT] if case.handed_over else []
            for scope in scopes:
                seen.setdefault(scope, {})["application", id] = case.seen()
        for (scope, key), text in self.notes.items():
            seen.setdefault(scope, {})["note", key] = {"text": text, "later": {"field": 1}}
        return seen
