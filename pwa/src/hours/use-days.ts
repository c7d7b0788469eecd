// A centre's days on a page: looked up again when the guide moves.
import { useEffect, useState } from 'preact/hooks'
import { guideState, openGuide } from '../guide/store'
import { openingsOf, type DatedDays } from './openings'

/** Undefined while the guide is being looked at; null where the phone knows nothing of this centre's days. */
export function useDays(centre: string | undefined): DatedDays | null | undefined {
  const [known, set] = useState<{ centre: string, days: DatedDays | null }>()
  const { asOf, percent } = guideState.value
  useEffect(() => {
    let left = false
    const tell = (days: DatedDays | null) => !left && set({ centre: centre!, days })
    if (centre) void openGuide().then(() => openingsOf(centre)).then((found) => tell(found ?? null), () => tell(null))
    return () => void (left = true)
  }, [centre, asOf, percent])
  return known?.centre === centre ? known?.days : undefined
}
