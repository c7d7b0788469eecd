// What starts behind the first page: the domains' previews and rules for sync, then sync itself, then the service worker.
import { effect } from '@preact/signals'
import './accounts/mutations'
import { guideHead, guideState, offerManifest, startGuide } from './guide/store'
import { showBadge } from './platform/badge'
import { countBytes } from './platform/bytes'
import { succeeded } from './platform/install'
import { registerWorker, wakeWhenOnline } from './platform/worker'
import type { Application, Notice } from './schema/types'
import { listenForKeys } from './shell/keys'
import { navigate } from './shell/router'
import { line, onGuide, outbox, rows, startSync, syncNow } from './sync/client'

const WORKER_WAITS_MS = 45_000

export async function startRest(): Promise<void> {
  listenForKeys()
  countBytes()
  onGuide({ head: guideHead, take: offerManifest })
  await startGuide()
  await startSync()
  void import('./applications/start').then(({ startPersonal }) => startPersonal())
  effect(() => {
    if (rows<Application>('application').value.some((one) => one.receipt)) succeeded()
  })
  effect(() => showBadge(rows<Notice>('notice').value.filter((one) => !one.read_at).length))
  effect(() => {
    if (line.value === 'off' && outbox.value.length) wakeWhenOnline()
  })
  startWorker()
}

/** On a thin line the guide comes first: the app's files are kept for later once it is here. */
function startWorker(): void {
  let started = false
  const start = () => {
    if (started) return
    started = true
    registerWorker((heard) => {
      if (heard.navigate) void navigate(heard.navigate)
      else syncNow()
    })
  }
  setTimeout(start, navigator.serviceWorker?.controller ? 0 : WORKER_WAITS_MS)
  effect(() => {
    if (guideState.value.percent === 100) start()
  })
}
