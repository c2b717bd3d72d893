import { readFileSync } from 'node:fs'
import {
  createRunMachine,
  genesisHead,
  type Hex,
  leaderOf,
  type RoundAction,
  type RoundParams,
  type RunMachine,
  roundStates,
  type Surroundings,
  stepRound,
} from '@vain/protocol'
import { expect } from 'chai'
import { type ContractTransactionResponse, id, isError, toBeHex } from 'ethers'
import fc from 'fast-check'
import { helpers } from '../support/chain.ts'
import { kemKeyOf } from '../support/kemKey.ts'
import type { Operator } from '../support/operators.ts'
import { artefacts, certify, force, mask, open, propose } from '../support/round.ts'
import { fresh, run, type Stage, stageNetwork } from '../support/stage.ts'

type Call = RoundAction['call'] | 'setParams'
type Step = {
  readonly call: Call
  readonly by?: 'leader' | 'standby'
  /** Seconds since the last accepted step. */
  readonly wait: number
  readonly round?: number
  readonly survivors?: readonly number[]
  readonly missing?: readonly number[]
  readonly index?: number
  readonly kemKeyBytes?: number
  readonly until?: number
  readonly stands?: boolean
  readonly version?: number
  readonly params?: Partial<RoundParams>
}

const file = new URL('../../vectors/rounds.json', import.meta.url)
const { params, scenarios } = JSON.parse(readFileSync(file, 'utf8'))
const trainers = [0, 1, 2, 3, 4]
const seed = 31_337

/** The contract and the machine of the protocol package side by side. */
class Pair {
  readonly #stage: Stage
  #surroundings: Omit<Surroundings, 'now'>
  #machine: RunMachine
  #last: number
  /** Round and index of every entry. */
  readonly #forced = new Set<string>()
  #steps = 0

  constructor(stage: Stage, surroundings: Omit<Surroundings, 'now'>) {
    this.#stage = stage
    this.#surroundings = surroundings
    const { venue, run: number } = surroundings
    const { configHash, genesisModelRoot } = run
    this.#machine = createRunMachine(
      genesisHead(venue, number, configHash as Hex, genesisModelRoot as Hex),
    )
    this.#last = surroundings.createdAt
  }

  get cursor(): RunMachine['cursor'] {
    return this.#machine.cursor
  }

  /** Lets both take a step, compares them, and says what came of it. */
  async take(step: Step): Promise<string> {
    const now = this.#last + step.wait
    const around = { ...this.#surroundings, now }
    const randao = toBeHex(++this.#steps, 32) as Hex
    await helpers.time.setNextBlockTimestamp(now)
    await helpers.setPrevRandao(this.#steps)
    if (step.call === 'setParams') return await this.#setParams(step, now)
    const leader = leaderOf(this.#machine, around)?.address
    const caller = this.#callerOf(step, leader as Hex)
    const outcome = await outcomeOf(() => this.#send(step, caller, now))
    const action = await this.#toAction(step, addressOf(caller), now, randao)
    const result = stepRound(this.#machine, action, around)
    expect(outcome, step.call).to.equal(result.kind === 'accept' ? 'ok' : result.reason)
    if (result.kind === 'accept') {
      this.#machine = result.machine
      if (action.call === 'force') this.#forced.add(`${action.round}/${action.index}`)
      this.#last = now
      await this.#compare()
    }
    return outcome
  }

  /** Goes on from wherever the run stands until a round opens. */
  async reopen(): Promise<void> {
    const long = 6_000
    if (['open', 'masked', 'proposed'].includes(this.cursor.state))
      expect(await this.take({ call: 'abort', wait: long })).to.equal('ok')
    expect(await this.take({ call: 'open', wait: long })).to.equal('ok')
  }

  #callerOf(step: Step, leader: Hex): Operator {
    const ring = this.#stage.operators.slice(5, 7)
    const found = ring.find(
      (operator) => (addressOf(operator) === leader) === (step.by !== 'standby'),
    )
    return found as Operator
  }

  async #setParams(step: Step, now: number): Promise<string> {
    const rules = { ...this.#surroundings.params, ...step.params }
    await this.#stage.registry.setParams(1, rules)
    this.#surroundings = { ...this.#surroundings, params: rules }
    this.#last = now
    return 'ok'
  }

  #send(step: Step, by: Operator, now: number): Promise<ContractTransactionResponse> {
    const stage = this.#stage
    const { ledger } = stage
    const round = step.round ?? this.cursor.round
    switch (step.call) {
      case 'open':
        return open(stage, { by })
      case 'mask':
        return mask(stage, step.survivors ?? [], { by, round })
      case 'propose':
        return propose(stage, { by, round })
      case 'certify':
        return certify(stage, step.missing)
      case 'force':
        return force(stage, stage.operators[step.index ?? 0] as Operator, {
          round: round + 1,
          kemKeyBytes: step.kemKeyBytes,
        })
      case 'dispute':
        return ledger.dispute(1, round, now + (step.until ?? 0))
      case 'settle':
        return ledger.settle(1, round, step.stands ?? true)
      case 'rollback':
        return ledger.rollback(1, step.version ?? 0, artefacts.model)
      case 'abort':
        return ledger.abort(1, round)
      default:
        return ledger.finalize(1)
    }
  }

  async #toAction(step: Step, caller: Hex, now: number, randao: Hex): Promise<RoundAction> {
    const { cursor } = this.#machine
    const round = step.round ?? cursor.round
    switch (step.call) {
      case 'open': {
        const [membership] = await this.#stage.book.members()
        const epochs = { epoch: 1, currentEpoch: Number(await this.#stage.set.epoch()) }
        return { call: 'open', caller, members: trainers.length, membership, ...epochs, randao }
      }
      case 'mask': {
        const { roster, share, masks } = typed
        const survivors = step.survivors ?? []
        return { call: 'mask', caller, round, roster, share, masks, survivors }
      }
      case 'propose': {
        const { reveals, sum, model } = typed
        return { call: 'propose', caller, round, reveals, sum, model }
      }
      case 'certify': {
        const nonSigners = step.missing ?? []
        const signedWeight = 1_000n * BigInt(3 - nonSigners.length)
        const stake = { signedWeight, totalWeight: 3_000n }
        const { evaluation } = typed
        return { call: 'certify', round: cursor.round, evaluation, nonSigners, ...stake, randao }
      }
      case 'force': {
        const [maskKey, sealKey, selfCommitment] = ['mask key', 'seal key', 'commitment'].map(id)
        const kemKey = kemKeyOf('kem key', step.kemKeyBytes)
        const keys = { maskKey, sealKey, kemKey, selfCommitment } as Record<string, Hex>
        const index = step.index ?? 0
        const isTrainer = trainers.includes(index)
        const isFirst = !this.#forced.has(`${round + 1}/${index}`)
        return {
          call: 'force',
          round: round + 1,
          isTrainer,
          isFirst,
          index,
          ...keys,
        } as RoundAction
      }
      case 'dispute':
        return { call: 'dispute', round, until: now + (step.until ?? 0) }
      case 'settle':
        return { call: 'settle', round, stands: step.stands ?? true }
      case 'rollback':
        return { call: 'rollback', version: step.version ?? 0, model: typed.model }
      case 'abort':
        return { call: 'abort', round, randao }
      default:
        return { call: 'finalize' }
    }
  }

  async #compare(): Promise<void> {
    const { ledger } = this.#stage
    const cursor = (await ledger.cursorOf(1)).toObject()
    for (const [name, value] of Object.entries(this.#machine.cursor)) {
      const actual = name === 'state' ? roundStates[Number(cursor[name])] : Number(cursor[name])
      expect(actual, name).to.equal(value)
    }
    const lead = (await ledger.leadOf(1)).toObject()
    for (const [name, value] of Object.entries(this.#machine.lead)) {
      const actual = typeof value === 'number' ? Number(lead[name]) : lead[name]
      expect(name === 'leader' ? actual.toLowerCase() : actual, name).to.equal(value)
    }
    expect(await ledger.headOf(1)).to.equal(this.#machine.head)
    expect(await ledger.inboxOf(1)).to.equal(this.#machine.inbox)
  }
}

/** What the calls fix, as the machine takes it. */
const typed = artefacts as unknown as Record<
  keyof typeof artefacts,
  { readonly root: Hex; readonly content: Hex }
>

const addressOf = ({ wallet }: Operator): Hex => wallet.address.toLowerCase() as Hex

/** `ok`, or the name of the custom error. */
async function outcomeOf(send: () => Promise<ContractTransactionResponse>): Promise<string> {
  try {
    await send()
    return 'ok'
  } catch (error) {
    const [, name] = /custom error '(\w+)\(/.exec(String(error)) ?? []
    if (name !== undefined) return name
    if (isError(error, 'CALL_EXCEPTION') && error.revert) return error.revert.name
    throw error
  }
}

async function createPair(): Promise<Pair> {
  const stage = await fresh(stageNetwork)
  const seats = stage.operators.slice(5, 7)
  const surroundings = {
    venue: { chainId: 31_337n, ledger: (await stage.ledger.getAddress()).toLowerCase() as Hex },
    run: 1,
    params,
    createdAt: Number(await stage.registry.createdAt(1)),
    pausedUntil: 0,
    ring: seats.map((operator, i) => ({ index: 5 + i, address: addressOf(operator) })),
  }
  return new Pair(stage, surroundings)
}

describe('RoundLedger against the round machine', () => {
  for (const { name, steps } of scenarios)
    it(`vector: ${name}`, async () => {
      const pair = await createPair()
      for (const [i, step] of steps.entries()) {
        expect(await pair.take(step), `step ${i}`).to.equal(step.expect)
        expect(pair.cursor, `step ${i}`).to.include(step.then)
      }
    })

  it('behavior: any calls at any time meet the same answer, and no state is stuck', async () => {
    const length = 400
    const [steps = []] = fc.sample(fc.array(anyStep, { minLength: length, maxLength: length }), {
      seed,
      numRuns: 1,
    })
    const pair = await createPair()
    const seen = new Set<string>()
    const left = new Set<string>()
    let outcome = 'ok'
    let wait = 0
    for (const [i, { call, delay, shift, ...rest }] of steps.entries()) {
      const expected = outcome === 'DeadlinePassed' ? 'abort' : expectedCall[pair.cursor.state]
      const round = Math.max(0, pair.cursor.round + shift)
      wait = outcome === 'ok' ? delay : wait + delay
      outcome = await pair.take({ ...rest, call: call ?? (expected as Call), wait, round })
      seen.add(outcome)
      if (i % 10 !== 9) continue
      left.add(pair.cursor.state)
      await pair.reopen()
      outcome = 'ok'
    }
    expect([...seen]).to.have.members([
      ...['ok', 'WrongState', 'WrongRound', 'NotLeader', 'NotTrainer', 'TooEarly'],
      ...['DeadlinePassed', 'BelowThreshold', 'InsufficientStake'],
    ])
    expect([...left]).to.include.members(['open', 'masked', 'proposed', 'certified', 'disputed'])
    expect(pair.cursor.version).to.be.greaterThan(10)
  })
})

const calls: Call[] = [
  ...(['open', 'mask', 'propose', 'certify', 'finalize', 'abort'] as const),
  ...(['force', 'dispute', 'settle', 'rollback'] as const),
]

/** `value` four times of five, or one of `others`. */
const mostly = <T>(value: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(value), weight: 4 }, fc.constantFrom(...others))

/** Mostly what the state waits for, or rounds would never end; the rest anything, at the edges of turns and deadlines. */
const anyStep = fc.record({
  call: mostly<Call | undefined>(undefined, ...calls),
  by: mostly<'leader' | 'standby'>('leader', 'standby'),
  delay: mostly(2, 1, 9, 10, 11, 19, 20, 21, 41, 49, 50, 51, 59, 60, 61, 91, 200),
  survivors: mostly(trainers, [0, 1, 2, 3], [1, 2, 3, 4], [0, 1]),
  missing: fc.constantFrom<number[]>([], [1], [0, 2]),
  shift: fc.oneof({ arbitrary: fc.constant(0), weight: 15 }, fc.constantFrom(-1, 1)),
  index: fc.constantFrom(0, 1, 4, 5),
  until: fc.constantFrom(5, 50, 5_000),
  stands: fc.boolean(),
  version: fc.constantFrom(0, 1),
})

/** What moves a run on; a certified round is disputed as often as the next one is opened. */
const expectedCall: Record<string, Call> = {
  idle: 'open',
  open: 'mask',
  masked: 'propose',
  proposed: 'certify',
  certified: 'dispute',
  final: 'open',
  aborted: 'open',
  disputed: 'settle',
}
