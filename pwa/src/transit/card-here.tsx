// The card of buses on pages about a time at the centre: its code comes only where the place's guide has buses.
import { useEffect, useState } from 'preact/hooks'
import type { ComponentType } from 'preact'
import { buses } from '../guide/chosen'
import type { Asked } from './card'

export function BusCard(asked: Asked) {
  const [Card, set] = useState<ComponentType<Asked>>()
  const here = buses.value === asked.centre
  useEffect(() => void (here && import('./card').then((part) => set(() => part.Card), () => 0)), [here])
  return here && Card ? <Card {...asked} /> : null
}
