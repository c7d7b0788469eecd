// How much of the person's work lies on this device alone. The town hears of it when it changed: should the phone come
// back empty one day, it can tell them what was lost.
import { outbox } from './state'

let beside = async (): Promise<number> => 0

/** What besides the outbox is kept here and not sent. */
export const alsoUnsent = (count: typeof beside): void => void (beside = count)

export async function unsentBut(sending: { id: string }[]): Promise<number> {
  const going = sending.map((one) => one.id)
  return outbox.value.filter((one) => !going.includes(one.id)).length + (await beside().catch(() => 0))
}
