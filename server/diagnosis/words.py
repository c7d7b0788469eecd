"""A phone's report in words for the operator."""

from server.diagnosis.clients import when
from server.diagnosis.report import Guide, Report, Storage, Try, Waiting


def told(report: Report) -> list[str]:
    return [
        plain(line)
        for line in (
            f"Report of device {report.client}, made {at(report.at)} by the town's clock",
            f"  app        protocol {report.protocol}, contract {report.schema}, {report.app}",
            f"  browser    {report.browser}",
            f"  worker     {report.worker}",
            f"  line       {report.line}; last answer {at(report.synced_at)}; clock {report.clock_offset:+d} s behind",
            f"  signed in  {report.signed}",
            f"  storage    {storage(report.storage)}",
            f"  kept       {', '.join(f'{count} {what}' for what, count in report.kept.items()) or 'nothing'}",
            *(f"  FAULT      {fault}" for fault in report.faults),
            *(
                f"  scope      {name}: cursor {scope.cursor}, {scope.rows} rows, digest {scope.digest}"
                for name, scope in report.scopes.items()
            ),
            *guide(report.guide),
            *outbox(report.outbox),
            *tries(report.tries, report.client),
        )
    ]


def plain(line: str) -> str:
    """It comes from a phone that anybody may hold: nothing in it may steer the terminal."""
    return "".join(letter if letter.isprintable() else "�" for letter in line)


def at(seconds: int) -> str:
    return when(seconds) if 0 < seconds < 2**36 else "never"


def storage(said: Storage) -> str:
    if not said.usage or not said.quota:
        return "not told by the browser"
    lasting = "lasting" if said.persisted else "the browser may clear it"
    return f"{said.usage / 1e6:.1f} of {said.quota / 1e6:.0f} MB ({100 * said.usage / said.quota:.0f} %), {lasting}"


def guide(said: Guide) -> list[str]:
    lines = [f"  guide      of {said.place}, manifest {said.head}"] if said.place else []
    for one in said.layers:
        digest = {True: "digest right", False: "DIGEST WRONG", None: "not all of it here yet"}[one.right]
        lines.append(f"             layer {one.layer} at {one.gen}.{one.seq}, {digest}")
    return lines


def outbox(said: list[Waiting]) -> list[str]:
    lines = [f"  outbox     {len(said)} waiting or rejected"]
    for one in said:
        number = "not numbered yet" if one.seq is None else f"number {one.seq}"
        state = f"{one.state} {one.code}".rstrip()
        again = f", next {at(one.next_at)}" if one.next_at else ""
        lines.append(f"    {one.name} in {one.lane}, {number}: {state}, {one.tries} tries{again}")
        lines.append(f"      {one.id}")
    return lines


def tries(said: list[Try], client: str) -> list[str]:
    lines = [f"  attempts   the last {len(said)}, newest first" if said else "  attempts   none"]
    for began, ms, up, down, sent, came_of, by in reversed(said):
        other = "" if by == client else f"  as {by}: another person here, or this phone before it was cleared"
        lines.append(
            f"    {at(began)}  {ms / 1000:5.1f} s  {up:>6} up {down:>6} down  {sent:>3} sent  {came_of}{other}"
        )
    return lines
