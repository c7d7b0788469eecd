// npm run check: formatting, lint and types of both languages, and whether generated files are fresh. Reports all of them.
import { spawnSync } from 'node:child_process'
import { python, root, setUp } from './environment.mjs'

await setUp({ dev: true })
const node = (script, ...words) => [process.execPath, [`node_modules/${script}`, ...words]]
const checks = {
  'ruff format': [python, ['-m', 'ruff', 'format', '--check', '.']],
  'ruff check': [python, ['-m', 'ruff', 'check', '.']],
  mypy: [python, ['-m', 'mypy']],
  'generated files': [python, ['shared_schema/generate.py', '--check']],
  'tsc, page': node('typescript/bin/tsc', '--noEmit', '-p', 'pwa/tsconfig.json'),
  'tsc, worker': node('typescript/bin/tsc', '--noEmit', '-p', 'pwa/tsconfig.sw.json'),
  'tsc, build and tests': node('typescript/bin/tsc', '--noEmit', '-p', 'pwa/tsconfig.build.json'),
  oxlint: node('oxlint/bin/oxlint', '--deny-warnings', 'pwa/src', 'pwa/build', 'tests', 'server/setup'),
}
const failed = []
for (const [name, [command, words]] of Object.entries(checks)) {
  const done = spawnSync(command, words, { cwd: root, encoding: 'utf8' })
  console.log(`${done.status === 0 ? 'ok    ' : 'FAILED'} ${name}`)
  if (done.status === 0) continue
  failed.push(name)
  console.log(`${done.stdout ?? ''}${done.stderr ?? ''}${done.error?.message ?? ''}`)
}
process.exit(failed.length ? 1 : 0)
