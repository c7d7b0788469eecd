// generated from shared_schema by generate.py; edit there

/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "State".
 */
export type State = ("draft" | "submitted" | "returned" | "accepted" | "in_department" | "approved" | "publicised" | "refused" | "declined" | "issued" | "withdrawn" | "discarded")
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BookingState".
 */
export type BookingState = ("requested" | "held" | "confirmed" | "waitlisted" | "declined" | "cancelled" | "arrived" | "done" | "missed")
/**
 * window: a slot at the window. key_project: a meeting of its own (B27). visit: staff come to the address (B28)
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BookingKind".
 */
export type BookingKind = ("window" | "key_project" | "visit")
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BookingChannel".
 */
export type BookingChannel = ("app" | "web" | "kiosk" | "phone" | "counter" | "sms")
/**
 * In the order in which they are tried
 * 
 * @minItems 1
 * @maxItems 3
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Wishes".
 */
export type Wishes = Wish[]
/**
 * 常规 延时 逢场 周末 夜间 自助
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "OpeningKind".
 */
export type OpeningKind = ("regular" | "extended" | "market" | "weekend" | "night" | "self_service")
/**
 * market: a market day. extended: open longer than usual, at night, at the weekend. changed: not as usual
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Topic".
 */
export type Topic = ("market" | "changed" | "extended")
/**
 * handling 受理号, advice 咨询号, pickup 取件号
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TicketKind".
 */
export type TicketKind = ("handling" | "advice" | "pickup")
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TicketState".
 */
export type TicketState = ("waiting" | "called" | "serving" | "held" | "skipped" | "finished" | "cancelled")
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TicketChannel".
 */
export type TicketChannel = ("phone" | "kiosk" | "counter")

/**
 * One named change. Its id names it for ever; (client, lane, seq) orders it among its neighbours.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Mutation".
 */
export interface Mutation {
/**
 * UUIDv7 made on the device; any UUID is taken
 */
id: string
/**
 * What must stay in order: an application's id, or a domain's name
 */
lane: string
/**
 * 1, 2, 3 … within (client, lane); given when first sent
 */
seq: number
/**
 * A name of mutations.json
 */
name: string
/**
 * The named mutation's arguments
 */
args: {

}
/**
 * Device clock, Unix seconds; shown, never decided on
 */
made_at?: number
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SyncRequest".
 */
export interface SyncRequest {
/**
 * `version` of version.json that the client was written for
 */
proto: number
/**
 * The device: 128 random bits, base64url
 */
client: string
/**
 * Session token; absent when nobody is signed in
 */
session?: string
/**
 * Scope name → cursor as the server gave it last. A scope that is missing starts at 0
 */
cursors?: {
[k: string]: number
}
/**
 * Scope name → digest of the rows held, sent now and then to find damage (R6)
 */
digests?: {
[k: string]: string
}
/**
 * @maxItems 200
 */
mutations?: Mutation[]
/**
 * Instead of `mutations`, in short: [name, args, seq, id]. Where the lane is `args.id`, `seq` is 1 and `id` is `args.id` too, `id` may be left out, and `seq` with it; the lane is the one that mutations.json names. The answer is brief
 * 
 * @maxItems 200
 */
push?: unknown[][]
/**
 * Place whose guide the device keeps
 */
place?: string
/**
 * `head` of the guide manifest held
 */
guide?: string
/**
 * This client reads short answers: `accepted` and `made`. Said by `push` too
 */
brief?: boolean
/**
 * How many things of the signed-in person this device holds that are neither at the server nor in this request; told when it changed
 */
unsent?: number
/**
 * On a tablet that several people use: client of each who is not signed in now → how much of theirs waits there
 */
others?: {
[k: string]: number
}
}
/**
 * What became of one mutation; the same for every replay.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Result".
 */
export interface Result {
id: string
/**
 * changed: accepted, but not to the letter (see `detail`). waiting: not applied yet (see `code`), send again
 */
status: ("accepted" | "changed" | "rejected" | "waiting")
/**
 * A code of errors.json when rejected or waiting
 */
code?: string
/**
 * JSON pointer into args that the code is about
 */
field?: string
/**
 * Values for the error's text, or what changed
 */
detail?: {

}
}
/**
 * A row as the scope sees it from `version` on. No `body`: the row left the scope.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RowChange".
 */
export interface RowChange {
entity: string
key: string
version: number
body?: {

}
}
/**
 * A row that the client knows but for a little: its key is the lane of mutation `of`, its body that mutation's args with `body` put over them, member by member; null takes a member away.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Made".
 */
export interface Made {
/**
 * Index of the mutation in this request, from 0
 */
of: number
scope: string
entity: string
version: number
body: {

}
/**
 * Only to `push`: the same holds for so many mutations from `of` on, with the versions from `version` on
 */
count?: number
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SyncResponse".
 */
export interface SyncResponse {
/**
 * Server clock, Unix seconds
 */
at: number
results?: Result[]
/**
 * Only to `brief` and `push`: so many mutations were plainly accepted. They are those that `results` does not name
 */
accepted?: number
/**
 * Scope → changes after the cursor, in order of version
 */
rows?: {
[k: string]: RowChange[]
}
/**
 * Only to `brief` and `push`: rows that mutations of this request made, beside those in `rows`
 */
made?: Made[]
/**
 * Scope → cursor reached. Only scopes that moved
 */
cursors?: {
[k: string]: number
}
/**
 * Scopes to drop and to start again from 0, or to forget when no longer granted
 */
purge?: string[]
/**
 * More rows wait: ask again at once
 */
more?: boolean
guide?: Manifest
/**
 * A code of errors.json about the whole request, such as session_expired: the rest was still done as far as it could be
 */
error?: string
/**
 * Seconds to leave the server alone
 */
retry_after?: number
/**
 * Clients of this device that were reported lost. Hand over what waits, then delete all that is theirs
 */
wiped?: string[]
}
/**
 * Everything a device needs to know to keep one place's guide. Signed.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Manifest".
 */
export interface Manifest {
place: string
/**
 * First 8 hex digits of the SHA-256 over layer:gen.seq of all layers, with commas between
 */
head: string
/**
 * Published, Unix seconds
 */
at: number
layers: LayerHead[]
/**
 * ES256 (P-256, raw r‖s) over the canonical JSON of the manifest without `sig` and `inline`, base64url
 */
sig: string
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LayerHead".
 */
export interface LayerHead {
/**
 * Place code of the layer
 */
layer: string
/**
 * Generation of the base
 */
gen: number
base_seq: number
seq: number
packs: PackRef[]
segments: SegmentRef[]
rows: number
/**
 * XOR over rows of the first 64 bits of SHA-256 of `kind \0 code \0 canonical JSON`, hex
 */
digest: string
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PackRef".
 */
export interface PackRef {
/**
 * SHA-256 of the uncompressed bytes, first 128 bits, base64url; the URL is /g/p/<sha>
 */
sha: string
/**
 * Bytes on the wire with brotli
 */
size: number
/**
 * 0: titles and the most used items, 1: the rest
 */
tier?: number
}
/**
 * Delta from one sequence number to a later one.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SegmentRef".
 */
export interface SegmentRef {
from: number
to: number
sha: string
size: number
/**
 * The segment itself when it is small and the server knows that it is wanted: saves a round trip
 */
inline?: {

}
}
/**
 * First frame on the live socket, client to server. Every later frame from the client is a SyncRequest.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "LiveHello".
 */
export interface LiveHello {
client: string
session?: string
/**
 * Long answers may come as binary frames: the JSON in zlib's format.
 */
packed?: boolean
}
/**
 * Server to client: there is news in these scopes. Carries no data; the client syncs.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Poke".
 */
export interface Poke {
poke: string[]
}
/**
 * RFC 9457 problem details; `code` is stable, `title` is in the language asked for.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Problem".
 */
export interface Problem {
type: string
title: string
status: number
code: string
/**
 * What it is about: JSON pointer into the body (absent: the whole), or the name of a header or of a part of the address
 */
field?: string
}
/**
 * What a member of staff may do, and where.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Role".
 */
export interface Role {
/**
 * clerk: window of a centre. reviewer: a department's back office. supervisor: a centre's head. kiosk: a machine in its hall, which only draws tickets and books. driver: of a bus, whose phone says where it is
 */
role: ("clerk" | "reviewer" | "supervisor" | "kiosk" | "driver")
/**
 * desk:<centre code> or dept:<department code>; of a kiosk hall:<centre code>, of a driver bus:<feed> or bus:<feed>:<agency_id>
 */
scope: string
/**
 * Window as the public knows it, such as 2 号窗口
 */
window?: string
}
/**
 * Entity `profile` in scope `me`: the signed-in person as they see themselves.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Profile".
 */
export interface Profile {
id: string
phone: string
name?: string
id_number?: string
place?: string
roles?: Role[]
}
/**
 * accounts.set_profile
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SetProfile".
 */
export interface SetProfile {
name: string
/**
 * GB 11643-1999, check digit verified
 */
id_number: string
/**
 * Where they live, for filling in forms; not looked up
 */
place: string
}
/**
 * accounts.mark_lost: what a person has on a device is to be deleted there at its next contact, and their sign-ins on it end. By the person, who must know the whole `client` and have been signed in there within its session's life, or by the supervisor of a centre they work or worked at; our app offers it to supervisors alone.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MarkLost".
 */
export interface MarkLost {
client: string
}
/**
 * accounts.close_quarantine: work that was held back has been dealt with: entered again by who closes it, or not to be done.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CloseQuarantine".
 */
export interface CloseQuarantine {
id: string
how: ("entered" | "dropped")
}
/**
 * Entity `device` in scope `lead`: a person's place on a phone or tablet, for the supervisor of the centre.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DeviceSeen".
 */
export interface DeviceSeen {
client: string
person: string
name: string
/**
 * Last contact, to ten minutes
 */
seen_at: number
/**
 * What waited there at last word
 */
unsent: number
/**
 * Reported lost
 */
lost_at?: number
/**
 * The device was told to delete
 */
wiped_at?: number
}
/**
 * Entity `quarantine` in scope `lead` (own work of a person: `me`): a mutation that was neither applied nor lost.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Quarantined".
 */
export interface Quarantined {
id: string
person: string
/**
 * Name of the person whose work it is
 */
who: string
/**
 * A name of mutations.json
 */
name: string
lane: string
args: {

}
/**
 * Clock of the device
 */
made_at?: number
/**
 * When the server took it
 */
at: number
why: ("role_gone" | "device_lost")
}
/**
 * Answer of GET /auth/recovery: the same for a person on a device, for as long as the server has its keys. Wraps what a forgotten PIN would lock away.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Recovery".
 */
export interface Recovery {
/**
 * 256 bits, base64url
 */
secret: string
}
/**
 * POST /auth/code
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CodeRequest".
 */
export interface CodeRequest {
phone: string
}
/**
 * POST /auth/session
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SessionRequest".
 */
export interface SessionRequest {
phone: string
code: string
client: string
}
/**
 * Answer of POST /auth/session. The token is opaque, 128 bits, base64url.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Session".
 */
export interface Session {
session: string
person: string
name?: string
roles?: Role[]
/**
 * Other devices on which this person was signed in, the last one used first
 */
former?: FormerDevice[]
}
/**
 * What the server remembers of another device of the same person, for a phone that lost what it held.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "FormerDevice".
 */
export interface FormerDevice {
/**
 * The first 6 characters of its `client`
 */
client: string
/**
 * Last contact; exact to a day
 */
at: number
/**
 * What it last said it had not sent
 */
unsent: number
}
/**
 * One photographed or scanned page of a material (材料).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Page".
 */
export interface Page {
/**
 * SHA-256 of the bytes, hex
 */
blob: string
size: number
type?: ("image/jpeg" | "image/webp" | "image/png" | "application/pdf")
}
/**
 * Material code of the item → pages in order
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Materials".
 */
export interface Materials {
/**
 * @maxItems 20
 */
[k: string]: Page[]
}
/**
 * Property of the form schema → value. null in a patch takes a value away
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Answers".
 */
export interface Answers {
[k: string]: unknown
}
/**
 * What the device knew the town to have, of what it changes: the trunk of its branch. What was empty there need not be named.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Was".
 */
export interface Was {
answers?: Answers
/**
 * Material code → beginnings of its pages' SHA-256
 */
materials?: {
/**
 * @maxItems 100
 */
[k: string]: string[]
}
}
/**
 * Property of the form → values of `conflicts` that the person let go
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Settled".
 */
export interface Settled {
/**
 * @maxItems 100
 */
[k: string]: unknown[]
}
/**
 * What another device gave for the same and does not stand: kept until the person chooses. null: it was emptied there.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Conflicts".
 */
export interface Conflicts {
answers?: {
[k: string]: unknown[]
}
materials?: Materials1
}
/**
 * Material code of the item → pages in order
 */
export interface Materials1 {
/**
 * @maxItems 20
 */
[k: string]: Page[]
}
/**
 * One thing to mend (补正): a material or a field, and why.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Defect".
 */
export interface Defect {
/**
 * Material code
 */
material?: string
page?: number
/**
 * Property of the form
 */
field?: string
reason: string
}
/**
 * One line of the case history.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Event".
 */
export interface Event {
/**
 * Unix seconds
 */
at: number
/**
 * Transition of lifecycles.json, or counter.take_in, blobs_arrived, blob_refused, claim
 */
what: string
/**
 * Who, as the reader may know them: a clerk's name, 本人
 */
by?: string
/**
 * Window or department
 */
where?: string
note?: string
}
/**
 * Entity `application` in scope `me` and, from submission on, in the desk's and the department's scopes.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Application".
 */
export interface Application {
id: string
/**
 * Item code (事项)
 */
item: string
item_name?: string
item_version?: number
/**
 * Form code and version that was filled in, such as tysb@3
 */
form?: string
/**
 * Where the applicant lives, 9 or 12 digits
 */
place?: string
/**
 * Code of the centre that takes it
 */
desk?: string
state: State
/**
 * Counts effects on this application; `base` of staff's mutations
 */
version: number
answers?: Answers
materials?: Materials
conflicts?: Conflicts1
/**
 * Codes of materials that the window took in on paper
 */
paper?: string[]
/**
 * Blobs named but not yet arrived
 */
awaiting?: string[]
/**
 * Of `awaiting`, those whose small picture is here already; only in the scopes of staff
 */
small?: string[]
/**
 * Receipt number: centre, day, serial; of a reserved block centre, W and serial
 */
receipt?: string
/**
 * Opaque QR code text, 10 characters of Crockford base32
 */
code?: string
/**
 * How often it was sent in
 */
round?: number
defects?: Defect[]
mend_by?: string
/**
 * Who has it, and at which window (C2)
 */
handler?: string
/**
 * Department code
 */
department?: string
department_name?: string
/**
 * Promised, Asia/Shanghai
 */
due_on?: string
statutory_due_on?: string
reason?: string
/**
 * How to object
 */
remedy?: string
result?: string
/**
 * From this day on the result lies ready (L6)
 */
pickup_on?: string
/**
 * Code of the centre where it lies; absent: at the desk
 */
pickup_at?: string
publicised_until?: string
submitted_at?: number
saved_at?: number
history?: Event[]
applicant?: Applicant
}
/**
 * What another device gave for the same and does not stand: kept until the person chooses. null: it was emptied there.
 */
export interface Conflicts1 {
answers?: {
[k: string]: unknown[]
}
materials?: Materials1
}
/**
 * Only in the scopes of staff.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Applicant".
 */
export interface Applicant {
name: string
id_number?: string
phone?: string
}
/**
 * applications.save: makes a draft or changes some of its fields; fields not named stay.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Save".
 */
export interface Save {
id: string
item: string
item_version?: number
form: string
place: string
answers?: Answers
materials?: Materials
/**
 * Version of the application that the device had seen, 0 for none. With it, whatever it is, the server merges by `was`; without it this overwrites
 */
base?: number
was?: Was
settled?: Settled
}
/**
 * applications.submit: the whole form, self-contained, final for this round.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Submit".
 */
export interface Submit {
id: string
item: string
item_version?: number
form: string
place: string
answers: Answers
materials: Materials
/**
 * Version of the application that the device had seen, 0 for none. With it, whatever it is, the server merges by `was`; without it this overwrites
 */
base?: number
was?: Was
settled?: Settled
}
/**
 * counter.take_in: a clerk fills in and hands in for a person who stands at the window.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TakeIn".
 */
export interface TakeIn {
id: string
item: string
item_version?: number
form: string
place: string
answers: Answers
/**
 * Codes of the materials handed over on paper
 * 
 * @maxItems 50
 */
paper: string[]
applicant: Applicant
/**
 * It was read out to the person, who agreed
 */
agreed: boolean
/**
 * Number of a reserved block, given to the person already
 */
receipt?: string
/**
 * Receipt code made on the tablet, printed already
 */
code?: string
}
/**
 * counter.mend: the person came to the window with what was asked for in the round. What a defect says without naming anything is settled by the clerk's word.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MendAtWindow".
 */
export interface MendAtWindow {
id: string
base?: number
round: number
answers: Answers
/**
 * Codes of the materials handed over on paper
 * 
 * @maxItems 50
 */
paper: string[]
/**
 * What was changed was read out to the person, who agreed
 */
agreed: boolean
}
/**
 * numbers.reserve: receipt numbers of a centre for this device to give out without a line. `id` becomes the block's.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReserveNumbers".
 */
export interface ReserveNumbers {
id: string
centre: string
count: number
}
/**
 * numbers.give_back: the device will give out nothing from `next` on.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "GiveBackNumbers".
 */
export interface GiveBackNumbers {
id: string
next: number
}
/**
 * Entity `number_block` in scope `me` of whoever reserved it: <centre>-W<serial, six digits>, from `first` to `last`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "NumberBlock".
 */
export interface NumberBlock {
id: string
centre: string
/**
 * The only device that may give them out
 */
client: string
first: number
last: number
/**
 * Unix seconds; from then on none is given out
 */
expires_at: number
}
/**
 * applications.mend: what was asked for in the round, nothing else changes.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Mend".
 */
export interface Mend {
id: string
round: number
answers: Answers
materials: Materials
}
/**
 * applications.discard, .restore, .claim, .accept, .approve: the application and the version that the actor saw.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "OfApplication".
 */
export interface OfApplication {
id: string
base?: number
note?: string
}
/**
 * applications.return: all defects of a round at once (D4).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Return".
 */
export interface Return {
id: string
base?: number
round: number
/**
 * @minItems 1
 * @maxItems 30
 */
defects: Defect[]
/**
 * A supervisor's reason for a second list in one round
 */
again_because?: string
}
/**
 * applications.decline, .refuse, .withdraw.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "WithReason".
 */
export interface WithReason {
id: string
base?: number
reason: string
remedy?: string
}
/**
 * applications.hand_over: to the back office that decides.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HandOver".
 */
export interface HandOver {
id: string
base?: number
department: string
note?: string
}
/**
 * applications.publicise: 公示 until a day.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Publicise".
 */
export interface Publicise {
id: string
base?: number
until: string
}
/**
 * applications.issue: the result is handed out at the one window (D17).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Issue".
 */
export interface Issue {
id: string
base?: number
result: string
/**
 * From this day on it can be fetched (L6)
 */
pickup_on?: string
/**
 * Code of the centre where it lies; absent: at the desk
 */
pickup_at?: string
}
/**
 * GET /track/{code}: what the scanner of a receipt may see (C1). Strangers get no more than `view`, `state`, `item_name`, `centre`, `updated_at`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Track".
 */
export interface Track {
view: ("stranger" | "applicant" | "staff")
state: State
item_name: string
centre?: string
updated_at?: number
application?: Application
}
/**
 * Any slot that begins at `from` or later and before `until`; without `until` just the one that begins at `from`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Wish".
 */
export interface Wish {
from: number
until?: number
/**
 * Only this window
 */
window?: string
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SlotAt".
 */
export interface SlotAt {
start: number
end: number
window?: string
}
/**
 * Who comes, for the desk alone.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Contact".
 */
export interface Contact {
name: string
phone: string
}
/**
 * Entity `booking` in scope `me` and, where the desk has to do with it, in `desk:<centre>`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Booking".
 */
export interface Booking {
id: string
/**
 * Counts effects on this booking; `base` of mutations, SEQUENCE of its calendar entry
 */
version: number
/**
 * Opaque text of its QR, 10 characters of Crockford base32
 */
code?: string
centre: string
kind: BookingKind
channel: BookingChannel
state: BookingState
item?: string
item_name?: string
/**
 * The application that it is about (B8)
 */
application?: string
start?: number
end?: number
window?: string
wishes?: Wishes
/**
 * Moves up by itself when something within the wishes is free
 */
waitlist?: boolean
/**
 * State requested: nothing within the wishes was free; these were. Take one with bookings.move
 */
offers?: SlotAt[]
/**
 * State held: from then on somebody else may have the slot
 */
release_at?: number
/**
 * Codes of errors.json: why it is not what was asked for
 */
reasons?: string[]
/**
 * Staff's words: why it was declined, where to come
 */
note?: string
/**
 * What the key project or the visit is about
 */
about?: string
/**
 * Where to come to; kind visit
 */
address?: string
/**
 * Cancelled less than two hours before it began
 */
late?: boolean
arrived_at?: number
done_at?: number
updated_at: number
/**
 * In `me` of a kiosk, keyed by its client: what was booked there last
 */
asked?: string
contact?: Contact
}
/**
 * bookings.request: made offline; answered at the next sync with a slot (confirmed), the next free ones (requested, offers) or the waitlist. key_project and visit wait for bookings.decide.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RequestBooking".
 */
export interface RequestBooking {
id: string
centre: string
kind?: BookingKind
channel?: ("app" | "web" | "kiosk")
item?: string
application?: string
wishes: Wishes
waitlist?: boolean
about?: string
address?: string
}
/**
 * bookings.hold: keeps one slot for ten minutes while the form is filled in.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HoldSlot".
 */
export interface HoldSlot {
id: string
centre: string
channel?: ("app" | "web" | "kiosk")
item?: string
application?: string
start: number
window?: string
}
/**
 * bookings.confirm, .arrive, .finish
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "OfBooking".
 */
export interface OfBooking {
id: string
base?: number
note?: string
}
/**
 * bookings.move: another time, an offer taken, other wishes for the waitlist. The old slot is kept until there is a new one.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MoveBooking".
 */
export interface MoveBooking {
id: string
base?: number
wishes: Wishes
waitlist?: boolean
}
/**
 * bookings.cancel: by the person until it begins; less than two hours before, it counts as late. Staff give a reason.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CancelBooking".
 */
export interface CancelBooking {
id: string
base?: number
reason?: string
}
/**
 * bookings.take: staff book for a caller or for somebody at the counter, also after the cut-off; who is at the kiosk books by ID number, and leaves a phone number if they want to be told.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TakeBooking".
 */
export interface TakeBooking {
id: string
centre: string
channel: ("phone" | "counter" | "kiosk")
item?: string
wishes: Wishes
waitlist?: boolean
contact?: Contact
/**
 * As a card reader gave it; kept only as a keyed hash, by which a ticket is drawn then. The kiosk's bookings have one
 */
id_number?: string
}
/**
 * bookings.decide: on a key project's meeting or a visit. Accepted with a time, else declined with a reason in `note`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DecideBooking".
 */
export interface DecideBooking {
id: string
base?: number
accept: boolean
start?: number
end?: number
note?: string
}
/**
 * One person on duty at a window: what hangs on the office's wall. Minutes of the day; absent: as long as it is open.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Duty".
 */
export interface Duty {
window: string
name?: string
from?: number
until?: number
}
/**
 * bookings.set_roster: who is on duty on one day. Without `duty` the weekly roster holds again.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SetRoster".
 */
export interface SetRoster {
centre: string
on: string
/**
 * @maxItems 200
 */
duty?: Duty[]
}
/**
 * Entity `roster` in scope desk:<centre>, keyed by the day: a day whose roster is not the weekly one.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "RosterDay".
 */
export interface RosterDay {
centre: string
on: string
duty: Duty[]
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DaySlot".
 */
export interface DaySlot {
start: number
/**
 * Free windows, as numbers into `windows` of the day
 */
free: number[]
/**
 * Windows on duty
 */
of: number
}
/**
 * GET /b/<centre>/<day>: what can be booked, for everybody. With ?item= only slots at which the item is served.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "SlotDay".
 */
export interface SlotDay {
centre: string
on: string
/**
 * As of
 */
at: number
/**
 * Length of a slot
 */
minutes: number
windows: string[]
slots: DaySlot[]
/**
 * Online booking of this day ends then (B10)
 */
closes_at?: number
/**
 * Code of errors.json: why nothing can be booked online
 */
code?: string
duty: Duty[]
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HourNeed".
 */
export interface HourNeed {
hour: number
/**
 * That begin in it
 */
bookings: number
/**
 * Suggested, of those on duty
 */
windows: number
/**
 * Windows that nobody is there for
 */
short: number
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TopicCount".
 */
export interface TopicCount {
topic: string
count: number
}
/**
 * GET /b/<centre>/<day>/staffing, for the staff of the desk: windows that the bookings of the day need, an ordinary week, and what people come for.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Staffing".
 */
export interface Staffing {
on: string
on_duty: number
hours: HourNeed[]
/**
 * How many booked this day by each (B9), what was cancelled too
 */
channels?: {
[k: string]: number
}
/**
 * Of the last four weeks
 */
cases_a_week: number
/**
 * Of those that it is open
 */
cases_an_hour: number
/**
 * That take these as they come
 */
windows: number
topics: TopicCount[]
}
/**
 * GET /booking/<code>: what the scanner of a booking's QR may see.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BookingSeen".
 */
export interface BookingSeen {
view: ("stranger" | "owner" | "staff")
state: BookingState
/**
 * Its name
 */
centre: string
on?: string
booking?: Booking
}
/**
 * POST /blob. Answers 201 (or 200 when it is known from the same person) with Location: /blob/<id> and Upload-Offset.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BlobRequest".
 */
export interface BlobRequest {
sha256: string
size: number
type: ("image/jpeg" | "image/webp" | "image/png" | "application/pdf")
application: string
/**
 * A small picture of it made on the phone (JPEG, WebP or PNG of at most 8 KB, base64), so that the desk sees the page long before the photo is here
 */
thumb?: string
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BlobStatus".
 */
export interface BlobStatus {
id: string
offset: number
complete: boolean
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Place".
 */
export interface Place {
/**
 * GB/T 2260 and below: 4 digits city, 6 county, 9 town, 12 village
 */
code: string
level: ("city" | "county" | "town" | "village")
parent?: string
name: string
from?: string
until?: string
successor?: string
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Department".
 */
export interface Department {
code: string
name: string
place?: string
phone?: string
}
/**
 * A service hall, town centre or village point (便民服务中心).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Centre".
 */
export interface Centre {
/**
 * Code of its place
 */
code: string
name: string
place: string
address?: string
phone?: string
/**
 * In words, until the calendar engine speaks
 */
hours?: string
windows?: string[]
}
/**
 * One thing to hand in. Trust grades as in 国办函〔2016〕108号: A from the issuing authority, B checked at a window, C uploaded by the applicant, D self-made with a declaration.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Material".
 */
export interface Material {
code: string
name: string
need?: ("must" | "if")
/**
 * For `if`: when it is needed, in words
 */
when?: string
/**
 * Lowest grade that is enough to accept
 */
grade?: ("A" | "B" | "C" | "D")
/**
 * Original to be shown
 */
original?: boolean
copies?: number
/**
 * Usual number of pages
 */
pages?: number
/**
 * Who issues it
 */
from?: string
note?: string
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Step".
 */
export interface Step {
name: string
by?: string
/**
 * Working days
 */
days?: number
note?: string
}
/**
 * 事项. `org` offers it; `delegated_by` is the level that handed it down (A15).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Item".
 */
export interface Item {
code: string
name: string
/**
 * Place code of the level that offers it
 */
org: string
delegated_by?: string
/**
 * Department code (主管部门)
 */
department: string
/**
 * 1 许可, 5 给付, 7 确认, 8 奖励, 9 裁决, 10 其他, 20 公共服务
 */
kind?: (1 | 5 | 7 | 8 | 9 | 10 | 20)
/**
 * 注册登记, 经营管理, 建设工程, 通关贸易 (A13)
 */
window_class?: ("registration" | "operation" | "construction" | "customs")
topics?: string[]
/**
 * Everyday words that must find it (A8)
 */
words?: string[]
audience?: ("person" | "company" | "both")
summary?: string
conditions?: string[]
materials?: Material[]
steps?: Step[]
/**
 * Working days; at most statutory_days (A12)
 */
promised_days?: number
statutory_days?: number
/**
 * Yuan; 0 = 不收费
 */
fee?: number
fee_note?: string
/**
 * 最多跑几次 (A11)
 */
visits?: number
/**
 * Why one must come in person (A10); absent when not
 */
attend?: string
/**
 * Can be applied for in the app
 */
online?: boolean
/**
 * Handled across districts (A20, A21): the centres of these places take it, and of the places below, from whoever comes; nobody else does
 */
handled_at?: string[]
window?: string
phone?: string
/**
 * Law or rule it rests on
 */
basis?: string
result?: string
/**
 * Form code, such as tysb
 */
form?: string
/**
 * 1 = most used; absent = rare
 */
rank?: number
version?: number
from?: string
until?: string
/**
 * Written as an example, not official
 */
sample?: boolean
}
/**
 * A form: JSON Schema 2020-12 for the answers, and `x-` keys for people (forms.md).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Form".
 */
export interface Form {
code: string
version: number
schema: {

}
}
/**
 * guide.report_error (O14): goes to the item's owner; needs no sign-in.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReportError".
 */
export interface ReportError {
id: string
item: string
item_version?: number
text: string
place?: string
}
/**
 * Entity `error_report` in the scope of the desk.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ErrorReport".
 */
export interface ErrorReport {
id: string
item: string
text: string
at: number
}
/**
 * Until when the public may book: at that minute of the last such weekday before the day, or so many days or working days before it.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Cutoff".
 */
export interface Cutoff {
at: number
weekday?: number
days?: number
workdays?: number
}
/**
 * On such days the centre is open from `opens` to `closes`. workdays: Monday to Friday and make-up workdays, without public holidays; daily: whatever the day is; holidays: days off that the State Council gave; weekdays: those days when they are neither holiday nor make-up workday.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HoursRule".
 */
export interface HoursRule {
days: (("workdays" | "daily" | "holidays") | number[])
opens: number
closes: number
kind?: OpeningKind
/**
 * Only on days of this market; "*": of any
 */
market?: string
/**
 * The set of items that is served then; absent: all
 */
items?: string
windows?: number
cutoff?: Cutoff
/**
 * Who booked comes first, then walk-ins (B11)
 */
booked?: boolean
note?: string
from?: string
until?: string
}
/**
 * 赶场. odd, even: days of the Gregorian month; every: `every` days from `first`; days: those of the Gregorian month; lunar: those of the lunar month; dates: just these.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "MarketRule".
 */
export interface MarketRule {
name: string
rule: ("odd" | "even" | "every" | "days" | "lunar" | "dates")
every?: number
first?: string
days?: number[]
dates?: string[]
from?: string
until?: string
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ChangedOpening".
 */
export interface ChangedOpening {
opens: number
closes: number
kind?: OpeningKind
items?: string
windows?: number
cutoff?: Cutoff
booked?: boolean
note?: string
}
/**
 * From one day until another (both count) the windows are open just so, whatever the rules say; without openings, closed. The self-service area stays as it is, unless the exception is about it.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HoursException".
 */
export interface HoursException {
id: string
from: string
until: string
/**
 * @maxItems 8
 */
openings: ChangedOpening[]
/**
 * Open so beside what the rules say, instead of in its place
 */
extra?: boolean
area?: "self_service"
reason?: string
}
/**
 * An item that is served in extended hours, from one day until another (A17 to A19).
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ItemOfSet".
 */
export interface ItemOfSet {
set: string
item: string
from?: string
until?: string
}
/**
 * All rules of one centre.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Hours".
 */
export interface Hours {
/**
 * Code of its place
 */
centre: string
rules?: HoursRule[]
markets?: MarketRule[]
exceptions?: HoursException[]
items?: ItemOfSet[]
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Holiday".
 */
export interface Holiday {
name: string
date: string
/**
 * false: a make-up workday (调休)
 */
isOffDay: boolean
}
/**
 * Public holidays and make-up workdays of one notice of the State Council, in the format of NateScarlet/holiday-cn.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HolidayYear".
 */
export interface HolidayYear {
year: number
papers: string[]
days: Holiday[]
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DatedOpening".
 */
export interface DatedOpening {
/**
 * Minutes of the day
 */
from: number
until: number
kind?: OpeningKind
items?: string
windows?: number
/**
 * Booking closes [so many days before, at that minute]
 * 
 * @minItems 2
 * @maxItems 2
 */
cutoff?: number[]
booked?: boolean
note?: string
}
/**
 * A sort of day, as often as it comes.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DaySort".
 */
export interface DaySort {
openings?: DatedOpening[]
/**
 * Monday to Friday, or a make-up workday, and no public holiday, as far as is known
 */
workday?: boolean
market?: string[]
/**
 * [reason, detail]: exception, holiday, makeup, no_market
 */
why?: string[][]
}
/**
 * Row `openings` of the guide: the days of one centre, one sign a day: its place in `sorts`, counted in A–Z a–z.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Openings".
 */
export interface Openings {
/**
 * The centre's
 */
code: string
from: string
days: string
/**
 * Last day whose public holidays are published; before `from`: none is
 */
holidays_until: string
sorts: DaySort[]
/**
 * What the sets hold
 */
items?: ItemOfSet[]
}
/**
 * Entity `notice` in scope `me`; the push message carries the same.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Notice".
 */
export interface Notice {
id: string
at: number
kind: ("progress" | "defects" | "hours" | "bus" | "booking" | "ticket" | "system")
title: string
body: string
/**
 * Centre and person who speaks
 */
from?: string
application?: string
booking?: string
/**
 * Code of `bus_stop`: its page says more
 */
stop?: string
/**
 * Of buses: a service alert, not one bus
 */
alert?: boolean
/**
 * State the application entered
 */
state?: string
/**
 * Stale after; not shown as news then
 */
until?: number
read_at?: number
/**
 * Told to all who follow this centre: the row lies in `place:<centre>`, and what was read stands in the reader's `follow`
 */
place?: string
hours?: HoursNews
}
/**
 * What is said of one day of one centre; `vectors/news.json` has the sentence in each language.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HoursNews".
 */
export interface HoursNews {
on: string
centre: string
/**
 * Of the centre
 */
name: string
/**
 * Empty: closed
 */
open: Span[]
/**
 * All reasons why it is news; none: it is as usual again
 */
topics: Topic[]
/**
 * Why, in the centre's words
 */
note?: string
/**
 * Something else was told of this day before
 */
corrects?: boolean
}
/**
 * Minutes of the day in Asia/Shanghai.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Span".
 */
export interface Span {
from: number
until: number
}
/**
 * Entity `follow` in scope `me`: whoever has it also has scope `place:<centre>`, with the notices of its hours.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Follow".
 */
export interface Follow {
centre: string
name: string
topics: Topic[]
lang?: string
since: number
/**
 * Notices of this place with `at` up to here were read, or were there before
 */
seen_at: number
}
/**
 * notices.follow: a place, or the centre that serves it; again to change the topics or the language of what comes by push.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "FollowPlace".
 */
export interface FollowPlace {
place: string
/**
 * @minItems 1
 * @maxItems 3
 */
topics: Topic[]
lang?: ("zh-CN" | "zh-TW" | "en")
}
/**
 * notices.unfollow
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UnfollowPlace".
 */
export interface UnfollowPlace {
place: string
}
/**
 * Entity `news` in `desk:<centre>`, by day: what those who follow the centre are told of it, and when.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PlannedNews".
 */
export interface PlannedNews {
on: string
/**
 * silent: it would be too late for phones to ring, so it stands in the inbox alone
 */
state: ("planned" | "told" | "silent")
due_at: number
hours: HoursNews
}
/**
 * hours.change: closed all day; other hours instead of the usual ones; or an opening beside them.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ChangeHours".
 */
export interface ChangeHours {
id: string
centre: string
on: string
what: ("closed" | "hours" | "extra")
/**
 * @maxItems 4
 */
open?: Span[]
/**
 * Everybody reads it
 */
reason: string
}
/**
 * hours.undo: as if hours.change had not been.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UndoChange".
 */
export interface UndoChange {
id: string
}
/**
 * Entity `hours_change` in `desk:<centre>`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HoursChange".
 */
export interface HoursChange {
id: string
centre: string
on: string
what: ("closed" | "hours" | "extra")
open: Span[]
reason: string
by: string
at: number
/**
 * From then on phones had it
 */
published_at?: number
undone_at?: number
}
/**
 * notices.read
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Read".
 */
export interface Read {
/**
 * @maxItems 100
 */
ids: string[]
}
/**
 * alerts.subscribe: a W3C PushSubscription of this device.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Subscribe".
 */
export interface Subscribe {
endpoint: string
p256dh: string
auth: string
}
/**
 * alerts.unsubscribe
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Unsubscribe".
 */
export interface Unsubscribe {
endpoint: string
}
/**
 * One line of the ticket's audit.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TicketEvent".
 */
export interface TicketEvent {
at: number
/**
 * A mutation of tickets.*
 */
what: string
by?: string
/**
 * Window
 */
where?: string
/**
 * What changed, such as advice→handling; the reason of a priority
 */
note?: string
}
/**
 * Entity `ticket` in scope `me` of whoever drew it, and in `desk:<centre>`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Ticket".
 */
export interface Ticket {
id: string
centre: string
/**
 * The day it is good for
 */
on: string
kind: TicketKind
/**
 * One series a centre and day for all kinds: it stays when the kind changes
 */
number: number
drawn_at: number
/**
 * Place in time; stays when the kind changes
 */
since: number
channel?: TicketChannel
/**
 * Group of windows that it waits for, where the centre has groups
 */
group?: string
booking?: string
/**
 * Of the booking's slot
 */
start?: number
end?: number
/**
 * Why staff let this person go first; for the desk alone
 */
preferred?: string
state: TicketState
/**
 * Where it was called to; of a waiting ticket: the only window that may call it
 */
window?: string
called_at?: number
/**
 * How often it was called out
 */
calls?: number
done_at?: number
/**
 * Opaque text of its QR: GET /t/<code>
 */
code?: string
/**
 * In `me` of a kiosk, keyed by its client: the draw that was answered last
 */
asked?: string
history?: TicketEvent[]
}
/**
 * tickets.draw. By a resident for themselves: `booking` within its slot, or `door`. By staff and kiosks for whoever stands there. A second one of the same person, day and centre gives the first: `changed` with `ticket` and `number`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DrawTicket".
 */
export interface DrawTicket {
id: string
centre: string
kind: TicketKind
group?: string
/**
 * Its id, or the code of its QR
 */
booking?: string
/**
 * Code of the screen's QR: shows that the person is there
 */
door?: string
/**
 * As a card reader gave it; kept only as a keyed hash. Staff and kiosks
 */
id_number?: string
/**
 * From a block of this device, drawn without a line
 */
number?: number
/**
 * Made on the device, because it stands on the paper
 */
code?: string
/**
 * When it was drawn without a line
 */
at?: number
}
/**
 * tickets.convert: another kind at the same place in time.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ConvertTicket".
 */
export interface ConvertTicket {
id: string
kind: TicketKind
at?: number
}
/**
 * tickets.cancel: given up.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "CancelTicket".
 */
export interface CancelTicket {
id: string
at?: number
}
/**
 * tickets.next: the server picks who is next at this window by the rule; `changed` with `ticket`, `number`, `kind`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "NextTicket".
 */
export interface NextTicket {
/**
 * Of this call
 */
id: string
centre: string
window: string
/**
 * When it was pressed: one that comes more than a minute later calls nobody
 */
at?: number
}
/**
 * tickets.call, .recall, .serve, .skip, .hold, .finish: one step with one ticket at one window.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AtWindow".
 */
export interface AtWindow {
id: string
window: string
/**
 * When it was done without a line
 */
at?: number
}
/**
 * tickets.transfer: back to waiting at its place in time, for another window or as another kind.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TransferTicket".
 */
export interface TransferTicket {
id: string
/**
 * Where it was called to
 */
window: string
/**
 * Only this window calls it, before all others
 */
to?: string
kind?: TicketKind
at?: number
}
/**
 * tickets.prefer: an old or disabled person goes first; an empty reason takes it back.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "PreferTicket".
 */
export interface PreferTicket {
id: string
reason: string
at?: number
}
/**
 * tickets.reserve: a hundred numbers of each day for this device, to draw without a line; asked again, the same ones for longer.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReserveTickets".
 */
export interface ReserveTickets {
centre: string
}
/**
 * Entity `ticket_block` in scope `me`: numbers that this device may give out on each day up to `until`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TicketBlock".
 */
export interface TicketBlock {
id: string
centre: string
client: string
first: number
last: number
until: string
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HallCall".
 */
export interface HallCall {
number: number
kind: TicketKind
window: string
at: number
/**
 * How often by now
 */
times?: number
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HallWindow".
 */
export interface HallWindow {
window: string
group?: string
/**
 * At the window now
 */
number?: number
kind?: TicketKind
}
/**
 * Who waits, in the order in which they would be called now.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HallWaiting".
 */
export interface HallWaiting {
number: number
kind: TicketKind
group?: string
window?: string
}
/**
 * GET /q/<centre>, and the first frame of the socket /q/<centre>/live: numbers only.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Hall".
 */
export interface Hall {
centre: string
name: string
on: string
/**
 * Counts the changes of the day
 */
v: number
/**
 * Server's clock
 */
at: number
/**
 * The last ones, newest first
 */
calls: HallCall[]
windows: HallWindow[]
waiting: HallWaiting[]
/**
 * That a visit at the window took lately
 */
minutes: number
/**
 * Windows that called somebody lately
 */
open: number
}
/**
 * Later frames of the socket: what became of the Hall at version `was`. Where `was` is not the version held, fetch it anew.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "HallNews".
 */
export interface HallNews {
v: number
was: number
at: number
calls?: HallCall[]
/**
 * Only those that changed
 */
windows?: HallWindow[]
/**
 * Numbers that wait no more
 */
out?: number[]
/**
 * After `out`, one after the other: before place `before` from now on
 */
in?: {
before: number
one: HallWaiting
}[]
minutes?: number
open?: number
}
/**
 * GET /t/<code>: what the scanner of a ticket's QR may see.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "TicketSeen".
 */
export interface TicketSeen {
centre: string
/**
 * Of the centre
 */
name: string
on: string
number: number
kind: TicketKind
state: TicketState
window?: string
group?: string
}
/**
 * GET /q/<centre>/door, for the centre's own screens: what their QR shows now.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "Door".
 */
export interface Door {
code: string
/**
 * Ask again by then
 */
until: number
}
/**
 * One day of a centre's tickets, counted. Times are minutes, medians.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "QueueDay".
 */
export interface QueueDay {
on: string
drawn: number
finished: number
given_up: number
/**
 * Finished ones that had booked
 */
booked?: number
wait?: number
/**
 * From the ticket to the end
 */
stay?: number
stay_booked?: number
/**
 * Against four hours a visit, the time before booking and one window
 */
saved_hours?: number
}
/**
 * Row `bus_stop` of the guide, in the layer of every town whose lines name it. WGS-84.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusStop".
 */
export interface BusStop {
/**
 * <feed>:<stop_id>
 */
code: string
name: string
/**
 * Hundred-thousandths of a degree, of about a metre
 */
lat: number
lon: number
/**
 * Code of the village or town that it serves
 */
place?: string
}
/**
 * When trips of one rhythm begin, on days with this service. Minutes after midnight in the line's zone; 1500 is one in the night after that day.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusGoing".
 */
export interface BusGoing {
/**
 * As `sorts` of the line number it
 */
service: number
/**
 * Minutes at which one begins
 */
at?: number[]
/**
 * About every so many minutes: [from, before, minutes]; a bus begins at `from`, at `from` + minutes …, as long as that is less than `before`
 */
every?: number[][]
}
/**
 * Trips with the same stops in the same rhythm.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusPattern".
 */
export interface BusPattern {
/**
 * What stands on the bus; the name of the last stop where nothing does
 */
to: string
/**
 * The other direction (direction_id 1)
 */
back?: boolean
/**
 * Places in `stops` of the line
 */
stops: number[]
/**
 * Of departure from each stop after the beginning, of arrival at the last: whole minutes, seconds dropped, so nobody comes late by them
 */
minutes: number[]
/**
 * Positions in `stops` of this pattern where nobody gets on (pickup_type 1)
 */
out?: number[]
/**
 * Positions where nobody gets off
 */
in?: number[]
goes: BusGoing[]
}
/**
 * Row `bus_line` of the guide, in the layer of every town that it serves. `days` has a letter for each day from `from` on, as in Openings: A is `sorts[0]`, Z 25, a 26; a sort lists the services that go that day. After the last letter the days are not known yet. On any day at least 60 days are known, as far as the feed knows them; they are told anew once a month.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusLine".
 */
export interface BusLine {
/**
 * <feed>:<route_id>
 */
code: string
name: string
long?: string
/**
 * Six hexadecimal digits
 */
color?: string
/**
 * The agency
 */
by?: string
phone?: string
/**
 * A made timetable, to be marked as such
 */
sample?: boolean
/**
 * Time zone when it is not Asia/Shanghai
 */
zone?: string
/**
 * Codes of `bus_stop`
 */
stops: string[]
patterns: BusPattern[]
from: string
days: string
sorts: number[][]
}
/**
 * One bus at a stop. Of buses that come about every so many minutes only those are told that are known live.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusArrival".
 */
export interface BusArrival {
/**
 * Code of `bus_line`
 */
line: string
/**
 * As `to` of its pattern
 */
to: string
/**
 * When it should leave, or arrive where it ends; Unix seconds
 */
scheduled: number
/**
 * When it will, or did; only by live data that are not old
 */
predicted?: number
/**
 * scheduled: nothing live is known of it; just_left: kept for five minutes
 */
state: ("live" | "scheduled" | "just_left" | "cancelled" | "skipped")
/**
 * Seconds by which `predicted` may be wrong either way, where that is known
 */
unsure?: number
/**
 * Stops that it still makes before this one; 0: this is its next
 */
away?: number
}
/**
 * Answer of GET /bus/<code of bus_stop>: what comes in the next 90 minutes. To be asked again after the seconds of Cache-Control.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusNow".
 */
export interface BusNow {
/**
 * The town's clock, Unix seconds
 */
at: number
/**
 * none: this feed has never had live data; dead: all that it has is old, and nothing predicted is told
 */
live: ("on" | "dead" | "none")
/**
 * Of the newest live data
 */
as_of?: number
arrivals: BusArrival[]
}
/**
 * To the socket /bus/live: tell me of these from now on and of no others. Each is answered with the whole of all that it names.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusFollow".
 */
export interface BusFollow {
/**
 * Codes of `bus_stop`
 * 
 * @maxItems 8
 */
stops?: string[]
/**
 * Codes of `bus_line`
 * 
 * @maxItems 8
 */
lines?: string[]
}
/**
 * What a row of BusesSeen goes by: of a line `back` and `stops`, of a stop `line` and `to`.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusWay".
 */
export interface BusWay {
back?: boolean
/**
 * Codes of `bus_stop`, in the order in which they are made
 */
stops?: string[]
/**
 * Code of `bus_line`
 */
line?: string
/**
 * As `to` of its pattern
 */
to?: string
}
/**
 * The whole of a line or stop on the socket /bus/live; what changes follows as news (PROTOCOL.md). Of a line also at GET /bus/line/<code of bus_line>. Rows begin with the bus's number and its place in `ways`. Of a line then: place on its way in 64ths of the way between two stops; 0 reckoned by its times, 1 seen, 2 seen and stands still for long; when, Unix seconds. Of a stop then: scheduled, Unix seconds; 0 live, 1 scheduled, 2 just_left, 3 cancelled, 4 skipped, 5 just_left by live data; seconds that it is late (0 and 5); unsure + 1, away + 1, or 0.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusesSeen".
 */
export interface BusesSeen {
line?: string
stop?: string
/**
 * Under which news speak of it on this socket
 */
n: number
/**
 * Of the news told last; the next ones have the number after it, 0 after 255
 */
turn: number
/**
 * The town's clock, Unix seconds
 */
at: number
/**
 * As in BusNow; none also where no such line or stop is known
 */
live: ("on" | "dead" | "none")
/**
 * Of the newest live data
 */
as_of?: number
ways: BusWay[]
buses: number[][]
}
/**
 * Answer of GET /bus/line/<code of bus_line>/shape: where the line goes on the ground, WGS-84, to be kept as long as Cache-Control says and asked for with its ETag. Of each direction the way with most stops, and others as long as they bring stops that lie on none yet.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusShape".
 */
export interface BusShape {
/**
 * @maxItems 8
 */
ways: BusCourse[]
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusCourse".
 */
export interface BusCourse {
/**
 * As `back` of its patterns
 */
back?: boolean
/**
 * Codes of `bus_stop`, in the order in which they are made
 */
stops: string[]
/**
 * Points from the first stop to the last as an encoded polyline: hundred-thousandths of a degree, latitude first. Off by some 10 m, more only where it would have too many points
 */
course: string
/**
 * For each stop the number of its point, from 0
 */
at: number[]
/**
 * Nobody has told how the line goes: from stop to stop as the crow flies
 */
straight?: boolean
}
/**
 * buses.watch: tell me when I must leave for each bus that should leave `stop` between `from` and `before` by the timetable. Either `once`, a day, or `weekdays`. With an id of one's own again: in place of what it was.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "WatchBus".
 */
export interface WatchBus {
id: string
/**
 * Code of `bus_stop`
 */
stop: string
/**
 * Code of `bus_line`; none: every line
 */
line?: string
/**
 * As `to` of a pattern; none: every direction
 */
to?: string
/**
 * Before the bus is at the stop one must leave
 */
minutes: number
/**
 * Told already when the bus is so many stops away, where live data say so; `minutes` hold all the same
 */
stops?: number
/**
 * Ends with the first bus that was told and came, or with the day's time
 */
once?: string
/**
 * 1 is Monday
 * 
 * @minItems 1
 * @maxItems 7
 */
weekdays?: number[]
/**
 * Minutes after midnight in the line's zone
 */
from: number
before: number
/**
 * Of what is told
 */
lang?: ("zh-CN" | "zh-TW" | "en")
}
/**
 * buses.unwatch
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "UnwatchBus".
 */
export interface UnwatchBus {
id: string
}
/**
 * Entity `bus_watch` in scope `me`, by id; it leaves when it is over.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusWatch".
 */
export interface BusWatch {
id: string
stop: string
line?: string
to?: string
minutes: number
stops?: number
once?: string
weekdays?: number[]
from: number
before: number
lang?: string
}
/**
 * buses.report: a bus of the timetable, of which nothing live was known, did not come. Counted by line and day, and changes nothing else; needs no sign-in. The same bus again from one device counts once.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "ReportBus".
 */
export interface ReportBus {
id: string
stop: string
line: string
/**
 * As `to` of a pattern of the line
 */
to: string
/**
 * When it should have left; within the last seven days
 */
scheduled: number
}
/**
 * A service alert that holds now or begins within three days.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusAlert".
 */
export interface BusAlert {
key: string
/**
 * May be empty: then `effect` is all there is to say in a line
 */
title: string
text: string
/**
 * Of the words, where it is another than was asked for
 */
lang?: string
effect?: ("no_service" | "reduced" | "delays" | "detour" | "extra" | "changed" | "stop_moved")
/**
 * Each names a line, a stop, or a line at a stop
 */
about: AlertAbout[]
/**
 * Unix seconds; none: it is so already
 */
from?: number
/**
 * None: nobody has said until when
 */
until?: number
/**
 * Of the message that it stands in
 */
as_of: number
}
/**
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "AlertAbout".
 */
export interface AlertAbout {
/**
 * Code of `bus_line`
 */
line?: string
/**
 * Code of `bus_stop`
 */
stop?: string
}
/**
 * Answer of GET /bus/alerts/<town>?lang=: those of the town's lines and stops. To be asked again after the seconds of Cache-Control.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BusAlerts".
 */
export interface BusAlerts {
/**
 * The town's clock, Unix seconds
 */
at: number
alerts: BusAlert[]
}
/**
 * POST /transit/drives/<id>: a driver posted to the line's feed or agency begins a trip; from an hour before its time. The id is the phone's own, 11 characters of base64url. The same again changes nothing; another trip ends the one before.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "BeginDrive".
 */
export interface BeginDrive {
/**
 * Code of `bus_line`
 */
line: string
/**
 * Day of the service
 */
on: string
/**
 * Minute of that day, as in BusGoing
 */
begins: number
/**
 * As `to` of its pattern
 */
to: string
/**
 * As `back` of its pattern
 */
back?: boolean
}
/**
 * Answer of POST /transit/drives/<id> and /transit/drives/<id>/points.
 * 
 * This interface was referenced by `Contract`'s JSON-Schema
 * via the `definition` "DriveTaken".
 */
export interface DriveTaken {
/**
 * The town's clock, Unix seconds
 */
at: number
/**
 * Number of the point that is to come: those before it are here
 */
next: number
/**
 * Another phone is on this trip now; the one that moves is the bus
 */
others?: boolean
/**
 * The drive has ended
 */
over?: boolean
/**
 * Why nothing is told of this bus at the moment
 */
why?: ("off_line" | "gcj02" | "elsewhere" | "leap" | "future" | "other_time" | "still" | "old" | "too_many")
}
