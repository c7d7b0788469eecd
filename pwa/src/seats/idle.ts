// A tablet that nobody touches locks itself. Both clocks are asked: one stops while the tablet sleeps, the other may be set.
import { device, keepOnDevice } from '../sync/store'

export const CHOICES = [2, 5, 15] as const
const USUAL = 5
const LOOK_MS = 5_000

let touched = 0
let touchedAt = 0
let timer: ReturnType<typeof setInterval> | undefined

export const idleMinutes = async (): Promise<number> => (await device<number>('idle')) ?? USUAL
export const keepIdleMinutes = (minutes: number): Promise<void> => keepOnDevice('idle', minutes)

export async function watchIdle(lock: () => Promise<void>): Promise<void> {
  clearInterval(timer)
  touch()
  for (const what of ['pointerdown', 'keydown']) addEventListener(what, touch, { capture: true, passive: true })
  const look = async () => {
    const idle = Math.max(performance.now() - touched, Date.now() - touchedAt)
    if (idle < (await idleMinutes()) * 60_000) return
    clearInterval(timer)
    await lock()
  }
  timer = setInterval(() => void look(), LOOK_MS)
  document.addEventListener('visibilitychange', () => void look())
}

function touch(): void {
  touched = performance.now()
  touchedAt = Date.now()
}
