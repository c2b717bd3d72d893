import { toHex, toUint } from '@vain/base'
import { keccak256 } from '@vain/crypto'
import type { Figure } from '../../../scripts/bench/figure.ts'
import { as, gasOf, helpers } from '../support/chain.ts'
import { createOperator, type Operator, registrationOf, roles } from '../support/operators.ts'
import { bitmapOf, certify, force, mask, open, propose } from '../support/round.ts'
import { deployAll, goToEpoch, params, run, type Stage } from '../support/stage.ts'
import { gas } from './gas.ts'

const validatorCount = 256
/** Certificate of our prototype, at 256 validators, by number of missing ones. */
const prototypeGas: Record<number, number> = { 0: 170_929, 25: 239_474, 85: 351_302 }
/** The same with a Merkle proof for each missing one, as EigenLayer's middleware does it (prototype). */
const merkleGas: Record<number, number> = { 0: 193_189, 25: 508_153, 85: 1_360_320 }
/** Delta's cost per participant and round; measured by us with its published contracts. */
const deltaGas = 2_994_559
/** Slots of `KeyBook`: words of the sets by role and position, and 16-bit counters. */
const wordsSlot = 5
const countsSlot = 6

/** Gas of what comes before a round, of its steps, and of certificates. Steps are a later round's. */
export async function benchRounds(): Promise<Figure[]> {
  const { stage, figures } = await stageBench()
  await playRound(stage, 4)
  const round = await benchRound(stage)
  await growTo(stage, 4_096)
  const large = sumOf(await playRound(stage, 4_096))
  return [...figures, ...round, gas('round/nodes=4096', large)]
}

const sumOf = (steps: Readonly<Record<string, number>>): number =>
  Object.values(steps).reduce((sum, step) => sum + step, 0)

/** Four trainers, an aggregator, 256 validators in the set of an epoch, and a run. */
async function stageBench(): Promise<{ stage: Stage; figures: Figure[] }> {
  const stage = await deployAll()
  const plan = [
    [4, roles.trainer],
    [1, roles.aggregator],
    [validatorCount, roles.validator],
  ] as const
  const operators: Operator[] = []
  const figures: Figure[] = []
  for (const [count, role] of plan)
    for (let i = 0; i < count; i++) {
      const operator = await createOperator(`role ${role}, number ${i}`)
      const costs = await enlist(stage, operator, role)
      operators.push(operator)
      if (i === 1) figures.push(...costs)
    }
  await goToEpoch(stage, Number(await stage.set.epoch()) + 1)
  const pageSize = Number(
    await (stage.set as unknown as { PAGE_SIZE(): Promise<bigint> }).PAGE_SIZE(),
  )
  const page = await gasOf(stage.set.collect(1))
  await stage.set.collect(2)
  figures.push(
    gas(`collect/validators=${pageSize}`, page),
    gas(`snapshot/validators=${validatorCount}`, await gasOf(stage.set.snapshot())),
    gas(
      'createRun',
      await gasOf(
        stage.registry.createRun({ ...run, params: { ...params, disputeSeconds: 0 } }, 'cid'),
      ),
    ),
    gas('setParams', await gasOf(stage.registry.setParams(1, { ...params, disputeSeconds: 0 }))),
  )
  return { stage: { ...stage, operators, validators: operators.slice(5) }, figures }
}

/** Bonds for an operator, registers it, and says what both cost. */
async function enlist(stage: Stage, operator: Operator, role: number): Promise<Figure[]> {
  const by = as(stage.vault, operator.wallet)
  await stage.token.transfer(operator.wallet, 2_000n)
  await as(stage.token, operator.wallet).approve(stage.vault, 2_000n)
  const bonded = await gasOf(by.bond(1_000n))
  const registration = registrationOf(operator, role, await stage.book.getAddress())
  const registered = await gasOf(as(stage.book, operator.wallet).register(registration))
  if (role === roles.validator) return [gas('register/validator', registered)]
  if (role !== roles.trainer) return []
  return [gas('bond', bonded), gas('register', registered)]
}

/** Gas of the steps of a round up to `propose`, in which `nodes` members all stay to the end. */
async function goToProposed(stage: Stage, nodes: number): Promise<Record<string, number>> {
  const survivors = bitmapOf(Array.from({ length: nodes }, (_, index) => index))
  return {
    open: await gasOf(open(stage)),
    mask: await gasOf(mask(stage, survivors)),
    propose: await gasOf(propose(stage)),
  }
}

/** Gas by step of a whole round that nobody misses. */
async function playRound(stage: Stage, nodes: number): Promise<Record<string, number>> {
  const steps = await goToProposed(stage, nodes)
  return { ...steps, certify: await gasOf(certify(stage)) }
}

/** Positions of `missing` validators, evenly spread. */
const spread = (missing: number): number[] =>
  Array.from({ length: missing }, (_, i) => Math.floor((i * validatorCount) / missing))

async function benchRound(stage: Stage): Promise<Figure[]> {
  const [first, second] = stage.operators as [Operator, Operator]
  await open(stage)
  await force(stage, first)
  // Of one that has never done so before.
  const forced = await gasOf(force(stage, second))
  const aborted = await abort(stage)
  await playRound(stage, 4)
  const steps = await goToProposed(stage, 4)
  const proposed = await helpers.takeSnapshot()
  const certificates: Figure[] = []
  for (const missing of [85, 25, 0]) {
    await proposed.restore()
    const value = await gasOf(certify(stage, spread(missing)))
    const name = `certificate/validators=${validatorCount},missing=${missing}`
    certificates.unshift(
      gas(`${name}/merkle`, value, {
        name: 'EigenLayer style, prototype',
        value: merkleGas[missing] as number,
      }),
    )
    certificates.unshift(
      gas(name, value, { name: 'our prototype', value: prototypeGas[missing] as number }),
    )
  }
  const whole = sumOf(steps) + (certificates[0]?.value ?? 0)
  return [
    ...Object.entries(steps).map(([step, value]) => gas(step, value)),
    ...certificates,
    gas('finalize', await gasOf(stage.ledger.finalize(1))),
    gas('force', forced),
    gas('abort', aborted),
    // Delta writes a commitment of each participant; published with its contracts, measured there.
    gas('round/nodes=4', whole, { name: 'Delta, 4 participants', value: 4 * deltaGas }),
  ]
}

/** Gas of ending a round at its deadline. */
async function abort(stage: Stage): Promise<number> {
  await helpers.time.increase(1_000)
  const { round } = await stage.ledger.cursorOf(1)
  return await gasOf(stage.ledger.abort(1, round))
}

/**
 * Makes the indices below `nodes` active trainers by writing the storage of the key book: so many
 * registrations would take minutes, and a round reads nothing of a trainer but its number.
 */
async function growTo(stage: Stage, nodes: number): Promise<void> {
  const address = await stage.book.getAddress()
  const byRole = keccak256(toUint(1, 256), toUint(wordsSlot, 256))
  for (let position = 0; position < nodes / 256; position++) {
    const slot = BigInt(toHex(keccak256(toUint(position, 256), byRole)))
    await helpers.setStorageAt(address, slot, 2n ** 256n - 1n)
  }
  const counts = BigInt(await helpers.getStorageAt(address, countsSlot))
  const changed = (counts & ~0xffff_ffffn) | BigInt(nodes) | (BigInt(nodes) << 16n)
  await helpers.setStorageAt(address, countsSlot, changed)
  const active = await stage.book.count(roles.trainer)
  if (active !== BigInt(nodes)) throw new Error(`the key book counts ${active} trainers`)
}
