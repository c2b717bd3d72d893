/**
 * Entry of every npm script. Plain JavaScript for any Node ≥ 18: it installs what the lock file
 * names if that is not there, then goes on under the Node that was installed with it.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { exitCodeOf, Failure, interruptedBy, node, root, run, say } from './start/children.mjs'
import { install } from './start/install.mjs'
import { runSteps } from './start/runSteps.mjs'
import { checkSteps, testSteps } from './start/steps.mjs'

function script(path, options) {
  return (args) => {
    if (!existsSync(join(root, path))) throw new Failure(`${path} is not part of this version.`)
    return run(node, [join(root, path), ...args], options)
  }
}

const tasks = {
  start: script('scripts/devnet/main.ts'),
  portal: script('web/server/main.ts'),
  bench: script('scripts/bench/main.ts'),
  screenshots: script('scripts/screenshots/main.ts'),
  chaos: script('test/chaos/main.ts'),
  fuzz: script('scripts/fuzz/main.ts'),
  soak: script('scripts/soak/main.ts'),
  mutate: script('scripts/mutate/main.ts'),
  coverage: script('scripts/coverage/main.ts'),
  generate: async (args) =>
    (await script('scripts/generate.ts')(args)) ||
    (await script('scripts/generateKernel.ts')(args)) ||
    script('scripts/generateReference.ts')(args),
  layouts: script('scripts/generateLayouts.ts'),
  check: (args) => runSteps(checkSteps(), args),
  test: (args) => runSteps(testSteps(), args),
  // Its paths are those of its user, not of the repository.
  vain: script('node/bin/vain.mjs', { cwd: process.cwd() }),
}

async function main([name, ...args]) {
  if (!Object.hasOwn(tasks, name ?? '')) {
    say(`Usage: node scripts/start.mjs <${Object.keys(tasks).join('|')}> [arguments]`)
    return 2
  }
  try {
    await install()
    return await tasks[name](args)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    say(error.message)
    const signal = interruptedBy()
    return signal ? exitCodeOf(signal) : 1
  }
}

process.exitCode = await main(process.argv.slice(2))
