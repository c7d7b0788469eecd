// What setting one's profile will look like, before the town has answered.
import type { Profile, SetProfile } from '../schema/types'
import { coalesce, registerPreview, session } from '../sync/client'

registerPreview<SetProfile>('accounts.set_profile', (rows, args) => {
  const who = session.peek()?.person
  const known = who ? rows.get<Profile>('profile', who) : undefined
  return who ? rows.put('profile', who, { id: who, phone: '', ...known, ...args }) : rows
})

coalesce<SetProfile>('accounts.set_profile', (_older, newer) => newer)
