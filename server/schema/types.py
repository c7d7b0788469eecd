"""generated from shared_schema by generate.py; edit there"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import UNSET, Meta, Struct, UnsetType, field


class Mutation(Struct, kw_only=True):
    """
    One named change. Its id names it for ever; (client, lane, seq) orders it among its neighbours.
    """

    id: Annotated[
        str,
        Meta(
            description='UUIDv7 made on the device; any UUID is taken',
            pattern='^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$(?!\\n)',
        ),
    ]
    lane: Annotated[
        str,
        Meta(
            description="What must stay in order: an application's id, or a domain's name",
            max_length=64,
            min_length=1,
        ),
    ]
    seq: Annotated[
        int,
        Meta(
            description='1, 2, 3 … within (client, lane); given when first sent',
            ge=1,
            le=9007199254740991,
        ),
    ]
    name: Annotated[str, Meta(description='A name of mutations.json', max_length=64)]
    args: Annotated[dict[str, Any], Meta(description="The named mutation's arguments")]
    made_at: (
        Annotated[
            int,
            Meta(
                description='Device clock, Unix seconds; shown, never decided on',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


CursorsAdditionalProperty: TypeAlias = Annotated[int, Meta(ge=0, le=9007199254740991)]


DigestsAdditionalProperty: TypeAlias = Annotated[str, Meta(max_length=16)]


PushItem: TypeAlias = Annotated[list[Any], Meta(max_length=4, min_length=2)]


OthersAdditionalProperty: TypeAlias = Annotated[int, Meta(ge=0, le=100000)]


class SyncRequest(Struct, kw_only=True):
    proto: Annotated[
        int,
        Meta(
            description='`version` of version.json that the client was written for',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    client: Annotated[
        str,
        Meta(
            description='The device: 128 random bits, base64url',
            pattern='^[A-Za-z0-9_-]{22}$(?!\\n)',
        ),
    ]
    session: (
        Annotated[
            str,
            Meta(
                description='Session token; absent when nobody is signed in',
                max_length=64,
            ),
        ]
        | UnsetType
    ) = UNSET
    cursors: (
        Annotated[
            dict[str, CursorsAdditionalProperty],
            Meta(
                description='Scope name → cursor as the server gave it last. A scope that is missing starts at 0'
            ),
        ]
        | UnsetType
    ) = UNSET
    digests: (
        Annotated[
            dict[str, DigestsAdditionalProperty],
            Meta(
                description='Scope name → digest of the rows held, sent now and then to find damage (R6)'
            ),
        ]
        | UnsetType
    ) = UNSET
    mutations: Annotated[list[Mutation], Meta(max_length=200)] | UnsetType = UNSET
    push: (
        Annotated[
            list[PushItem],
            Meta(
                description='Instead of `mutations`, in short: [name, args, seq, id]. Where the lane is `args.id`, `seq` is 1 and `id` is `args.id` too, `id` may be left out, and `seq` with it; the lane is the one that mutations.json names. The answer is brief',
                max_length=200,
            ),
        ]
        | UnsetType
    ) = UNSET
    place: (
        Annotated[
            str,
            Meta(
                description='Place whose guide the device keeps',
                pattern='^[0-9]{2,12}$(?!\\n)',
            ),
        ]
        | UnsetType
    ) = UNSET
    guide: (
        Annotated[
            str, Meta(description='`head` of the guide manifest held', max_length=16)
        ]
        | UnsetType
    ) = UNSET
    brief: (
        Annotated[
            bool,
            Meta(
                description='This client reads short answers: `accepted` and `made`. Said by `push` too'
            ),
        ]
        | UnsetType
    ) = UNSET
    unsent: (
        Annotated[
            int,
            Meta(
                description='How many things of the signed-in person this device holds that are neither at the server nor in this request; told when it changed',
                ge=0,
                le=100000,
            ),
        ]
        | UnsetType
    ) = UNSET
    others: (
        Annotated[
            dict[str, OthersAdditionalProperty],
            Meta(
                description='On a tablet that several people use: client of each who is not signed in now → how much of theirs waits there',
                max_length=50,
            ),
        ]
        | UnsetType
    ) = UNSET


class Result(Struct, kw_only=True):
    """
    What became of one mutation; the same for every replay.
    """

    id: str
    status: Annotated[
        Literal['accepted', 'changed', 'rejected', 'waiting'],
        Meta(
            description='changed: accepted, but not to the letter (see `detail`). waiting: not applied yet (see `code`), send again'
        ),
    ]
    code: (
        Annotated[
            str, Meta(description='A code of errors.json when rejected or waiting')
        ]
        | UnsetType
    ) = UNSET
    field_: (
        Annotated[
            str, Meta(description='JSON pointer into args that the code is about')
        ]
        | UnsetType
    ) = field(name='field', default=UNSET)
    detail: (
        Annotated[
            dict[str, Any],
            Meta(description="Values for the error's text, or what changed"),
        ]
        | UnsetType
    ) = UNSET


class RowChange(Struct, kw_only=True):
    """
    A row as the scope sees it from `version` on. No `body`: the row left the scope.
    """

    entity: str
    key: str
    version: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    body: dict[str, Any] | UnsetType = UNSET


class Made(Struct, kw_only=True):
    """
    A row that the client knows but for a little: its key is the lane of mutation `of`, its body that mutation's args with `body` put over them, member by member; null takes a member away.
    """

    of: Annotated[
        int,
        Meta(
            description='Index of the mutation in this request, from 0',
            ge=0,
            le=9007199254740991,
        ),
    ]
    scope: str
    entity: str
    version: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    body: dict[str, Any]
    count: (
        Annotated[
            int,
            Meta(
                description='Only to `push`: the same holds for so many mutations from `of` on, with the versions from `version` on',
                ge=1,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


CursorsAdditionalProperty1: TypeAlias = Annotated[
    int, Meta(ge=-9007199254740991, le=9007199254740991)
]


class LiveHello(Struct, kw_only=True):
    """
    First frame on the live socket, client to server. Every later frame from the client is a SyncRequest.
    """

    client: Annotated[str, Meta(pattern='^[A-Za-z0-9_-]{22}$(?!\\n)')]
    session: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    packed: (
        Annotated[
            bool,
            Meta(
                description="Long answers may come as binary frames: the JSON in zlib's format."
            ),
        ]
        | UnsetType
    ) = UNSET


class Poke(Struct, kw_only=True):
    """
    Server to client: there is news in these scopes. Carries no data; the client syncs.
    """

    poke: list[str]


class Problem(Struct, kw_only=True):
    """
    RFC 9457 problem details; `code` is stable, `title` is in the language asked for.
    """

    type: str
    title: str
    status: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    code: str
    field_: (
        Annotated[
            str,
            Meta(
                description='What it is about: JSON pointer into the body (absent: the whole), or the name of a header or of a part of the address'
            ),
        ]
        | UnsetType
    ) = field(name='field', default=UNSET)


class Role(Struct, kw_only=True):
    """
    What a member of staff may do, and where.
    """

    role: Annotated[
        Literal['clerk', 'reviewer', 'supervisor', 'kiosk', 'driver'],
        Meta(
            description="clerk: window of a centre. reviewer: a department's back office. supervisor: a centre's head. kiosk: a machine in its hall, which only draws tickets and books. driver: of a bus, whose phone says where it is"
        ),
    ]
    scope: Annotated[
        str,
        Meta(
            description='desk:<centre code> or dept:<department code>; of a kiosk hall:<centre code>, of a driver bus:<feed> or bus:<feed>:<agency_id>'
        ),
    ]
    window: (
        Annotated[str, Meta(description='Window as the public knows it, such as 2 号窗口')]
        | UnsetType
    ) = UNSET


class Profile(Struct, kw_only=True):
    """
    Entity `profile` in scope `me`: the signed-in person as they see themselves.
    """

    id: str
    phone: str
    name: str | UnsetType = UNSET
    id_number: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    roles: list[Role] | UnsetType = UNSET


class SetProfile(Struct, kw_only=True):
    """
    accounts.set_profile
    """

    name: Annotated[str, Meta(max_length=50, min_length=2)]
    id_number: Annotated[
        str,
        Meta(
            description='GB 11643-1999, check digit verified',
            max_length=18,
            min_length=18,
        ),
    ]
    place: Annotated[
        str,
        Meta(
            description='Where they live, for filling in forms; not looked up',
            pattern='^[0-9]{9,12}$(?!\\n)',
        ),
    ]


class MarkLost(Struct, kw_only=True):
    """
    accounts.mark_lost: what a person has on a device is to be deleted there at its next contact, and their sign-ins on it end. By the person, who must know the whole `client` and have been signed in there within its session's life, or by the supervisor of a centre they work or worked at; our app offers it to supervisors alone.
    """

    client: Annotated[str, Meta(pattern='^[A-Za-z0-9_-]{22}$(?!\\n)')]


class CloseQuarantine(Struct, kw_only=True):
    """
    accounts.close_quarantine: work that was held back has been dealt with: entered again by who closes it, or not to be done.
    """

    id: Annotated[str, Meta(max_length=64)]
    how: Literal['entered', 'dropped']


class DeviceSeen(Struct, kw_only=True):
    """
    Entity `device` in scope `lead`: a person's place on a phone or tablet, for the supervisor of the centre.
    """

    client: str
    person: str
    name: str
    seen_at: Annotated[
        int,
        Meta(
            description='Last contact, to ten minutes',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    unsent: Annotated[
        int,
        Meta(
            description='What waited there at last word',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    lost_at: (
        Annotated[
            int,
            Meta(
                description='Reported lost', ge=-9007199254740991, le=9007199254740991
            ),
        ]
        | UnsetType
    ) = UNSET
    wiped_at: (
        Annotated[
            int,
            Meta(
                description='The device was told to delete',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


class Quarantined(Struct, kw_only=True):
    """
    Entity `quarantine` in scope `lead` (own work of a person: `me`): a mutation that was neither applied nor lost.
    """

    id: str
    person: str
    who: Annotated[str, Meta(description='Name of the person whose work it is')]
    name: Annotated[str, Meta(description='A name of mutations.json')]
    lane: str
    args: dict[str, Any]
    at: Annotated[
        int,
        Meta(
            description='When the server took it',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    why: Literal['role_gone', 'device_lost']
    made_at: (
        Annotated[
            int,
            Meta(
                description='Clock of the device',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


class Recovery(Struct, kw_only=True):
    """
    Answer of GET /auth/recovery: the same for a person on a device, for as long as the server has its keys. Wraps what a forgotten PIN would lock away.
    """

    secret: Annotated[str, Meta(description='256 bits, base64url')]


class CodeRequest(Struct, kw_only=True):
    """
    POST /auth/code
    """

    phone: Annotated[str, Meta(pattern='^1[3-9][0-9]{9}$(?!\\n)')]


class SessionRequest(Struct, kw_only=True):
    """
    POST /auth/session
    """

    phone: Annotated[str, Meta(pattern='^1[3-9][0-9]{9}$(?!\\n)')]
    code: Annotated[str, Meta(pattern='^[0-9]{6}$(?!\\n)')]
    client: Annotated[str, Meta(pattern='^[A-Za-z0-9_-]{22}$(?!\\n)')]


class FormerDevice(Struct, kw_only=True):
    """
    What the server remembers of another device of the same person, for a phone that lost what it held.
    """

    client: Annotated[str, Meta(description='The first 6 characters of its `client`')]
    at: Annotated[
        int,
        Meta(
            description='Last contact; exact to a day',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    unsent: Annotated[
        int,
        Meta(
            description='What it last said it had not sent',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]


class Page(Struct, kw_only=True):
    """
    One photographed or scanned page of a material (材料).
    """

    blob: Annotated[
        str,
        Meta(description='SHA-256 of the bytes, hex', pattern='^[0-9a-f]{64}$(?!\\n)'),
    ]
    size: Annotated[int, Meta(ge=1, le=20000000)]
    type: Literal['image/jpeg', 'image/webp', 'image/png', 'application/pdf'] | UnsetType = (
        UNSET
    )


MaterialsAdditionalProperty: TypeAlias = Annotated[list[Page], Meta(max_length=20)]


Materials: TypeAlias = dict[str, MaterialsAdditionalProperty]
"""
Material code of the item → pages in order
"""


Answers: TypeAlias = dict[str, Any]
"""
Property of the form schema → value. null in a patch takes a value away
"""


MaterialsAdditionalProperty1Item: TypeAlias = Annotated[
    str, Meta(pattern='^[0-9a-f]{8,64}$(?!\\n)')
]


MaterialsAdditionalProperty1: TypeAlias = Annotated[
    list[MaterialsAdditionalProperty1Item], Meta(max_length=100)
]


class Was(Struct, kw_only=True):
    """
    What the device knew the town to have, of what it changes: the trunk of its branch. What was empty there need not be named.
    """

    answers: Answers | UnsetType = UNSET
    materials: (
        Annotated[
            dict[str, MaterialsAdditionalProperty1],
            Meta(description="Material code → beginnings of its pages' SHA-256"),
        ]
        | UnsetType
    ) = UNSET


SettledAdditionalProperty: TypeAlias = Annotated[list[Any], Meta(max_length=100)]


Settled: TypeAlias = dict[str, SettledAdditionalProperty]
"""
Property of the form → values of `conflicts` that the person let go
"""


class Conflicts(Struct, kw_only=True):
    """
    What another device gave for the same and does not stand: kept until the person chooses. null: it was emptied there.
    """

    answers: dict[str, list[Any]] | UnsetType = UNSET
    materials: (
        Annotated[
            Materials,
            Meta(
                description='Pages that another device had added and whoever handed it in had not seen'
            ),
        ]
        | UnsetType
    ) = UNSET


class Defect(Struct, kw_only=True):
    """
    One thing to mend (补正): a material or a field, and why.
    """

    reason: Annotated[str, Meta(max_length=200, min_length=2)]
    material: Annotated[str, Meta(description='Material code')] | UnsetType = UNSET
    page: Annotated[int, Meta(ge=1, le=9007199254740991)] | UnsetType = UNSET
    field_: Annotated[str, Meta(description='Property of the form')] | UnsetType = (
        field(name='field', default=UNSET)
    )


class Event(Struct, kw_only=True):
    """
    One line of the case history.
    """

    at: Annotated[
        int, Meta(description='Unix seconds', ge=-9007199254740991, le=9007199254740991)
    ]
    what: Annotated[
        str,
        Meta(
            description='Transition of lifecycles.json, or counter.take_in, blobs_arrived, blob_refused, claim'
        ),
    ]
    by: (
        Annotated[
            str,
            Meta(description="Who, as the reader may know them: a clerk's name, 本人"),
        ]
        | UnsetType
    ) = UNSET
    where: Annotated[str, Meta(description='Window or department')] | UnsetType = UNSET
    note: str | UnsetType = UNSET


State: TypeAlias = Literal['draft', 'submitted', 'returned', 'accepted', 'in_department', 'approved', 'publicised', 'refused', 'declined', 'issued', 'withdrawn', 'discarded']


class Applicant(Struct, kw_only=True):
    """
    Only in the scopes of staff.
    """

    name: str
    id_number: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET


class Save(Struct, kw_only=True):
    """
    applications.save: makes a draft or changes some of its fields; fields not named stay.
    """

    id: str
    item: Annotated[str, Meta(max_length=64)]
    form: Annotated[str, Meta(max_length=64)]
    place: Annotated[str, Meta(pattern='^[0-9]{9,12}$(?!\\n)')]
    item_version: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    answers: Answers | UnsetType = UNSET
    materials: Materials | UnsetType = UNSET
    base: (
        Annotated[
            int,
            Meta(
                description='Version of the application that the device had seen, 0 for none. With it, whatever it is, the server merges by `was`; without it this overwrites',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    was: Was | UnsetType = UNSET
    settled: Settled | UnsetType = UNSET


class Submit(Struct, kw_only=True):
    """
    applications.submit: the whole form, self-contained, final for this round.
    """

    id: str
    item: Annotated[str, Meta(max_length=64)]
    form: Annotated[str, Meta(max_length=64)]
    place: Annotated[str, Meta(pattern='^[0-9]{9,12}$(?!\\n)')]
    answers: Answers
    materials: Materials
    item_version: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    base: (
        Annotated[
            int,
            Meta(
                description='Version of the application that the device had seen, 0 for none. With it, whatever it is, the server merges by `was`; without it this overwrites',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    was: Was | UnsetType = UNSET
    settled: Settled | UnsetType = UNSET


PaperItem: TypeAlias = Annotated[str, Meta(max_length=64)]


class TakeIn(Struct, kw_only=True):
    """
    counter.take_in: a clerk fills in and hands in for a person who stands at the window.
    """

    id: str
    item: Annotated[str, Meta(max_length=64)]
    form: Annotated[str, Meta(max_length=64)]
    place: Annotated[str, Meta(pattern='^[0-9]{9,12}$(?!\\n)')]
    answers: Answers
    paper: Annotated[
        list[PaperItem],
        Meta(description='Codes of the materials handed over on paper', max_length=50),
    ]
    applicant: Applicant
    agreed: Annotated[
        bool, Meta(description='It was read out to the person, who agreed')
    ]
    item_version: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    receipt: (
        Annotated[
            str,
            Meta(
                description='Number of a reserved block, given to the person already',
                max_length=32,
            ),
        ]
        | UnsetType
    ) = UNSET
    code: (
        Annotated[
            str,
            Meta(
                description='Receipt code made on the tablet, printed already',
                pattern='^[0-9A-HJKMNP-TV-Z]{10}$(?!\\n)',
            ),
        ]
        | UnsetType
    ) = UNSET


class MendAtWindow(Struct, kw_only=True):
    """
    counter.mend: the person came to the window with what was asked for in the round. What a defect says without naming anything is settled by the clerk's word.
    """

    id: str
    round: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    answers: Answers
    paper: Annotated[
        list[PaperItem],
        Meta(description='Codes of the materials handed over on paper', max_length=50),
    ]
    agreed: Annotated[
        bool,
        Meta(description='What was changed was read out to the person, who agreed'),
    ]
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET


class ReserveNumbers(Struct, kw_only=True):
    """
    numbers.reserve: receipt numbers of a centre for this device to give out without a line. `id` becomes the block's.
    """

    id: str
    centre: Annotated[str, Meta(pattern='^[0-9]{9,12}$(?!\\n)')]
    count: Annotated[int, Meta(ge=1, le=500)]


class GiveBackNumbers(Struct, kw_only=True):
    """
    numbers.give_back: the device will give out nothing from `next` on.
    """

    id: str
    next: Annotated[int, Meta(ge=1, le=9007199254740991)]


class NumberBlock(Struct, kw_only=True):
    """
    Entity `number_block` in scope `me` of whoever reserved it: <centre>-W<serial, six digits>, from `first` to `last`.
    """

    id: str
    centre: str
    client: Annotated[str, Meta(description='The only device that may give them out')]
    first: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    last: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    expires_at: Annotated[
        int,
        Meta(
            description='Unix seconds; from then on none is given out',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]


class Mend(Struct, kw_only=True):
    """
    applications.mend: what was asked for in the round, nothing else changes.
    """

    id: str
    round: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    answers: Answers
    materials: Materials


class OfApplication(Struct, kw_only=True):
    """
    applications.discard, .restore, .claim, .accept, .approve: the application and the version that the actor saw.
    """

    id: str
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    note: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET


class Return(Struct, kw_only=True):
    """
    applications.return: all defects of a round at once (D4).
    """

    id: str
    round: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    defects: Annotated[list[Defect], Meta(max_length=30, min_length=1)]
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    again_because: (
        Annotated[
            str,
            Meta(
                description="A supervisor's reason for a second list in one round",
                max_length=200,
            ),
        ]
        | UnsetType
    ) = UNSET


class WithReason(Struct, kw_only=True):
    """
    applications.decline, .refuse, .withdraw.
    """

    id: str
    reason: Annotated[str, Meta(max_length=500, min_length=2)]
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    remedy: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET


class HandOver(Struct, kw_only=True):
    """
    applications.hand_over: to the back office that decides.
    """

    id: str
    department: Annotated[str, Meta(max_length=40)]
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    note: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET


class Publicise(Struct, kw_only=True):
    """
    applications.publicise: 公示 until a day.
    """

    id: str
    until: str
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET


class Issue(Struct, kw_only=True):
    """
    applications.issue: the result is handed out at the one window (D17).
    """

    id: str
    result: Annotated[str, Meta(max_length=500, min_length=2)]
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    pickup_on: (
        Annotated[
            str,
            Meta(
                description='From this day on it can be fetched (L6)',
                pattern='^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\\n)',
            ),
        ]
        | UnsetType
    ) = UNSET
    pickup_at: (
        Annotated[
            str,
            Meta(
                description='Code of the centre where it lies; absent: at the desk',
                pattern='^[0-9]{4,12}$(?!\\n)',
            ),
        ]
        | UnsetType
    ) = UNSET


BookingState: TypeAlias = Literal['requested', 'held', 'confirmed', 'waitlisted', 'declined', 'cancelled', 'arrived', 'done', 'missed']


BookingKind: TypeAlias = Annotated[
    Literal['window', 'key_project', 'visit'],
    Meta(
        description='window: a slot at the window. key_project: a meeting of its own (B27). visit: staff come to the address (B28)'
    ),
]


BookingChannel: TypeAlias = Literal['app', 'web', 'kiosk', 'phone', 'counter', 'sms']


class Wish(Struct, kw_only=True):
    """
    Any slot that begins at `from` or later and before `until`; without `until` just the one that begins at `from`.
    """

    from_: Annotated[int, Meta(ge=0, le=9007199254740991)] = field(name='from')
    until: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET
    window: (
        Annotated[str, Meta(description='Only this window', max_length=64)] | UnsetType
    ) = UNSET


Wishes: TypeAlias = Annotated[
    list[Wish],
    Meta(
        description='In the order in which they are tried', max_length=3, min_length=1
    ),
]
"""
In the order in which they are tried
"""


class SlotAt(Struct, kw_only=True):
    start: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    end: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    window: str | UnsetType = UNSET


class Contact(Struct, kw_only=True):
    """
    Who comes, for the desk alone.
    """

    name: Annotated[str, Meta(max_length=50)]
    phone: Annotated[str, Meta(max_length=11)]


class Booking(Struct, kw_only=True):
    """
    Entity `booking` in scope `me` and, where the desk has to do with it, in `desk:<centre>`.
    """

    id: str
    version: Annotated[
        int,
        Meta(
            description='Counts effects on this booking; `base` of mutations, SEQUENCE of its calendar entry',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    centre: str
    kind: BookingKind
    channel: BookingChannel
    state: BookingState
    updated_at: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    code: (
        Annotated[
            str,
            Meta(
                description='Opaque text of its QR, 10 characters of Crockford base32'
            ),
        ]
        | UnsetType
    ) = UNSET
    item: str | UnsetType = UNSET
    item_name: str | UnsetType = UNSET
    application: (
        Annotated[str, Meta(description='The application that it is about (B8)')]
        | UnsetType
    ) = UNSET
    start: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    end: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType = (
        UNSET
    )
    window: str | UnsetType = UNSET
    wishes: Wishes | UnsetType = UNSET
    waitlist: (
        Annotated[
            bool,
            Meta(
                description='Moves up by itself when something within the wishes is free'
            ),
        ]
        | UnsetType
    ) = UNSET
    offers: (
        Annotated[
            list[SlotAt],
            Meta(
                description='State requested: nothing within the wishes was free; these were. Take one with bookings.move'
            ),
        ]
        | UnsetType
    ) = UNSET
    release_at: (
        Annotated[
            int,
            Meta(
                description='State held: from then on somebody else may have the slot',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    reasons: (
        Annotated[
            list[str],
            Meta(description='Codes of errors.json: why it is not what was asked for'),
        ]
        | UnsetType
    ) = UNSET
    note: (
        Annotated[
            str, Meta(description="Staff's words: why it was declined, where to come")
        ]
        | UnsetType
    ) = UNSET
    about: (
        Annotated[str, Meta(description='What the key project or the visit is about')]
        | UnsetType
    ) = UNSET
    address: (
        Annotated[str, Meta(description='Where to come to; kind visit')] | UnsetType
    ) = UNSET
    late: (
        Annotated[
            bool, Meta(description='Cancelled less than two hours before it began')
        ]
        | UnsetType
    ) = UNSET
    arrived_at: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    done_at: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    asked: (
        Annotated[
            str,
            Meta(
                description='In `me` of a kiosk, keyed by its client: what was booked there last'
            ),
        ]
        | UnsetType
    ) = UNSET
    contact: Contact | UnsetType = UNSET


class RequestBooking(Struct, kw_only=True):
    """
    bookings.request: made offline; answered at the next sync with a slot (confirmed), the next free ones (requested, offers) or the waitlist. key_project and visit wait for bookings.decide.
    """

    id: str
    centre: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]
    wishes: Wishes
    kind: BookingKind | UnsetType = UNSET
    channel: Literal['app', 'web', 'kiosk'] | UnsetType = UNSET
    item: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    application: Annotated[str, Meta(max_length=36)] | UnsetType = UNSET
    waitlist: bool | UnsetType = UNSET
    about: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET
    address: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET


class HoldSlot(Struct, kw_only=True):
    """
    bookings.hold: keeps one slot for ten minutes while the form is filled in.
    """

    id: str
    centre: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]
    start: Annotated[int, Meta(ge=0, le=9007199254740991)]
    channel: Literal['app', 'web', 'kiosk'] | UnsetType = UNSET
    item: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    application: Annotated[str, Meta(max_length=36)] | UnsetType = UNSET
    window: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET


class OfBooking(Struct, kw_only=True):
    """
    bookings.confirm, .arrive, .finish
    """

    id: str
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    note: Annotated[str, Meta(max_length=500)] | UnsetType = UNSET


class MoveBooking(Struct, kw_only=True):
    """
    bookings.move: another time, an offer taken, other wishes for the waitlist. The old slot is kept until there is a new one.
    """

    id: str
    wishes: Wishes
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    waitlist: bool | UnsetType = UNSET


class CancelBooking(Struct, kw_only=True):
    """
    bookings.cancel: by the person until it begins; less than two hours before, it counts as late. Staff give a reason.
    """

    id: str
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    reason: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET


class TakeBooking(Struct, kw_only=True):
    """
    bookings.take: staff book for a caller or for somebody at the counter, also after the cut-off; who is at the kiosk books by ID number, and leaves a phone number if they want to be told.
    """

    id: str
    centre: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]
    channel: Literal['phone', 'counter', 'kiosk']
    wishes: Wishes
    item: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    waitlist: bool | UnsetType = UNSET
    contact: Contact | UnsetType = UNSET
    id_number: (
        Annotated[
            str,
            Meta(
                description="As a card reader gave it; kept only as a keyed hash, by which a ticket is drawn then. The kiosk's bookings have one",
                max_length=18,
            ),
        ]
        | UnsetType
    ) = UNSET


class DecideBooking(Struct, kw_only=True):
    """
    bookings.decide: on a key project's meeting or a visit. Accepted with a time, else declined with a reason in `note`.
    """

    id: str
    accept: bool
    base: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    start: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET
    end: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET
    note: Annotated[str, Meta(max_length=200)] | UnsetType = UNSET


class Duty(Struct, kw_only=True):
    """
    One person on duty at a window: what hangs on the office's wall. Minutes of the day; absent: as long as it is open.
    """

    window: Annotated[str, Meta(max_length=64, min_length=1)]
    name: Annotated[str, Meta(max_length=50)] | UnsetType = UNSET
    from_: Annotated[int, Meta(ge=0, le=1440)] | UnsetType = field(
        name='from', default=UNSET
    )
    until: Annotated[int, Meta(ge=0, le=1440)] | UnsetType = UNSET


class SetRoster(Struct, kw_only=True):
    """
    bookings.set_roster: who is on duty on one day. Without `duty` the weekly roster holds again.
    """

    centre: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]
    on: Annotated[str, Meta(pattern='^[0-9]{4}-[0-9]{2}-[0-9]{2}$(?!\\n)')]
    duty: Annotated[list[Duty], Meta(max_length=200)] | UnsetType = UNSET


class RosterDay(Struct, kw_only=True):
    """
    Entity `roster` in scope desk:<centre>, keyed by the day: a day whose roster is not the weekly one.
    """

    centre: str
    on: str
    duty: list[Duty]


FreeItem: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


class DaySlot(Struct, kw_only=True):
    start: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    free: Annotated[
        list[FreeItem],
        Meta(description='Free windows, as numbers into `windows` of the day'),
    ]
    of: Annotated[
        int,
        Meta(description='Windows on duty', ge=-9007199254740991, le=9007199254740991),
    ]


class SlotDay(Struct, kw_only=True):
    """
    GET /b/<centre>/<day>: what can be booked, for everybody. With ?item= only slots at which the item is served.
    """

    centre: str
    on: str
    at: Annotated[
        int, Meta(description='As of', ge=-9007199254740991, le=9007199254740991)
    ]
    minutes: Annotated[
        int,
        Meta(description='Length of a slot', ge=-9007199254740991, le=9007199254740991),
    ]
    windows: list[str]
    slots: list[DaySlot]
    duty: list[Duty]
    closes_at: (
        Annotated[
            int,
            Meta(
                description='Online booking of this day ends then (B10)',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    code: (
        Annotated[
            str,
            Meta(description='Code of errors.json: why nothing can be booked online'),
        ]
        | UnsetType
    ) = UNSET


class HourNeed(Struct, kw_only=True):
    hour: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    bookings: Annotated[
        int,
        Meta(description='That begin in it', ge=-9007199254740991, le=9007199254740991),
    ]
    windows: Annotated[
        int,
        Meta(
            description='Suggested, of those on duty',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    short: Annotated[
        int,
        Meta(
            description='Windows that nobody is there for',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]


class TopicCount(Struct, kw_only=True):
    topic: str
    count: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


ChannelsAdditionalProperty: TypeAlias = Annotated[
    int, Meta(ge=-9007199254740991, le=9007199254740991)
]


class Staffing(Struct, kw_only=True):
    """
    GET /b/<centre>/<day>/staffing, for the staff of the desk: windows that the bookings of the day need, an ordinary week, and what people come for.
    """

    on: str
    on_duty: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    hours: list[HourNeed]
    cases_a_week: Annotated[float, Meta(description='Of the last four weeks')]
    cases_an_hour: Annotated[float, Meta(description='Of those that it is open')]
    windows: Annotated[
        int,
        Meta(
            description='That take these as they come',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    topics: list[TopicCount]
    channels: (
        Annotated[
            dict[str, ChannelsAdditionalProperty],
            Meta(
                description='How many booked this day by each (B9), what was cancelled too'
            ),
        ]
        | UnsetType
    ) = UNSET


class BookingSeen(Struct, kw_only=True):
    """
    GET /booking/<code>: what the scanner of a booking's QR may see.
    """

    view: Literal['stranger', 'owner', 'staff']
    state: BookingState
    centre: Annotated[str, Meta(description='Its name')]
    on: str | UnsetType = UNSET
    booking: Booking | UnsetType = UNSET


class BlobRequest(Struct, kw_only=True):
    """
    POST /blob. Answers 201 (or 200 when it is known from the same person) with Location: /blob/<id> and Upload-Offset.
    """

    sha256: Annotated[str, Meta(pattern='^[0-9a-f]{64}$(?!\\n)')]
    size: Annotated[int, Meta(ge=1, le=20000000)]
    type: Literal['image/jpeg', 'image/webp', 'image/png', 'application/pdf']
    application: str
    thumb: (
        Annotated[
            str,
            Meta(
                description='A small picture of it made on the phone (JPEG, WebP or PNG of at most 8 KB, base64), so that the desk sees the page long before the photo is here',
                max_length=10924,
                pattern='^[A-Za-z0-9+/]+={0,2}$(?!\\n)',
            ),
        ]
        | UnsetType
    ) = UNSET


class BlobStatus(Struct, kw_only=True):
    id: str
    offset: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    complete: bool


class Place(Struct, kw_only=True):
    code: Annotated[
        str,
        Meta(
            description='GB/T 2260 and below: 4 digits city, 6 county, 9 town, 12 village',
            pattern='^[0-9]{4}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?$(?!\\n)',
        ),
    ]
    level: Literal['city', 'county', 'town', 'village']
    name: str
    parent: str | UnsetType = UNSET
    from_: str | UnsetType = field(name='from', default=UNSET)
    until: str | UnsetType = UNSET
    successor: str | UnsetType = UNSET


class Department(Struct, kw_only=True):
    code: str
    name: str
    place: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET


class Centre(Struct, kw_only=True):
    """
    A service hall, town centre or village point (便民服务中心).
    """

    code: Annotated[str, Meta(description='Code of its place')]
    name: str
    place: str
    address: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    hours: (
        Annotated[str, Meta(description='In words, until the calendar engine speaks')]
        | UnsetType
    ) = UNSET
    windows: list[str] | UnsetType = UNSET


class Material(Struct, kw_only=True):
    """
    One thing to hand in. Trust grades as in 国办函〔2016〕108号: A from the issuing authority, B checked at a window, C uploaded by the applicant, D self-made with a declaration.
    """

    code: str
    name: str
    need: Literal['must', 'if'] | UnsetType = 'must'
    when: (
        Annotated[str, Meta(description='For `if`: when it is needed, in words')]
        | UnsetType
    ) = UNSET
    grade: (
        Annotated[
            Literal['A', 'B', 'C', 'D'],
            Meta(description='Lowest grade that is enough to accept'),
        ]
        | UnsetType
    ) = UNSET
    original: Annotated[bool, Meta(description='Original to be shown')] | UnsetType = (
        UNSET
    )
    copies: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    pages: (
        Annotated[
            int,
            Meta(
                description='Usual number of pages',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    from_: Annotated[str, Meta(description='Who issues it')] | UnsetType = field(
        name='from', default=UNSET
    )
    note: str | UnsetType = UNSET


class Step(Struct, kw_only=True):
    name: str
    by: str | UnsetType = UNSET
    days: Annotated[float, Meta(description='Working days')] | UnsetType = UNSET
    note: str | UnsetType = UNSET


class Item(Struct, kw_only=True):
    """
    事项. `org` offers it; `delegated_by` is the level that handed it down (A15).
    """

    code: str
    name: str
    org: Annotated[str, Meta(description='Place code of the level that offers it')]
    department: Annotated[str, Meta(description='Department code (主管部门)')]
    delegated_by: str | UnsetType = UNSET
    kind: (
        Annotated[
            Literal[1, 5, 7, 8, 9, 10, 20],
            Meta(description='1 许可, 5 给付, 7 确认, 8 奖励, 9 裁决, 10 其他, 20 公共服务'),
        ]
        | UnsetType
    ) = UNSET
    window_class: (
        Annotated[
            Literal['registration', 'operation', 'construction', 'customs'],
            Meta(description='注册登记, 经营管理, 建设工程, 通关贸易 (A13)'),
        ]
        | UnsetType
    ) = UNSET
    topics: list[str] | UnsetType = UNSET
    words: (
        Annotated[list[str], Meta(description='Everyday words that must find it (A8)')]
        | UnsetType
    ) = UNSET
    audience: Literal['person', 'company', 'both'] | UnsetType = UNSET
    summary: str | UnsetType = UNSET
    conditions: list[str] | UnsetType = UNSET
    materials: list[Material] | UnsetType = UNSET
    steps: list[Step] | UnsetType = UNSET
    promised_days: (
        Annotated[float, Meta(description='Working days; at most statutory_days (A12)')]
        | UnsetType
    ) = UNSET
    statutory_days: float | UnsetType = UNSET
    fee: Annotated[float, Meta(description='Yuan; 0 = 不收费')] | UnsetType = UNSET
    fee_note: str | UnsetType = UNSET
    visits: (
        Annotated[
            int,
            Meta(description='最多跑几次 (A11)', ge=-9007199254740991, le=9007199254740991),
        ]
        | UnsetType
    ) = UNSET
    attend: (
        Annotated[
            str, Meta(description='Why one must come in person (A10); absent when not')
        ]
        | UnsetType
    ) = UNSET
    online: (
        Annotated[bool, Meta(description='Can be applied for in the app')] | UnsetType
    ) = UNSET
    handled_at: (
        Annotated[
            list[str],
            Meta(
                description='Handled across districts (A20, A21): the centres of these places take it, and of the places below, from whoever comes; nobody else does'
            ),
        ]
        | UnsetType
    ) = UNSET
    window: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    basis: Annotated[str, Meta(description='Law or rule it rests on')] | UnsetType = (
        UNSET
    )
    result: str | UnsetType = UNSET
    form: Annotated[str, Meta(description='Form code, such as tysb')] | UnsetType = (
        UNSET
    )
    rank: (
        Annotated[
            int,
            Meta(
                description='1 = most used; absent = rare',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    version: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    from_: str | UnsetType = field(name='from', default=UNSET)
    until: str | UnsetType = UNSET
    sample: (
        Annotated[bool, Meta(description='Written as an example, not official')]
        | UnsetType
    ) = UNSET


class Form(Struct, kw_only=True):
    """
    A form: JSON Schema 2020-12 for the answers, and `x-` keys for people (forms.md).
    """

    code: str
    version: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    schema: dict[str, Any]


class PackRef(Struct, kw_only=True):
    sha: Annotated[
        str,
        Meta(
            description='SHA-256 of the uncompressed bytes, first 128 bits, base64url; the URL is /g/p/<sha>'
        ),
    ]
    size: Annotated[
        int,
        Meta(
            description='Bytes on the wire with brotli',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    tier: (
        Annotated[
            int,
            Meta(
                description='0: titles and the most used items, 1: the rest',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


class SegmentRef(Struct, kw_only=True):
    """
    Delta from one sequence number to a later one.
    """

    from_: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] = field(
        name='from'
    )
    to: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    sha: str
    size: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    inline: (
        Annotated[
            dict[str, Any],
            Meta(
                description='The segment itself when it is small and the server knows that it is wanted: saves a round trip'
            ),
        ]
        | UnsetType
    ) = UNSET


class LayerHead(Struct, kw_only=True):
    layer: Annotated[str, Meta(description='Place code of the layer')]
    gen: Annotated[
        int,
        Meta(
            description='Generation of the base',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    base_seq: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    seq: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    packs: list[PackRef]
    segments: list[SegmentRef]
    rows: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    digest: Annotated[
        str,
        Meta(
            description='XOR over rows of the first 64 bits of SHA-256 of `kind \\0 code \\0 canonical JSON`, hex'
        ),
    ]


class Manifest(Struct, kw_only=True):
    """
    Everything a device needs to know to keep one place's guide. Signed.
    """

    place: str
    head: Annotated[
        str,
        Meta(
            description='First 8 hex digits of the SHA-256 over layer:gen.seq of all layers, with commas between'
        ),
    ]
    at: Annotated[
        int,
        Meta(
            description='Published, Unix seconds',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    layers: list[LayerHead]
    sig: Annotated[
        str,
        Meta(
            description='ES256 (P-256, raw r‖s) over the canonical JSON of the manifest without `sig` and `inline`, base64url'
        ),
    ]


class ReportError(Struct, kw_only=True):
    """
    guide.report_error (O14): goes to the item's owner; needs no sign-in.
    """

    id: str
    item: Annotated[str, Meta(max_length=64)]
    text: Annotated[str, Meta(max_length=1000, min_length=2)]
    item_version: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    place: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')] | UnsetType = UNSET


class ErrorReport(Struct, kw_only=True):
    """
    Entity `error_report` in the scope of the desk.
    """

    id: str
    item: str
    text: str
    at: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


OpeningKind: TypeAlias = Annotated[
    Literal['regular', 'extended', 'market', 'weekend', 'night', 'self_service'],
    Meta(description='常规 延时 逢场 周末 夜间 自助'),
]


class Cutoff(Struct, kw_only=True):
    """
    Until when the public may book: at that minute of the last such weekday before the day, or so many days or working days before it.
    """

    at: Annotated[int, Meta(ge=0, le=1440)]
    weekday: Annotated[int, Meta(ge=1, le=7)] | UnsetType = UNSET
    days: Annotated[int, Meta(ge=0, le=30)] | UnsetType = UNSET
    workdays: Annotated[int, Meta(ge=1, le=30)] | UnsetType = UNSET


Day: TypeAlias = Annotated[int, Meta(ge=1, le=7)]


Days: TypeAlias = Annotated[list[Day], Meta(min_length=1)]


class HoursRule(Struct, kw_only=True):
    """
    On such days the centre is open from `opens` to `closes`. workdays: Monday to Friday and make-up workdays, without public holidays; daily: whatever the day is; holidays: days off that the State Council gave; weekdays: those days when they are neither holiday nor make-up workday.
    """

    days: Literal['workdays', 'daily', 'holidays'] | Days
    opens: Annotated[int, Meta(ge=0, le=1439)]
    closes: Annotated[int, Meta(ge=1, le=1440)]
    kind: OpeningKind | UnsetType = UNSET
    market: (
        Annotated[str, Meta(description='Only on days of this market; "*": of any')]
        | UnsetType
    ) = UNSET
    items: (
        Annotated[
            str, Meta(description='The set of items that is served then; absent: all')
        ]
        | UnsetType
    ) = UNSET
    windows: Annotated[int, Meta(ge=1, le=9007199254740991)] | UnsetType = UNSET
    cutoff: Cutoff | UnsetType = UNSET
    booked: (
        Annotated[bool, Meta(description='Who booked comes first, then walk-ins (B11)')]
        | UnsetType
    ) = UNSET
    note: str | UnsetType = UNSET
    from_: str | UnsetType = field(name='from', default=UNSET)
    until: str | UnsetType = UNSET


Day1: TypeAlias = Annotated[int, Meta(ge=1, le=31)]


class MarketRule(Struct, kw_only=True):
    """
    赶场. odd, even: days of the Gregorian month; every: `every` days from `first`; days: those of the Gregorian month; lunar: those of the lunar month; dates: just these.
    """

    name: str
    rule: Literal['odd', 'even', 'every', 'days', 'lunar', 'dates']
    every: Annotated[int, Meta(ge=1, le=9007199254740991)] | UnsetType = UNSET
    first: str | UnsetType = UNSET
    days: list[Day1] | UnsetType = UNSET
    dates: list[str] | UnsetType = UNSET
    from_: str | UnsetType = field(name='from', default=UNSET)
    until: str | UnsetType = UNSET


class ChangedOpening(Struct, kw_only=True):
    opens: Annotated[int, Meta(ge=0, le=1439)]
    closes: Annotated[int, Meta(ge=1, le=1440)]
    kind: OpeningKind | UnsetType = UNSET
    items: str | UnsetType = UNSET
    windows: Annotated[int, Meta(ge=1, le=9007199254740991)] | UnsetType = UNSET
    cutoff: Cutoff | UnsetType = UNSET
    booked: bool | UnsetType = UNSET
    note: str | UnsetType = UNSET


class HoursException(Struct, kw_only=True):
    """
    From one day until another (both count) the windows are open just so, whatever the rules say; without openings, closed. The self-service area stays as it is, unless the exception is about it.
    """

    id: Annotated[str, Meta(max_length=64)]
    from_: str = field(name='from')
    until: str
    openings: Annotated[list[ChangedOpening], Meta(max_length=8)]
    extra: (
        Annotated[
            bool,
            Meta(
                description='Open so beside what the rules say, instead of in its place'
            ),
        ]
        | UnsetType
    ) = UNSET
    area: Literal['self_service'] | UnsetType = UNSET
    reason: Annotated[str, Meta(max_length=100)] | UnsetType = UNSET


class ItemOfSet(Struct, kw_only=True):
    """
    An item that is served in extended hours, from one day until another (A17 to A19).
    """

    set: str
    item: str
    from_: str | UnsetType = field(name='from', default=UNSET)
    until: str | UnsetType = UNSET


class Hours(Struct, kw_only=True):
    """
    All rules of one centre.
    """

    centre: Annotated[str, Meta(description='Code of its place')]
    rules: list[HoursRule] | UnsetType = UNSET
    markets: list[MarketRule] | UnsetType = UNSET
    exceptions: list[HoursException] | UnsetType = UNSET
    items: list[ItemOfSet] | UnsetType = UNSET


class Holiday(Struct, kw_only=True):
    name: str
    date: str
    is_off_day: Annotated[bool, Meta(description='false: a make-up workday (调休)')] = (
        field(name='isOffDay')
    )


class HolidayYear(Struct, kw_only=True):
    """
    Public holidays and make-up workdays of one notice of the State Council, in the format of NateScarlet/holiday-cn.
    """

    year: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    papers: list[str]
    days: list[Holiday]


CutoffItem: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


class DatedOpening(Struct, kw_only=True):
    from_: Annotated[int, Meta(description='Minutes of the day', ge=-9007199254740991, le=9007199254740991)] = field(
        name='from'
    )
    until: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    kind: OpeningKind | UnsetType = UNSET
    items: str | UnsetType = UNSET
    windows: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    cutoff: (
        Annotated[
            list[CutoffItem],
            Meta(
                description='Booking closes [so many days before, at that minute]',
                max_length=2,
                min_length=2,
            ),
        ]
        | UnsetType
    ) = UNSET
    booked: bool | UnsetType = UNSET
    note: str | UnsetType = UNSET


WhyItem: TypeAlias = Annotated[list[str], Meta(max_length=2, min_length=1)]


class DaySort(Struct, kw_only=True):
    """
    A sort of day, as often as it comes.
    """

    openings: list[DatedOpening] | UnsetType = UNSET
    workday: (
        Annotated[
            bool,
            Meta(
                description='Monday to Friday, or a make-up workday, and no public holiday, as far as is known'
            ),
        ]
        | UnsetType
    ) = UNSET
    market: list[str] | UnsetType = UNSET
    why: (
        Annotated[
            list[WhyItem],
            Meta(description='[reason, detail]: exception, holiday, makeup, no_market'),
        ]
        | UnsetType
    ) = UNSET


class Openings(Struct, kw_only=True):
    """
    Row `openings` of the guide: the days of one centre, one sign a day: its place in `sorts`, counted in A–Z a–z.
    """

    code: Annotated[str, Meta(description="The centre's")]
    from_: str = field(name='from')
    days: str
    holidays_until: Annotated[
        str,
        Meta(
            description='Last day whose public holidays are published; before `from`: none is'
        ),
    ]
    sorts: list[DaySort]
    items: (
        Annotated[list[ItemOfSet], Meta(description='What the sets hold')] | UnsetType
    ) = UNSET


Topic: TypeAlias = Annotated[
    Literal['market', 'changed', 'extended'],
    Meta(
        description='market: a market day. extended: open longer than usual, at night, at the weekend. changed: not as usual'
    ),
]


class Span(Struct, kw_only=True):
    """
    Minutes of the day in Asia/Shanghai.
    """

    from_: Annotated[int, Meta(ge=0, le=1439)] = field(name='from')
    until: Annotated[int, Meta(ge=1, le=1440)]


class HoursNews(Struct, kw_only=True):
    """
    What is said of one day of one centre; `vectors/news.json` has the sentence in each language.
    """

    on: str
    centre: str
    name: Annotated[str, Meta(description='Of the centre')]
    open: Annotated[list[Span], Meta(description='Empty: closed')]
    topics: Annotated[
        list[Topic],
        Meta(description='All reasons why it is news; none: it is as usual again'),
    ]
    note: Annotated[str, Meta(description="Why, in the centre's words")] | UnsetType = (
        UNSET
    )
    corrects: (
        Annotated[bool, Meta(description='Something else was told of this day before')]
        | UnsetType
    ) = UNSET


class Follow(Struct, kw_only=True):
    """
    Entity `follow` in scope `me`: whoever has it also has scope `place:<centre>`, with the notices of its hours.
    """

    centre: str
    name: str
    topics: list[Topic]
    since: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    seen_at: Annotated[
        int,
        Meta(
            description='Notices of this place with `at` up to here were read, or were there before',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    lang: str | UnsetType = UNSET


class FollowPlace(Struct, kw_only=True):
    """
    notices.follow: a place, or the centre that serves it; again to change the topics or the language of what comes by push.
    """

    place: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]
    topics: Annotated[list[Topic], Meta(max_length=3, min_length=1)]
    lang: Literal['zh-CN', 'zh-TW', 'en'] | UnsetType = UNSET


class UnfollowPlace(Struct, kw_only=True):
    """
    notices.unfollow
    """

    place: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]


class PlannedNews(Struct, kw_only=True):
    """
    Entity `news` in `desk:<centre>`, by day: what those who follow the centre are told of it, and when.
    """

    on: str
    state: Annotated[
        Literal['planned', 'told', 'silent'],
        Meta(
            description='silent: it would be too late for phones to ring, so it stands in the inbox alone'
        ),
    ]
    due_at: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    hours: HoursNews


class ChangeHours(Struct, kw_only=True):
    """
    hours.change: closed all day; other hours instead of the usual ones; or an opening beside them.
    """

    id: str
    centre: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]
    on: str
    what: Literal['closed', 'hours', 'extra']
    reason: Annotated[
        str, Meta(description='Everybody reads it', max_length=60, min_length=2)
    ]
    open: Annotated[list[Span], Meta(max_length=4)] | UnsetType = UNSET


class UndoChange(Struct, kw_only=True):
    """
    hours.undo: as if hours.change had not been.
    """

    id: str


class HoursChange(Struct, kw_only=True):
    """
    Entity `hours_change` in `desk:<centre>`.
    """

    id: str
    centre: str
    on: str
    what: Literal['closed', 'hours', 'extra']
    open: list[Span]
    reason: str
    by: str
    at: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    published_at: (
        Annotated[
            int,
            Meta(
                description='From then on phones had it',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    undone_at: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET


class Read(Struct, kw_only=True):
    """
    notices.read
    """

    ids: Annotated[list[str], Meta(max_length=100)]


class Subscribe(Struct, kw_only=True):
    """
    alerts.subscribe: a W3C PushSubscription of this device.
    """

    endpoint: Annotated[str, Meta(max_length=600)]
    p256dh: Annotated[str, Meta(max_length=100, min_length=80)]
    auth: Annotated[str, Meta(max_length=40, min_length=16)]


class Unsubscribe(Struct, kw_only=True):
    """
    alerts.unsubscribe
    """

    endpoint: Annotated[str, Meta(max_length=600)]


TicketKind: TypeAlias = Annotated[
    Literal['handling', 'advice', 'pickup'],
    Meta(description='handling 受理号, advice 咨询号, pickup 取件号'),
]


TicketState: TypeAlias = Literal['waiting', 'called', 'serving', 'held', 'skipped', 'finished', 'cancelled']


TicketChannel: TypeAlias = Literal['phone', 'kiosk', 'counter']


class TicketEvent(Struct, kw_only=True):
    """
    One line of the ticket's audit.
    """

    at: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    what: Annotated[str, Meta(description='A mutation of tickets.*')]
    by: str | UnsetType = UNSET
    where: Annotated[str, Meta(description='Window')] | UnsetType = UNSET
    note: (
        Annotated[
            str,
            Meta(
                description='What changed, such as advice→handling; the reason of a priority'
            ),
        ]
        | UnsetType
    ) = UNSET


class Ticket(Struct, kw_only=True):
    """
    Entity `ticket` in scope `me` of whoever drew it, and in `desk:<centre>`.
    """

    id: str
    centre: str
    on: Annotated[str, Meta(description='The day it is good for')]
    kind: TicketKind
    number: Annotated[
        int,
        Meta(
            description='One series a centre and day for all kinds: it stays when the kind changes',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    drawn_at: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    since: Annotated[
        int,
        Meta(
            description='Place in time; stays when the kind changes',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    state: TicketState
    channel: TicketChannel | UnsetType = UNSET
    group: (
        Annotated[
            str,
            Meta(
                description='Group of windows that it waits for, where the centre has groups'
            ),
        ]
        | UnsetType
    ) = UNSET
    booking: str | UnsetType = UNSET
    start: (
        Annotated[
            int,
            Meta(
                description="Of the booking's slot",
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    end: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType = (
        UNSET
    )
    preferred: (
        Annotated[
            str,
            Meta(description='Why staff let this person go first; for the desk alone'),
        ]
        | UnsetType
    ) = UNSET
    window: (
        Annotated[
            str,
            Meta(
                description='Where it was called to; of a waiting ticket: the only window that may call it'
            ),
        ]
        | UnsetType
    ) = UNSET
    called_at: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    calls: (
        Annotated[
            int,
            Meta(
                description='How often it was called out',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    done_at: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    code: (
        Annotated[str, Meta(description='Opaque text of its QR: GET /t/<code>')]
        | UnsetType
    ) = UNSET
    asked: (
        Annotated[
            str,
            Meta(
                description='In `me` of a kiosk, keyed by its client: the draw that was answered last'
            ),
        ]
        | UnsetType
    ) = UNSET
    history: list[TicketEvent] | UnsetType = UNSET


class DrawTicket(Struct, kw_only=True):
    """
    tickets.draw. By a resident for themselves: `booking` within its slot, or `door`. By staff and kiosks for whoever stands there. A second one of the same person, day and centre gives the first: `changed` with `ticket` and `number`.
    """

    id: str
    centre: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]
    kind: TicketKind
    group: Annotated[str, Meta(max_length=64)] | UnsetType = UNSET
    booking: (
        Annotated[str, Meta(description='Its id, or the code of its QR', max_length=36)]
        | UnsetType
    ) = UNSET
    door: (
        Annotated[
            str,
            Meta(
                description="Code of the screen's QR: shows that the person is there",
                pattern='^[0-9A-HJKMNP-TV-Z]{10}$(?!\\n)',
            ),
        ]
        | UnsetType
    ) = UNSET
    id_number: (
        Annotated[
            str,
            Meta(
                description='As a card reader gave it; kept only as a keyed hash. Staff and kiosks',
                max_length=18,
            ),
        ]
        | UnsetType
    ) = UNSET
    number: (
        Annotated[
            int,
            Meta(
                description='From a block of this device, drawn without a line',
                ge=1,
                le=99999,
            ),
        ]
        | UnsetType
    ) = UNSET
    code: (
        Annotated[
            str,
            Meta(
                description='Made on the device, because it stands on the paper',
                pattern='^[0-9A-HJKMNP-TV-Z]{10}$(?!\\n)',
            ),
        ]
        | UnsetType
    ) = UNSET
    at: (
        Annotated[
            int,
            Meta(
                description='When it was drawn without a line',
                ge=0,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


class ConvertTicket(Struct, kw_only=True):
    """
    tickets.convert: another kind at the same place in time.
    """

    id: str
    kind: TicketKind
    at: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET


class CancelTicket(Struct, kw_only=True):
    """
    tickets.cancel: given up.
    """

    id: str
    at: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET


class NextTicket(Struct, kw_only=True):
    """
    tickets.next: the server picks who is next at this window by the rule; `changed` with `ticket`, `number`, `kind`.
    """

    id: Annotated[str, Meta(description='Of this call')]
    centre: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]
    window: Annotated[str, Meta(max_length=64, min_length=1)]
    at: (
        Annotated[
            int,
            Meta(
                description='When it was pressed: one that comes more than a minute later calls nobody',
                ge=0,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


class AtWindow(Struct, kw_only=True):
    """
    tickets.call, .recall, .serve, .skip, .hold, .finish: one step with one ticket at one window.
    """

    id: str
    window: Annotated[str, Meta(max_length=64, min_length=1)]
    at: (
        Annotated[
            int,
            Meta(
                description='When it was done without a line', ge=0, le=9007199254740991
            ),
        ]
        | UnsetType
    ) = UNSET


class TransferTicket(Struct, kw_only=True):
    """
    tickets.transfer: back to waiting at its place in time, for another window or as another kind.
    """

    id: str
    window: Annotated[
        str, Meta(description='Where it was called to', max_length=64, min_length=1)
    ]
    to: (
        Annotated[
            str,
            Meta(
                description='Only this window calls it, before all others',
                max_length=64,
            ),
        ]
        | UnsetType
    ) = UNSET
    kind: TicketKind | UnsetType = UNSET
    at: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET


class PreferTicket(Struct, kw_only=True):
    """
    tickets.prefer: an old or disabled person goes first; an empty reason takes it back.
    """

    id: str
    reason: Annotated[str, Meta(max_length=50)]
    at: Annotated[int, Meta(ge=0, le=9007199254740991)] | UnsetType = UNSET


class ReserveTickets(Struct, kw_only=True):
    """
    tickets.reserve: a hundred numbers of each day for this device, to draw without a line; asked again, the same ones for longer.
    """

    centre: Annotated[str, Meta(pattern='^[0-9]{4,12}$(?!\\n)')]


class TicketBlock(Struct, kw_only=True):
    """
    Entity `ticket_block` in scope `me`: numbers that this device may give out on each day up to `until`.
    """

    id: str
    centre: str
    client: str
    first: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    last: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    until: str


class HallCall(Struct, kw_only=True):
    number: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    kind: TicketKind
    window: str
    at: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    times: (
        Annotated[
            int,
            Meta(
                description='How often by now',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


class HallWindow(Struct, kw_only=True):
    window: str
    group: str | UnsetType = UNSET
    number: (
        Annotated[
            int,
            Meta(
                description='At the window now',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    kind: TicketKind | UnsetType = UNSET


class HallWaiting(Struct, kw_only=True):
    """
    Who waits, in the order in which they would be called now.
    """

    number: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    kind: TicketKind
    group: str | UnsetType = UNSET
    window: str | UnsetType = UNSET


class Hall(Struct, kw_only=True):
    """
    GET /q/<centre>, and the first frame of the socket /q/<centre>/live: numbers only.
    """

    centre: str
    name: str
    on: str
    v: Annotated[
        int,
        Meta(
            description='Counts the changes of the day',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    at: Annotated[
        int,
        Meta(description="Server's clock", ge=-9007199254740991, le=9007199254740991),
    ]
    calls: Annotated[list[HallCall], Meta(description='The last ones, newest first')]
    windows: list[HallWindow]
    waiting: list[HallWaiting]
    minutes: Annotated[
        float, Meta(description='That a visit at the window took lately')
    ]
    open: Annotated[
        int,
        Meta(
            description='Windows that called somebody lately',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]


OutItem: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


class InItem(Struct, kw_only=True):
    before: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    one: HallWaiting


class HallNews(Struct, kw_only=True):
    """
    Later frames of the socket: what became of the Hall at version `was`. Where `was` is not the version held, fetch it anew.
    """

    v: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    was: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    at: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    calls: list[HallCall] | UnsetType = UNSET
    windows: (
        Annotated[list[HallWindow], Meta(description='Only those that changed')]
        | UnsetType
    ) = UNSET
    out: (
        Annotated[list[OutItem], Meta(description='Numbers that wait no more')]
        | UnsetType
    ) = UNSET
    in_: (
        Annotated[
            list[InItem],
            Meta(
                description='After `out`, one after the other: before place `before` from now on'
            ),
        ]
        | UnsetType
    ) = field(name='in', default=UNSET)
    minutes: float | UnsetType = UNSET
    open: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET


class TicketSeen(Struct, kw_only=True):
    """
    GET /t/<code>: what the scanner of a ticket's QR may see.
    """

    centre: str
    name: Annotated[str, Meta(description='Of the centre')]
    on: str
    number: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    kind: TicketKind
    state: TicketState
    window: str | UnsetType = UNSET
    group: str | UnsetType = UNSET


class Door(Struct, kw_only=True):
    """
    GET /q/<centre>/door, for the centre's own screens: what their QR shows now.
    """

    code: str
    until: Annotated[
        int,
        Meta(
            description='Ask again by then', ge=-9007199254740991, le=9007199254740991
        ),
    ]


class QueueDay(Struct, kw_only=True):
    """
    One day of a centre's tickets, counted. Times are minutes, medians.
    """

    on: str
    drawn: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    finished: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    given_up: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    booked: (
        Annotated[
            int,
            Meta(
                description='Finished ones that had booked',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    wait: float | UnsetType = UNSET
    stay: (
        Annotated[float, Meta(description='From the ticket to the end')] | UnsetType
    ) = UNSET
    stay_booked: float | UnsetType = UNSET
    saved_hours: (
        Annotated[
            float,
            Meta(
                description='Against four hours a visit, the time before booking and one window'
            ),
        ]
        | UnsetType
    ) = UNSET


class BusStop(Struct, kw_only=True):
    """
    Row `bus_stop` of the guide, in the layer of every town whose lines name it. WGS-84.
    """

    code: Annotated[str, Meta(description='<feed>:<stop_id>')]
    name: str
    lat: Annotated[
        int,
        Meta(
            description='Hundred-thousandths of a degree, of about a metre',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    lon: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    place: (
        Annotated[str, Meta(description='Code of the village or town that it serves')]
        | UnsetType
    ) = UNSET


AtItem: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


EveryItemItem: TypeAlias = Annotated[
    int, Meta(ge=-9007199254740991, le=9007199254740991)
]


EveryItem: TypeAlias = Annotated[list[EveryItemItem], Meta(max_length=3, min_length=3)]


class BusGoing(Struct, kw_only=True):
    """
    When trips of one rhythm begin, on days with this service. Minutes after midnight in the line's zone; 1500 is one in the night after that day.
    """

    service: Annotated[
        int,
        Meta(
            description='As `sorts` of the line number it',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    at: (
        Annotated[list[AtItem], Meta(description='Minutes at which one begins')]
        | UnsetType
    ) = UNSET
    every: (
        Annotated[
            list[EveryItem],
            Meta(
                description='About every so many minutes: [from, before, minutes]; a bus begins at `from`, at `from` + minutes …, as long as that is less than `before`'
            ),
        ]
        | UnsetType
    ) = UNSET


Stop: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


Minute: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


InItem1: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


class BusPattern(Struct, kw_only=True):
    """
    Trips with the same stops in the same rhythm.
    """

    to: Annotated[
        str,
        Meta(
            description='What stands on the bus; the name of the last stop where nothing does'
        ),
    ]
    stops: Annotated[list[Stop], Meta(description='Places in `stops` of the line')]
    minutes: Annotated[
        list[Minute],
        Meta(
            description='Of departure from each stop after the beginning, of arrival at the last: whole minutes, seconds dropped, so nobody comes late by them'
        ),
    ]
    goes: list[BusGoing]
    back: (
        Annotated[bool, Meta(description='The other direction (direction_id 1)')]
        | UnsetType
    ) = UNSET
    out: (
        Annotated[
            list[OutItem],
            Meta(
                description='Positions in `stops` of this pattern where nobody gets on (pickup_type 1)'
            ),
        ]
        | UnsetType
    ) = UNSET
    in_: (
        Annotated[list[InItem1], Meta(description='Positions where nobody gets off')]
        | UnsetType
    ) = field(name='in', default=UNSET)


Sort: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


class BusLine(Struct, kw_only=True):
    """
    Row `bus_line` of the guide, in the layer of every town that it serves. `days` has a letter for each day from `from` on, as in Openings: A is `sorts[0]`, Z 25, a 26; a sort lists the services that go that day. After the last letter the days are not known yet. On any day at least 60 days are known, as far as the feed knows them; they are told anew once a month.
    """

    code: Annotated[str, Meta(description='<feed>:<route_id>')]
    name: str
    stops: Annotated[list[str], Meta(description='Codes of `bus_stop`')]
    patterns: list[BusPattern]
    from_: str = field(name='from')
    days: str
    sorts: list[list[Sort]]
    long: str | UnsetType = UNSET
    color: Annotated[str, Meta(description='Six hexadecimal digits')] | UnsetType = (
        UNSET
    )
    by: Annotated[str, Meta(description='The agency')] | UnsetType = UNSET
    phone: str | UnsetType = UNSET
    sample: (
        Annotated[bool, Meta(description='A made timetable, to be marked as such')]
        | UnsetType
    ) = UNSET
    zone: (
        Annotated[str, Meta(description='Time zone when it is not Asia/Shanghai')]
        | UnsetType
    ) = UNSET


class BusArrival(Struct, kw_only=True):
    """
    One bus at a stop. Of buses that come about every so many minutes only those are told that are known live.
    """

    line: Annotated[str, Meta(description='Code of `bus_line`')]
    to: Annotated[str, Meta(description='As `to` of its pattern')]
    scheduled: Annotated[
        int,
        Meta(
            description='When it should leave, or arrive where it ends; Unix seconds',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    state: Annotated[
        Literal['live', 'scheduled', 'just_left', 'cancelled', 'skipped'],
        Meta(
            description='scheduled: nothing live is known of it; just_left: kept for five minutes'
        ),
    ]
    predicted: (
        Annotated[
            int,
            Meta(
                description='When it will, or did; only by live data that are not old',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    unsure: (
        Annotated[
            int,
            Meta(
                description='Seconds by which `predicted` may be wrong either way, where that is known',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    away: (
        Annotated[
            int,
            Meta(
                description='Stops that it still makes before this one; 0: this is its next',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


class BusNow(Struct, kw_only=True):
    """
    Answer of GET /bus/<code of bus_stop>: what comes in the next 90 minutes. To be asked again after the seconds of Cache-Control.
    """

    at: Annotated[
        int,
        Meta(
            description="The town's clock, Unix seconds",
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    live: Annotated[
        Literal['on', 'dead', 'none'],
        Meta(
            description='none: this feed has never had live data; dead: all that it has is old, and nothing predicted is told'
        ),
    ]
    arrivals: list[BusArrival]
    as_of: (
        Annotated[
            int,
            Meta(
                description='Of the newest live data',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


Stop1: TypeAlias = Annotated[str, Meta(max_length=80, min_length=3)]


Line: TypeAlias = Annotated[str, Meta(max_length=80, min_length=3)]


class BusFollow(Struct, kw_only=True):
    """
    To the socket /bus/live: tell me of these from now on and of no others. Each is answered with the whole of all that it names.
    """

    stops: (
        Annotated[list[Stop1], Meta(description='Codes of `bus_stop`', max_length=8)]
        | UnsetType
    ) = UNSET
    lines: (
        Annotated[list[Line], Meta(description='Codes of `bus_line`', max_length=8)]
        | UnsetType
    ) = UNSET


class BusWay(Struct, kw_only=True):
    """
    What a row of BusesSeen goes by: of a line `back` and `stops`, of a stop `line` and `to`.
    """

    back: bool | UnsetType = UNSET
    stops: (
        Annotated[
            list[str],
            Meta(
                description='Codes of `bus_stop`, in the order in which they are made'
            ),
        ]
        | UnsetType
    ) = UNSET
    line: Annotated[str, Meta(description='Code of `bus_line`')] | UnsetType = UNSET
    to: Annotated[str, Meta(description='As `to` of its pattern')] | UnsetType = UNSET


Bus: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


class BusesSeen(Struct, kw_only=True):
    """
    The whole of a line or stop on the socket /bus/live; what changes follows as news (PROTOCOL.md). Of a line also at GET /bus/line/<code of bus_line>. Rows begin with the bus's number and its place in `ways`. Of a line then: place on its way in 64ths of the way between two stops; 0 reckoned by its times, 1 seen, 2 seen and stands still for long; when, Unix seconds. Of a stop then: scheduled, Unix seconds; 0 live, 1 scheduled, 2 just_left, 3 cancelled, 4 skipped, 5 just_left by live data; seconds that it is late (0 and 5); unsure + 1, away + 1, or 0.
    """

    n: Annotated[
        int,
        Meta(
            description='Under which news speak of it on this socket',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    turn: Annotated[
        int,
        Meta(
            description='Of the news told last; the next ones have the number after it, 0 after 255',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    at: Annotated[
        int,
        Meta(
            description="The town's clock, Unix seconds",
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    live: Annotated[
        Literal['on', 'dead', 'none'],
        Meta(description='As in BusNow; none also where no such line or stop is known'),
    ]
    ways: list[BusWay]
    buses: list[list[Bus]]
    line: str | UnsetType = UNSET
    stop: str | UnsetType = UNSET
    as_of: (
        Annotated[
            int,
            Meta(
                description='Of the newest live data',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


class BusCourse(Struct, kw_only=True):
    stops: Annotated[
        list[str],
        Meta(description='Codes of `bus_stop`, in the order in which they are made'),
    ]
    course: Annotated[
        str,
        Meta(
            description='Points from the first stop to the last as an encoded polyline: hundred-thousandths of a degree, latitude first. Off by some 10 m, more only where it would have too many points'
        ),
    ]
    at: Annotated[
        list[AtItem], Meta(description='For each stop the number of its point, from 0')
    ]
    back: Annotated[bool, Meta(description='As `back` of its patterns')] | UnsetType = (
        UNSET
    )
    straight: (
        Annotated[
            bool,
            Meta(
                description='Nobody has told how the line goes: from stop to stop as the crow flies'
            ),
        ]
        | UnsetType
    ) = UNSET


Weekday: TypeAlias = Annotated[int, Meta(ge=1, le=7)]


class WatchBus(Struct, kw_only=True):
    """
    buses.watch: tell me when I must leave for each bus that should leave `stop` between `from` and `before` by the timetable. Either `once`, a day, or `weekdays`. With an id of one's own again: in place of what it was.
    """

    id: str
    stop: Annotated[
        str, Meta(description='Code of `bus_stop`', max_length=80, min_length=3)
    ]
    minutes: Annotated[
        int,
        Meta(description='Before the bus is at the stop one must leave', ge=1, le=60),
    ]
    from_: Annotated[int, Meta(description="Minutes after midnight in the line's zone", ge=0, le=1439)] = field(
        name='from'
    )
    before: Annotated[int, Meta(ge=1, le=1440)]
    line: (
        Annotated[
            str,
            Meta(
                description='Code of `bus_line`; none: every line',
                max_length=80,
                min_length=3,
            ),
        ]
        | UnsetType
    ) = UNSET
    to: (
        Annotated[
            str,
            Meta(
                description='As `to` of a pattern; none: every direction',
                max_length=80,
                min_length=1,
            ),
        ]
        | UnsetType
    ) = UNSET
    stops: (
        Annotated[
            int,
            Meta(
                description='Told already when the bus is so many stops away, where live data say so; `minutes` hold all the same',
                ge=1,
                le=20,
            ),
        ]
        | UnsetType
    ) = UNSET
    once: (
        Annotated[
            str,
            Meta(
                description="Ends with the first bus that was told and came, or with the day's time"
            ),
        ]
        | UnsetType
    ) = UNSET
    weekdays: (
        Annotated[
            list[Weekday], Meta(description='1 is Monday', max_length=7, min_length=1)
        ]
        | UnsetType
    ) = UNSET
    lang: (
        Annotated[Literal['zh-CN', 'zh-TW', 'en'], Meta(description='Of what is told')]
        | UnsetType
    ) = UNSET


class UnwatchBus(Struct, kw_only=True):
    """
    buses.unwatch
    """

    id: str


Weekday1: TypeAlias = Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]


class BusWatch(Struct, kw_only=True):
    """
    Entity `bus_watch` in scope `me`, by id; it leaves when it is over.
    """

    id: str
    stop: str
    minutes: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    from_: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] = field(
        name='from'
    )
    before: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    line: str | UnsetType = UNSET
    to: str | UnsetType = UNSET
    stops: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    once: str | UnsetType = UNSET
    weekdays: list[Weekday1] | UnsetType = UNSET
    lang: str | UnsetType = UNSET


class ReportBus(Struct, kw_only=True):
    """
    buses.report: a bus of the timetable, of which nothing live was known, did not come. Counted by line and day, and changes nothing else; needs no sign-in. The same bus again from one device counts once.
    """

    id: str
    stop: Annotated[str, Meta(max_length=80, min_length=3)]
    line: Annotated[str, Meta(max_length=80, min_length=3)]
    to: Annotated[
        str,
        Meta(
            description='As `to` of a pattern of the line', max_length=80, min_length=1
        ),
    ]
    scheduled: Annotated[
        int,
        Meta(
            description='When it should have left; within the last seven days',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]


class AlertAbout(Struct, kw_only=True):
    line: Annotated[str, Meta(description='Code of `bus_line`')] | UnsetType = UNSET
    stop: Annotated[str, Meta(description='Code of `bus_stop`')] | UnsetType = UNSET


class BeginDrive(Struct, kw_only=True):
    """
    POST /transit/drives/<id>: a driver posted to the line's feed or agency begins a trip; from an hour before its time. The id is the phone's own, 11 characters of base64url. The same again changes nothing; another trip ends the one before.
    """

    line: Annotated[
        str, Meta(description='Code of `bus_line`', max_length=80, min_length=3)
    ]
    on: Annotated[str, Meta(description='Day of the service')]
    begins: Annotated[
        int, Meta(description='Minute of that day, as in BusGoing', ge=0, le=4320)
    ]
    to: Annotated[
        str, Meta(description='As `to` of its pattern', max_length=80, min_length=1)
    ]
    back: Annotated[bool, Meta(description='As `back` of its pattern')] | UnsetType = (
        UNSET
    )


class DriveTaken(Struct, kw_only=True):
    """
    Answer of POST /transit/drives/<id> and /transit/drives/<id>/points.
    """

    at: Annotated[
        int,
        Meta(
            description="The town's clock, Unix seconds",
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    next: Annotated[
        int,
        Meta(
            description='Number of the point that is to come: those before it are here',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    others: (
        Annotated[
            bool,
            Meta(
                description='Another phone is on this trip now; the one that moves is the bus'
            ),
        ]
        | UnsetType
    ) = UNSET
    over: Annotated[bool, Meta(description='The drive has ended')] | UnsetType = UNSET
    why: (
        Annotated[
            Literal['off_line', 'gcj02', 'elsewhere', 'leap', 'future', 'other_time', 'still', 'old', 'too_many'],
            Meta(description='Why nothing is told of this bus at the moment'),
        ]
        | UnsetType
    ) = UNSET


class SyncResponse(Struct, kw_only=True):
    at: Annotated[
        int,
        Meta(
            description='Server clock, Unix seconds',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    results: list[Result] | UnsetType = UNSET
    accepted: (
        Annotated[
            int,
            Meta(
                description='Only to `brief` and `push`: so many mutations were plainly accepted. They are those that `results` does not name',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    rows: (
        Annotated[
            dict[str, list[RowChange]],
            Meta(description='Scope → changes after the cursor, in order of version'),
        ]
        | UnsetType
    ) = UNSET
    made: (
        Annotated[
            list[Made],
            Meta(
                description='Only to `brief` and `push`: rows that mutations of this request made, beside those in `rows`'
            ),
        ]
        | UnsetType
    ) = UNSET
    cursors: (
        Annotated[
            dict[str, CursorsAdditionalProperty1],
            Meta(description='Scope → cursor reached. Only scopes that moved'),
        ]
        | UnsetType
    ) = UNSET
    purge: (
        Annotated[
            list[str],
            Meta(
                description='Scopes to drop and to start again from 0, or to forget when no longer granted'
            ),
        ]
        | UnsetType
    ) = UNSET
    more: (
        Annotated[bool, Meta(description='More rows wait: ask again at once')]
        | UnsetType
    ) = UNSET
    guide: Manifest | UnsetType = UNSET
    error: (
        Annotated[
            str,
            Meta(
                description='A code of errors.json about the whole request, such as session_expired: the rest was still done as far as it could be'
            ),
        ]
        | UnsetType
    ) = UNSET
    retry_after: (
        Annotated[
            int,
            Meta(
                description='Seconds to leave the server alone',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    wiped: (
        Annotated[
            list[str],
            Meta(
                description='Clients of this device that were reported lost. Hand over what waits, then delete all that is theirs'
            ),
        ]
        | UnsetType
    ) = UNSET


class Session(Struct, kw_only=True):
    """
    Answer of POST /auth/session. The token is opaque, 128 bits, base64url.
    """

    session: str
    person: str
    name: str | UnsetType = UNSET
    roles: list[Role] | UnsetType = UNSET
    former: (
        Annotated[
            list[FormerDevice],
            Meta(
                description='Other devices on which this person was signed in, the last one used first'
            ),
        ]
        | UnsetType
    ) = UNSET


class Application(Struct, kw_only=True):
    """
    Entity `application` in scope `me` and, from submission on, in the desk's and the department's scopes.
    """

    id: str
    item: Annotated[str, Meta(description='Item code (事项)')]
    state: State
    version: Annotated[
        int,
        Meta(
            description="Counts effects on this application; `base` of staff's mutations",
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    item_name: str | UnsetType = UNSET
    item_version: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    form: (
        Annotated[
            str,
            Meta(
                description='Form code and version that was filled in, such as tysb@3'
            ),
        ]
        | UnsetType
    ) = UNSET
    place: (
        Annotated[str, Meta(description='Where the applicant lives, 9 or 12 digits')]
        | UnsetType
    ) = UNSET
    desk: (
        Annotated[str, Meta(description='Code of the centre that takes it')] | UnsetType
    ) = UNSET
    answers: Answers | UnsetType = UNSET
    materials: Materials | UnsetType = UNSET
    conflicts: (
        Annotated[Conflicts, Meta(description='Only in scope `me`')] | UnsetType
    ) = UNSET
    paper: (
        Annotated[
            list[str],
            Meta(description='Codes of materials that the window took in on paper'),
        ]
        | UnsetType
    ) = UNSET
    awaiting: (
        Annotated[list[str], Meta(description='Blobs named but not yet arrived')]
        | UnsetType
    ) = UNSET
    small: (
        Annotated[
            list[str],
            Meta(
                description='Of `awaiting`, those whose small picture is here already; only in the scopes of staff'
            ),
        ]
        | UnsetType
    ) = UNSET
    receipt: (
        Annotated[
            str,
            Meta(
                description='Receipt number: centre, day, serial; of a reserved block centre, W and serial'
            ),
        ]
        | UnsetType
    ) = UNSET
    code: (
        Annotated[
            str,
            Meta(description='Opaque QR code text, 10 characters of Crockford base32'),
        ]
        | UnsetType
    ) = UNSET
    round: (
        Annotated[
            int,
            Meta(
                description='How often it was sent in',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    defects: list[Defect] | UnsetType = UNSET
    mend_by: str | UnsetType = UNSET
    handler: (
        Annotated[str, Meta(description='Who has it, and at which window (C2)')]
        | UnsetType
    ) = UNSET
    department: Annotated[str, Meta(description='Department code')] | UnsetType = UNSET
    department_name: str | UnsetType = UNSET
    due_on: Annotated[str, Meta(description='Promised, Asia/Shanghai')] | UnsetType = (
        UNSET
    )
    statutory_due_on: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    remedy: Annotated[str, Meta(description='How to object')] | UnsetType = UNSET
    result: str | UnsetType = UNSET
    pickup_on: (
        Annotated[str, Meta(description='From this day on the result lies ready (L6)')]
        | UnsetType
    ) = UNSET
    pickup_at: (
        Annotated[
            str,
            Meta(description='Code of the centre where it lies; absent: at the desk'),
        ]
        | UnsetType
    ) = UNSET
    publicised_until: str | UnsetType = UNSET
    submitted_at: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    saved_at: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    history: list[Event] | UnsetType = UNSET
    applicant: Applicant | UnsetType = UNSET


class Track(Struct, kw_only=True):
    """
    GET /track/{code}: what the scanner of a receipt may see (C1). Strangers get no more than `view`, `state`, `item_name`, `centre`, `updated_at`.
    """

    view: Literal['stranger', 'applicant', 'staff']
    state: State
    item_name: str
    centre: str | UnsetType = UNSET
    updated_at: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    application: Application | UnsetType = UNSET


class Notice(Struct, kw_only=True):
    """
    Entity `notice` in scope `me`; the push message carries the same.
    """

    id: str
    at: Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)]
    kind: Literal['progress', 'defects', 'hours', 'bus', 'booking', 'ticket', 'system']
    title: str
    body: str
    from_: (
        Annotated[str, Meta(description='Centre and person who speaks')] | UnsetType
    ) = field(name='from', default=UNSET)
    application: str | UnsetType = UNSET
    booking: str | UnsetType = UNSET
    stop: (
        Annotated[str, Meta(description='Code of `bus_stop`: its page says more')]
        | UnsetType
    ) = UNSET
    alert: (
        Annotated[bool, Meta(description='Of buses: a service alert, not one bus')]
        | UnsetType
    ) = UNSET
    state: (
        Annotated[str, Meta(description='State the application entered')] | UnsetType
    ) = UNSET
    until: (
        Annotated[
            int,
            Meta(
                description='Stale after; not shown as news then',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET
    read_at: (
        Annotated[int, Meta(ge=-9007199254740991, le=9007199254740991)] | UnsetType
    ) = UNSET
    place: (
        Annotated[
            str,
            Meta(
                description="Told to all who follow this centre: the row lies in `place:<centre>`, and what was read stands in the reader's `follow`"
            ),
        ]
        | UnsetType
    ) = UNSET
    hours: HoursNews | UnsetType = UNSET


class BusShape(Struct, kw_only=True):
    """
    Answer of GET /bus/line/<code of bus_line>/shape: where the line goes on the ground, WGS-84, to be kept as long as Cache-Control says and asked for with its ETag. Of each direction the way with most stops, and others as long as they bring stops that lie on none yet.
    """

    ways: Annotated[list[BusCourse], Meta(max_length=8)]


class BusAlert(Struct, kw_only=True):
    """
    A service alert that holds now or begins within three days.
    """

    key: str
    title: Annotated[
        str,
        Meta(
            description='May be empty: then `effect` is all there is to say in a line'
        ),
    ]
    text: str
    about: Annotated[
        list[AlertAbout],
        Meta(description='Each names a line, a stop, or a line at a stop'),
    ]
    as_of: Annotated[
        int,
        Meta(
            description='Of the message that it stands in',
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    lang: (
        Annotated[
            str,
            Meta(description='Of the words, where it is another than was asked for'),
        ]
        | UnsetType
    ) = UNSET
    effect: Literal['no_service', 'reduced', 'delays', 'detour', 'extra', 'changed', 'stop_moved'] | UnsetType = (
        UNSET
    )
    from_: (
        Annotated[
            int,
            Meta(
                description='Unix seconds; none: it is so already',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = field(name='from', default=UNSET)
    until: (
        Annotated[
            int,
            Meta(
                description='None: nobody has said until when',
                ge=-9007199254740991,
                le=9007199254740991,
            ),
        ]
        | UnsetType
    ) = UNSET


class BusAlerts(Struct, kw_only=True):
    """
    Answer of GET /bus/alerts/<town>?lang=: those of the town's lines and stops. To be asked again after the seconds of Cache-Control.
    """

    at: Annotated[
        int,
        Meta(
            description="The town's clock, Unix seconds",
            ge=-9007199254740991,
            le=9007199254740991,
        ),
    ]
    alerts: list[BusAlert]
