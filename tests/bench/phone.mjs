// The phone of the benchmarks: comes to the scale case's town, and says when its guide can be used.
import { town } from './scale.mjs'

export async function toPlaceChoice(device, origin) {
  await device.page.goto(origin, { waitUntil: 'commit', timeout: 120_000 })
  await device.page.getByRole('searchbox').fill(town.name, { timeout: 120_000 })
  await device.page.getByRole('link', { name: town.name }).first().click()
  await device.page.getByRole('button', { name: /就用/ }).waitFor({ timeout: 60_000 })
}

export const chooseTown = (device) => device.page.getByRole('button', { name: /就用/ }).click({ timeout: 60_000, noWaitAfter: true })

const onHome = (device, question) => device.page.evaluate(question)

/** Home says how many items can be searched: the titles of every layer are here, and the most used items in full. */
export const isUsable = (device) => onHome(device, () => /这里能查 \d+ 项/.test(document.querySelector('main')?.innerText ?? ''))

/** And every layer is kept whole on the phone. */
export const isWhole = async (device) => (await isUsable(device)) && onHome(device, keepsAll)

function keepsAll() {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('ganchang-cache')
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const asking = opening.result.transaction('guide').objectStore('guide').getAll(IDBKeyRange.bound('hold/', 'hold/~'))
      asking.onsuccess = () => {
        opening.result.close()
        resolve(asking.result.length > 2 && asking.result.every((hold) => hold.complete))
      }
    }
  })
}
