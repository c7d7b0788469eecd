// Submitting, discarding, withdrawing: durable at once, sent when there is a line and somebody is signed in.
import { effect } from '@preact/signals'
import type { FormSchema } from '../forms/schema'
import { asked } from '../forms/schema'
import type { Application, Mend, Profile, SetProfile, Submit } from '../schema/types'
import { forget, mutate } from '../sync/client'
import { list } from '../sync/outbox'
import { rows, serverRows } from '../sync/preview'
import { needsSignIn, outbox, session, syncedAt } from '../sync/state'
import { branch, changed } from './branch'
import type { Draft } from './draft'
import { change, draft, drafts, flush } from './drafts'
import { heldDraft } from './draft-store'

const seconds = () => Math.round(Date.now() / 1000)

/** Durable when it resolves. Without a sign-in the draft waits on this phone and goes by itself later. */
export async function submit(id: string): Promise<void> {
  await flush()
  if (!session.value) return change(id, one => ({ ...one, wanted_at: one.wanted_at ?? seconds() }))
  const one = draft(id)
  if (one) await send(one)
}

/** The person thought better of it, while it waits for a sign-in. */
export const unsubmit = (id: string): Promise<void> => change(id, one => ({ ...one, wanted_at: undefined }))

/** Once, whatever happens between the outbox and the draft: a page that is closed there, another tab that does the same. */
async function send(one: Draft): Promise<void> {
  await oneTabAtATime(async () => {
    const kept = await heldDraft(one.id)
    // Another tab has sent it: this one shows what is on disk.
    if (kept?.submission || kept?.done) return change(one.id, now => now)
    const mutation = (await underWay(one.id)) ?? (await queue(one))
    const noted = change(one.id, now => ({
      ...now, wanted_at: undefined, submission: mutation, submitted_at: now.wanted_at ?? seconds(),
      person: session.value?.person ?? now.person, dirty: [], dirty_materials: [], settled: undefined
    }))
    await flush()
    await noted
  })
}

const oneTabAtATime = (work: () => Promise<void>): Promise<void> => navigator.locks ? navigator.locks.request('ganchang-submit', work) : work()

async function underWay(id: string): Promise<string | undefined> {
  const held = await list(session.value?.person ?? null)
  return held.find(sent => sent.lane === id && sent.name === 'applications.submit' && sent.state !== 'rejected')?.id
}

async function queue(one: Draft): Promise<string> {
  const schema = one.asks?.form?.schema
  const args = submission(one, schema)
  await introduce(one, schema)
  for (const old of outbox.value.filter(old => old.lane === one.id && old.state === 'rejected')) await forget(old.id)
  return mutate('applications.submit', one.id, args)
}

export function submission(one: Draft, schema: FormSchema | undefined): Submit {
  const { id, item, item_version, form, place } = one
  const whole = schema ? asked(schema, one.answers) : {}
  const answers = Object.fromEntries(Object.entries(whole).filter(([field]) => field in (schema?.properties ?? {})))
  const materials = Object.fromEntries(Object.entries(one.materials).filter(([, pages]) => pages.length > 0))
  const { fields, codes } = changed(one, { answers, materials })
  return { id, item, item_version, form, place, answers, materials, ...branch(one, fields, codes) }
}

/** Somebody who has no name with the town yet is introduced by the form they have just filled in. */
async function introduce(one: Draft, schema: FormSchema | undefined): Promise<void> {
  const profile = rows<Profile>('profile').value[0]
  if (profile?.name && profile.id_number) return
  const known = introduction(one, schema)
  if (known) await mutate('accounts.set_profile', 'accounts', known)
}

export function introduction(one: Draft, schema: FormSchema | undefined): SetProfile | undefined {
  const answer = (source: string) => {
    const field = Object.keys(schema?.properties ?? {}).find(name => schema?.properties[name]?.['x-prefill'] === source)
    return field === undefined ? undefined : one.answers[field]
  }
  const name = answer('profile.name')
  const id_number = answer('profile.id_number')
  if (typeof name !== 'string' || typeof id_number !== 'string') return undefined
  return { name, id_number, place: one.place }
}

/** Sends what waited for a sign-in, once the signed-in person's own rows are here. */
export function startSubmissions(): void {
  let busy = false
  effect(() => {
    const ready = session.value && !needsSignIn.value && syncedAt.value > 0 && serverRows('profile', 'me').length > 0
    const wanted = drafts.value.filter(one => one.wanted_at)
    if (!ready || !wanted.length || busy) return
    busy = true
    void sendAll(wanted).finally(() => { busy = false })
  })
}

async function sendAll(wanted: Draft[]): Promise<void> {
  for (const one of wanted) await send(one)
}

/** What the town did not take is looked at again: the draft can be changed and submitted anew. */
export async function reopen(id: string): Promise<void> {
  await change(id, one => {
    const { fields, codes } = changed(one)
    return { ...one, submission: undefined, wanted_at: undefined, dirty: fields, dirty_materials: codes }
  })
}

export async function discard(one: Draft): Promise<void> {
  await change(one.id, now => ({ ...now, discarded_at: seconds(), wanted_at: undefined }))
  if (onServer(one.id)) await mutate('applications.discard', one.id, { id: one.id })
}

export async function restore({ id }: Pick<Draft, 'id'>): Promise<void> {
  if (draft(id)) await change(id, now => ({ ...now, discarded_at: undefined }))
  if (onServer(id)) await mutate('applications.restore', id, { id })
}

function onServer(id: string): boolean {
  return outbox.value.some(one => one.lane === id) || serverRows<Application>('application', 'me').some(row => row.id === id)
}

export async function withdraw(row: Application, reason: string): Promise<void> {
  await mutate('applications.withdraw', row.id, { id: row.id, base: row.version, reason })
}

export async function mend(args: Mend): Promise<void> {
  for (const old of outbox.value.filter(old => old.lane === args.id && old.state === 'rejected')) await forget(old.id)
  await mutate('applications.mend', args.id, args)
}
