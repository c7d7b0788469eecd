// The draft a page is about: read from the phone, brought up to today's guide, saved whenever the page is left.
import { useEffect, useState } from 'preact/hooks'
import { renewAsks } from './asks'
import type { Draft } from './draft'
import { continued } from './draft-sync'
import { draft, flush } from './drafts'
import { readCalendar } from '../hours/limits'
import { guideState, townOf } from '../guide/store'
import { ready } from './start'

export function useDraft(id: string): { draft: Draft | undefined; known: boolean } {
  const [known, setKnown] = useState(false)
  useEffect(() => {
    let gone = false
    void open(id).finally(() => { if (!gone) setKnown(true) })
    return () => {
      gone = true
      void flush()
    }
  }, [id])
  const formless = known && draft(id) !== undefined && !draft(id)!.asks
  const { full } = guideState.value
  // Its form is on its way with the guide: the page opens by itself once it is here.
  useEffect(() => {
    if (formless) void renewAsks(draft(id)!).catch(() => undefined)
  }, [formless, full])
  return { draft: draft(id), known }
}

async function open(id: string): Promise<void> {
  await ready()
  const one = await continued(id)
  if (!one || one.done) return
  await renewAsks(one).catch(() => undefined)
  if (one.asks?.form?.schema['x-deadline']) await readCalendar(townOf(one.place)).catch(() => undefined)
}
