// Minutes that count down in view: the page is drawn anew, also when the phone is taken up again.
import { useEffect, useState } from 'preact/hooks'

const TICK_MS = 10_000

export function useTick(): void {
  const [, turn] = useState(0)
  useEffect(() => {
    const look = () => turn((n) => n + 1)
    const timer = setInterval(look, TICK_MS)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [])
}
