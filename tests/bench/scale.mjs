// The Guangzhou case for the benchmarks: made once into data/bench-scale, then kept. Gives the town whose guide is measured.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
export const python = join(root, '.venv/bin/python')
const made = join(root, 'data/bench-scale')
const done = join(made, 'made')

/** The town whose scope (city, county, itself) has 2,223 items: 170.6 kB of JSON at brotli 11, the hardest of the case's. */
export const town = { code: '440118006', name: '宁西街道' }

export function guide(dataDir, ...words) {
  const ran = spawnSync(python, ['-m', 'server', 'guide', ...words], {
    cwd: root,
    env: { ...process.env, DATA_DIR: dataDir },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (ran.status !== 0) throw new Error(`guide ${words[0]}: ${ran.stdout.slice(-2000)}${ran.stderr.slice(-2000)}`)
  return ran.stdout
}

/** A data folder of one's own with the whole city in it. */
export function scaleFolder(name) {
  if (!existsSync(done)) {
    rmSync(made, { recursive: true, force: true })
    console.error('making the Guangzhou case: 87,691 items, some minutes …')
    const migrated = spawnSync(python, ['-m', 'server', 'migrate'], { cwd: root, env: { ...process.env, DATA_DIR: made } })
    if (migrated.status !== 0) throw new Error(String(migrated.stderr))
    guide(made, 'scale', '--out', join(root, 'data/scale-folder'), '--load')
    writeFileSync(done, '')
  }
  const own = join(root, 'data', `bench-${name}`)
  rmSync(own, { recursive: true, force: true })
  cpSync(made, own, { recursive: true })
  return own
}
