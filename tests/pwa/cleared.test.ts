// D4: a browser that threw the databases away is noticed, and the person hears what the town knows of it; a second phone,
// a family's phone and a phone that lost nothing are not taken for that.
import { IDBFactory } from 'fake-indexeddb'
import { beforeEach, expect, test, vi } from 'vitest'

const former = (client: string, unsent: number) => ({ client, at: 1_700_000_000, unsent })

async function phone() {
  vi.resetModules()
  const store = await import('../../pwa/src/sync/store')
  const device = await import('../../pwa/src/sync/device')
  const session = await import('../../pwa/src/accounts/session')
  const { keepTry } = await import('../../pwa/src/diagnosis/tries')
  const cleared = await import('../../pwa/src/diagnosis/cleared')
  await device.loadDevice()
  return {
    ...device,
    ...session,
    ...cleared,
    clear: () => (store.closeStores(), vi.stubGlobal('indexedDB', new IDBFactory())),
    sync: () => keepTry({ began: Date.now(), request: { proto: 1, client: device.clientId() }, outcome: { is: 'no-line' }, heard: undefined }),
    async enter(number: string) {
      const client = await session.clientFor(number)
      await session.keepSession({ session: 's', person: `person-${number}`, phone: number, client })
      return client
    },
  }
}

beforeEach(() => {
  localStorage.clear()
  vi.stubGlobal('indexedDB', new IDBFactory())
})

test('D4: a cleared phone knows that it was the one, and what it had not sent', async () => {
  const before = await phone()
  const client = await before.enter('13800000001')
  before.sync()
  before.clear()
  const after = await phone()
  expect(after.clientId()).not.toBe(client)
  expect([...(await after.strangers())]).toEqual([client.slice(0, 6)])
  await after.noteLosses('13800000001', [former('another', 4), former(client.slice(0, 6), 2)])
  expect(after.losses.value).toEqual([{ sure: true, at: 1_700_000_000, unsent: 2 }])
})

test('D4: without any trace it is said what waits on the other device, and nothing where nothing waits', async () => {
  const one = await phone()
  await one.noteLosses('13800000001', [former('aaaaaa', 0), former('bbbbbb', 3)])
  expect(one.losses.value).toEqual([{ sure: false, at: 1_700_000_000, unsent: 3 }])
  await one.noteLosses('13800000001', [former('aaaaaa', 0)])
  expect(one.losses.value).toEqual([])
  await one.noteLosses('13800000001', undefined)
  expect(one.losses.value).toEqual([])
})

test('D4: a family on one phone, and who signs in again, hear of no loss', async () => {
  const one = await phone()
  for (const number of ['13800000001', '13800000002']) {
    await one.enter(number)
    one.sync()
    await one.dropSession()
  }
  expect((await one.strangers()).size).toBe(0)
  await one.noteLosses('13800000001', [former('bbbbbb', 3)])
  expect(one.losses.value).toEqual([])
})
