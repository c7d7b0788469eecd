// What starts behind the first page: the guide, then sync, then the personal side for whom there is one, then the service worker.
import { effect } from '@preact/signals'
import drawings from 'virtual:sprite'
import { guideHead, guideState, offerManifest, startGuide } from './guide/store'
import { isThin } from './guide/thin'
import { registerWorker, wakeWhenOnline } from './platform/worker'
import { Notes } from './shell/notes'
import { navigate, view } from './shell/router'
import { foot, notes } from './shell/slots'
import './ui/page.css'
import { t } from './text/t'
import { Toasts } from './ui/toast'
import { line, onGuide, outbox, session, startSync, syncNow } from './sync/client'
import { withOutbox } from './sync/store'

/** Who only reads the guide needs nothing of the personal side. */
const READING = /^\/((search|browse|place|i\/:code|w(hen|ay).*)$|$)/
/** Over G the whole guide takes a minute. */
const LONGEST_WAIT_MS = 180_000

export async function startRest(): Promise<void> {
  document.querySelector('svg[hidden]')!.insertAdjacentHTML('beforeend', drawings)
  notes.value = Notes
  foot.value = Toasts
  listenForKeys()
  effect(() => void (document.querySelector('.skip')!.textContent = t('跳到正文')))
  void import('./diagnosis/measure').then((part) => part.measure()).catch(() => undefined)
  onGuide({ head: guideHead, take: offerManifest })
  await startGuide()
  await startSync()
  effect(() => {
    if (line.value === 'off' && outbox.value.length) wakeWhenOnline()
  })
  const drafts = await withOutbox((db) => db.count('drafts'))
  effect(() => {
    if (drafts || session.value || outbox.value.length || !READING.test(view.value?.route.path ?? '/')) startPersonal()
  })
  if (!navigator.serviceWorker?.controller) await guideIsHere()
  effect(() => {
    if (guideState.value.percent === 100) void import('./transit/tab').then((part) => part.lookForBuses()).catch(() => undefined)
  })
  registerWorker((heard) => {
    if (heard.navigate) void navigate(heard.navigate)
    else if (heard.bytes) void import('./platform/bytes').then((part) => part.addBytes(heard.bytes!)).catch(() => undefined)
    else syncNow()
  })
}

/** On a thin line the guide comes first, and the app's other files after it. */
function guideIsHere(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, LONGEST_WAIT_MS)
    effect(() => {
      const { percent, full, total } = guideState.value
      if (percent === 100 && (full === total || isThin())) resolve()
    })
  })
}

const listenForKeys = once(() => import('./shell/keys').then((part) => part.listenForKeys()))
const startPersonal = once(() => import('./personal').then((part) => part.startPersonal()))

function once(work: () => Promise<void>): () => void {
  let done: Promise<void> | undefined
  return () => void (done ??= work().catch(() => (done = undefined)))
}
