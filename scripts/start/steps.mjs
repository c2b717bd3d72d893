import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, root } from './children.mjs'

/** Source files below a folder of the repository, by the end of their names. */
function filesIn(folder, end) {
  const path = join(root, folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name === 'node_modules') return []
    const name = join(folder, entry.name)
    if (entry.isDirectory()) return filesIn(name, end)
    return entry.name.endsWith(end) ? [name] : []
  })
}

/** A step that runs the tests of some folders; a folder without any makes it fail. */
function testStep(name, folders, command) {
  const untested = folders.filter((folder) => filesIn(folder, '.test.ts').length === 0)
  return { name, counts: true, untested, command: command(folders) }
}

/** A step that runs each file of tests in a process of its own, a heavy one beside a light one. */
function queueStep(name, folder, heaviest, options) {
  const files = filesIn(folder, '.test.ts')
  const first = heaviest.map((file) => join(folder, file))
  const missing = first.filter((file) => !files.includes(file))
  if (missing.length > 0) throw new Failure(`There is no ${missing.join(', ')} to begin with.`)
  const ordered = [...new Set([...first, ...files])]
  const commands = ordered.map((file) => ['mocha', ...options, file])
  return { name, counts: true, untested: files.length === 0 ? [folder] : [], commands }
}

/** The heaviest first. */
const heaviestFirst = ['kills', 'chaos', 'ownData', 'start', 'check', 'privacy'].map(
  (name) => `${name}.test.ts`,
)

/** Two workers take files from one queue: as many as a small machine has processors. */
function mocha(...options) {
  const patterns = (folders) => folders.map((folder) => `${folder}/**/*.test.ts`)
  return (folders) => ['mocha', '--parallel', '--jobs', '2', ...options, ...patterns(folders)]
}

/** What is fast enough to run before every commit. */
export function checkSteps() {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
  const tested = [...packages, 'node', 'aggregator', 'web'].map((folder) => `${folder}/test`)
  return [
    { name: 'types', command: ['tsc', '-b'] },
    { name: 'lint', command: ['biome', 'check', '.'] },
    { name: 'unused', command: ['knip', '--no-progress', '--treat-config-hints-as-errors'] },
    { name: 'solhint', command: ['solhint', 'contracts/**/*.sol'] },
    { name: 'prettier', command: ['prettier', '--check', 'contracts/**/*.sol'] },
    // Those of the repository first: they compile the contracts, which takes longest.
    testStep('unit', ['test/repo', ...tested], mocha()),
  ]
}

/** Everything: the checks, the contracts, networks of real processes. */
export function testSteps() {
  return [
    ...checkSteps(),
    testStep('contracts', ['test/contracts'], () => ['hardhat', 'test', 'mocha']),
    testStep('integration', ['test/integration'], mocha('--timeout', '240000')),
    // Whole federations: half a minute of training on two free cores.
    testStep('attacks', ['test/attacks'], mocha('--timeout', '240000')),
    // Real processes and chains, which mostly wait for blocks and turns.
    queueStep('e2e', 'test/e2e', heaviestFirst, ['--timeout', '600000']),
  ]
}
