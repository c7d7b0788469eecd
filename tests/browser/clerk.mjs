// What the centre's people do on the tablet, by the words on the screen.
import { veteran } from './resident.mjs'

export const clerk = '13900000001'
export const reviewer = '13900000004'

export const inboxRow = (page) => page.getByRole('navigation', { name: '收件' }).getByRole('link', { name: new RegExp(veteran.item) })

/** The case of the veteran, from one of the inbox's tabs. */
export async function open(page, tab) {
  await page.getByRole('link', { name: new RegExp(`^${tab}`) }).click()
  await inboxRow(page).first().click()
  await page.getByRole('heading', { name: veteran.item, level: 1 }).waitFor()
}

/** All that is wrong, told at once. */
export async function returnWith(page, defects) {
  await open(page, '待预审')
  for (const [material, reason] of Object.entries(defects)) {
    await page.getByRole('radiogroup', { name: material }).getByText('要补').click()
    await page.getByLabel(`${material}为什么要补`).fill(reason)
  }
  await page.getByRole('button', { name: `退回补正，${Object.keys(defects).length} 处` }).click()
}

/** Opens a case and waits for the last of its photos. */
export async function withPhotos(page, tab, within) {
  await open(page, tab)
  await inboxRow(page).getByText('照片没到齐').waitFor({ state: 'detached', timeout: within })
}

export async function accept(page) {
  await page.getByRole('button', { name: /份都合格/ }).click()
  await page.getByRole('button', { name: '受理', exact: true }).click()
}

export async function handOver(page) {
  await open(page, '受理了要转')
  await page.getByRole('button', { name: '转给部门' }).click()
}

export async function approve(page) {
  await open(page, '待审批')
  await page.getByRole('button', { name: '批准' }).click()
}

export async function issue(page, result) {
  await open(page, '办好了要发')
  await page.getByLabel('结果').fill(result)
  await page.getByRole('button', { name: '办结，告诉他' }).click()
}
