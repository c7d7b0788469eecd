"""Feeds that are wrong are refused with file, line, column and reason, and nothing changes; strange ones are served."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from server.__main__ import main
from server.guide.load.problems import Refused
from server.transit.arrivals import arrivals
from server.transit.compile import compile_feed
from server.transit.gtfs import archive
from server.transit.gtfs.check import check
from server.transit.gtfs.read import read_feed
from server.transit.keep import keep, prepare
from server.transit.lines import rows_of
from server.transit.oba.times import service_day
from server.transit.timetable import Timetable, pack, unpack
from server.transit.way import way_of
from tests.server.bus_town import DATA
from tests.server.made_feed import FILES, TODAY, changed, made, refused, zipped
from tests.server.town import town

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(hour: int, minute: int = 0, day: int = 23) -> int:
    return int(datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI).timestamp())


def times(table: Timetable, stop: str, day: int, since: int = 0, until: int = 24) -> list[str]:
    found = arrivals(table, None, [table.stop_at[stop]], at(since, 0, day), 0, (until - since) * 3600 - 1)
    return [f"{datetime.fromtimestamp(one.departs, SHANGHAI):%H:%M} {one.trip}" for one in found]


WRONG = [
    ({"stops": None}, "stops.txt: is missing"),
    ({"calendar": None, "calendar_dates": None}, "calendar.txt: is missing, and so is calendar_dates.txt"),
    ({"stop_times": ("08:10:00", "8h10")}, "stop_times.txt, row 3, column arrival_time: '8h10' is no time"),
    ({"stop_times": ("08:10:00", "08:61:00")}, "stop_times.txt, row 3, column arrival_time: '08:61:00' is no time"),
    ({"stop_times": ("08:11:00", "08:05:00")}, "stop_times.txt, row 2, column arrival_time: trip t1 goes back in time"),
    ({"stop_times": ("09:20:00,09:20:00", ",")}, "stop_times.txt, row 5, column arrival_time: trip t2 does not say"),
    ({"stop_times": ("t1,5,s2", "t1,5,s9")}, "stop_times.txt, row 3, column stop_id: s9 is not in stops.txt"),
    ({"stop_times": ("t1,5,s2", "t9,5,s2")}, "stop_times.txt, row 3, column trip_id: t9 is not in trips.txt"),
    ({"stop_times": ("t1,5,s2", "t1,9,s2")}, "stop_times.txt, row 2, column stop_sequence: a number stands twice"),
    ({"stops": ("30.210", "nan")}, "stops.txt, row 3, column stop_lat: 'nan' is not a number"),
    ({"stops": ("30.210", "302.10")}, "stops.txt, row 3, column stop_lat: '302.10' is no latitude"),
    ({"stops": ("30.210,103.500", "0,0")}, "stops.txt, row 3, column stop_lat: 0, 0 lies in the sea"),
    ({"stops": ("s2,", "s1,")}, "stops.txt, row 3, column stop_id: s1 stands twice"),
    ({"stops": ("stop_lat", "lat")}, "stops.txt, row 2, column stop_lat: is empty: where is the stop?"),
    ({"stops": ("510131104203", "西来")}, "stops.txt, row 3, column place_code: '西来' is no code of a place"),
    ({"routes": ("r1,a", "r1,z")}, "routes.txt, row 2, column agency_id: z is not in agency.txt"),
    ({"agency": ("Asia/Urumqi", "China")}, "agency.txt, row 3, column agency_timezone: 'China' is no time zone"),
    ({"agency": ("Asia/Urumqi", "../../etc/passwd")}, "agency.txt, row 3, column agency_timezone"),
    ({"trips": ("t1,r1", "t1,r7")}, "trips.txt, row 2, column route_id: r7 is not in routes.txt"),
    ({"trips": ("t1,r1,week", "t1,r1,never")}, "trips.txt, row 2, column service_id: never is not in calendar.txt"),
    ({"trips": ("0,up", "0,down")}, "trips.txt, row 2, column shape_id: down is not in shapes.txt"),
    ({"calendar": ("20260101", "20260230")}, "calendar.txt, row 2, column start_date: '20260230' is a day that"),
    ({"calendar": ("20271231", "20251231")}, "calendar.txt, row 2, column end_date: lies before start_date"),
    ({"shapes": ("30.205", "inf")}, "shapes.txt, row 3, column shape_pt_lat: 'inf' is not a number"),
    ({"shapes": ("103.503", "113.503")}, "shapes.txt, row 2, column shape_pt_lat: shape up jumps over"),
    ({"shapes": ("103.503,2", "103.503,3")}, "shapes.txt, row 2, column shape_pt_sequence: a number stands twice"),
    ({"frequencies": ("1200", "0")}, "frequencies.txt, row 2, column headway_secs: '0' is not from 1 to 86400"),
    ({"frequencies": ("12:00:00", "09:00:00")}, "frequencies.txt, row 2, column end_time: is not after start_time"),
    ({"frequencies": ("often", "seldom")}, "frequencies.txt, row 2, column trip_id: seldom is not in trips.txt"),
    ({"trips": ('t1,r1', '"t1,r1')}, "trips.txt, row 2: cannot be read"),
    ({"trips": ("桥头,0,up", "桥头,0,up,more")}, "trips.txt, row 2: has more cells than the header"),
    ({"trips": ""}, "trips.txt: is empty"),
    ({"stops": ("s2,", "s\0,")}, "stops.txt, row 3, column stop_id: 's\\x00' is no id"),
    ({"stops": ("s2,", '"s\n2",')}, "stops.txt, row 3, column stop_id: 's\\n2' is no id"),
    ({"stops": ("s3,", f"{'s' * 76},"), "stop_times": FILES["stop_times.txt"].replace("s3", "s" * 76)},
     f"stops.txt, row 4, column stop_id: {'s' * 76} is longer than 75 characters"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "reason"), WRONG, ids=[reason[:60] for _, reason in WRONG])
def test_what_is_wrong_is_said_with_file_line_and_column(
    change: dict[str, object], reason: str, tmp_path: Path
) -> None:
    found = refused(zipped(tmp_path, changed(**change)))  # type: ignore[arg-type]
    assert any(one.startswith(reason) for one in found), found


def test_all_that_is_wrong_is_said_at_once_but_not_a_million_lines_of_it(tmp_path: Path) -> None:
    files = changed(stops=("30.210", "x"), routes=("r1,a", "r1,z"))
    assert len(refused(zipped(tmp_path, files))) >= 2
    files["stop_times.txt"] += "".join(f"t1,{n},s1,x,x\n" for n in range(10, 50_000))
    assert len(refused(zipped(tmp_path, files))) < 1000


def bomb(folder: Path) -> Path:
    """Claims to be small, and unpacks to 400 MB."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as whole:
        with whole.open("stops.txt", "w", force_zip64=True) as into:
            for _ in range(60):
                into.write(b"0" * 2**20)
        whole.writestr("trips.txt", "trip_id\n")
    (folder / "bomb.zip").write_bytes(data.getvalue())
    return folder / "bomb.zip"


def test_no_zip_a_broken_one_a_bomb_and_too_many_files_end_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "no.zip").write_bytes(b"this is no zip")
    (tmp_path / "cut.zip").write_bytes((DATA / "raba.zip").read_bytes()[:200_000])
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as many:
        for n in range(archive.MEMBERS + 1):
            many.writestr(f"{n}.txt", "")
    damaged = bytearray(zipped(tmp_path, FILES, "damaged.zip").read_bytes())
    damaged[60:90] = b"\xff" * 30
    (tmp_path / "damaged.zip").write_bytes(damaged)
    for name, reason in (
        ("no.zip", "no.zip: is no zip that can be read"),
        ("cut.zip", "cut.zip: is no zip that can be read"),
        ("damaged.zip", "damaged.zip: is no zip that can be read"),
        ("many.zip", "many.zip: holds 201 files"),
        ("none.zip", "none.zip: is not there"),
        (bomb(tmp_path).name, "bomb.zip/stops.txt: unpacks to more than"),
    ):
        [said] = refused(tmp_path / name)
        assert said.startswith(reason)
    (tmp_path / "empty").mkdir()
    assert "agency.txt: is missing" in refused(tmp_path / "empty")


def test_a_feed_of_the_past_or_of_the_future_is_served_with_a_note(tmp_path: Path) -> None:
    path = zipped(tmp_path, FILES)
    assert any("nothing goes any more" in note for note in prepare(path, "x", "", date(2030, 1, 1)).notes)
    assert any("nothing goes before" in note for note in prepare(path, "x", "", date(2020, 1, 1)).notes)
    assert not any("nothing goes" in note for note in prepare(path, "x", "", TODAY).notes)


def test_what_nothing_hangs_on_is_left_out_with_a_note(tmp_path: Path) -> None:
    """As in New York: wheelchair_boarding 3; and here and there a stop that was cut out."""
    stops = FILES["stops.txt"].replace("place_code", "wheelchair_boarding").replace("510131104203", "3")
    stops = stops.replace("510131104201", "1").replace("510131104", "0")
    more = "".join(f"x{n},1,s1,08:00:00,08:00:00\nx{n},2,s3,08:30:00,08:30:00\n" for n in range(150))
    trips = FILES["trips.txt"] + "".join(f"x{n},r1,week,,0,\n" for n in range(150))
    lost = FILES["stop_times.txt"] + more.replace("x149,1,s1", "x149,1,s8").replace("x149,2,s3", "x149,2,s9")
    notes = prepare(zipped(tmp_path, changed(stops=stops, trips=trips, stop_times=lost)), "x", "", TODAY).notes
    assert any(
        note.startswith("stops.txt, row 3, column wheelchair_boarding: '3' is not from 0 to 2") for note in notes
    )
    assert any("s8 is not in stops.txt; 2 such lines are left out" in note for note in notes)
    assert any("1 trips have fewer than two stops and are left out, such as x149" in note for note in notes)


def test_a_zip_with_its_files_in_a_folder_and_a_gbk_feed_are_read_too(tmp_path: Path) -> None:
    inside = {f"gtfs/{name}": text for name, text in FILES.items()}
    assert len(prepare(zipped(tmp_path, inside), "x", "", TODAY).body.stops) == 3
    folder = tmp_path / "gbk"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_bytes(text.encode("gb18030"))
    assert [one.name for one in prepare(folder, "x", "", TODAY).body.stops] == ["山口", "半坡", "桥头"]


def test_a_zip_as_a_mac_or_windows_packs_it_is_read_and_other_files_of_such_names_do_not_count(tmp_path: Path) -> None:
    mac = {f"google_transit/{name}": text for name, text in FILES.items()}
    mac |= {f"__MACOSX/google_transit/._{name}": "\0\5\26\7" for name in FILES} | {"__MACOSX/._stops.txt": "\0"}
    windows = {f"gtfs\\{name}": text for name, text in FILES.items()}
    flexible = FILES | {"booking/zone_stops.txt": "x", "old_stops.txt": "x"}
    for files in (mac, windows, flexible):
        assert len(prepare(zipped(tmp_path, files), "x", "", TODAY).body.trips) == 7


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_broken_zip_of_another_kind_ends_with_one_line(method: int, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "odd.zip", "w", method) as whole:
        for name, text in FILES.items():
            whole.writestr(name, text)
    assert prepare(tmp_path / "odd.zip", "x", "", TODAY).body.trips
    data = bytearray((tmp_path / "odd.zip").read_bytes())
    data[44:80] = b"\xff" * 36
    (tmp_path / "odd.zip").write_bytes(data)
    [said] = refused(tmp_path / "odd.zip")
    assert said.startswith("odd.zip: ")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_cells_with_line_breaks_marks_at_the_beginning_and_lines_of_windows(encoding: str, tmp_path: Path) -> None:
    stops = FILES["stops.txt"].replace("stop_name", "stop_desc,stop_name")
    for name in ("山口", "半坡", "桥头"):
        stops = stops.replace(name, f'"第一行\n""第二行"", 完",{name}')
    files = changed(stops=stops.replace("30.210", "x"))
    folder = tmp_path / "feed"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_bytes(text.replace("\n", "\r\n").encode(encoding))
    assert refused(folder)[0] == "stops.txt, row 4, column stop_lat: 'x' is not a number"


def test_a_mark_that_is_wrong_in_every_row_makes_no_million_notes_and_a_station_that_is_not_there_is_no_parent(
    tmp_path: Path,
) -> None:
    stops = FILES["stops.txt"].replace("place_code", "parent_station,wheelchair_boarding")
    stops = stops.replace("510131104201", ",1").replace("510131104203", "gone,2").replace(",510131104\n", ",,\n")
    stops += "".join(f"x{n},x,30.2,103.5,,{n + 3}\n" for n in range(3000))
    feed = read_feed(archive.open_feed(zipped(tmp_path, changed(stops=stops))))
    assert 100 < len(feed.notes) < 400 and feed.stops["s2"].parent == ""


def test_days_of_the_week_exceptions_and_markets_say_what_goes(tmp_path: Path) -> None:
    table = made(tmp_path)
    plain = [
        "08:00 t1",
        "09:00 t2",
        *(f"1{h}:{m:02} often" for h, m in ((0, 0), (0, 20), (0, 40), (1, 0), (1, 20), (1, 40))),
    ]
    assert times(table, "s1", 23) == plain
    exact = [f"{h}:{m:02} exact" for h in (10, 11) for m in (0, 30)]
    assert sorted(times(table, "s1", 24, 5)) == sorted(["07:00 m1", *plain, *exact])
    assert times(table, "s1", 25, 5) == []  # taken out by calendar_dates
    assert times(table, "s1", 28, 5) == plain  # a Saturday put in


def test_a_bus_after_midnight_belongs_to_the_day_before_and_keeps_the_zone_of_its_agency(tmp_path: Path) -> None:
    """23:50 in Ürümqi is 01:50 in Shanghai."""
    table = made(tmp_path)
    assert times(table, "s3", 24, 0, 6) == ["01:50 night", "03:30 late"]
    assert times(table, "s1", 25, 0, 6) == ["03:10 night", "04:00 late"]
    [one] = arrivals(table, None, [table.stop_at["s2"]], at(2, 0, 24), 0, 3600)
    assert (one.day, one.state) == (date(2026, 11, 23), "scheduled")


def test_agencies_on_two_coasts_each_go_by_their_own_clock(tmp_path: Path) -> None:
    """When it is 21:15 in Los Angeles, the bus of 00:25 tomorrow in New York goes in ten minutes."""
    agency = FILES["agency.txt"].replace("Asia/Shanghai", "America/Los_Angeles")
    agency = agency.replace("Asia/Urumqi", "America/New_York")
    table = made(tmp_path, agency=agency, stop_times=("night,1,s3,23:50:00,23:50:00", "night,1,s3,00:25:00,00:25:00"))
    now = int(datetime(2026, 11, 23, 21, 15, tzinfo=ZoneInfo("America/Los_Angeles")).timestamp())
    found = arrivals(table, None, [table.stop_at["s3"]], now, 0, 900)
    assert [(one.trip, one.day, one.departs - now) for one in found] == [("night", date(2026, 11, 24), 600)]
    [bus] = found
    assert service_day(table, table.midnight(bus.pattern.route, bus.day) * 1000) == bus.day


def test_a_time_that_was_left_out_lies_between_its_neighbours(tmp_path: Path) -> None:
    assert times(made(tmp_path), "s2", 23)[:2] == ["08:11 t1", "09:10 t2"]


def test_a_feed_of_dates_alone_is_served_with_empty_files_beside_it_and_dates_that_stand_twice(tmp_path: Path) -> None:
    dates = "service_id,date,exception_type\n" + "week,20261123,1\n" * 2 + "market,20261124,1\n"
    table = made(tmp_path, calendar="\ufeff\n", frequencies="", calendar_dates=dates)
    assert times(table, "s1", 23) == ["00:00 often", "08:00 t1", "09:00 t2"] and times(table, "s1", 30) == []
    both = refused(zipped(tmp_path, changed(calendar="", calendar_dates=dates + "week,20261123,2\n")))
    assert both[0] == "calendar_dates.txt, row 5, column date: is both added to this service and taken out of it"
    assert "calendar.txt: is missing" in refused(zipped(tmp_path, changed(calendar="", calendar_dates="")))[0]


def test_distances_that_go_back_are_measured_instead(tmp_path: Path) -> None:
    shapes = FILES["shapes.txt"].replace("sequence\n", "sequence,shape_dist_traveled\n")
    for point, dist in (("500,1", 0), ("503,2", 900), ("500,3", 500), ("500,4", 2000)):
        shapes = shapes.replace(f"103.{point}\n", f"103.{point},{dist}\n")
    notes = prepare(zipped(tmp_path, changed(shapes=shapes)), "x", "", TODAY).notes
    assert any("shape_dist_traveled goes back in shape up" in note for note in notes)


def test_rows_in_any_order_make_the_same_timetable(tmp_path: Path) -> None:
    files = dict(FILES)
    for name in ("stop_times.txt", "shapes.txt"):
        header, *rows = files[name].splitlines()
        files[name] = "\n".join([header, *sorted(rows, key=lambda row: (row.split(",")[0], row[::-1]))])
    mixed = unpack(prepare(zipped(tmp_path, files), "made", "", TODAY).packed)
    plain = made(tmp_path)
    for stop in ("s1", "s2", "s3"):
        assert times(mixed, stop, 23) == times(plain, stop, 23)


def test_a_line_that_passes_a_stop_twice_has_it_at_two_places_of_its_way(tmp_path: Path) -> None:
    loop = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\n" + "".join(
        f"up,{lat},{lon},{n}\n"
        for n, (lat, lon) in enumerate([(30.2, 103.5), (30.21, 103.5), (30.21, 103.51), (30.2, 103.51), (30.2, 103.5)])
    )
    round_trip = FILES["stop_times.txt"].replace("t1,9,s3", "t1,9,s1")
    table = made(tmp_path, shapes=loop, stop_times=round_trip)
    line = way_of(table, table.patterns[table.trips[table.trip_at["t1"]].pattern])
    first, middle, last = line.stops
    assert first == 0 and 1000 < middle < 1200 and abs(last - line.metres[-1]) < 1


def test_a_line_that_is_drawn_metre_by_metre_is_laid_as_one_with_fewer_points(tmp_path: Path) -> None:
    points = [(30.2 + n / 500_000, 103.5) for n in range(10_001)]
    rows = (f"up,{lat:.7f},{lon:.7f},{n}" for n, (lat, lon) in enumerate(points, start=1))
    table = made(tmp_path, shapes="\n".join(["shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence", *rows]))
    line = way_of(table, table.patterns[table.trips[table.trip_at["t1"]].pattern])
    assert len(line.metres) <= 4001 and (line.lat[0], line.lat[-1]) == (30.2, 30.22)
    assert [round(stop / 10) for stop in line.stops] == [0, 111, 222]


async def test_nothing_changes_unless_the_feed_is_good_and_agencies_are_told_apart(tmp_path: Path) -> None:
    async with town(tmp_path) as one:
        store = one.core.store
        ready = prepare(zipped(tmp_path, FILES), "made", "", TODAY)
        assert await keep(store, ready, 1) and not await keep(store, ready, 2)
        with pytest.raises(Refused) as said:
            await keep(store, prepare(zipped(tmp_path, FILES), "other", "", TODAY), 3)
        assert "stands in the feed made too" in str(said.value.problems.found[0])
        assert await store.fetch("SELECT id, loaded_at FROM transit_feed") == [("made", 1)]


def test_the_commands_load_check_list_and_drop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    good, bad = zipped(tmp_path, FILES), zipped(tmp_path, changed(stops=("30.210", "x")), "bad.zip")
    assert main(["transit", "check", str(bad)]) == 1
    assert "stops.txt, row 3, column stop_lat" in capsys.readouterr().err
    assert main(["transit", "load", str(good), "--feed", "valley"]) == 0
    assert main(["transit", "load", str(bad), "--feed", "valley"]) == 1
    assert main(["transit", "load", str(good), "--feed", "valley"]) == 0
    said = capsys.readouterr().out
    assert "nothing was changed" in said and "no town of the guide has a line of it" in said
    assert main(["transit", "live", "valley", "https://example.org/tu.pb"]) == 0
    assert main(["transit", "live", "nowhere", "https://example.org/tu.pb"]) == 1
    assert main(["transit", "list"]) == 0
    listed = capsys.readouterr().out
    assert "valley: loaded " in listed and "note: agency.txt: several time zones" in listed
    assert "valley/url-1  https://example.org/tu.pb: nothing heard yet" in listed
    assert main(["transit", "drop", "valley"]) == 0
    assert main(["transit", "drop", "valley"]) == 1
    assert "There is no feed valley." in capsys.readouterr().err
    assert main(["transit", "list"]) == 0
    assert "There is no feed" in capsys.readouterr().out
    for address in ("file:///etc/passwd", "http://", "http://[::1", "http://a:99999/", "x"):
        with pytest.raises(SystemExit):
            main(["transit", "live", "valley", address])
        assert f"{address!r} is no address such as" in capsys.readouterr().err


STRANGE = ["", "x", "-1", "0", "9" * 20, "30.2", "nan", '"', ",", "\0", " ", "\n", "桥", "1e9", "s1", "t1"]
STRANGE += ["25:00:00", "99:99:99", "20261123"]
CELLS = some.sampled_from(STRANGE)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    some.lists(
        some.tuples(some.sampled_from(sorted(FILES)), some.integers(0, 20), some.integers(0, 9), CELLS), max_size=4
    )
)
def test_whatever_stands_in_a_cell_the_feed_is_served_or_refused_with_reasons(
    changes: list[tuple[str, int, int, str]],
) -> None:
    files = {name: text.splitlines() for name, text in FILES.items()}
    for name, row, column, cell in changes:
        line = files[name][row % len(files[name])].split(",")
        line[column % len(line)] = cell
        files[name][row % len(files[name])] = ",".join(line)
    data = {name: "\n".join(lines).encode() for name, lines in files.items()}
    try:
        feed = read_feed(archive.Archive("any", data, b""))
        check(feed, TODAY)
        table = unpack(pack(compile_feed(feed, "any")))
    except Refused as refusal:
        assert refusal.problems and all(str(one) for one in refusal.problems.found)
        return
    for stop in range(len(table.stops)):
        arrivals(table, None, [stop], at(8), 3600, 86400)
    for pattern in table.patterns:
        way_of(table, pattern)
    list(rows_of(table, "510131104", {"510131104"}, TODAY))
