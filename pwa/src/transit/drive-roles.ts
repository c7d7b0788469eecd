// Who drives buses, and of which feeds.
import type { Profile, Role } from '../schema/types'
import { rows } from '../sync/preview'
import { session } from '../sync/state'

/** Feeds that this person is posted to. */
export function feedsDriven(): string[] {
  const roles: readonly Role[] = rows<Profile>('profile').value[0]?.roles ?? session.value?.roles ?? []
  return [...new Set(roles.filter((held) => held.role === 'driver').map((held) => held.scope.split(':')[1]!))]
}
