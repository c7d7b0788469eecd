// What a clerk fills in for somebody at the window: a draft of the tablet, until the town has it.
import { effect } from '@preact/signals'
import { isUploaded, problemsOf } from '../applications/progress'
import type { Asks, Counter, Draft } from '../applications/draft'
import { change, drafts, flush, loadDrafts, openDraft, removeDraft } from '../applications/drafts'
import { isIdNumber, isMobile } from '../forms/formats'
import { asked, type Answers } from '../forms/schema'
import type { Fault } from '../forms/summary'
import { faultAt } from '../forms/summary'
import type { Application, Item, Material, Profile, TakeIn } from '../schema/types'
import { forget, mutate } from '../sync/client'
import { registerPreview, serverRows } from '../sync/preview'
import { outbox, serverNow, session, syncedAt } from '../sync/state'
import { t } from '../text/t'
import { newCode } from './code'
import { centreCode } from './desk'
import { deskView } from './guide'
import { give, topUp } from './numbers'

const NOBODY: Counter = { name: '', id_number: '', phone: '', paper: [], agreed: false }

export const atCounter = (): (Draft & { counter: Counter })[] =>
  drafts.value.filter((one): one is Draft & { counter: Counter } => one.counter !== undefined)

export const refusedOf = (id: string) => outbox.value.find((one) => one.lane === id && one.state === 'rejected')

/** The number that the town gave in the place of the one on paper. */
export function renumbered(one: Draft): string | undefined {
  const row = serverRows<Application>('application', 'desk').find((found) => found.id === one.id)
  return row?.receipt && one.counter?.receipt && row.receipt !== one.counter.receipt ? row.receipt : undefined
}

export async function begin(item: Item, asks: Asks): Promise<Draft> {
  await loadDrafts()
  return openDraft(item, asks, centreCode.peek() ?? '', {}, { counter: NOBODY })
}

/** What is known of the person goes into the form's questions about them too. */
export function introduce(id: string, patch: Partial<Counter>): void {
  void change(id, (one) => {
    const answers: Answers = { ...one.answers }
    for (const [field, question] of Object.entries(one.asks?.form?.schema.properties ?? {})) {
      const known = (question['x-prefill'] ?? '').replace('profile.', '') as keyof Counter
      if (known in patch) answers[field] = patch[known]
    }
    return { ...one, answers, counter: { ...(one.counter ?? NOBODY), ...patch } }
  })
}

export const papersOf = (one: Draft): Material[] => (one.asks?.materials ?? []).filter(isUploaded)

export function faultsOf(one: Draft & { counter: Counter }): Fault[] {
  const { name, id_number, phone, paper, agreed } = one.counter
  const schema = one.asks?.form?.schema
  const about = [
    [name.trim().length < 2, t('还没写姓名'), '#who-name'],
    [!isIdNumber(id_number), t('身份证号对不上，请照着身份证再看一遍'), '#who-id'],
    [phone !== '' && !isMobile(phone), t('手机号应是 11 位，以 1 开头'), '#who-phone'],
    ...papersOf(one).filter((material) => material.need !== 'if' && !paper.includes(material.code))
      .map((material) => [true, t('还差材料：{name}', { name: t(material.name) }), `#paper-${material.code}`]),
    [!agreed, t('要先念给本人听，本人同意了才能交'), '#agreed'],
  ] as [boolean, string, string][]
  return [...about.filter(([wrong]) => wrong).map(([, message, href]) => ({ message, href })), ...problemsOf(one).map((problem) => faultAt(problem, schema))]
}

/** On disk with its number when it resolves; the number is the person's from then on. */
export async function handIn(one: Draft & { counter: Counter }): Promise<void> {
  const centre = centreCode.peek() ?? ''
  const receipt = one.counter.receipt ?? (await give(centre))
  const counter = { ...one.counter, receipt, code: one.counter.code ?? newCode(), at: serverNow() }
  const kept = change(one.id, (now) => ({ ...now, counter }))
  await flush()
  await kept
  for (const old of outbox.peek().filter((sent) => sent.lane === one.id && sent.state === 'rejected')) await forget(old.id)
  const sent = await mutate('counter.take_in', one.id, argsOf({ ...one, counter }))
  const noted = change(one.id, (now) => ({ ...now, submission: sent }))
  await flush()
  await noted
}

export function argsOf(one: Draft & { counter: Counter }): TakeIn {
  const { id, item, item_version, form, place } = one
  const { name, id_number, phone, paper, agreed, receipt, code } = one.counter
  const schema = one.asks?.form?.schema
  const answers = schema ? asked(schema, one.answers) : {}
  const applicant = { name: name.trim(), id_number, ...(phone && { phone }) }
  return { id, item, item_version, form, place, answers, paper, applicant, agreed, ...(receipt && { receipt }), ...(code && { code }) }
}

registerPreview<TakeIn>('counter.take_in', (rows, args) => {
  if (rows.get('application', args.id)) return rows
  const { agreed: _, ...rest } = args
  const who = session.peek()
  const at = outbox.peek().find((one) => one.lane === args.id)?.made_at ?? serverNow()
  // What a page sees is being made just now: of the roles only what the town said can be read.
  const held = (serverRows<Profile>('profile', 'me')[0]?.roles ?? who?.roles ?? []).find((role) => role.scope.startsWith('desk:'))
  const row: Application = {
    ...rest, version: 0, state: 'submitted', round: 1, desk: held?.scope.slice(5), materials: {}, submitted_at: at,
    item_name: deskView.peek().titles.find((title) => title.code === args.item)?.name ?? args.item,
    history: [{ at, what: 'counter.take_in', by: who?.name, where: held?.window }],
  }
  return rows.put('application', args.id, row)
})

let watching = false

/** Numbers are kept ahead; what the town has taken under the number on paper is done; another number stays in view until the person was told. */
export function watchCounter(): void {
  if (watching) return
  watching = true
  effect(() => {
    if (syncedAt.value) void topUp()
  })
  effect(() => {
    const there = new Set(serverRows<Application>('application', 'desk').map((row) => row.id))
    const waits = new Set(outbox.value.map((one) => one.lane))
    for (const one of atCounter()) if (one.submission && there.has(one.id) && !waits.has(one.id) && !renumbered(one)) void removeDraft(one.id)
  })
}
