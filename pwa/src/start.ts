// What starts behind the first page: the domains' previews and rules for sync, then sync itself, then the service worker.
import { startSync } from './sync/client'
import { registerWorker } from './platform/worker'

export async function startRest(): Promise<void> {
  await startSync()
  void import('./applications/start').then(({ startPersonal }) => startPersonal())
  registerWorker()
}
