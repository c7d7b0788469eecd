// Whether the place's guide has buses: the tab 怎么走 stands only there. Remembered, so that it stands at once the next time.
import { buses, BUSES } from '../guide/chosen'
import { place, townOf } from '../guide/store'
import { busesOf } from './guide'

export async function lookForBuses(): Promise<void> {
  const town = place.value && townOf(place.value)
  if (!town) return
  const has = (await busesOf(town)).lines.length > 0
  if (place.value && townOf(place.value) !== town) return
  buses.value = has ? town : null
  localStorage.setItem(BUSES, JSON.stringify(buses.value))
}
