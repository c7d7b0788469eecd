// Keeps the screen lit while a code is held out to a scanner. The browser lets go when the page is hidden; it is taken again.
import { useEffect } from 'preact/hooks'

interface Lock { release: () => Promise<void> }

export function useLitScreen(wanted: boolean): void {
  useEffect(() => {
    const screen = (navigator as unknown as { wakeLock?: { request: (of: 'screen') => Promise<Lock> } }).wakeLock
    if (!wanted || !screen) return
    let held: Promise<Lock | undefined> | undefined
    // A phone that is nearly empty refuses; the code can be read all the same.
    const take = () => {
      if (!document.hidden) held = screen.request('screen').catch(() => undefined)
    }
    take()
    document.addEventListener('visibilitychange', take)
    return () => {
      document.removeEventListener('visibilitychange', take)
      void held?.then((lock) => lock?.release())
    }
  }, [wanted])
}
