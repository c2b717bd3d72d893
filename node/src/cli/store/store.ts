import { join } from 'node:path'
import { VainError } from '@vain/base'
import { openContentStore } from '@vain/net'
import { helpText, readOptions } from '@vain/service'
import { withNetwork } from '../network/withNetwork.ts'
import { toJsonLine } from '../run/json.ts'
import { type Collection, collect } from './collect.ts'
import { storeOptions } from './storeOptions.ts'

const about = {
  usage: `vain store <command> --config FILE [options]

  status       what the artefact store holds, and what gc would remove
  gc           remove what neither the policy nor a dispute nor a rollback needs
  pin CID      keep content for good, whether it is there yet or not
  unpin CID    leave it to the policy again`,
  text: "Looks after an operator's artefacts. Its daemon may be running or not; it takes pins into account at once.",
}

/**
 * `vain store status`, `gc`, `pin` and `unpin`.
 *
 * @returns exit code
 * @throws {VainError} `vain/bad-argument`, `net/bad-cid`, and what the chain throws
 */
export async function storeCommand(argv: readonly string[]): Promise<number> {
  const [command, ...rest] = argv
  if (command === undefined || argv.includes('--help')) {
    process.stdout.write(helpText(storeOptions, about))
    return command === undefined ? 2 : 0
  }
  if (command === 'pin' || command === 'unpin') return setPin(command, rest)
  if (command !== 'status' && command !== 'gc')
    throw new VainError('vain/bad-argument', `there is no vain store ${command.slice(0, 80)}`, {
      wayOut: 'Write vain store with one of status, gc, pin, unpin.',
    })
  const options = readOptions(storeOptions, { argv: rest, env: process.env, sharedFile: true })
  const isDry = command === 'status'
  const found = await withNetwork(options, (network) => collect(network, options, isDry))
  process.stdout.write(options.json ? toJsonLine(found) : render(found, isDry))
  return 0
}

async function setPin(command: 'pin' | 'unpin', argv: readonly string[]): Promise<number> {
  const [cid = '', ...flags] = argv
  const options = readOptions(storeOptions, { argv: flags, env: process.env, sharedFile: true })
  await openContentStore(join(options.dataFolder, 'network'))[command](cid)
  process.stdout.write(options.json ? toJsonLine({ [command]: cid }) : `${command}ned ${cid}\n`)
  return 0
}

function render({ store, pins, policy, isOverLimit }: Collection, isDry: boolean): string {
  const { blocks, sizeBytes, removedBlocks, removedBytes } = store
  const { keepRounds, storeLimitMiB } = policy
  const limit = storeLimitMiB === 0 ? '' : `, ${storeLimitMiB} MiB in all`
  return [
    `  artefacts   ${blocks} blocks, ${toMiB(sizeBytes)}`,
    `  keeps       ${keepRounds === 0 ? 'every round' : `${keepRounds} rounds of each run, or as many as disputes may need`}${limit}`,
    `  pinned      ${pins.length === 0 ? 'nothing' : pins.join(', ')}`,
    `  ${isDry ? 'gc would remove' : 'removed'}   ${removedBlocks} blocks, ${toMiB(removedBytes)}`,
    ...(isOverLimit ? ['  More than the limit has to stay.'] : []),
    '',
  ].join('\n')
}

const toMiB = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`
