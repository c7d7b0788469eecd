// Lighthouse, mobile: accessibility and best practices at least 95 on home, guide, item and form; performance is printed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scores } from './lighthouse.mjs'
import { startTown } from './town.mjs'

const BAR = 95

test('Lighthouse gives home, guide, item and form at least 95 for accessibility and best practices', async (t) => {
  const town = await startTown()
  const poor = []
  try {
    await scores(town, (page, found) => {
      // How fast a page was depends on what else the machine does: the benchmark holds it to its bar, not this test.
      t.diagnostic(`${page}: performance ${found.performance.score} ${found.performance.lost.join(', ')}`)
      for (const category of ['accessibility', 'best-practices']) {
        const { score, lost } = found[category]
        if (score < BAR) poor.push(`${page} ${category} ${score}: ${lost.join(', ')}`)
      }
    })
  } finally {
    await town.end()
  }
  assert.deepEqual(poor, [])
})
