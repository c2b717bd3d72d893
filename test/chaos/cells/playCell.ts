import { currentRound } from '@vain/protocol'
import type { ChaosNetwork } from '../network/openChaosNetwork.ts'
import { befall, drawDose } from './befall.ts'
import type { Cell } from './cell.ts'
import { endOf, type RoundEnd, untilWhole } from './checkRound.ts'
import { chainTarget, memberTarget, type Target } from './target.ts'

/** What was seen when a fault befell a round. */
export type Played = RoundEnd & {
  readonly cell: Cell
  readonly target: string
  readonly dose: string
  /** Phase that the round was in just before the fault came. */
  readonly landed: string
  /** Rounds until one had everyone in its sum again. */
  readonly wholeAfter: number
  readonly seconds: number
}

/** The one that makes `recover` come about: it falls silent after its masked vector is there. */
const silent = 'node-4'

/**
 * Lets a fault befall somebody in a phase of the next round, sees that round end and the network
 * come back, and checks what is on chain.
 *
 * @param random - numbers in [0, 1)
 * @throws {Error} if a sum is wrong, a daemon has died by itself, or something does not come back
 */
export async function playCell(
  network: ChaosNetwork,
  cell: Cell,
  random: () => number,
): Promise<Played> {
  const { fault, phase } = cell
  const begin = performance.now()
  const dose = drawDose(fault, random)
  const early = cell.role === 'aggregator' ? undefined : pickTarget(network, cell, random)
  const absent = fault === 'late-join' ? (early ?? standby(network)) : undefined
  await absent?.stop()
  const round = await nextRound(network)
  const silencing = phase === 'recover' ? silence(network, round) : undefined
  const landed = await network.phases.reached(round, phase)
  const target = absent ?? early ?? memberTarget(network, network.leader())
  const lift = await befall(network, fault, target, dose)
  const end = await endOf(network, round)
  lift()
  ;(await silencing)?.signal('SIGCONT')
  const wholeAfter = await untilWhole(network, round)
  assertAlive(network)
  const seconds = Math.round((performance.now() - begin) / 1_000)
  return { cell, target: target.name, dose: dose.text, landed, ...end, wholeAfter, seconds }
}

function pickTarget(network: ChaosNetwork, { role, phase }: Cell, random: () => number): Target {
  if (role === 'chain') return chainTarget(network)
  const candidates = network.members
    .map(({ name }) => name)
    .filter((name) => name.startsWith(role) && (phase !== 'recover' || name !== silent))
  return memberTarget(network, candidates[Math.floor(random() * candidates.length)] ?? '')
}

/** The aggregator that does not lead: one that leads cannot come late to its round. */
function standby(network: ChaosNetwork): Target {
  const leader = network.leader()
  const other = network.members.find(({ name, app }) => app === 'aggregator' && name !== leader)
  return memberTarget(network, other?.name ?? '')
}

/** Number of the next round, once it is open. */
async function nextRound(network: ChaosNetwork): Promise<number> {
  const numberOf = (): number => currentRound(network.run())?.round ?? 0
  const before = numberOf()
  await network.until(() => numberOf() > before, 300_000)
  return numberOf()
}

/** Stops a trainer when its masked vector has been taken, so that others have to stand in for it. */
async function silence(network: ChaosNetwork, round: number): Promise<Target> {
  const target = memberTarget(network, silent)
  if (await network.collected('mask', round, silent)) target.signal('SIGSTOP')
  return target
}

function assertAlive(network: ChaosNetwork): void {
  const dead = network.members.filter(({ name }) => !network.daemon(name).isAlive())
  if (dead.length > 0) throw new Error(`ended by itself: ${dead.map(({ name }) => name).join()}`)
}
