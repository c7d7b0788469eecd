"""Two devices changed one draft apart: different answers and added pages join, the same answer keeps both values. Pure.

`vectors/merging.json` holds the cases, which the phone predicts with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

Answers = Mapping[str, Any]
Pages = list[dict[str, Any]]
canonical = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True)
class Trunk:
    """What the device knew the town to have, of what it now says otherwise (`was`)."""

    answers: Answers = field(default_factory=dict)
    materials: Mapping[str, list[str]] = field(default_factory=dict)

    def knew_page(self, code: str, page: Mapping[str, Any], otherwise: Iterable[str] = ()) -> bool:
        return any(page["blob"].startswith(start) for start in self.materials.get(code, otherwise))


def same(left: Any, right: Any) -> bool:
    """As JSON: Python takes True for 1."""
    return left is right or bool(canonical.encode(left) == canonical.encode(right))


def save(
    row: dict[str, Any], answers: Answers, materials: Mapping[str, Pages], trunk: Trunk | None, settled: Answers
) -> list[str]:
    """Puts a patch on top of the row; gives the answers that both sides changed. Without a trunk it overwrites."""
    others = kept(row, "answers")
    clashed = []
    if trunk is not None and (row["answers"] or trunk.answers):
        for name, value in answers.items():
            stands = row["answers"].get(name)
            if not same(stands, value) and not same(stands, trunk.answers.get(name)):
                others[name] = [*others.get(name, ()), stands]
                clashed.append(name)
    whole = {**row["answers"], **answers}
    row["answers"] = (
        {name: value for name, value in whole.items() if value is not None} if None in whole.values() else whole
    )
    for code, pages in materials.items():
        row["materials"][code] = pages if trunk is None else joined(row["materials"].get(code, []), pages, trunk, code)
    row["materials"] = {code: pages for code, pages in row["materials"].items() if pages}
    if others:
        keep(row, without(others, row["answers"], settled), kept(row, "materials"))
    return [name for name in clashed if name in kept(row, "answers")]


def joined(stands: Pages, mine: Pages, trunk: Trunk, code: str) -> Pages:
    """A page taken away on either side is gone, a page added on either side stays."""
    here = {page["blob"] for page in stands}
    own = [page for page in mine if page["blob"] in here or not trunk.knew_page(code, page)]
    named = {page["blob"] for page in mine}
    return own + [page for page in stands if page["blob"] not in named and not trunk.knew_page(code, page)]


def submit(
    row: dict[str, Any], answers: Answers, materials: Mapping[str, Pages], trunk: Trunk | None, settled: Answers
) -> list[str]:
    """What is handed in stands as it was declared; what its sender had not seen of the draft is kept beside it.

    Of what `trunk` does not name, the sender knew just what they sent, or that nothing stood there.
    """
    others, pages = kept(row, "answers"), kept(row, "materials")
    if trunk is not None:
        for name in {**row["answers"], **answers}:
            stands, sent = row["answers"].get(name), answers.get(name)
            known = trunk.answers.get(name, None if stands is None else sent)
            if not same(stands, sent) and not same(stands, known):
                others[name] = [*others.get(name, ()), stands]
        for code, held in row["materials"].items():
            named = [page["blob"] for page in materials.get(code, ())]
            unseen = [page for page in held if page["blob"] not in named and not trunk.knew_page(code, page, named)]
            pages |= {code: [*pages.get(code, ()), *unseen]} if unseen else {}
    row["answers"], row["materials"] = dict(answers), {code: held for code, held in materials.items() if held}
    keep(row, without(others, row["answers"], settled), pages)
    return list(kept(row, "answers"))


def kept(row: Mapping[str, Any], part: str) -> dict[str, Any]:
    return dict((row["conflicts"] or {}).get(part, {}))


def keep(row: dict[str, Any], answers: Answers, materials: Answers) -> None:
    parts = {"answers": answers, "materials": materials}
    row["conflicts"] = {name: part for name, part in parts.items() if part} or None


def without(others: Mapping[str, list[Any]], answers: Answers, settled: Answers) -> dict[str, list[Any]]:
    """Each value once, and none that stands or that the person let go."""
    left: dict[str, list[Any]] = {}
    for name, values in others.items():
        over = [answers.get(name), *settled.get(name, ())]
        for value in values:
            if not any(same(value, one) for one in [*over, *left.get(name, ())]):
                left.setdefault(name, []).append(value)
    return left
