// A push service that really decrypts (npm web-push-testing), and a phone that uses it: headless Chromium has none of its own.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { freePort, until } from './town.mjs'

const script = fileURLToPath(new URL('../../node_modules/web-push-testing/src/bin/server.js', import.meta.url))

/** `host` is where the tests reach it; the server always finds it at localhost. */
export async function startPushService({ host = '127.0.0.1', prefix = [] } = {}) {
  const port = await freePort()
  const [command, ...words] = [...prefix, process.execPath, script, String(port)]
  const child = spawn(command, words, { stdio: 'ignore' })
  const ask = async (path, body) => {
    const answer = await fetch(`http://${host}:${port}${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await answer.json()).data
  }
  await until('the push service answers', () => fetch(`http://${host}:${port}/status`, { method: 'POST' }).then((answer) => answer.ok))
  let made
  return {
    /** Gives a device a subscription of this service, as its browser would have made it. */
    async equip(device, vapidKey) {
      made = await ask('/subscribe', { userVisibleOnly: 'true', applicationServerKey: vapidKey })
      await device.page.evaluate(stubPush, made)
      await device.context.addInitScript(stubPush, made)
    },
    messages: async () => (made ? (await ask('/get-notifications', { clientHash: made.clientHash })).messages : []),
    stop: () => child.kill(),
  }
}

/** In the page: the browser's answer to subscribe(), and the subscription that it then remembers. */
function stubPush({ endpoint, keys }) {
  if (!('PushManager' in globalThis)) return
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (one) => one.charCodeAt(0)).buffer
  const subscription = { endpoint, getKey: (name) => bytes(keys[name]), toJSON: () => ({ endpoint, keys }) }
  PushManager.prototype.subscribe = () => ((localStorage.stubbedPush = '1'), Promise.resolve(subscription))
  PushManager.prototype.getSubscription = () => Promise.resolve(localStorage.stubbedPush ? subscription : null)
}

/**
 * Hands a message to the phone's service worker, and where the app is open again until the worker says that it heard: a
 * browser that is just starting or stopping the worker drops what comes from its developer tools without a word.
 */
export async function deliver({ context, page }, origin, data) {
  const session = await context.newCDPSession(page)
  const found = new Promise((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const mine = registrations.find((one) => one.scopeURL.startsWith(origin) && !one.isDeleted)
      if (mine) resolve(mine.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const message = { origin, registrationId: await found, data }
  if (!page.url().startsWith(origin)) {
    await session.send('ServiceWorker.deliverPushMessage', message)
    return
  }
  await page.evaluate(() => {
    globalThis.pushHeard = false
    navigator.serviceWorker.addEventListener('message', ({ data }) => (globalThis.pushHeard ||= Boolean(data.push)))
  })
  for (const turn of [1, 2, 3, 4]) {
    await session.send('ServiceWorker.deliverPushMessage', message)
    const heard = page.waitForFunction(() => globalThis.pushHeard, undefined, { timeout: 5000 })
    if (await heard.then(() => true, () => false)) return
    console.log(`push: the worker has not heard message ${turn}`)
  }
  throw new Error('the service worker hears no push')
}
