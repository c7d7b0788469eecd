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

/** Hands a message to the service worker of a phone whose app is closed. */
export async function deliver(device, origin, data) {
  const session = await device.context.newCDPSession(device.page)
  const found = new Promise((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const mine = registrations.find((one) => one.scopeURL.startsWith(origin) && !one.isDeleted)
      if (mine) resolve(mine.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await found, data })
}
