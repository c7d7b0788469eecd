// Lighthouse as it judges a phone (its mobile preset), on the pages a person has in front of them, against the real server.
import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'
import { binary, quiet, takeDevice } from './device.mjs'
import { begin, chooseVillage, findByInitials, untilKept } from './resident.mjs'

export const categories = ['performance', 'accessibility', 'best-practices']

/** The phone of somebody who has chosen the village and begun a form: its profile folder, and where each page is. */
async function preparePhone(town) {
  const device = await takeDevice()
  const { page } = device
  await chooseVillage(page, town.origin)
  await untilKept(page)
  await findByInitials(page)
  const item = page.url()
  await begin(page)
  await page.getByRole('button', { name: '保存，下一步' }).waitFor()
  const form = page.url()
  await device.context.close()
  const pages = { home: `${town.origin}/`, guide: `${town.origin}/browse`, item, form }
  return { device, pages }
}

/** Calls `tell` with each page's scores of 100, and what kept it from 100. `first` is a phone that has never seen us. */
export async function scores(town, tell, wanted = categories) {
  const { device, pages } = await preparePhone(town)
  const chrome = await launch({ chromePath: binary, userDataDir: `${device.folder}/profile`, chromeFlags: ['--headless=new', ...quiet], logLevel: 'silent' })
  try {
    for (const [name, url] of Object.entries(pages)) await tell(name, await judge(chrome.port, url, wanted, { disableStorageReset: true }))
    await tell('first', await judge(chrome.port, `${town.origin}/`, wanted))
  } finally {
    chrome.kill()
    await device.end()
  }
}

async function judge(port, url, wanted, more = {}) {
  const { lhr } = await lighthouse(url, { port, output: 'json', logLevel: 'error', onlyCategories: wanted, ...more })
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`)
  return Object.fromEntries(wanted.map((category) => [category, {
    score: Math.round(lhr.categories[category].score * 100),
    lost: lhr.categories[category].auditRefs.filter((ref) => ref.weight && (lhr.audits[ref.id].score ?? 1) < 1)
      .map((ref) => `${ref.id} ${lhr.audits[ref.id].displayValue ?? ''}`.trim()),
  }]))
}
