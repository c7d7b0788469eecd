// A phone or a tablet: Debian's Chromium with a profile folder of its own, so that it can be killed and opened again.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'

export const phoneSize = { width: 360, height: 740 }
export const tabletSize = { width: 1024, height: 768 }
export const binary = process.env.CHROMIUM ?? '/usr/bin/chromium'
export const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=Translate,OptimizationHints,MediaRouter',
  '--font-render-hinting=none',
]

/** `wrap` runs the browser elsewhere (in a namespace); `secure` are plain-HTTP origins to treat as secure. */
export async function takeDevice({ size = phoneSize, wrap = [], secure = [], options = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'ganchang-device-'))
  const device = { folder, errors: [] }

  async function open() {
    let executablePath = binary
    if (wrap.length) {
      executablePath = join(folder, 'browser.sh')
      writeFileSync(executablePath, `#!/bin/sh\nexec ${wrap.join(' ')} ${binary} "$@"\n`)
      chmodSync(executablePath, 0o755)
    }
    const args = [...quiet, ...(secure.length ? [`--unsafely-treat-insecure-origin-as-secure=${secure.join(',')}`] : [])]
    device.context = await chromium.launchPersistentContext(join(folder, 'profile'), {
      executablePath,
      headless: true,
      args,
      viewport: size,
      isMobile: size.width < 600,
      hasTouch: true,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      permissions: ['notifications'],
      serviceWorkers: 'allow',
      ...options,
    })
    device.page = device.context.pages()[0] ?? (await device.context.newPage())
    watch(device.page)
    device.context.on('page', watch)
    return device.page
  }

  function watch(page) {
    page.on('pageerror', (error) => device.errors.push(String(error)))
    page.setDefaultTimeout(45_000)
  }

  Object.assign(device, {
    open,
    /** As a battery that falls out: no unload events, nothing flushed. */
    kill: async () => {
      const browser = device.context.browser()
      const session = await (browser ? browser.newBrowserCDPSession() : device.context.newCDPSession(device.page))
      await session.send('Browser.crash').catch(() => {})
      await device.context.close().catch(() => {})
    },
    slowDown: async (times = 6) => {
      const session = await device.context.newCDPSession(device.page)
      await session.send('Emulation.setCPUThrottlingRate', { rate: times })
    },
    end: async () => {
      await device.context.close().catch(() => {})
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 })
    },
  })
  await open()
  return device
}
