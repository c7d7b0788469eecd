// Photos of this person that the town waits for.
import { computed } from '@preact/signals'
import type { Application } from '../schema/types'
import { serverRows } from '../sync/preview'
import { jobsOf } from './lanes'

export const awaited = computed<ReadonlySet<string>>(() => new Set(jobsOf(serverRows<Application>('application', 'me')).map(job => job.sha256)))
