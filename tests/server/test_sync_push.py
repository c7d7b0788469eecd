"""A mutation has one effect and one result, however often and in whatever order it arrives."""

from pathlib import Path

from tests.server.town import mutation, town

NAME = {"name": "陈桂芳", "id_number": "511602196503120025", "place": "511602108"}


async def test_a_profile_is_set_once_although_the_answer_was_lost(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        phone = await xilai.sign_in("13800000001")
        await phone.sync()
        change = mutation("accounts.set_profile", "accounts", 1, **NAME)
        first = await phone.sync(change)
        assert first["results"] == [{"id": change["id"], "status": "accepted"}]
        version = first["rows"]["me"][0]["version"]
        again = await phone.sync(change)
        assert again["results"] == first["results"]
        assert phone.cursors["me"] == version
