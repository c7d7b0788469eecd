// The shared tablet (D2): what one guess at a PIN costs whoever has the tablet and its browser, what a raw dump of the
// disk shows, and how long changing over takes without a line. Chromium as it is, not slowed down.
import { newApplicant } from '../browser/applicant.mjs'
import { takeDevice, tabletSize } from '../browser/device.mjs'
import { readable } from '../browser/dump.mjs'
import { signIn } from '../browser/resident.mjs'
import { startTown, until } from '../browser/town.mjs'
import { atLeast, median, row } from './rows.mjs'

const GUESSES = 15
const SWITCHES = 5
const CLERK = { phone: '13900000001', name: '周敏', pin: '240517' }
const SECRETS = ['杨成福', '510131195402180001', '6228480000000000000', '马福村 12 组', CLERK.phone, CLERK.name, '反光看不清', 'applications.return']

/** In the page, with the seat's own salt, rounds, lock and the device's key: as quick as an attacker in the browser can be. */
const guess = (page, guesses) => page.evaluate(async (guesses) => {
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result) })
  const db = await done(indexedDB.open('ganchang-outbox'))
  const store = db.transaction('device').objectStore('device')
  const [{ key }, [seat]] = await Promise.all([done(store.get('ground')), done(store.getAll(IDBKeyRange.bound('seat/', 'seat/\uffff')))])
  const { salt, rounds, box } = seat.pin
  const times = []
  let opened = 0
  for (let n = 0; n < guesses; n += 1) {
    const began = performance.now()
    const from = await crypto.subtle.importKey('raw', new TextEncoder().encode(String(100_000 + n)), 'PBKDF2', false, ['deriveBits'])
    const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }, from, 256)
    const wrap = await crypto.subtle.importKey('raw', await crypto.subtle.sign('HMAC', key, bits), 'AES-GCM', false, ['decrypt'])
    const name = new TextEncoder().encode('pin')
    opened += await crypto.subtle.decrypt({ name: 'AES-GCM', iv: box.slice(0, 12), additionalData: name }, wrap, box.slice(12)).then(() => 1, () => 0)
    times.push(performance.now() - began)
  }
  return { times, opened, rounds }
}, guesses)

const town = await startTown()
const tablet = await takeDevice({ size: tabletSize })
try {
  const yang = await newApplicant(town)
  const one = await yang.submit()
  const { page } = tablet
  await page.goto(`${town.origin}/sign-in`)
  await signIn(page, town, CLERK.phone)
  await page.goto(`${town.origin}/seats`)
  await page.getByLabel('选一个 PIN').fill(CLERK.pin)
  await page.getByRole('button', { name: '下一步' }).click()
  await page.getByLabel('再按一次').fill(CLERK.pin)
  await page.getByRole('button', { name: '设好 PIN' }).click()
  const here = page.locator(`.list a[href*="${one.id}"]`)
  await here.click()
  await until('kept for offline', () => page.evaluate(async () => {
    const kept = []
    for (const name of await caches.keys()) kept.push(...(await (await caches.open(name)).keys()).map((file) => file.url))
    return ['staff-desk', 'staff-seats'].every((part) => kept.some((file) => file.includes(`/a/${part}`))) && navigator.serviceWorker.controller
  }))
  await page.context().setOffline(true)
  await page.getByRole('radiogroup', { name: '退伍证' }).getByText('要补').click()
  await page.getByLabel('退伍证为什么要补').fill('反光看不清')
  await page.getByRole('button', { name: '退回补正，1 处' }).click()
  await page.getByText('1 件待上传').waitFor()

  const changes = []
  for (let n = 0; n < SWITCHES; n += 1) {
    const began = performance.now()
    await page.getByRole('button', { name: '锁上，换人' }).click()
    await page.getByRole('button', { name: /周\*/ }).click()
    await page.getByLabel('PIN').fill(CLERK.pin)
    await page.getByLabel('PIN').press('Enter')
    await page.getByText('1 件待上传').waitFor()
    changes.push(performance.now() - began)
  }
  await page.getByRole('button', { name: '锁上，换人' }).click()
  await page.getByRole('button', { name: /周\*/ }).waitFor()
  const { times, opened, rounds } = await guess(page, GUESSES)
  if (opened) throw new Error('a wrong PIN opened the seat')
  atLeast('D2.guess', Math.round(Math.min(...times)), 'ms', 100, `quickest of ${GUESSES} guesses, ${rounds} rounds`)
  row('D2.dump', (await readable(page, SECRETS)).length, 'strings', 0, 'of a case, a clerk and what was typed, readable in a raw dump of the databases')
  row('D2.switch', median(changes), 'ms', 3000, 'locked, another seat opened, desk there, without a line')
} finally {
  await tablet.end()
  await town.end()
}
