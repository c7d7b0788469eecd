// The code that the centre's own screens show, changed every few minutes; other screens get none.
import { useEffect, useState } from 'preact/hooks'
import type { Door } from '../schema/types'
import { open, serverNow, session } from '../sync/client'
import { askTown } from './ask'

const AGAIN_MS = 15_000

export function useDoor(centre: string): string | undefined {
  const [code, setCode] = useState<string>()
  const token = session.value?.session
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    const ask = async () => {
      await open()
      const held = session.peek()?.session
      const door = held ? await doorOf(centre, held) : undefined
      if (gone || door === 'not ours') return setCode(undefined)
      // Without a line the last one stands for as long as it opens, then none: a code that leads nowhere is worse.
      setCode(door?.code)
      timer = setTimeout(() => void ask(), door ? Math.max(5_000, (door.until - serverNow()) * 1000 + 1_000) : AGAIN_MS)
    }
    void ask()
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [centre, token])
  return code
}

async function doorOf(centre: string, token: string): Promise<Door | 'not ours' | undefined> {
  const answer = await askTown<Door>(`/q/${centre}/door`, { Authorization: `Bearer ${token}` }).catch(() => undefined)
  return answer?.status === 401 || answer?.status === 403 ? 'not ours' : answer?.told
}

/** Where the QR of the screen leads. */
export const drawLink = (centre: string, code: string): string => `${location.origin}/draw/${centre}/${code}`
/** Where a ticket's QR leads: who scans it follows it without signing in. */
export const followLink = (code: string): string => `${location.origin}/ticket/${code}`
