import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { stripVTControlCharacters } from 'node:util'
import { bin, Failure, run, say } from './children.mjs'
import { runQueue } from './queue.mjs'

/** Runs one step and gives `{ name, code, seconds, result, counted }`. */
async function runStep({ name, command, commands, untested = [], counts }) {
  say(`\n── ${name}: ${command?.join(' ') ?? `${commands.length} files, two at once`}`)
  if (untested.length > 0) {
    say(`No test in ${untested.join(', ')}: a step that runs nothing proves nothing.`)
    return { name, code: 1, seconds: 0, result: `no test in ${untested.join(', ')}` }
  }
  const counted = { passing: 0, failing: 0, pending: 0 }
  const options = counts ? { onLine: addTests(counted) } : {}
  const begin = performance.now()
  const exit = await (command ? runOne(command, options) : runTwo(commands, options))
  const seconds = (performance.now() - begin) / 1_000
  const ranNone = counts && exit === 0 && counted.passing === 0
  const code = ranNone ? 1 : exit
  const result = ranNone ? 'ran no test' : counts && code < 128 ? toCounts(counted) : ''
  return { name, code, seconds, result: code === 0 ? result || 'ok' : `failed ${result}`, counted }
}

function runOne([program, ...args], options) {
  return run(join(bin, program), args, options)
}

/** Runs commands two at once: as many as a small machine has processors. */
function runTwo(commands, options) {
  const jobs = commands.map((command) => ({
    name: command[command.length - 1],
    run: (onText) => runOne(command, { ...options, onText }),
  }))
  return runQueue(jobs)
}

/** Adds what mocha says at the end of a run: `12 passing (3s)`, `1 failing`, `2 pending`. */
function addTests(counted) {
  return (line) => {
    const text = stripVTControlCharacters(line)
    const [, number, kind] = /^\s*(\d+) (passing|failing|pending)\b/.exec(text) ?? []
    if (kind) counted[kind] += Number(number)
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
