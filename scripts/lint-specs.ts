import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import path from 'node:path'

/** Lints every spec, our own rules included (`redocly.yaml`). Quiet towards the network. */
const manifest = createRequire(import.meta.url).resolve('@redocly/cli/package.json')
const redocly = path.join(path.dirname(manifest), 'bin/cli.js')
const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
const { status } = spawnSync(process.execPath, [redocly, 'lint', 'specs/*/openapi.yaml'], { stdio: 'inherit', env })
process.exitCode = status ?? 1
