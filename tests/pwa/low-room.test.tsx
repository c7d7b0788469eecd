// D4: at 80 % of its room the phone says so where one fills in, and a photo that would not fit is refused before it is taken in.
import { render } from 'preact'
import { afterEach, expect, test, vi } from 'vitest'
import { LowRoom } from '../../pwa/src/files/low-room'
import { hasRoom } from '../../pwa/src/files/room'

const room = (usage: number, quota: number) =>
  Object.defineProperty(navigator, 'storage', { configurable: true, value: { estimate: async () => ({ usage, quota }), persisted: async () => true } })

async function said(): Promise<string> {
  const page = document.createElement('div')
  render(<LowRoom />, page)
  await vi.waitFor(async () => {
    await new Promise((done) => setTimeout(done, 30))
    if (!page.isConnected && page.childNodes.length === 0) throw new Error('nothing is said')
  }, 300).catch(() => undefined)
  return page.textContent ?? ''
}

afterEach(() => Object.defineProperty(navigator, 'storage', { configurable: true, value: undefined }))

test('D4: at 80 % of the quota it is said, below it is not, and not where the browser tells nothing', async () => {
  room(80, 100)
  expect(await said()).toContain('手机快存满了')
  room(79, 100)
  expect(await said()).toBe('')
  Object.defineProperty(navigator, 'storage', { configurable: true, value: undefined })
  expect(await said()).toBe('')
})

test('D4: a photo is refused while there is still room for what is typed', async () => {
  room(90_000_000, 100_000_000)
  expect(await hasRoom(5_000_000)).toBe(false)
  expect(await hasRoom(500_000)).toBe(true)
})
