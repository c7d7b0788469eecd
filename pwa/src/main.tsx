// Start: settings, the first page, the shell; then, behind the first paint, the rest of the app.
import { render } from 'preact'
import { place } from './guide/chosen'
import { listenForOffer } from './platform/offer'
import { startRouter } from './shell/router'
import { apply, settings } from './shell/settings-store'
import { Shell } from './shell/shell'
import { useLang } from './text/t'
import './ui/style.css'

async function start(): Promise<void> {
  apply()
  listenForOffer()
  // On a first visit choosing the place comes first, and the line carries nothing beside it.
  const rest = place.value ? import('./start') : undefined
  const lang = settings.value.lang
  if (lang && lang !== 'zh-CN') await useLang(lang).catch(() => undefined)
  await startRouter()
  const app = document.getElementById('app')!
  // Preact keeps what of the first document it cannot match: the tabs would stand twice.
  app.textContent = ''
  render(<Shell />, app)
  await (await (rest ?? import('./start'))).startRest()
}

void start()
