import {
  createLedgerWriter,
  createRewardsWriter,
  type DeployedNetwork,
  type Wallet,
} from '@vain/chain'
import { cidOf } from '@vain/net/artefacts'
import { contentOfCid, encodeRewardPolicy, type RewardPolicy } from '@vain/protocol'
import { type NetworkFolder, writeArtefacts } from './folder.ts'

const vain = 10n ** 18n

/** What each round of a network's run pays. */
const policyOf = (run: number): RewardPolicy => ({
  v: 1,
  rules: [
    { run, from: 1, trainers: 50n * vain, validators: 30n * vain, leader: 5n * vain, floorBps: 0 },
  ],
})

/** For ten thousand rounds and more. */
const fund = 1_000_000n * vain

/** Names a policy of rewards, publishes it, and pays in what it promises. */
export async function foundRewards(
  wallet: Wallet,
  network: DeployedNetwork,
  folder: Pick<NetworkFolder, 'publishFolder'>,
  run: number,
): Promise<void> {
  const bytes = encodeRewardPolicy(policyOf(run))
  const cid = await cidOf(bytes)
  writeArtefacts(folder.publishFolder, [{ cid, bytes }])
  const { rewards } = network.institutions
  await createRewardsWriter(wallet, network, rewards).setPolicy(contentOfCid(cid))
  await createLedgerWriter(wallet, network).transfer(rewards, fund)
}
