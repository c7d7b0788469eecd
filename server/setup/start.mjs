// npm start: sets up what is missing, then serves. Everything further is `python -m server start`.
import { spawn } from 'node:child_process'
import { python, root, setUp } from './environment.mjs'

await setUp({ build: true })
const server = spawn(python, ['-m', 'server', 'start'], { cwd: root, stdio: 'inherit' })
// The terminal sends Ctrl-C to both; the server ends in order and this waits for it.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => server.kill('SIGTERM'))
server.on('exit', (code) => process.exit(code ?? 1))
