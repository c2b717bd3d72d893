#!/usr/bin/env node
// Plain JavaScript, because it may be started by an older Node than the sources need: it goes on
// under the Node that npm installed with this project.
import { spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
// Not by its name: an older Node has none, and would end here without a word of the way out.
import module from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const installed = join(root, 'node_modules', '.bin', 'node')

/** Ends it as a command that could not run. */
function fail(cause) {
  const wayOut = `Install with: node ${join(root, 'scripts', 'start.mjs')} vain help`
  process.stderr.write(`vain: ${cause}\n${wayOut}\n`)
  process.exit(2)
}

async function runHere() {
  // With what an earlier start has compiled it begins in half the time.
  module.enableCompileCache(join(root, '.cache', 'node'))
  try {
    await import(new URL('../src/cli/main.ts', import.meta.url).href)
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error
    fail(`not all packages are installed. ${error.message}`)
  }
}

function runUnderInstalled() {
  const { version } = process
  if (!existsSync(installed)) fail(`not installed yet, and Node ${version} is too old for it.`)
  if (realpathSync(installed) === realpathSync(process.execPath))
    fail(`the installed Node ${version} is too old for it.`)
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  process.exit(spawnSync(installed, args, { stdio: 'inherit' }).status ?? 1)
}

if (Number(process.versions.node.split('.')[0]) >= 24) await runHere()
else runUnderInstalled()
