"""A small feed of one's own, as text: two lines in a valley, changed where a test wants it."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from server.guide.load.problems import Refused
from server.transit.keep import prepare
from server.transit.timetable import Timetable, unpack

TODAY = date(2026, 11, 23)  # a Monday

FILES = {
    "agency.txt": """agency_id,agency_name,agency_url,agency_timezone
a,山谷客运,https://example.org/,Asia/Shanghai
b,城里客运,https://example.org/,Asia/Urumqi
""",
    "stops.txt": """stop_id,stop_name,stop_lat,stop_lon,place_code
s1,山口,30.200,103.500,510131104201
s2,半坡,30.210,103.500,510131104203
s3,桥头,30.220,103.500,510131104
""",
    "routes.txt": """route_id,agency_id,route_short_name,route_long_name,route_type
r1,a,1,山口—桥头,3
r2,b,夜,桥头—山口,3
""",
    "calendar.txt": """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
week,1,1,1,1,1,0,0,20260101,20271231
""",
    "calendar_dates.txt": """service_id,date,exception_type
week,20261125,2
week,20261128,1
market,20261124,1
""",
    "trips.txt": """trip_id,route_id,service_id,trip_headsign,direction_id,shape_id
t1,r1,week,桥头,0,up
t2,r1,week,桥头,0,up
m1,r1,market,桥头,0,
often,r1,week,桥头,0,up
exact,r1,market,桥头,0,up
night,r2,week,山口,1,
late,r2,week,山口,1,
""",
    "stop_times.txt": """trip_id,stop_sequence,stop_id,arrival_time,departure_time
t1,1,s1,08:00:00,08:00:00
t1,5,s2,08:10:00,08:11:00
t1,9,s3,08:20:00,08:20:00
t2,1,s1,09:00:00,09:00:00
t2,5,s2,,
t2,9,s3,09:20:00,09:20:00
m1,1,s1,07:00:00,07:00:00
m1,2,s3,07:15:00,07:15:00
often,1,s1,00:00:00,00:00:00
often,2,s2,00:10:00,00:10:00
often,3,s3,00:20:00,00:20:00
exact,1,s1,00:00:00,00:00:00
exact,2,s3,00:20:00,00:20:00
night,1,s3,23:50:00,23:50:00
night,2,s2,24:05:00,24:05:00
night,3,s1,25:10:00,25:10:00
late,1,s3,25:30:00,25:30:00
late,2,s1,26:00:00,26:00:00
""",
    "frequencies.txt": """trip_id,start_time,end_time,headway_secs,exact_times
often,10:00:00,12:00:00,1200,0
exact,10:00:00,12:00:00,1800,1
""",
    "shapes.txt": """shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence
up,30.200,103.500,1
up,30.205,103.503,2
up,30.210,103.500,3
up,30.220,103.500,4
""",
}


def changed(**files: tuple[str, str] | str | None) -> dict[str, str]:
    """`stops=("30.210", "north")` puts another text there; None takes the file away."""
    found = dict(FILES)
    for name, change in files.items():
        if change is None:
            del found[f"{name}.txt"]
        elif isinstance(change, str):
            found[f"{name}.txt"] = change
        else:
            assert change[0] in found[f"{name}.txt"]
            found[f"{name}.txt"] = found[f"{name}.txt"].replace(*change, 1)
    return found


def zipped(folder: Path, files: dict[str, str], name: str = "feed.zip") -> Path:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as whole:
        for one, text in files.items():
            whole.writestr(one, text)
    (folder / name).write_bytes(data.getvalue())
    return folder / name


def made(folder: Path, **files: tuple[str, str] | str | None) -> Timetable:
    return unpack(prepare(zipped(folder, changed(**files)), "made", "", TODAY).packed)


def refused(path: Path) -> list[str]:
    with pytest.raises(Refused) as said:
        prepare(path, "made", "", TODAY)
    return [str(one) for one in said.value.problems.found]
