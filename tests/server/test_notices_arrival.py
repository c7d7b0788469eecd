"""N1: where there is no push, news comes with the next sync, once, and says as of when it holds and until when."""

from pathlib import Path

from server.notices.publish import notify
from tests.server.counter import RESIDENT, hand
from tests.server.town import town


async def test_N1_without_push_the_news_comes_with_the_next_sync_and_not_again(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        chen = await hand(xilai, RESIDENT)
        person, until = str(chen.device.person), int(xilai.core.clock().timestamp()) + 3600
        await xilai.core.act(lambda work: notify(work, person, kind="bus", title="班车", body="晚半小时", until=until))
        await xilai.worker.drain()
        answer = await chen.device.sync()
        [change] = answer["rows"]["me"]
        assert (change["entity"], change["body"]["body"], change["body"]["until"]) == ("notice", "晚半小时", until)
        assert abs(change["body"]["at"] - answer["at"]) < 30
        assert (await chen.device.sync())["rows"] == {}


async def test_N1_news_that_went_stale_before_it_could_be_sent_is_sent_nowhere(tmp_path: Path) -> None:
    async with town(tmp_path) as xilai:
        chen = await hand(xilai, RESIDENT)
        person, until = str(chen.device.person), int(xilai.core.clock().timestamp()) + 60
        await xilai.core.act(
            lambda work: notify(
                work, person, kind="bus", title="班车", body="晚半小时", until=until, sms="班车晚半小时"
            )
        )
        xilai.pass_time(minutes=2)
        await xilai.worker.drain()
        assert await xilai.core.store.fetch("SELECT text FROM local_message WHERE text LIKE '班车%'") == []
