// What axe finds on the page as it is now, one line a finding. It runs in the page itself, which has no frames: axe's
// builder for playwright opens a page of its own for every run, and that took longer than the looking.
import axeCore from 'axe-core'

const all = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }
/** All that another theme or another size of type can spoil once the rest has been looked at. */
export const colours = { type: 'rule', values: ['color-contrast', 'link-in-text-block', 'target-size'] }

export async function axe(page, runOnly = all) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeCore.source)
  return page.evaluate(async (runOnly) => {
    const { violations } = await globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] })
    return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`)
  }, runOnly)
}
