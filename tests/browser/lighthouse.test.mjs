// Lighthouse, mobile: accessibility and best practices at least 95 on home, guide, item and form. How fast a page was depends
// on what else the machine does: a benchmark holds that to its bar, not this test.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scores } from './lighthouse.mjs'
import { startTown } from './town.mjs'

const BAR = 95

test('Lighthouse gives home, guide, item and form at least 95 for accessibility and best practices', async () => {
  const town = await startTown()
  const poor = []
  try {
    await scores(town, (page, found) => {
      for (const [category, { score, lost }] of Object.entries(found)) if (score < BAR) poor.push(`${page} ${category} ${score}: ${lost.join(', ')}`)
    }, ['accessibility', 'best-practices'])
  } finally {
    await town.end()
  }
  assert.deepEqual(poor, [])
})
