// lighthouse.<page>.<category>: Lighthouse's scores of 100 on its mobile preset, median of three rounds.
import { categories, scores } from '../browser/lighthouse.mjs'
import { startTown } from '../browser/town.mjs'
import { atLeast, median } from './rows.mjs'

const ROUNDS = 3
const BAR = 95

const found = new Map()
const town = await startTown()
try {
  for (let round = 0; round < ROUNDS; round += 1) {
    await scores(town, (page, judged) => {
      for (const category of categories) {
        const id = `lighthouse.${page}.${category}`
        found.set(id, [...(found.get(id) ?? []), judged[category]])
      }
    })
  }
} finally {
  await town.end()
}
for (const [id, rounds] of found) {
  const score = median(rounds.map((one) => one.score))
  atLeast(id, score, 'of 100', BAR, rounds.find((one) => one.score === score).lost.join(', ') || undefined)
}
