import { type Distribution, type Hex, toBitmap } from '@vain/protocol'
import { encodeCall } from '../callContract.ts'
import type { Deployment } from '../deployment.ts'
import { wordsOf } from '../values.ts'
import type { Wallet } from '../wallet/createWallet.ts'
import { type Receipt, toReceipt } from '../wallet/waitForInclusion.ts'

/** A distribution with the validators' word for it. */
export type SignedDistribution = Omit<Distribution, 'number'> & {
  /** Positions of the epoch's set that did not sign, ascending. */
  readonly nonSigners: readonly number[]
  /** Aggregate signature in G1, 128 bytes. */
  readonly signature: Uint8Array
}

/** What one account does with a `RewardMerkle`. Each rejects as `Wallet.send` does. */
export type RewardsWriter = {
  propose(distribution: SignedDistribution): Promise<Receipt>
  /** Names the policy; restricted. */
  setPolicy(content: Hex): Promise<Receipt>
}

/** Builds the writing half of a network's `RewardMerkle` for one account. */
export function createRewardsWriter(
  wallet: Wallet,
  { chainId }: Pick<Deployment, 'chainId'>,
  rewards: Hex,
): RewardsWriter {
  const send = async (name: string, ...args: readonly unknown[]): Promise<Receipt> => {
    const data = encodeCall('rewards', name, args)
    return toReceipt(await wallet.send({ chainId, to: rewards, data, name }))
  }
  return {
    propose: ({ epoch, root, content, total, nonSigners, signature }) =>
      send('propose', epoch, root, content, total, toBitmap(nonSigners), wordsOf(signature)),
    setPolicy: (content) => send('setPolicy', content),
  }
}
