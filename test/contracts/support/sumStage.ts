import { fromHex, toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  type Block,
  type CourtTerms,
  type Hex,
  type RoundHistory,
  rootPreimage,
  roundHistory,
  type SumRecord,
} from '@vain/protocol'
import {
  type BaseContract,
  type BaseContractMethod,
  type ContractTransactionReceipt,
  id,
  type Log,
  type Result,
} from 'ethers'
import { allow, authorityRoles } from './authority.ts'
import { as, deployAny, helpers, receiptOf } from './chain.ts'
import { deployJustice, type Justice } from './justice.ts'
import { createOperator, type Operator, roles } from './operators.ts'
import { bitmapOf, leaderOf, signTogether, wordsOf } from './round.ts'
import { deployAll, enlist, goToEpoch, params, run } from './stage.ts'
import { createSumRound, keysOf, type SumPlan, type SumRound, vectorRoot } from './sumRound.ts'

/** A contract with these methods; arguments are not checked. */
type Named<Method extends string> = BaseContract & {
  readonly [Name in Method]: BaseContractMethod
}

export type SumCourt = Named<
  | ('challenge' | 'openSurvivors' | 'choose' | 'openTerms' | 'expire' | 'convict' | 'condemn')
  | ('proveSum' | 'proveVector' | 'proveSelf' | 'provePair')
  | ('standingOf' | 'openingOf' | 'caseOf' | 'setBond' | 'setMoveSeconds')
>

/** A certified round whose sum can be disputed. */
export type SumStage = Justice & {
  readonly court: SumCourt
  readonly round: SumRound
  /** With the sum that was published. */
  readonly record: SumRecord
  readonly history: RoundHistory
  /** Of the published sum's root. */
  readonly preimage: Hex
  readonly leader: Operator
  readonly challenger: Operator
  readonly opener: Operator
  readonly nonSigners: string
}

export const bond = 500n
/** Long enough for a busy machine, whose clock the chain follows. */
export const moveSeconds = 1_000
export const disputeSeconds = 600

/** Numbers of `ISumCourt.Status`. */
export const standings = { none: 0n, live: 1n, stands: 2n, wrong: 3n } as const

const artefact = (root: Hex, name: string): { root: Hex; content: Hex } => ({
  root,
  content: id(`${name} content`) as Hex,
})

/** Takes a run to a certificate over a sum of one's choice, with a court for it. */
export async function stageSum(
  plan: Omit<SumPlan, 'members' | 'venue'> & {
    readonly members: number
    /** What is published instead of the right sum. */
    readonly publish?: (right: Uint8Array) => Uint8Array
    /** What the sum's root is the hash of, if it is not the vector's own. */
    readonly form?: (root: Uint8Array) => Uint8Array
  },
): Promise<SumStage> {
  const stage = await deployAll()
  const masks = [...Array(plan.members).fill(roles.trainer), 2, 4, 4, 4]
  const operators: Operator[] = []
  for (const [index, mask] of masks.entries()) {
    const operator = await createOperator(`operator ${index}`)
    await enlist(stage, operator, mask)
    operators.push(operator)
  }
  await goToEpoch(stage, 1)
  await stage.set.snapshot()
  await stage.registry.createRun({ ...run, params: { ...params, disputeSeconds } }, 'cid')
  const validators = operators.slice(plan.members + 1)
  const justice = await deployJustice({ ...stage, operators, validators })
  const court = await deployCourt(justice)
  const { ledger } = justice
  const venue = { chainId: 31_337n, ledger: (await ledger.getAddress()) as Hex }
  const members = operators.slice(0, plan.members)
  const round = createSumRound({ ...plan, members, venue })
  const sum = plan.publish?.(round.right) ?? round.right
  const before = (await ledger.headOf(1)) as Hex
  for (const index of plan.forced) {
    const keys = keysOf(venue, index)
    const words = [keys.maskKey, keys.sealKey, keys.kemKey, keys.selfCommitment].map(toHex)
    await as(ledger, (operators[index] as Operator).wallet).force(1, 1, ...words)
  }
  const root = vectorRoot(sum)
  const formed = plan.form?.(root)
  const steps = await playRound(justice, round, toHex(formed ? sha256(formed) : root))
  const [challenger, opener] = [await createOperator('challenger'), await createOperator('opener')]
  for (const { wallet } of [challenger, opener]) {
    await stage.token.transfer(wallet, 10n * bond)
    await as(stage.token, wallet).approve(court, 10n * bond)
  }
  const [leader] = operators.slice(plan.members)
  return {
    ...{ ...justice, court, round, record: { ...round.record, sum }, challenger, opener },
    history: roundHistory(venue, before, steps as never),
    preimage: toHex(formed ?? rootPreimage(sum)),
    leader: leader as Operator,
    nonSigners: bitmapOf([1]),
  }
}

async function deployCourt({ authority, ledger, slasher }: Justice): Promise<SumCourt> {
  const court = await deployAny('SumCourt', [ledger, slasher, bond, moveSeconds, authority])
  const address = await court.getAddress()
  await allow(authority, ledger, ['dispute', 'settle'], authorityRoles.court, address)
  await allow(authority, slasher, ['sentence', 'sentenceSet'], authorityRoles.court, address)
  // The cast names methods that the contract has; the tests call each of them.
  return court as unknown as SumCourt
}

/** Writes the round to the ledger; one of three validators does not sign. */
async function playRound(
  justice: Justice,
  { record, roots, reveals }: SumRound,
  sumRoot: Hex,
): Promise<Record<string, unknown>> {
  const { ledger, validators } = justice
  const { wallet } = await leaderOf(justice)
  const led = as(ledger, wallet)
  const opened = eventOf(ledger, await receiptOf(led.open(1)), 'Opened')
  const [roster, share, masks] = [
    artefact(roots.roster, 'roster'),
    artefact(roots.share, 'share'),
    artefact(roots.masks, 'masks'),
  ]
  const survivors = bitmapOf(record.survivors.map(({ index }) => index))
  await led.mask(1, 1, roster, share, masks, survivors)
  const [sum, model] = [artefact(sumRoot, 'sum'), artefact(id('model') as Hex, 'model')]
  const proposed = eventOf(
    ledger,
    await receiptOf(led.propose(1, 1, reveals, sum, model)),
    'Proposed',
  )
  const evaluation = artefact(id('evaluation') as Hex, 'evaluation')
  const nonSigners = bitmapOf([1])
  const signers = validators.filter((_, position) => position !== 1)
  const history = roundHistory(
    { chainId: 31_337n, ledger: (await ledger.getAddress()) as Hex },
    '0x',
    {
      opened: { run: 1, round: 1, epoch: Number(opened.epoch) },
      masked: { survivors: new Uint8Array() },
      proposed: { head: proposed.head },
      certified: { evaluation, nonSigners: new Uint8Array() },
    } as never,
  )
  const signature = signTogether(signers, fromHex(history.digest))
  const receipt = await receiptOf(ledger.certify(1, evaluation, nonSigners, wordsOf(signature)))
  const certified = eventOf(ledger, receipt, 'Certified')
  const [number, leader] = [Number, wallet.address]
  return {
    opened: {
      ...{ run: 1, round: 1, epoch: number(opened.epoch), membership: opened.membership },
      ...{ members: number(opened.members), threshold: number(opened.threshold) },
      ...{ inbox: opened.inbox, randao: opened.randao },
    },
    masked: { leader, roster, share, masks, survivors: fromHex(survivors) },
    proposed: { leader, reveals, sum, model, head: proposed.head },
    certified: { evaluation, nonSigners: fromHex(nonSigners), randao: certified.randao },
  }
}

/** Arguments of the one event of this name in a receipt. */
export function eventOf(
  contract: BaseContract,
  receipt: ContractTransactionReceipt,
  name: string,
): Result & Record<string, unknown> {
  for (const log of receipt.logs as readonly Log[]) {
    const parsed = contract.interface.parseLog(log)
    if (parsed?.name === name) return parsed.args as Result & Record<string, unknown>
  }
  throw new Error(`no event ${name}`)
}

/** What is posted as a block, as bytes. */
export const blockOf = ({ first, second }: { first: string; second: string }): Block =>
  fromHex(`${first}${second.slice(2)}`)

/** A plain object of a struct, which can be sent back. */
export function plain<T>(struct: unknown): T {
  const result = struct as Result
  const entries = Object.entries(result.toObject(false))
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name,
      typeof value === 'object' && value !== null ? plain(value) : value,
    ]),
  ) as T
}

export type SumCase = {
  readonly challenger: string
  readonly leader: string
  readonly openUntil: bigint
  readonly bond: bigint
  readonly number: bigint
} & Record<string, unknown>

/** A challenge that began. */
export type Challenge = { readonly id: string; readonly case_: SumCase }

export async function challenge(
  { court, challenger, history, preimage }: SumStage,
  number: number,
  by: Operator = challenger,
): Promise<Challenge & { readonly receipt: ContractTransactionReceipt }> {
  const receipt = await receiptOf(as(court, by.wallet).challenge(1, 1, number, history, preimage))
  const { id: caseId, case_ } = eventOf(court, receipt, 'Challenged') as never as {
    id: string
    case_: unknown
  }
  return { id: caseId, case_: plain<SumCase>(case_), receipt }
}

/** The terms that the court keeps, as the event says. */
export function termsOfEvent(args: Record<string, unknown>): CourtTerms {
  const terms = plain<CourtTerms>(args.terms)
  return { ...terms, index: Number(terms.index), length: Number(terms.length) }
}

/** Moves the clock so that the next block comes at this second. */
export const goTo = (seconds: bigint | number): Promise<void> =>
  helpers.time.setNextBlockTimestamp(seconds)
