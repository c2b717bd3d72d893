import { defineOptions, helpText, readOptions } from '@vain/service'
import { withNetwork } from '../network/withNetwork.ts'
import { toJsonLine } from '../run/json.ts'
import { computeRewards } from './computeRewards.ts'
import { renderRewards, rewardFacts } from './renderRewards.ts'
import { blockOption, rewardOptions } from './rewardOptions.ts'

const table = defineOptions({ ...rewardOptions, block: blockOption })

const about = {
  usage: 'vain rewards show --rewards ADDRESS --ledger ADDRESS [options]',
  text: 'Computes what everybody has earned by the policy that governance named, from chain and artefacts alone: what validators would sign now. Needs no key.',
}

/**
 * `vain rewards show`.
 *
 * @returns exit code
 * @throws {VainError} what `computeRewards` throws
 */
export async function showCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const computed = await withNetwork(options, (network) => computeRewards(network, options))
  process.stdout.write(options.json ? toJsonLine(rewardFacts(computed)) : renderRewards(computed))
  return 0
}
