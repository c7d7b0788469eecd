// Which photo goes next. Pure: cases take turns, oldest first, so that many photos of one case delay no other case.
import type { Application } from '../schema/types'

export interface Job { application: string; sha256: string }

/** What the town waits for. */
export function jobsOf(cases: readonly Application[]): Job[] {
  return cases
    .filter(row => row.state !== 'draft' && row.state !== 'discarded')
    .sort((a, b) => (a.submitted_at ?? 0) - (b.submitted_at ?? 0))
    .flatMap(row => (row.awaiting ?? []).map(sha256 => ({ application: row.id, sha256 })))
}

/** `turns`: how many photos of a case this phone has sent or tried. */
export function nextJob(jobs: readonly Job[], turns: ReadonlyMap<string, number>): Job | undefined {
  const had = (job: Job) => turns.get(job.application) ?? 0
  return jobs.reduce<Job | undefined>((best, job) => (best && had(best) <= had(job) ? best : job), undefined)
}
