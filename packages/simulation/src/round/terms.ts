import { toHex } from '@vain/base'
import { sha256 } from '@vain/crypto'
import {
  createTopology,
  fromWords,
  type Hex,
  planTopology,
  thresholdOf,
  topologySeed,
} from '@vain/protocol'
import type { Server } from '../learning/createServer.ts'
import type { SumTerms } from '../sum/roundSum.ts'
import type { Stage } from './stage.ts'

/** Stands for the root of a checkpoint. */
export function modelRoot(server: Server): Hex {
  return toHex(sha256(fromWords(server.published())))
}

/** What follows from a round that has just been opened over these members. */
export function termsOf(stage: Stage, asked: readonly number[]): SumTerms {
  const { scenario, numbers, width, ledger, server } = stage
  const { aggregation, seed } = scenario
  const { corruptionBps } = scenario.ledger
  const { head: openHead, cursor } = ledger.machine()
  const threshold = thresholdOf(asked.length, corruptionBps)
  const plan = planTopology(asked.length, { threshold, corruptionBps, ...aggregation })
  const topology = createTopology(asked, plan, topologySeed(openHead))
  const round = { openHead, modelRoot: modelRoot(server), round: cursor.round }
  return { ...round, threshold, topology, width, numbers, seed }
}
