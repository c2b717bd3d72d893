import { fromHex, fromText, toHex } from '@vain/base'
import { keccak256 } from '@vain/crypto'
import { createRewardTree, type Distribution, type Hex, rewardDigest } from '@vain/protocol'
import {
  type BaseContract,
  type BaseContractMethod,
  type ContractTransactionResponse,
  id,
} from 'ethers'
import { as, deployAny, helpers } from '../support/chain.ts'
import { createOperator, type Operator, roles } from '../support/operators.ts'
import { bitmapOf, signTogether, wordsOf } from '../support/round.ts'
import { deployAll, enlist, goToEpoch, type Stage } from '../support/stage.ts'

type Methods =
  | 'cancel'
  | 'claim'
  | 'claimedOf'
  | 'count'
  | 'current'
  | 'digest'
  | 'fund'
  | 'maxEpochAge'
  | 'activationDelay'
  | 'pending'
  | 'policy'
  | 'propose'
  | 'setPolicy'
  | 'setRules'
  | 'totalClaimed'
  | 'totalFunded'
type Contract = BaseContract & Record<Methods, BaseContractMethod>
export type RewardStage = Stage & { readonly rewards: Contract; readonly address: Hex }
export type Amounts = ReadonlyMap<Hex, bigint>

export const activationDelay = 100
export const maxEpochAge = 2
export const funds = 1_000_000n

/** Validators 0–2 in the set of epoch 1, and a contract with funds. */
async function stageRewards(): Promise<RewardStage> {
  const stage = await deployAll()
  const validators: Operator[] = []
  for (let i = 0; i < 3; i++) {
    const operator = await createOperator(`validator ${i}`)
    await enlist(stage, operator, roles.validator)
    validators.push(operator)
  }
  await goToEpoch(stage, 1)
  await stage.set.snapshot()
  const rewards = (await deployAny('RewardMerkle', [
    stage.token,
    stage.set,
    activationDelay,
    maxEpochAge,
    stage.authority,
  ])) as unknown as Contract
  await stage.token.transfer(rewards, funds)
  const address = (await rewards.getAddress()) as Hex
  return { ...stage, operators: validators, validators, rewards, address }
}

export const fresh = (): Promise<RewardStage> => helpers.loadFixture(stageRewards)

export const accountOf = (n: number): Hex =>
  toHex(keccak256(fromText(`account ${n}`)).subarray(0, 20))
export const alice: Hex = accountOf(1)
export const bob: Hex = accountOf(2)
export const carol: Hex = accountOf(3)

export const totalOf = (amounts: Amounts): bigint =>
  [...amounts.values()].reduce((sum, amount) => sum + amount, 0n)

type ProposeOptions = {
  readonly signed?: Partial<Distribution>
  readonly sent?: Partial<Distribution>
  readonly missing?: readonly number[]
  readonly signature?: string
  readonly by?: Operator
}

export async function propose(
  { rewards, validators, address }: RewardStage,
  amounts: Amounts,
  { signed = {}, sent = {}, missing = [], signature, by }: ProposeOptions = {},
): Promise<ContractTransactionResponse> {
  const distribution = {
    number: Number(await rewards.count()) + 1,
    epoch: 1,
    root: createRewardTree(amounts).root,
    content: id('amounts') as Hex,
    total: totalOf(amounts),
  }
  const venue = { chainId: 31_337n, contract: address }
  const digest = fromHex(rewardDigest(venue, { ...distribution, ...signed }))
  const signers = validators.filter((_, position) => !missing.includes(position))
  const { epoch, root, content, total } = { ...distribution, ...sent }
  const contract = by === undefined ? rewards : as(rewards, by.wallet)
  return contract.propose(
    ...[epoch, root, content, total, bitmapOf(missing)],
    wordsOf(signature ?? signTogether(signers, digest)),
  ) as Promise<ContractTransactionResponse>
}

export const activate = () => helpers.time.increase(activationDelay)

export async function proposeActive(stage: RewardStage, amounts: Amounts): Promise<void> {
  await propose(stage, amounts)
  await activate()
}

export async function claim(
  { rewards }: RewardStage,
  amounts: Amounts,
  account: Hex,
): Promise<ContractTransactionResponse> {
  const proof = createRewardTree(amounts).proofOf(account)
  return rewards.claim(account, amounts.get(account), proof) as Promise<ContractTransactionResponse>
}

export const first: Amounts = new Map([
  [alice, 100n],
  [bob, 50n],
  [carol, 7n],
])
