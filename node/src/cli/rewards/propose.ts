import { fromHex, VainError } from '@vain/base'
import { createRewardsWriter } from '@vain/chain'
import { blsAggregateSignatures, blsVerify } from '@vain/crypto'
import { formatVain, operatorOptions } from '@vain/operator'
import { defineOptions, helpText, type OptionsOf, readOptions } from '@vain/service'
import { writeArtefacts } from '../files/writeArtefacts.ts'
import { type Account, accountOptions, withAccount } from '../network/account.ts'
import { timeOf, toJsonLine } from '../run/json.ts'
import { assertNoLess, assertTakes } from './assertTakes.ts'
import { type ComputedRewards, computeRewards } from './computeRewards.ts'
import { renderRewards, rewardFacts } from './renderRewards.ts'
import { lowerOption, rewardOptions } from './rewardOptions.ts'
import { readShare, type SignedShare } from './signedShare.ts'

const table = defineOptions({
  ...rewardOptions,
  ...accountOptions,
  lower: lowerOption,
  shares: {
    type: 'list',
    required: true,
    text: 'Files that validators wrote with vain rewards sign.',
  },
  publishFolder: {
    ...operatorOptions.publishFolder,
    text: 'Folder to put the artefact with all amounts into, of an operator that publishes it. Without the artefact nobody can claim.',
  },
})

const about = {
  usage: `vain rewards propose --rewards ADDRESS --shares FILE,… --config FILE

  vain rewards propose --rewards 0x… --shares share-0.json,share-1.json --config ~/vain-aggregator/config.json`,
  text: 'Computes the distribution that validators signed for itself, checks every signature, puts the artefact where it is published, and brings the distribution to the contract. Any account can.',
}

/**
 * `vain rewards propose`.
 *
 * @returns exit code
 * @throws {VainError} `rewards/bad-share`, `rewards/other-distribution`, `rewards/too-few-signed`,
 *   `rewards/no-folder`, and what `computeRewards`, `assertNoLess`, `assertTakes`, keystore and
 *   chain throw
 */
export async function proposeCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('--help')) {
    process.stdout.write(helpText(table, about))
    return 0
  }
  const options = readOptions(table, { argv, env: process.env, sharedFile: true })
  const done = await withAccount(options, (account) => propose(account, options))
  const { computed, activeAt, transaction } = done
  const facts = { ...rewardFacts(computed), activeAt, transaction }
  process.stdout.write(
    options.json
      ? toJsonLine(facts)
      : `${renderRewards(computed)}It counts from ${timeOf(activeAt)} on.\nTransaction ${transaction}\n`,
  )
  return 0
}

async function propose(account: Account, options: OptionsOf<typeof table>) {
  const { publishFolder } = options
  if (publishFolder === undefined)
    throw new VainError('rewards/no-folder', 'nobody would have the amounts', {
      wayOut: 'Name the --publish-folder of an operator, or the --config of one that has it.',
    })
  const shares = options.shares.map(readShare)
  const { block } = shares[0] ?? { block: 0 }
  const computed = await computeRewards(account, { ...options, block })
  const signed = join(computed, shares)
  await assertNoLess(computed, options)
  await assertTakes(computed)
  writeArtefacts(publishFolder, [computed.artefact])
  const { reader, distribution } = computed
  const writer = createRewardsWriter(account.wallet, account.deployment, reader.address)
  const { transaction } = await writer.propose({ ...distribution, ...signed })
  const activeAt = (await reader.pending())?.activeAt ?? Math.floor(Date.now() / 1_000)
  return { computed, transaction, activeAt }
}

/** The signatures of all shares as one. */
function join(
  { digest, set, keys }: ComputedRewards,
  shares: readonly SignedShare[],
): { readonly nonSigners: readonly number[]; readonly signature: Uint8Array } {
  const message = fromHex(digest)
  const signatures = new Map<number, Uint8Array>()
  for (const share of shares) {
    const { validator, signature } = share
    if (share.digest !== digest)
      throw new VainError(
        'rewards/other-distribution',
        `operator ${validator} signed another distribution than what is computed here`,
        {
          signed: share.digest,
          computed: digest,
          wayOut:
            'Sign again, all with the same --block, after the policy and the last distribution changed.',
        },
      )
    const position = set.indices.indexOf(validator)
    if (!blsVerify(keys[position] ?? new Uint8Array(), message, signature))
      throw new VainError('rewards/bad-share', `that is no signature of operator ${validator}`, {
        validator,
        wayOut: 'Get the file again that vain rewards sign wrote.',
      })
    signatures.set(position, signature)
  }
  const weight = [...signatures.keys()].reduce((sum, at) => sum + (set.weights[at] ?? 0n), 0n)
  if (3n * weight < 2n * set.totalWeight)
    throw new VainError(
      'rewards/too-few-signed',
      `${formatVain(weight)} of ${formatVain(set.totalWeight)} votes have signed, and two thirds have to`,
      { wayOut: 'Get shares of more validators.' },
    )
  return {
    nonSigners: set.indices.flatMap((_, position) => (signatures.has(position) ? [] : [position])),
    signature: blsAggregateSignatures([...signatures.values()]),
  }
}
