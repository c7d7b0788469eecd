// Where one stands, on the map only: asked of the phone when the person taps, and told to nobody.
import { useState } from 'preact/hooks'
import { t } from '../text/t'
import type { Spot } from './map-plane'
import { farWords, nearestOf, type StopMark } from './map-stops'

/** Metres from the nearest stop beyond which the line would be a dot beside it. */
const FAR = 20_000
const EXACT = { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 }

/** `wide`: metres by which it may be wrong; `near`: so near that the map shows it. */
export interface Me { at: Spot; wide: number; near: boolean }

/** No function where the phone cannot say. */
export function useMe(stops: StopMark[], spot: (lat: number, lon: number) => Spot, say: (words: string) => void): [Me | undefined, (() => void)?] {
  const [me, set] = useState<Me>()
  const found = ({ coords }: GeolocationPosition) => {
    const at = spot(coords.latitude * 1e5, coords.longitude * 1e5)
    const { stop, far } = nearestOf(stops, at)
    set({ at, wide: coords.accuracy, near: far <= FAR })
    say(far <= FAR ? t('您是图上的蓝点。最近的站是{stop}，直线 {far}', { stop: stop.name, far: farWords(far) }) : t('您离这条线 {far}，图上画不下', { far: farWords(far) }))
  }
  const look = () => {
    say(t('正在找您在哪里…'))
    navigator.geolocation.getCurrentPosition(found, () => say(t('手机没说您在哪里')), EXACT)
  }
  return 'geolocation' in navigator ? [me, look] : [me]
}
