import { fromHex, toHex, VainError } from '@vain/base'
import { blsPublicKey, blsSign } from '@vain/crypto'
import { defineOptions, helpText, readOptions } from '@vain/service'
import { assertWritable } from '../files/assertWritable.ts'
import { type Account, accountOptions, withAccount } from '../network/account.ts'
import { toJsonLine } from '../run/json.ts'
import { assertFresh, assertNoLess } from './assertTakes.ts'
import { type ComputedRewards, computeRewards } from './computeRewards.ts'
import { renderRewards, rewardFacts } from './renderRewards.ts'
import { blockOption, lowerOption, rewardOptions } from './rewardOptions.ts'
import { type SignedShare, writeShare } from './signedShare.ts'

const table = defineOptions({
  ...rewardOptions,
  ...accountOptions,
  block: blockOption,
  lower: lowerOption,
  output: { type: 'path', default: 'share.json', text: 'File to write.' },
})

const about = {
  usage: `vain rewards sign --rewards ADDRESS --block BLOCK --config FILE --output FILE

  vain rewards sign --rewards 0x… --block 1200 --config ~/vain-node/config.json --output share-0.json`,
  text: 'Computes the next distribution for itself, as vain rewards show does, and signs it with the keystore of a validator. The file is no secret: give it to whoever proposes. The daemon may go on meanwhile.',
}

/**
 * `vain rewards sign`.
 *
 * @returns exit code
 * @throws {VainError} `rewards/not-a-validator`, and what `computeRewards`, `assertFresh`,
 *   `assertNoLess` and keystore throw
 */
export async function signCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const { output } = options
  assertWritable(output)
  await withAccount(options, async (account) => {
    const computed = await computeRewards(account, options)
    await assertFresh(computed)
    await assertNoLess(computed, options)
    const share = sign(account, computed)
    writeShare(output, share)
    const { validator } = share
    process.stdout.write(
      options.json
        ? toJsonLine({ ...rewardFacts(computed), validator, output })
        : `${renderRewards(computed)}Signed by operator ${validator}: ${output}\n`,
    )
  })
  return 0
}

function sign(
  { bls, address }: Account,
  { block, digest, set, keys }: ComputedRewards,
): SignedShare {
  const own = toHex(blsPublicKey(bls))
  const position = keys.findIndex((key) => toHex(key) === own)
  const validator = set.indices[position]
  if (validator === undefined)
    throw new VainError(
      'rewards/not-a-validator',
      `${address} is no validator of epoch ${set.epoch}`,
      { wayOut: 'Name the --config of a validator.' },
    )
  return { block, validator, digest, signature: blsSign(bls, fromHex(digest)) }
}
