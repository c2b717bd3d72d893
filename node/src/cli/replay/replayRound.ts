import { VainError } from '@vain/base'
import { connectRpc, readDeployment } from '@vain/chain'
import type { DataSource } from '@vain/data'
import { createMaskPool } from '@vain/masking'
import {
  announcedGateways,
  createGatewaySource,
  fetchFromGateway,
  type GatewaySource,
} from '@vain/net/artefacts'
import {
  type DerivedRound,
  findRound,
  type Hex,
  isFault,
  type LedgerView,
  parametersOf,
  type RoundView,
  type RunView,
  verifyRound,
} from '@vain/protocol'
import { createLog } from '@vain/service'
import { type GroupReplay, membersOf, replayGroup } from '../../replay/index.ts'
import { createMaterials, isObstacle, type Obstacle, type RunMaterials } from '../../run/index.ts'
import { createTrainer } from '../../train/index.ts'
import { readView } from '../network/readView.ts'

/** Which round, where it is found, and where the examples are. */
export type ReplayOptions = {
  readonly rpcUrl: string
  readonly ledger: string
  readonly run: number
  readonly round: number
  /** Undefined for all groups. */
  readonly group: number | undefined
  readonly source: readonly string[]
  readonly timeoutMs: number
  readonly data: DataSource
}

type Found = {
  readonly view: LedgerView
  readonly run: RunView
  readonly round: RoundView
  readonly materials: RunMaterials
  readonly parent: Float32Array
}

/**
 * Does the steps of a round of a replayable run again, one group after the other.
 *
 * The sums are derived from the masked vectors that the round published, its beginning is the model
 * that the chain names; the examples are one's own copy.
 *
 * @throws {VainError} `vain/no-run`, `vain/no-round`, `vain/not-replayable`, `vain/faulty-round`, and
 *   what chain, gateways and training throw
 */
export async function* replayRound(options: ReplayOptions): AsyncGenerator<GroupReplay> {
  const rpc = connectRpc(options.rpcUrl)
  const masker = createMaskPool({ threads: 0 })
  const log = createLog({ level: 'warn', format: 'pretty', name: 'replay' })
  const trainer = createTrainer({ log }, { data: options.data, engine: 'wasm' })
  const { timeoutMs } = options
  const { signal } = new AbortController()
  try {
    const deployment = await readDeployment(rpc, options.ledger.toLowerCase() as Hex)
    const { view } = await readView(rpc, deployment)
    const sources = options.source.length > 0 ? options.source : announcedGateways(view)
    const content = createGatewaySource(sources, fetchFromGateway)
    const found = await readRound(view, content, options, signal)
    const { round, materials, parent, run } = found
    const { configuration } = materials
    const { configHash } = run.spec
    const inputs = { ...found, configuration, configHash, masker }
    const derived = await verifyRound({ content, timeoutMs }, inputs)
    if (isFault(derived))
      throw new VainError('vain/faulty-round', 'the round does not fit what it published', {
        ...derived,
        wayOut: 'See what vain audit says of it.',
      })
    const model = parametersOf(parent, configuration)
    const { topology } = derived.frame
    for (const sum of chosenOf(derived, options)) {
      const members = membersOf(round, topology, sum.group)
      yield await replayGroup(trainer, { round, materials, model, members, sum }, signal)
    }
  } finally {
    await Promise.all([trainer.close(), masker.close()])
    rpc.close()
  }
}

async function readRound(
  view: LedgerView,
  content: GatewaySource,
  options: ReplayOptions,
  signal: AbortSignal,
): Promise<Found> {
  const run = view.runs.get(options.run)
  if (run === undefined)
    throw new VainError('vain/no-run', `there is no run ${options.run}`, {
      wayOut: 'vain status lists the runs.',
    })
  const round = findRound(run, options.round)
  if (round?.proposal === undefined)
    throw new VainError('vain/no-round', `round ${options.round} has no result`, {
      rounds: run.rounds.flatMap(({ proposal, round }) => (proposal ? [round] : [])).slice(-10),
    })
  const read = createMaterials({ content }, { timeoutMs: options.timeoutMs })
  const materials = assertThere(await read.read(run, signal))
  const { configuration } = materials
  if (configuration.replay === undefined)
    throw new VainError(
      'vain/not-replayable',
      'members of this run train on examples of their own',
      {
        wayOut: 'A member can replay its own record: --record FOLDER.',
      },
    )
  const parent = assertThere(await read.readCheckpoint(round, configuration, signal))
  return { view, run, round, materials, parent }
}

function assertThere<T extends object>(found: T | Obstacle): T {
  if (!isObstacle(found)) return found
  const { reason, detail } = found
  throw new VainError('vain/faulty-round', `what the run is made of cannot be had: ${reason}`, {
    detail,
  })
}

/** @throws {VainError} `vain/no-round` if there is no such group */
function chosenOf({ sums }: DerivedRound, { group }: ReplayOptions): DerivedRound['sums'] {
  const chosen = sums.filter((sum) => group === undefined || sum.group === group)
  if (chosen.length > 0) return chosen
  throw new VainError('vain/no-round', `the round opened no group ${group}`, {
    groups: sums.map((sum) => sum.group),
  })
}
