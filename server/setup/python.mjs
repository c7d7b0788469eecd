// Runs a Python script in the project's environment, making it when needed: node python.mjs [--dev] script.py words…
import { spawnSync } from 'node:child_process'
import { python, root, setUp } from './environment.mjs'

const words = process.argv.slice(2)
const dev = words[0] === '--dev'
if (dev) words.shift()
await setUp({ dev })
process.exit(spawnSync(python, words, { cwd: root, stdio: 'inherit' }).status ?? 1)
