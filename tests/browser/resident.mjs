// What a resident of 马福村 does with the phone, by the words on the screen.
import { until } from './town.mjs'

export const veteran = {
  phone: '13800000001',
  name: '杨成福',
  idNumber: '510131195402180001',
  card: '6228480000000000000',
  item: '农村籍退役士兵定期生活补助',
  photos: ['身份证', '户口簿', '退伍证', '社保卡'],
}

export async function chooseVillage(page, origin, village = '马福') {
  await page.goto(origin)
  await page.getByLabel('镇或村的名字').fill(village, { timeout: 60_000 })
  await page.getByRole('button', { name: village }).first().click()
  await page.getByText(/这里能查 \d+ 项/).waitFor({ timeout: 90_000 })
}

/** Until the whole guide and the app itself are kept on the phone: from here on it opens without a line. */
export async function untilKept(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then((one) => one.active.state))
  await until('the worker has the page', () => page.evaluate(() => Boolean(navigator.serviceWorker.controller || navigator.serviceWorker.ready)), { within: 120_000 })
}

export async function signIn(page, town, phone, { next = '/mine' } = {}) {
  if (!page.url().includes('/sign-in')) await page.goto(`${new URL(page.url()).origin}/sign-in?next=${next}`)
  await page.getByLabel('手机号').fill(phone)
  await page.getByRole('button', { name: '发验证码' }).click()
  const code = await town.codeFor(phone)
  await page.getByLabel('验证码').fill(code)
  await page.getByRole('button', { name: '登录' }).click()
  await page.waitForURL((url) => !url.pathname.includes('/sign-in'))
}

export async function findByInitials(page, initials = 'tysb') {
  await page.getByLabel('想办什么？').fill(initials)
  await page.getByLabel('想办什么？').press('Enter')
  await page.getByRole('link', { name: veteran.item }).first().click()
  await page.getByRole('heading', { name: veteran.item, level: 1 }).waitFor()
}

export async function begin(page) {
  await page.getByRole('link', { name: '开始申请' }).click()
  await page.getByRole('button', { name: '开始填写' }).or(page.getByRole('link', { name: '开始填写' })).click()
  await page.getByText(/5 步，填好了/).waitFor()
  await page.getByRole('link', { name: /开始填/ }).click()
}

const next = (page) => page.getByRole('button', { name: '保存，下一步' }).click()

/** `onStep` is told of every step once it is filled in. */
export async function answer(page, { joined = ['1974', '12'], left = ['1978', '3'], onStep = () => {} } = {}) {
  await page.getByRole('heading', { name: '符不符合条件' }).waitFor()
  await page.getByRole('group', { name: '您现在是农村户口吗' }).getByText('是', { exact: true }).click()
  await page.getByText('是义务兵', { exact: true }).click()
  await onStep('step: conditions')
  await next(page)
  await page.getByRole('heading', { name: '本人和住址' }).waitFor()
  await page.getByLabel('姓名').fill(veteran.name)
  await page.getByLabel('身份证号').fill(veteran.idNumber)
  await page.getByLabel('手机号').fill(veteran.phone)
  await page.getByLabel('家住哪个村、哪个组').fill('马福村 12 组')
  await onStep('step: person')
  await next(page)
  await page.getByRole('heading', { name: '服役经历' }).waitFor()
  await page.getByLabel('哪年哪月入伍 年份').fill(joined[0])
  await page.getByLabel('哪年哪月入伍 月份').fill(joined[1])
  await page.getByLabel('哪年哪月退伍 年份').fill(left[0])
  await page.getByLabel('哪年哪月退伍 月份').fill(left[1])
  await page.getByText('没有领', { exact: true }).click()
  await onStep('step: service')
  await next(page)
  await page.getByRole('heading', { name: '打到哪张卡' }).waitFor()
  await page.getByLabel('社保卡上的银行卡号').fill(veteran.card)
  await onStep('step: card')
  await next(page)
  await page.getByRole('heading', { name: '材料照片' }).waitFor()
}

/** A photograph as a cheap phone takes it: marks on a page, some ten kB once it is shrunk. */
export async function takePhoto(page, seed) {
  const data = await page.evaluate(async (seed) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 900, height: 1200 })
    const draw = canvas.getContext('2d')
    draw.fillStyle = '#f4f1e8'
    draw.fillRect(0, 0, 900, 1200)
    let state = seed * 7919 + 1
    const random = () => (state = (state * 48271) % 2147483647) / 2147483647
    draw.fillStyle = '#223'
    for (let line = 0; line < 10; line += 1) for (let x = 80; x < 800; x += 60) if (random() > 0.2) draw.fillRect(x, 100 + line * 100, 6 + random() * 22, 4 + random() * 26)
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9))
    const bytes = new Uint8Array(await blob.arrayBuffer())
    let text = ''
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192))
    return btoa(text)
  }, seed)
  return { name: `IMG_${seed}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(data, 'base64') }
}

export async function photograph(page, material, seed) {
  const photo = await takePhoto(page, seed)
  await page.getByLabel(`拍${material}`).setInputFiles(photo)
  await page.getByRole('heading', { name: new RegExp(`^${material} \\d+ 页`) }).waitFor()
  await page.getByRole('status').getByText('已保存在手机').waitFor()
}

export async function checkAndSubmit(page) {
  await next(page)
  await page.getByRole('heading', { name: '看一遍，对了再交' }).waitFor()
  await page.getByRole('checkbox').check()
  await page.getByRole('button', { name: /提交/ }).click()
}
