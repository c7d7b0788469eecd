// A phone whose clock is wrong goes by the town's as soon as it knows it, also on a page that was there before.
import { render } from 'preact'
import { act } from 'preact/test-utils'
import { expect, test } from 'vitest'
import { useNow } from '../../pwa/src/hours/now'
import { clockOffset } from '../../pwa/src/sync/state'
import { isoDay } from '../../pwa/src/text/dates'

const Today = () => <p>{isoDay(useNow())}</p>

test('the day in view is the town’s once the town’s clock is known', async () => {
  const root = document.createElement('div')
  await act(() => render(<Today />, root))
  expect(root.textContent).toBe(isoDay(Date.now() / 1000))
  await act(() => void (clockOffset.value = 40 * 86_400))
  expect(root.textContent).toBe(isoDay(Date.now() / 1000 + 40 * 86_400))
})
