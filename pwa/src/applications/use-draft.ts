// The draft a page is about: read from the phone, brought up to today's guide, saved whenever the page is left.
import { useEffect, useState } from 'preact/hooks'
import { renewAsks } from './asks'
import type { Draft } from './draft'
import { continued } from './draft-sync'
import { draft, flush } from './drafts'
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
  return { draft: draft(id), known }
}

async function open(id: string): Promise<void> {
  await ready()
  const one = await continued(id)
  if (one && !one.done) await renewAsks(one).catch(() => undefined)
}
