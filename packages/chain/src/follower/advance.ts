import { VainError } from '@vain/base'
import {
  applyEvent,
  createLedgerView,
  forgetRounds,
  type LedgerView,
  type Recall,
} from '@vain/protocol'
import { type Block, readBlock } from '../block.ts'
import { assertDeployed, type Deployment, venueOf } from '../deployment.ts'
import { inPieces } from '../inPieces.ts'
import { readEvents } from '../readEvents.ts'
import type { Rpc } from '../rpc.ts'

/** The ledger as of one block. Views share all that did not change, so keeping many is cheap. */
export type ChainState = { readonly view: LedgerView; readonly block: Block }

/** States of ascending blocks, the last one being the present. */
export type Trail = readonly ChainState[]

/** States kept to fall back to: reorganisations that reach deeper cost a rebuild. */
const trailLength = 64

/**
 * Brings the trail to the newest block: drops states of blocks that are no longer on the chain,
 * then folds the events that follow the last one left.
 *
 * @param trail - empty to build everything from the block of the deployment on
 * @param terms - blocks on top of one before it counts, at least 0, and which rounds are held: all
 *   where nothing is said
 * @throws {VainError} `chain/reorganised` if the chain changed while it was read (try again);
 *   `chain/no-deployment` if a rebuild finds no ledger; `protocol/ledger-diverged`
 */
export async function advanceTrail(
  rpc: Rpc,
  deployment: Deployment,
  trail: Trail,
  terms: { readonly confirmations: number; readonly recall: Recall | undefined },
): Promise<Trail> {
  const { confirmations, recall } = terms
  const head = await requireBlock(rpc, 'latest')
  const depth = Math.max(0, head.number - confirmations)
  const target = confirmations === 0 ? head : await requireBlock(rpc, depth)
  const kept = await dropOrphans(rpc, trail, target)
  if (kept.length === 0) await assertDeployed(rpc, deployment.ledger)
  return foldUpTo(rpc, deployment, kept, target, recall)
}

async function dropOrphans(rpc: Rpc, trail: Trail, target: Block): Promise<Trail> {
  for (let length = trail.length; length > 0; length--) {
    const { block } = trail[length - 1] as ChainState
    if (await isOnChain(rpc, block, target)) return trail.slice(0, length)
  }
  return []
}

/** @param later - a block known to be on the chain, which may save the question */
async function isOnChain(rpc: Rpc, block: Block, later: Block): Promise<boolean> {
  if (block.hash === later.hash || block.hash === later.parentHash) return true
  return (await readBlock(rpc, block.number))?.hash === block.hash
}

async function foldUpTo(
  rpc: Rpc,
  deployment: Deployment,
  trail: Trail,
  target: Block,
  recall: Recall | undefined,
): Promise<Trail> {
  let last = trail.at(-1)
  const begin = last === undefined ? deployment.deployedAt : last.block.number + 1
  const pieces = inPieces(begin, target.number, async (from, to) => {
    const end = to === target.number ? target : await requireBlock(rpc, to)
    const events = await readEvents(rpc, deployment, from, to)
    // Before the fold: events of two branches mixed would look like a ledger that diverged.
    await assertUnchanged(rpc, last?.block, end)
    const view = events.reduce(applyEvent, last?.view ?? createLedgerView(venueOf(deployment)))
    return { view: recall ? forgetRounds(view, recall, end.timestamp) : view, block: end }
  })
  let states = trail
  for await (const state of pieces) {
    last = state
    states = [...states, state].slice(-trailLength)
  }
  return states
}

async function assertUnchanged(rpc: Rpc, start: Block | undefined, end: Block): Promise<void> {
  const unchanged =
    (await readBlock(rpc, end.number))?.hash === end.hash &&
    (start === undefined || (await isOnChain(rpc, start, end)))
  if (!unchanged)
    throw new VainError('chain/reorganised', 'the chain changed while it was read', {
      block: end.number,
    })
}

async function requireBlock(rpc: Rpc, which: number | 'latest'): Promise<Block> {
  const block = await readBlock(rpc, which)
  if (block === undefined)
    throw new VainError('chain/reorganised', 'the chain became shorter while it was read', {
      block: which,
    })
  return block
}
