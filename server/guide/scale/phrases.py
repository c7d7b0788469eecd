"""Reads `phrases.txt`, the vocabulary of the scale case."""

from pathlib import Path


def read() -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    for section in (Path(__file__).parent / "phrases.txt").read_text("utf-8").split("\n# ")[1:]:
        name, _, lines = section.partition("\n")
        sections[name] = [line for line in lines.splitlines() if line and not line.startswith("（")]
    return sections


LINES = read()
MATERIALS = {line.split()[0]: (line.split()[1], line.split()[2], int(line.split()[3])) for line in LINES["materials"]}
TOPICS = {line.split()[0]: line.split()[1:] for line in LINES["topics"]}


def words(section: str) -> list[str]:
    return " ".join(LINES[section]).split()


SUBJECTS, SITUATIONS, VERBS = words("subjects"), words("situations"), words("verbs")
CONDITIONS, STEPS, ROLES, LAWS = words("conditions"), words("steps"), words("roles"), words("laws")
RESULTS, ATTENDS, EVERYDAY = words("results"), words("attends"), words("everyday words")
CITY_DEPARTMENTS, DISTRICT_DEPARTMENTS = words("city departments"), words("district departments")
TOWN_DEPARTMENTS = words("town departments")
