// Whoever walks away from the machine leaves nothing on it: it goes back to its start, and says so a while before.
import { useEffect, useState } from 'preact/hooks'

const WARN_MS = 15_000

/** True once it is about to leave; any touch or key begins the time anew. */
export function useLeftAlone(after: number, leave: () => void): boolean {
  const [soon, setSoon] = useState(false)
  useEffect(() => {
    let timers: ReturnType<typeof setTimeout>[] = []
    const anew = () => {
      timers.forEach(clearTimeout)
      setSoon(false)
      timers = [setTimeout(() => setSoon(true), after - WARN_MS), setTimeout(leave, after)]
    }
    const touches = ['pointerdown', 'keydown'] as const
    for (const touch of touches) addEventListener(touch, anew, { capture: true, passive: true })
    anew()
    return () => {
      timers.forEach(clearTimeout)
      for (const touch of touches) removeEventListener(touch, anew, { capture: true })
    }
  }, [after])
  return soon
}
