import { fromHex, toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import {
  createLedgerView,
  cumulateRewards,
  decodeRewardPolicy,
  encode,
  encodeRewardPolicy,
  type Hex,
  type LedgerView,
  medianAccuracy,
  type RewardPolicy,
  type RewardRule,
  type RoundFacts,
  type RoundView,
  type RunView,
  rewardRound,
  ruleOf,
} from '../../src/index.ts'

const word = (n: number): Hex => `0x${n.toString(16).padStart(64, '0')}`
const accountOf = (index: number): Hex => `0x${(0xa000 + index).toString(16).padStart(40, '0')}`
const at = { block: 1, blockHash: word(1), timestamp: 1, transaction: word(2), logIndex: 0 }
const artefact = { root: word(3), content: word(4) }

/** Trainers 0–4, aggregators 5–6, validators 7–9 with these weights. */
function viewWith(weights: readonly bigint[], runs: readonly RunView[] = []): LedgerView {
  const operators = Array.from({ length: 10 }, (_, index) => ({
    index,
    address: accountOf(index),
    peerKey: new Uint8Array(),
    roles: 1,
    active: true,
    blsKey: new Uint8Array(),
    blsProof: new Uint8Array(),
    endpoints: [],
  }))
  const set = {
    epoch: 1,
    indices: weights.map((_, position) => 7 + position),
    weights,
    totalWeight: weights.reduce((sum, weight) => sum + weight, 0n),
    aggregateKey: new Uint8Array(),
  }
  return {
    ...createLedgerView({ chainId: 1n, ledger: accountOf(99) }),
    operators: new Map(operators.map((operator) => [operator.index, operator])),
    sets: new Map([[1, set]]),
    latestEpoch: 1,
    runs: new Map(runs.map((run) => [run.run, run])),
  }
}

function settledRound(
  change: Partial<RoundView> & { nonSigners?: readonly number[] } = {},
): RoundView {
  const { nonSigners = [], ...rest } = change
  return {
    run: 1,
    round: 1,
    epoch: 1,
    model: { root: word(5), content: word(6) },
    members: [0, 1, 2, 3, 4],
    threshold: 3,
    corruptionBps: 0,
    forced: [],
    opened: at,
    openHead: word(7),
    survivors: [0, 1, 2, 3],
    proposal: {
      at,
      leader: accountOf(5),
      reveals: artefact,
      sum: artefact,
      model: artefact,
      head: word(8),
    },
    certificate: {
      at,
      version: 1,
      evaluation: artefact,
      nonSigners,
      signedWeight: 0n,
      signature: new Uint8Array(),
      digest: word(9),
    },
    finalized: at,
    ...rest,
  }
}

const runWith = (run: number, rounds: readonly RoundView[]): RunView =>
  ({ run, past: [], rounds }) as unknown as RunView

const rule: RewardRule = {
  run: 1,
  from: 1,
  trainers: 1_000n,
  validators: 300n,
  leader: 50n,
  floorBps: 8_000,
}
const policy: RewardPolicy = { v: 1, rules: [rule] }

const attested = (...accuracies: readonly [number, number][]): RoundFacts['evaluations'] =>
  new Map(accuracies.map(([correct, total], position) => [7 + position, { correct, total }]))
const good: RoundFacts = {
  revealed: [0, 1, 2, 3],
  evaluations: attested([90, 100], [90, 100], [90, 100]),
}
const amountsOf = (paid: ReadonlyMap<Hex, bigint>): Record<string, bigint> =>
  Object.fromEntries([...paid].map(([account, amount]) => [`${Number(account) - 0xa000}`, amount]))

describe('rewardRound', () => {
  it('default: equal shares, shares by weight, and a fixed amount', () => {
    const view = viewWith([10n, 20n, 30n])
    const reward = rewardRound(view, settledRound(), rule, good)
    expect(amountsOf(reward.paid)).to.deep.equal({
      0: 250n,
      1: 250n,
      2: 250n,
      3: 250n,
      5: 50n,
      7: 50n,
      8: 100n,
      9: 150n,
    })
    expect(reward.withheld).to.equal(0n)
    expect(reward).not.to.have.property('reason')
  })

  it('behavior: only those in U2 that revealed share, and they share all of it', () => {
    const view = viewWith([10n, 20n, 30n])
    // 4 is not in U2, 3 vanished.
    const facts = { ...good, revealed: [0, 1, 4] }
    const { paid, withheld } = rewardRound(view, settledRound(), rule, facts)
    expect(amountsOf(paid)).to.include({ 0: 500n, 1: 500n })
    expect(amountsOf(paid)).not.to.have.any.keys('2', '3', '4')
    expect(withheld).to.equal(0n)
  })

  it('behavior: validators that did not sign get nothing, the others share all of it', () => {
    const view = viewWith([10n, 20n, 30n])
    const { paid } = rewardRound(view, settledRound({ nonSigners: [0] }), rule, good)
    expect(amountsOf(paid)).to.include({ 8: 120n, 9: 180n })
    expect(amountsOf(paid)).not.to.have.any.keys('7')
  })

  it('behavior: rounds down and says what is left', () => {
    const view = viewWith([1n, 1n, 1n])
    const facts = { ...good, revealed: [0, 1, 2] }
    const reward = rewardRound(view, settledRound(), { ...rule, validators: 100n }, facts)
    expect(amountsOf(reward.paid)).to.include({ 0: 333n, 7: 33n })
    expect(reward.withheld).to.equal(2n)
  })

  it('behavior: below the floor trainers get nothing, those who did their work do', () => {
    const view = viewWith([10n, 20n, 30n])
    const facts = { ...good, evaluations: attested([79, 100], [79, 100], [99, 100]) }
    const equal = { ...rule, floorBps: 7_900 }
    // The weight is on the third.
    expect(rewardRound(view, settledRound(), rule, facts)).to.include({ reason: 'below-floor' })
    expect(rewardRound(view, settledRound(), rule, facts).withheld).to.equal(1_000n)
    expect(amountsOf(rewardRound(view, settledRound(), rule, facts).paid)).to.deep.equal({
      5: 50n,
      7: 50n,
      8: 100n,
      9: 150n,
    })
    expect(rewardRound(view, settledRound(), equal, facts)).not.to.have.property('reason')
  })

  it('behavior: an operator with two parts gets both in one', () => {
    const view = viewWith([10n, 20n, 30n])
    const operators = new Map(view.operators).set(7, {
      ...(view.operators.get(7) as NonNullable<ReturnType<typeof view.operators.get>>),
      address: accountOf(0),
    })
    const { paid } = rewardRound({ ...view, operators }, settledRound(), rule, good)
    expect(amountsOf(paid)).to.include({ 0: 300n })
  })

  it('behavior: without reveals the pool of the trainers stays', () => {
    const view = viewWith([10n, 20n, 30n])
    const reward = rewardRound(view, settledRound(), rule, { ...good, revealed: [] })
    expect(reward.withheld).to.equal(1_000n)
    expect(reward.reason).to.equal('nobody-revealed')
  })

  it('behavior: where trainers have no pool nothing is asked of who revealed', () => {
    const view = viewWith([10n, 20n, 30n])
    const facts = { revealed: [], evaluations: new Map() }
    const reward = rewardRound(view, settledRound(), { ...rule, trainers: 0n }, facts)
    expect(amountsOf(reward.paid)).to.deep.equal({ 5: 50n, 7: 50n, 8: 100n, 9: 150n })
    expect(reward).not.to.have.property('reason')
  })

  it('property: paid and withheld are the pools, nobody gets less than nothing', () => {
    const pool = fc.bigInt({ min: 0n, max: 10n ** 27n })
    const weights = fc.array(fc.bigInt({ min: 1n, max: 10n ** 27n }), {
      minLength: 3,
      maxLength: 3,
    })
    const share = fc.record({ trainers: pool, validators: pool, leader: pool })
    const indices = fc.subarray([0, 1, 2, 3, 4])
    fc.assert(
      fc.property(weights, share, indices, indices, fc.subarray([0, 1]), (...drawn) => {
        const [weight, pools, survivors, revealed, nonSigners] = drawn
        const round = settledRound({ survivors, nonSigners })
        const facts = { ...good, revealed }
        const reward = rewardRound(viewWith(weight), round, { ...rule, ...pools }, facts)
        const sum = [...reward.paid.values()].reduce((total, amount) => total + amount, 0n)
        expect(sum + reward.withheld).to.equal(pools.trainers + pools.validators + pools.leader)
        expect(reward.withheld >= 0n).to.equal(true)
        expect([...reward.paid.values()].every((amount) => amount > 0n)).to.equal(true)
        const signers = [7, 8, 9].filter((index) => !nonSigners.includes(index - 7))
        const earned = signers.reduce(
          (total, index) => total + (reward.paid.get(accountOf(index)) ?? 0n),
          0n,
        )
        // Rounding takes less than a unit from each.
        expect(pools.validators - earned < BigInt(signers.length)).to.equal(true)
      }),
      { seed: 1, numRuns: 200 },
    )
  })
})

describe('medianAccuracy', () => {
  const median = (weights: readonly bigint[], evaluations: RoundFacts['evaluations']) =>
    medianAccuracy(viewWith(weights), settledRound(), { revealed: [], evaluations })

  it('default: the middle one by weight, the lower of two', () => {
    expect(median([1n, 1n, 1n], attested([9, 10], [1, 10], [5, 10]))).to.include({ correct: 5 })
    expect(median([1n, 1n], attested([9, 10], [1, 10]))).to.include({ correct: 1 })
    expect(median([5n, 1n, 1n], attested([9, 10], [1, 10], [5, 10]))).to.include({ correct: 9 })
  })

  it('behavior: compares as fractions, exactly', () => {
    const big = 0xffff_ffff
    const near = attested([big - 2, big - 1], [big - 1, big], [0, 1])
    expect(median([1n, 1n, 1n], near)).to.deep.include({ correct: big - 2, total: big - 1 })
  })

  it('behavior: a minority of the weight cannot move it past the majority', () => {
    fc.assert(
      fc.property(fc.nat(100), (lie) => {
        const { correct } = median([2n, 1n, 2n], attested([80, 100], [lie, 100], [80, 100]))
        expect(correct).to.equal(80)
      }),
      { seed: 1, numRuns: 30 },
    )
  })

  it('behavior: nothing measured is nothing right; strangers do not count', () => {
    expect(median([1n], new Map())).to.deep.equal({ correct: 0, total: 1 })
    expect(median([1n], attested([0, 0]))).to.include({ correct: 0 })
    expect(median([1n], new Map([[3, { correct: 1, total: 1 }]]))).to.include({ correct: 0 })
  })
})

describe('cumulateRewards', () => {
  const weights = [10n, 20n, 30n]
  const numbered = (round: number, change: Parameters<typeof settledRound>[0] = {}) =>
    settledRound({ round, ...change })
  const total = (rounds: readonly RoundView[], by: RewardPolicy = policy) =>
    cumulateRewards(viewWith(weights, [runWith(1, rounds)]), by, () => good)

  it('default: adds up all rounds of all runs', () => {
    const second = { ...rule, run: 2, trainers: 40n, validators: 0n, leader: 1n }
    const view = viewWith(weights, [
      runWith(2, [settledRound({ run: 2 })]),
      runWith(1, [numbered(1), numbered(2)]),
    ])
    const rewards = cumulateRewards(view, { v: 1, rules: [rule, second] }, () => good)
    expect(amountsOf(rewards.amounts)).to.include({ 0: 510n, 5: 101n, 9: 300n })
    expect(rewards.total).to.equal(2n * 1_350n + 41n)
    expect(rewards.withheld).to.equal(0n)
    expect(rewards.rounds.map(({ run, round }) => [run, round])).to.deep.equal([
      [1, 1],
      [1, 2],
      [2, 1],
    ])
  })

  it('behavior: pays nothing for what failed, was overturned or is not final', () => {
    const { certificate: _, ...failed } = numbered(1)
    const { finalized: __, ...open } = numbered(2)
    const overturned = numbered(3, { overturned: at })
    expect(total([failed, open, overturned])).to.deep.include({ total: 0n, withheld: 0n })
    const asks = () => total([failed, open, overturned]).rounds
    expect(asks()).to.deep.equal([])
  })

  it('behavior: a rule counts from its round on, and before the first nothing is paid', () => {
    const rules = [
      { ...rule, from: 2 },
      { ...rule, from: 4, leader: 7n },
    ]
    const rounds = [1, 2, 3, 4, 5].map((round) => numbered(round))
    expect(amountsOf(total(rounds, { v: 1, rules }).amounts)).to.include({ 5: 114n })
    expect(ruleOf({ v: 1, rules }, 1, 1)).to.equal(undefined)
    expect(ruleOf({ v: 1, rules }, 2, 9)).to.equal(undefined)
  })

  it('property: with every further round no amount falls', () => {
    fc.assert(
      fc.property(fc.array(fc.subarray([0, 1, 2, 3, 4]), { maxLength: 6 }), (sets) => {
        const rounds = sets.map((survivors, i) => numbered(i + 1, { survivors }))
        let before = total([]).amounts
        for (let length = 1; length <= rounds.length; length++) {
          const { amounts, total: sum, withheld } = total(rounds.slice(0, length))
          for (const [account, amount] of before)
            expect((amounts.get(account) ?? 0n) >= amount).to.equal(true)
          expect(sum + withheld).to.equal(1_350n * BigInt(length))
          before = amounts
        }
      }),
      { seed: 1, numRuns: 30 },
    )
  })

  it('error: the artefacts of a round are not known', () => {
    const view = viewWith(weights, [runWith(1, [numbered(1)])])
    expect(() => cumulateRewards(view, policy, () => undefined))
      .to.throw()
      .with.property('code', 'rewards/facts-missing')
  })
})

describe('RewardPolicy', () => {
  const long: RewardPolicy = {
    v: 1,
    rules: [rule, { ...rule, from: 9 }, { ...rule, run: 2, trainers: 10n ** 27n }],
  }

  it('default: comes back as it was', () => {
    expect(decodeRewardPolicy(encodeRewardPolicy(long))).to.deep.equal(long)
  })

  it('error: other orders, repeats, signs, fractions and leading zeros', () => {
    const [first, second] = [rule, { ...rule, from: 2 }]
    for (const rules of [
      [second, first],
      [first, first],
      [{ ...first, trainers: -1n }],
      [{ ...first, floorBps: 10_001 }],
      [{ ...first, run: 0 }],
      [{ ...first, from: 1.5 }],
    ])
      expect(decodeRewardPolicy(encodeRewardPolicy({ v: 1, rules }))).to.equal(undefined)
    const plain = { run: 1, from: 1, trainers: '1', validators: '1', leader: '1', floorBps: 0 }
    expect(decodeRewardPolicy(encode({ v: 1, rules: [plain] }))).not.to.equal(undefined)
    for (const trainers of ['01', '', ' 1', '1.0', '1e3', '9'.repeat(39), 1])
      expect(
        decodeRewardPolicy(encode({ v: 1, rules: [{ ...plain, trainers }] })),
        `${trainers}`,
      ).to.equal(undefined)
    expect(decodeRewardPolicy(fromHex(toHex(new Uint8Array(3))))).to.equal(undefined)
  })
})
