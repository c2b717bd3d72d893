import { writeFileSync } from 'node:fs'
import { defineOptions, helpText, readOptions } from '@vain/service'
import { drawRounds, parseScenario, simulate, summarise } from '@vain/simulation'
import { assertWritable } from '../files/assertWritable.ts'
import { type DocumentKind, readDocument } from '../files/readDocument.ts'
import { renderRound, renderSummary, roundHead } from './renderSimulation.ts'

const table = defineOptions({
  json: { type: 'boolean', default: false, text: 'Print rounds and summary as JSON lines.' },
  plot: { type: 'path', text: 'SVG file for a picture of accuracy over time.' },
})

const about = {
  usage: 'vain simulate SCENARIO.yaml [--json] [--plot FILE.svg]',
  text: 'Plays a federation on a virtual clock, in this process: rounds, topology, keys, masks, sums and server as in the network, with thousands of members, slow machines, drop-outs and attackers as the scenario says. docs/samples/scenarios has examples, docs/learning/simulation.md tells all settings.',
}

const scenarioFile: DocumentKind = {
  what: 'scenario',
  maxBytes: 65_536,
  sample: 'docs/samples/scenarios/digits.yaml',
}

/** Flags with a value behind them. */
const valued: readonly (string | undefined)[] = ['--plot', '--config']

/** The scenario's path, which may stand before the options or after them, and the options. */
function splitPath(argv: readonly string[]) {
  const at = argv.findIndex((text, i) => !text.startsWith('--') && !valued.includes(argv[i - 1]))
  return { path: argv[at], flags: argv.filter((_, i) => i !== at) }
}

/** `vain simulate`. */
export async function simulateCommand(argv: readonly string[]): Promise<number> {
  const { path, flags } = splitPath(argv)
  if (path === undefined || argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return argv.includes('--help') ? 0 : 2
  }
  const options = readOptions(table, { argv: flags, env: process.env })
  if (options.plot !== undefined) assertWritable(options.plot)
  const scenario = parseScenario(readDocument(path, scenarioFile))
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  let hasHead = options.json
  const report = await simulate(scenario, {
    onRound(round) {
      // Not before: the simulation may refuse the settings.
      if (!hasHead) say(roundHead)
      hasHead = true
      say(options.json ? JSON.stringify({ kind: 'round', ...round }) : renderRound(round))
    },
  })
  const summary = summarise(report)
  say(options.json ? JSON.stringify({ kind: 'summary', ...summary }) : renderSummary(summary))
  if (options.plot !== undefined) writeFileSync(options.plot, drawRounds(report, scenario.name))
  return 0
}
