import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { stripVTControlCharacters } from 'node:util'
import { bin, Failure, root, run, say } from './children.mjs'

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

function mocha(...options) {
  return (folders) => ['mocha', ...options, ...folders.map((folder) => `${folder}/**/*.test.ts`)]
}

/** What is fast enough to run before every commit. */
export function checkSteps() {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`)
  const tested = [...packages, 'node', 'aggregator'].map((folder) => `${folder}/test`)
  return [
    { name: 'types', command: ['tsc', '-b'] },
    { name: 'lint', command: ['biome', 'check', '.'] },
    { name: 'unused', command: ['knip', '--no-progress', '--treat-config-hints-as-errors'] },
    { name: 'solhint', command: ['solhint', 'contracts/**/*.sol'] },
    { name: 'prettier', command: ['prettier', '--check', 'contracts/**/*.sol'] },
    testStep('unit', [...tested, 'test/repo'], mocha()),
  ]
}

/** Everything: the checks, the contracts, networks of real processes. */
export function testSteps() {
  return [
    ...checkSteps(),
    testStep('contracts', ['test/contracts'], () => ['hardhat', 'test', 'mocha']),
    testStep('integration', ['test/integration'], mocha('--timeout', '120000')),
    // Whole federations: half a minute of training on two free cores.
    testStep('attacks', ['test/attacks'], mocha('--timeout', '120000')),
    // Real processes and chains: slower than the units, one file after the other.
    testStep('e2e', ['test/e2e'], mocha('--timeout', '300000')),
  ]
}

/** Runs one step and gives `{ code, seconds, result, counted }`. */
async function runStep({ name, command, untested = [], counts }) {
  say(`\n── ${name}: ${command.join(' ')}`)
  if (untested.length > 0) {
    say(`No test in ${untested.join(', ')}: a step that runs nothing proves nothing.`)
    return { name, code: 1, seconds: 0, result: `no test in ${untested.join(', ')}` }
  }
  const counted = {}
  const begin = performance.now()
  const [program, ...args] = command
  const exit = await run(join(bin, program), args, counts ? { onLine: countTests(counted) } : {})
  const seconds = (performance.now() - begin) / 1_000
  const ranNone = counts && exit === 0 && !counted.passing
  const code = ranNone ? 1 : exit
  const result = ranNone ? 'ran no test' : counts && code < 128 ? toCounts(counted) : ''
  return { name, code, seconds, result: code === 0 ? result || 'ok' : `failed ${result}`, counted }
}

/** Reads what mocha says at the end of a run: `12 passing (3s)`, `1 failing`, `2 pending`. */
function countTests(counted) {
  return (line) => {
    const text = stripVTControlCharacters(line)
    const [, number, kind] = /^\s*(\d+) (passing|failing|pending)\b/.exec(text) ?? []
    if (kind) counted[kind] = Number(number)
  }
}

function toCounts({ passing = 0, failing = 0, pending = 0 }) {
  return `${passing} passed, ${failing} failed${pending ? `, ${pending} skipped` : ''}`
}

/** Runs the steps that are asked for, all if none is, up to the first that fails. */
export async function runSteps(steps, names) {
  const unknown = names.find((name) => !steps.some((step) => step.name === name))
  if (unknown !== undefined)
    throw new Failure(
      `There is no step ${unknown}: name ${steps.map(({ name }) => name).join(', ')}.`,
    )
  const results = []
  const total = { passing: 0, failing: 0, pending: 0 }
  for (const step of steps) {
    if (names.length > 0 && !names.includes(step.name)) continue
    const result = await runStep(step)
    results.push(result)
    for (const kind of Object.keys(total)) total[kind] += result.counted?.[kind] ?? 0
    if (result.code !== 0) break
  }
  const rows = results.map(
    ({ name, seconds, result }) =>
      `${name.padEnd(12)} ${seconds.toFixed(1).padStart(7)}  ${result}`,
  )
  say(`\n${'step'.padEnd(12)} seconds  result\n${rows.join('\n')}\n`)
  const { code, name } = results[results.length - 1]
  if (code !== 0) say(`${name} failed.`)
  else if (total.passing > 0) process.stdout.write(`${toCounts(total)}\n`)
  return code
}
