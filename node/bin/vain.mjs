#!/usr/bin/env node
// Plain JavaScript, because it may be started by an older Node than the sources need: it goes on
// under the Node that npm installed with this project.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = new URL('../src/cli/main.ts', import.meta.url)

if (Number(process.versions.node.split('.')[0]) >= 24) await import(main.href)
else {
  const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
  if (!existsSync(node)) {
    process.stderr.write(
      'vain: not installed yet. Run npm start or npm test once, then try again.\n',
    )
    process.exit(1)
  }
  const child = spawnSync(node, [fileURLToPath(main), ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  process.exit(child.status ?? 1)
}
