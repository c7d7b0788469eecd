"""Service alerts to phones, and buses that did not come: through the whole server, with its clock set by hand."""

from pathlib import Path
from typing import Any

from google.transit import gtfs_realtime_pb2 as pb

from server.transit.alerts import Known, in_language, known_alerts
from server.transit.alerts_tell import TIMES, tell_alerts
from server.transit.held import buses_of
from server.transit.report import PER_DEVICE, counts
from tests.server.bus_town import send
from tests.server.push_services import obedient_service
from tests.server.test_transit_watch import PHONE, inbox, message, ready, set_clock, valley, watch
from tests.server.test_transit_watch_rules import at
from tests.server.town import Device, Town, mutation, new_id

WORKS = {"zh": ("桥头修路", "改道走老街"), "en": ("Road works", "Detour over Old Street")}


def alerts(now: int, *entities: dict[str, Any]) -> bytes:
    """Each: about (keyword arguments of an informed entity), words by language, periods, id, effect."""
    said = pb.FeedMessage()
    said.header.gtfs_realtime_version, said.header.timestamp = "2.0", now
    for one in entities:
        alert = said.entity.add(id=one.get("id", "a")).alert
        alert.effect = one.get("effect", pb.Alert.DETOUR)
        for about in one.get("about", [{"route_id": "r1"}]):
            trip = about.pop("trip", "")
            who = alert.informed_entity.add(**about)
            if trip:
                who.trip.trip_id = trip
        for start, end in one.get("periods", []):
            period = alert.active_period.add()
            period.start, period.end = start, end
        for lang, (title, text) in one.get("words", WORKS).items():
            if title:
                alert.header_text.translation.add(text=title, language=lang)
            alert.description_text.translation.add(text=text, language=lang)
    return bytes(said.SerializeToString())


async def hear(one: Town, now: int, *entities: dict[str, Any]) -> int:
    """Gives how many were told."""
    set_clock(one, now)
    assert await send(one, "alerts", alerts(now, *entities), "made") == 204
    told = await tell_alerts(one.core)
    await one.worker.drain()
    return told


async def read(one: Town, lang: str = "zh-CN", town: str = "510131104") -> list[dict[str, Any]]:
    answer = await one.http.get(f"/bus/alerts/{town}", params={"lang": lang})
    assert answer.status_code == 200 and answer.headers["cache-control"] == "public, max-age=60"
    found: list[dict[str, Any]] = answer.json()["alerts"]
    return found


async def test_H1_a_towns_phones_read_the_alerts_of_its_lines_and_stops_in_their_language(tmp_path: Path) -> None:
    async with valley(tmp_path) as one:
        now = at(9, 0)
        await hear(
            one,
            now,
            {"id": "line"},
            {
                "id": "stop",
                "about": [{"stop_id": "s2"}],
                "effect": pb.Alert.STOP_MOVED,
                "words": {"": ("", "挪到桥边")},
            },
            {"id": "agency", "about": [{"agency_id": "b"}], "periods": [(now + 3600, now + 7200)]},
            {"id": "trip", "about": [{"trip": "t1"}, {"route_id": "r1", "stop_id": "s3"}]},
            {"id": "elsewhere", "about": [{"route_id": "none"}, {"stop_id": "nowhere"}, {}]},
            {"id": "over", "periods": [(now - 7200, now - 3600)]},
            {"id": "far", "periods": [(now + 9 * 86_400, 0)]},
        )
        found = {one["title"] + str(len(one["about"])) + str(one.get("from", "")): one for one in await read(one)}
        assert len(found) == 4
        line = found["桥头修路1"]
        assert line["about"] == [{"line": "made:r1"}] and line["as_of"] == now and "until" not in line
        assert (line["text"], line["effect"]) == ("改道走老街", "detour") and "lang" not in line
        moved = found["1"]
        assert moved["about"] == [{"stop": "made:s2"}] and (moved["effect"], moved["text"]) == (
            "stop_moved",
            "挪到桥边",
        )
        later = found[f"桥头修路1{now + 3600}"]
        assert later["about"] == [{"line": "made:r2"}] and later["until"] == now + 7200
        assert found["桥头修路2"]["about"] == [{"line": "made:r1"}, {"line": "made:r1", "stop": "made:s3"}]
        english = [one for one in await read(one, "en") if one["title"]]
        assert {one["title"] for one in english} == {"Road works"}
        assert {one["title"] for one in await read(one, "zh-TW")} == {"桥头修路", ""}
        assert await read(one, "xx") == await read(one) and await read(one, town="510131999") == []
        assert (await one.http.get("/bus/alerts/here")).status_code == 404
        set_clock(one, now + 86_401)
        assert await read(one) == [], "nobody stands behind what was said yesterday"


def test_the_words_of_an_alert_are_those_nearest_to_the_readers() -> None:
    texts = {"en": "e", "zh-Hant": "t", "": "n", "zh-CN": "c", "fr": "f"}
    assert [in_language(texts, lang) for lang in ("zh-TW", "zh-CN", "en")] == [
        ("t", "zh-Hant"),
        ("c", "zh-CN"),
        ("e", "en"),
    ]
    assert in_language({"fr": "f", "en": "e"}, "zh-CN") == ("e", "en") and in_language({}, "en") == ("", "")
    assert in_language({"fr": "f", "": "n"}, "zh-CN") == ("n", "") and in_language({"fr": "f"}, "en") == ("f", "fr")


async def test_an_alert_is_told_once_to_each_who_takes_the_line_also_outside_their_times(
    tmp_path: Path,
) -> None:
    async with obedient_service() as service, valley(tmp_path) as one:
        phone, other = await ready(one, service), await one.sign_in("13800000002")
        await watch(phone)
        await watch(phone, minutes=20, line=None)
        await watch(other, stop="made:s3", line="made:r2", **{"from": 1425, "before": 1435})
        now = at(12, 0)
        assert await hear(one, now, {}) == 1
        [(headers, _)] = service.got
        assert headers["Urgency"] == "low" and headers["TTL"] == "86400"
        [notice] = await inbox(phone)
        assert (notice["title"], notice["body"], notice["stop"]) == ("桥头修路", "改道走老街", "made:s1")
        assert notice["alert"] is True and notice["kind"] == "bus" and await inbox(other) == []
        assert await hear(one, now + 60, {}) == 0 and await hear(one, now + 2 * 86_400, {}) == 0
        assert await hear(one, now + 2 * 86_400, {"id": "of another name"}) == 0, "the same words"
        assert len(service.got) == 1 and len(await inbox(phone)) == 1
        later = now + 40 * 86_400  # a bridge takes longer than a month to mend
        assert [await hear(one, later + n * 60, {}) for n in range(2)] == [0, 0] and len(service.got) == 1


async def test_it_takes_the_place_of_itself_when_it_changes_and_leaves_when_it_is_over(tmp_path: Path) -> None:
    async with obedient_service() as service, valley(tmp_path) as one:
        phone = await ready(one, service)
        await watch(phone)
        now = at(10, 0)
        texts = [f"改道，第 {n} 天" for n in range(TIMES + 2)]
        told = [await hear(one, now + n * 60, {"words": {"zh": ("修路", text)}}) for n, text in enumerate(texts)]
        assert told == [1] * TIMES + [0, 0] and len({headers["Topic"] for headers, _ in service.got}) == 1
        assert [notice["body"] for notice in await inbox(phone)] == [texts[-1]], "the inbox says what holds"
        assert await hear(one, now + 600) == 0 and await inbox(phone) == []
        assert await hear(one, now + 660, {"words": {"zh": ("修路", texts[-1])}}) == 0
        assert len(service.got) == TIMES, "what comes back is not told again"


async def test_phones_do_not_ring_for_it_at_night_nor_long_before(tmp_path: Path) -> None:
    async with obedient_service() as service, valley(tmp_path) as one:
        phone = await ready(one, service)
        await watch(phone)
        night, morning = at(21, 30), at(7, 0) + 86_400
        assert await hear(one, night, {}) == 0 and await inbox(phone) == []
        assert await hear(one, morning, {}, {"id": "later", "periods": [(morning + 2 * 86_400, 0)]}) == 1
        [notice] = await inbox(phone)
        assert notice["title"] == "桥头修路" and len(service.got) == 1


async def test_without_a_title_it_says_what_kind_it_is_in_the_language_of_the_wish(tmp_path: Path) -> None:
    async with valley(tmp_path) as one:
        phone = await one.sign_in(PHONE)
        await watch(phone, lang="en")
        assert await hear(one, at(9, 0), {"words": {"": ("", "走老街")}}) == 1
        assert [(row["title"], row["body"]) for row in await inbox(phone)] == [("Detour", "走老街")]


async def test_an_alert_of_a_stop_concerns_whoever_waits_there_alone(tmp_path: Path) -> None:
    async with valley(tmp_path) as one:
        await hear(one, at(9, 0), {"about": [{"route_id": "r1", "stop_id": "s2"}, {"stop_id": "s3"}]})
        [known] = known_alerts(buses_of(one.core).feeds["made"], at(9, 0))
        assert isinstance(known, Known)
        asked = [("made:r1", "made:s1"), ("made:r1", "made:s2"), ("", "made:s2"), ("made:r2", "made:s3")]
        assert [known.concerns(line, stop, {"made:r1"}) for line, stop in asked] == [False, True, True, True]


async def test_H2_a_bus_that_did_not_come_is_counted_without_a_sign_in_and_once_a_device(tmp_path: Path) -> None:
    async with valley(tmp_path, at(8, 20)) as one:
        phone, other = one.device(), one.device()
        said = {"stop": "made:s1", "line": "made:r1", "to": "桥头", "scheduled": at(8, 0)}

        async def report(device: Device, **more: Any) -> dict[str, Any]:
            id = new_id()
            seq[device.client] = seq.get(device.client, 0) + 1
            args = {**said, "id": id} | more
            [result] = (await device.sync(mutation("buses.report", "transit", seq[device.client], **args)))["results"]
            return dict(result)

        seq: dict[str, int] = {}
        assert [(await report(who))["status"] for who in (phone, phone, other)] == ["accepted"] * 3
        assert await counts(one.core.store) == [("2026-11-23", "made:r1", "桥头", 2)]
        refused: list[tuple[dict[str, Any], str]] = [
            ({"scheduled": at(9, 0)}, "args_invalid"),
            ({"scheduled": at(8, 0) - 8 * 86_400}, "args_invalid"),
            ({"stop": "made:none"}, "bus_stop_unknown"),
            ({"line": "made:none"}, "bus_stop_unknown"),
            ({"to": "nowhere"}, "bus_stop_unknown"),
        ]
        for bad, code in refused:
            assert (await report(phone, **bad)).get("code") == code
        results = [await report(phone, scheduled=at(7, n)) for n in range(PER_DEVICE)]
        assert [row.get("code") for row in results] == [None] * (PER_DEVICE - 1) + ["rate_limited"]


async def test_H1_alerts_that_go_on_do_not_hide_that_the_buses_fell_silent(tmp_path: Path) -> None:
    async with valley(tmp_path) as one:

        async def live() -> str:
            return str((await one.http.get("/bus/made:s1")).json()["live"])

        now = at(7, 50)
        await hear(one, now, {})
        assert await live() == "none", "alerts alone are no live data of buses"
        assert await send(one, "trips", message(now, delay=60), "made") == 204
        assert await live() == "on"
        await hear(one, now + 58, {})
        assert await live() == "dead"
