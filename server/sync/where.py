"""Where in a mutation's arguments the fault lies, as a JSON pointer. Looked for only when there is one: msgspec does
not name the members of an object that may have any, and lets a NUL pass."""

import re
from typing import Any

import msgspec

STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
ANY = "..."


def where(error: msgspec.ValidationError, args: Any, kind: type[Any]) -> str:
    """msgspec's "… - at `$.materials[...][0].blob`" or "… required field `item`" as a pointer."""
    told = str(error)
    path = told.rsplit("at `$", 1)[1].rstrip("`") if "at `$" in told else ""
    steps = [name or at for name, at in STEP.findall(path)]
    here = args
    for number, step in enumerate(steps):
        if step == ANY:
            step = steps[number] = first_wrong(told, args, kind, steps[:number], list(here))
        here = here[int(step)] if isinstance(here, list) else here.get(step)
    if "required field `" in told:
        steps.append(told.split("required field `", 1)[1].split("`", 1)[0])
    return "".join("/" + escaped(step) for step in steps)


def first_wrong(told: str, args: Any, kind: type[Any], steps: list[str], names: list[str]) -> str:
    """Halves the members until it has the first with which the same is told."""
    right, wrong = 0, len(names)
    while wrong - right > 1:
        middle = (right + wrong) // 2
        try:
            msgspec.convert(with_only(args, steps, names[:middle]), kind)
        except msgspec.ValidationError as error:
            if str(error) == told:
                wrong = middle
                continue
        right = middle
    return names[wrong - 1]


def with_only(value: Any, steps: list[str], names: list[str]) -> Any:
    """A copy in which the object at the end of the steps has these members alone."""
    if not steps:
        return {name: value[name] for name in names}
    step, rest = steps[0], steps[1:]
    if isinstance(value, list):
        at = int(step)
        return [*value[:at], with_only(value[at], rest, names), *value[at + 1 :]]
    return {**value, step: with_only(value[step], rest, names)}


def nul_at(value: Any) -> str | None:
    """The first text that holds a NUL; of a member whose name holds it, the object. However deep it lies."""
    left = [("", value)]
    while left:
        at, one = left.pop()
        if isinstance(one, str | dict) and any("\0" in text for text in ([one] if isinstance(one, str) else one)):
            return at
        members = one.items() if isinstance(one, dict) else enumerate(one) if isinstance(one, list) else ()
        left += [(f"{at}/{escaped(str(name))}", member) for name, member in members][::-1]
    return None


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
