import { readFileSync } from 'node:fs'
import {
  createRunMachine,
  genesisHead,
  type Hex,
  leaderOf,
  type RoundAction,
  type RunMachine,
  roundStates,
  type Surroundings,
  stepRound,
} from '@vain/protocol'
import { expect } from 'chai'
import { type ContractTransactionResponse, id, isError } from 'ethers'
import fc from 'fast-check'
import { helpers } from '../support/chain.ts'
import type { Operator } from '../support/operators.ts'
import { certify, open, phase, propose } from '../support/round.ts'
import { fresh, run, type Stage, stageNetwork } from '../support/stage.ts'

type Call = RoundAction['call']
type Step = {
  readonly call: Call
  readonly by?: 'leader' | 'standby' | 'anyone'
  /** Seconds since the last accepted step. */
  readonly wait: number
  readonly round?: number
  readonly indices?: readonly number[]
  readonly missing?: readonly number[]
}

const file = new URL('../../vectors/rounds.json', import.meta.url)
const { params, scenarios } = JSON.parse(readFileSync(file, 'utf8'))
const ring = [5, 6]
const members = [0, 1, 2, 3, 4]
const seed = 31_337

/** The contract and the machine of the protocol package side by side. */
class Pair {
  readonly #stage: Stage
  readonly #surroundings: Omit<Surroundings, 'now'>
  #machine: RunMachine
  #last: number

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
    const leader = leaderOf(this.#machine, around)?.index as number
    const caller = step.by === 'standby' ? ring.find((index) => index !== leader) : leader
    await helpers.time.setNextBlockTimestamp(now)
    const outcome = await outcomeOf(() => this.#send(step, caller as number))
    const action = toAction(step, this.#machine, caller as number, await this.#seed(outcome))
    const result = stepRound(this.#machine, action, around)
    expect(outcome, step.call).to.equal(result.kind === 'accept' ? 'ok' : result.reason)
    if (result.kind === 'accept') {
      this.#machine = result.machine
      this.#last = now
      await this.#compare()
    }
    return outcome
  }

  #send(step: Step, caller: number): Promise<ContractTransactionResponse> {
    const by = this.#stage.operators[caller] as Operator
    const round = step.round ?? this.#machine.cursor.round
    switch (step.call) {
      case 'open':
        return open(this.#stage, { by })
      case 'propose':
        return propose(this.#stage, { by, round })
      case 'certify':
        return certify(this.#stage, step.missing, { by, round })
      case 'finalize':
        return this.#stage.ledger.finalize(1)
      case 'abort':
        return this.#stage.ledger.abort(1, round)
      default:
        return phase(this.#stage, step.call, step.indices ?? [], { by, round })
    }
  }

  async #seed(outcome: string): Promise<Hex> {
    return outcome === 'ok' ? await this.#stage.ledger.seedOf(1) : (id('unused') as Hex)
  }

  async #compare(): Promise<void> {
    const { ledger } = this.#stage
    const cursor = (await ledger.cursorOf(1)).toObject()
    for (const [name, value] of Object.entries(this.#machine.cursor)) {
      const actual = name === 'state' ? roundStates[Number(cursor[name])] : Number(cursor[name])
      expect(actual, name).to.equal(value)
    }
    expect(await ledger.headOf(1)).to.equal(this.#machine.head)
    expect(await ledger.transcriptOf(1)).to.equal(this.#machine.transcript)
    expect(await ledger.seedOf(1)).to.equal(this.#machine.seed)
  }
}

function toAction(step: Step, machine: RunMachine, caller: number, drawn: Hex): RoundAction {
  const round = step.round ?? machine.cursor.round
  switch (step.call) {
    case 'open':
      return { call: 'open', caller, members, epoch: 1, currentEpoch: 1 }
    case 'propose':
      return {
        call: 'propose',
        caller,
        round,
        sumRoot: id('sum') as Hex,
        modelRoot: id('model') as Hex,
      }
    case 'certify': {
      const signedWeight = 1_000n * BigInt(3 - (step.missing?.length ?? 0))
      const evaluations = {
        evaluationRoot: id('evaluations') as Hex,
        evaluationCid: 'evaluation-cid',
      }
      const weights = { signedWeight, totalWeight: 3_000n }
      return { call: 'certify', caller, round, ...evaluations, ...weights, seed: drawn }
    }
    case 'finalize':
      return { call: 'finalize' }
    case 'abort':
      return { call: 'abort', round, seed: drawn }
    default:
      return {
        call: step.call,
        caller,
        round,
        root: id(step.call) as Hex,
        indices: step.indices ?? [],
      }
  }
}

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
  const surroundings = {
    venue: { chainId: 31_337n, ledger: (await stage.ledger.getAddress()).toLowerCase() as Hex },
    run: 1,
    params,
    createdAt: Number(await stage.registry.createdAt(1)),
    ring,
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

  it('behavior: any calls at any time meet the same answer', async () => {
    const [steps = []] = fc.sample(fc.array(anyStep, { minLength: 250, maxLength: 250 }), {
      seed,
      numRuns: 1,
    })
    const pair = await createPair()
    const seen = new Map<string, number>()
    let outcome = 'ok'
    let wait = 0
    for (const { call, delay, shift, ...rest } of steps) {
      const expected = outcome === 'DeadlinePassed' ? 'abort' : expectedCall[pair.cursor.state]
      const round = Math.max(0, pair.cursor.round + shift)
      wait = outcome === 'ok' ? delay : wait + delay
      outcome = await pair.take({ ...rest, call: call ?? (expected as Call), wait, round })
      seen.set(outcome, (seen.get(outcome) ?? 0) + 1)
    }
    expect([...seen.keys()]).to.have.members([
      ...['ok', 'WrongState', 'WrongRound', 'NotLeader', 'TooEarly', 'DeadlinePassed'],
      ...['BelowThreshold', 'InsufficientStake'],
    ])
    expect(pair.cursor.version).to.be.greaterThan(2)
  })
})

const calls: Call[] = [
  ...(['open', 'roster', 'share', 'mask', 'reveal', 'propose', 'certify'] as const),
  ...(['finalize', 'abort'] as const),
]

/** `value` four times of five, or one of `others`. */
const mostly = <T>(value: T, ...others: T[]): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(value), weight: 4 }, fc.constantFrom(...others))

/** Mostly what the state waits for, or rounds would never end; the rest anything, at the edges of turns and deadlines. */
const anyStep = fc.record({
  call: mostly<Call | undefined>(undefined, ...calls),
  by: mostly<'leader' | 'standby'>('leader', 'standby'),
  delay: mostly(2, 1, 9, 10, 11, 19, 20, 21, 41, 59, 60, 61, 91, 200),
  indices: mostly(members, [0, 1, 2, 3], [1, 2, 3, 4], [0, 1]),
  missing: fc.constantFrom<number[]>([], [1], [0, 2]),
  shift: fc.oneof({ arbitrary: fc.constant(0), weight: 15 }, fc.constantFrom(-1, 1)),
})

const expectedCall: Record<string, Call> = {
  idle: 'open',
  open: 'roster',
  rostered: 'share',
  shared: 'mask',
  masked: 'reveal',
  revealed: 'propose',
  proposed: 'certify',
  certified: 'open',
  final: 'open',
  aborted: 'open',
}
