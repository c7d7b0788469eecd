"""What an applicant reads of a list of defects, as the tablet shows it to the clerk beforehand."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.applications import texts
from server.applications.sms import parts

VECTORS = json.loads((Path(__file__).parents[2] / "shared_schema/vectors/defects.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["why"])
def test_the_list_reads_as_the_clerk_saw_it(case: dict[str, Any]) -> None:
    row = {"item_name": case["item"], "mend_by": case["by"], "defects": case["defects"]}
    assert [texts.in_one_line(defect, case["labels"]) for defect in case["defects"]] == case["lines"]
    told = texts.to_mend(row, texts.Desk(case["centre"], case["phone"]), case["labels"])
    assert (told.body, told.sms) == (case["body"], case["sms"])
    assert parts(case["sms"]) == case["parts"]
