import { VainError } from '@vain/base'
import { helpText, type OptionsOf, readOptions } from '@vain/service'
import { aggregatorOptions } from './options.ts'

/** Everything the aggregator daemon can be told. */
export type AggregatorConfig = Omit<OptionsOf<typeof aggregatorOptions>, 'runs'> & {
  readonly roles: readonly ['aggregator']
  /** Runs to serve; undefined for all. */
  readonly runs: readonly number[] | undefined
}

/**
 * Reads the configuration of this process, from flags, environment and file.
 *
 * @throws {VainError} `aggregator/bad-runs`, and what `readOptions` throws
 */
export function readConfig(argv: readonly string[]): AggregatorConfig {
  const options = readOptions(aggregatorOptions, { argv, env: process.env })
  const runs = options.runs.length === 0 ? undefined : options.runs.map(toRun)
  return { ...options, roles: ['aggregator'], runs }
}

/** The help page of the aggregator daemon. */
export function aggregatorHelp(): string {
  return helpText(aggregatorOptions, {
    usage: 'node aggregator/src/main.ts --config FILE',
    text: 'Takes federated rounds forward: collects, opens the sum, proposes and certifies models.',
  })
}

function toRun(text: string): number {
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text)
  throw new VainError('aggregator/bad-runs', `${text} is no number of a run`, {
    wayOut: 'Name the runs by their numbers, separated by commas.',
  })
}
