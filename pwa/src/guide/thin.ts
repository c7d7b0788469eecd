// Whether only the first tier is kept: titles, forms and what is used most. The person saves data, or the phone is nearly
// full; the rest of an item comes when it is opened.
import { saveData } from '../platform/network'

const KEY = 'ganchang-thin'

export const isThin = (): boolean => saveData() || Boolean(localStorage.getItem(KEY))

export function keepThin(on: boolean): void {
  if (on) localStorage.setItem(KEY, '1')
  else localStorage.removeItem(KEY)
}
