import { aggregatorOptions } from '@vain/aggregator'
import { nodeOptions } from '@vain/node'
import { helpText, type OptionTable, readOptions } from '@vain/service'
import { portalOptions } from '../../../web/server/options.ts'

/** Option tables by the image that reads them. */
const tables: Readonly<Record<string, OptionTable>> = {
  node: nodeOptions,
  aggregator: aggregatorOptions,
  portal: portalOptions,
}

/** Variables of an environment that belong to no option of a daemon. */
export function strangersIn(
  daemon: string,
  environment: Readonly<Record<string, string>>,
): string[] {
  const table = tables[daemon] ?? {}
  // The page has all of them.
  const known: readonly string[] =
    helpText(table, { usage: '', text: '' }).match(/\bVAIN_[A-Z_]+/g) ?? []
  return Object.keys(environment).filter(
    (name) => name.startsWith('VAIN_') && !known.includes(name),
  )
}

/**
 * The options that a daemon takes from an environment.
 *
 * @throws {VainError} what `readOptions` throws
 */
export function optionsFrom(
  daemon: string,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  return readOptions(tables[daemon] ?? {}, {
    argv: [],
    // It stands in a file of the network, which is not there yet.
    env: { VAIN_LEDGER: `0x${'00'.repeat(20)}`, ...environment, VAIN_CONFIG: undefined },
  })
}
