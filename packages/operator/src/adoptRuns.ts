import { type Clock, type Log, VainError } from '@vain/base'
import type { ChainState, Follower } from '@vain/chain'
import { fetchFromGateway } from '@vain/net/artefacts'
import {
  artefactHash,
  type Content,
  checkpointWords,
  decodeConfiguration,
  type FetchLimits,
  maxConfigurationBytes,
  maxProgramBytes,
  type RunView,
} from '@vain/protocol'
import { createWorker } from './createWorker.ts'

type Deps = {
  readonly log: Log
  readonly clock: Clock
  readonly follower: Pick<Follower, 'view' | 'onChange'>
  readonly content: Pick<Content, 'put' | 'hasLocally'>
  /** As `fetchFromGateway`. */
  readonly fetch?: typeof fetchFromGateway
}

/** Longest wait for an artefact from one gateway. */
const timeoutMs = 60_000
/** Until gateways that had not got it are asked again. */
const againMs = 30_000

/** Gets an artefact from the first gateway that has it. @throws {VainError} the last one's reason */
type Take = (cid: string, limits: FetchLimits) => Promise<Uint8Array>

function createTake(gateways: readonly string[], fetch: typeof fetchFromGateway): Take {
  return async (cid, limits) => {
    let last: unknown
    for (const gateway of gateways) {
      try {
        return await fetch(gateway, cid, limits)
      } catch (error) {
        if (!(error instanceof VainError)) throw error
        last = error
      }
    }
    throw last
  }
}

/**
 * Stores all artefacts of a run, the configuration last: who has it has the others.
 *
 * @throws {VainError} if no gateway has one of them
 */
async function adopt({ content, log }: Deps, take: Take, run: RunView): Promise<void> {
  const { configCid, spec } = run
  if (await content.hasLocally(configCid)) return
  const bytes = await take(configCid, { maxBytes: maxConfigurationBytes, timeoutMs })
  const configuration = decodeConfiguration(bytes)
  if (configuration === undefined || artefactHash(bytes) !== spec.configHash)
    return log.warn('the configuration of a run is not the one on chain', { run: run.run })
  const { trainProgram, evaluateProgram, dataPolicy, genesisModel } = configuration
  for (const { cid } of [trainProgram, evaluateProgram, dataPolicy])
    await content.put(await take(cid, { maxBytes: maxProgramBytes, timeoutMs }))
  const maxBytes = 4 * checkpointWords(configuration)
  await content.put(await take(genesisModel.cid, { maxBytes, timeoutMs }))
  await content.put(bytes)
  log.info('took the artefacts of a run from gateways', { run: run.run })
}

/**
 * Takes the artefacts of new runs from gateways into the artefact store, from where all members get
 * them: for runs that are created by people who are no operators.
 *
 * @param gateways - base URLs, asked one after the other
 * @returns the way to end it
 */
export function adoptRuns(deps: Deps, gateways: readonly string[]): () => Promise<void> {
  const { log, follower, fetch = fetchFromGateway } = deps
  const take = createTake(gateways, fetch)
  const done = new Set<number>()
  let known = 0
  const worker = createWorker(deps, async () => {
    let again: number | undefined
    for (const run of follower.view.view.runs.values()) {
      if (done.has(run.run)) continue
      try {
        await adopt(deps, take, run)
        done.add(run.run)
      } catch (error) {
        if (!(error instanceof VainError)) throw error
        log.debug('no gateway has an artefact of a run yet', { run: run.run, error })
        again = againMs
      }
    }
    return again
  })
  const look = ({ view }: ChainState): void => {
    if (view.runs.size > known) worker.poke()
    known = view.runs.size
  }
  look(follower.view)
  const unlisten = follower.onChange(look)
  return async () => {
    unlisten()
    await worker.stop()
  }
}
