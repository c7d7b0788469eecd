// W7: a new version waits while somebody fills in, on whatever page they do so.
import { render } from 'preact'
import { expect, test, vi } from 'vitest'
import type { Draft } from '../../pwa/src/applications/draft'
import { SavedMark } from '../../pwa/src/applications/saved-mark'
import { updateReady } from '../../pwa/src/platform/worker'
import { UpdatePrompt } from '../../pwa/src/shell/update'

test('W7: a new version is offered, not while a form is open, and again once it is left', async () => {
  const [bar, form] = [document.createElement('div'), document.createElement('div')]
  const offered = (yes: boolean) => vi.waitFor(() => expect(bar.textContent?.includes('换上新版本')).toBe(yes))
  updateReady.value = true
  render(<UpdatePrompt />, bar)
  await offered(true)
  render(<SavedMark draft={{ id: 'one', saved_at: 1 } as Draft} />, form)
  await offered(false)
  render(null, form)
  await offered(true)
})
