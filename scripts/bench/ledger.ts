import { deserialize, serialize, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  applyEvent,
  createLedgerView,
  forgetRounds,
  type LedgerEvent,
  type LedgerView,
  type Recall,
  type RoundParams,
  type Venue,
} from '@vain/protocol'
import { createBareLedger } from '@vain/testkit'
import { compared, type Figure } from './figure.ts'

/**
 * The rounds between which memory is compared: beyond what is recalled, and a multiple of the 64 apart
 * that are forgotten together.
 */
const [early, late] = [448, 1_088]

/** States that a follower keeps to fall back to. */
const trailLength = 64

/** What a daemon recalls by the default options. */
const recall: Recall = { rounds: 101, seconds: 0 }

const params: RoundParams = {
  minMembers: 2,
  corruptionBps: 1_000,
  turnSeconds: 20,
  phaseTurns: 3,
  trainSeconds: 5,
  disputeSeconds: 10,
  finalityBlocks: 1,
  maxEpochAge: 100,
  lastRound: late,
}

type Played = { readonly venue: Venue; readonly events: readonly Uint8Array[] }

/** Certified rounds of the real machine, each event apart from all others as a node gives them. */
function play(members: number): Played {
  const { chain, playRound } = createBareLedger(members, params)
  for (let round = 1; round <= late; round++) playRound('certified')
  return { venue: chain.venue, events: chain.events().map((event) => serialize(event)) }
}

/** The bytes that a daemon's memory grows by with a round, its last states included. */
function growth(played: Played, of: Recall | undefined): number {
  return (retained(played, late, of) - retained(played, early, of)) / (late - early)
}

/** The bytes of the states that a follower keeps when a round has opened: what goes with them. */
function retained(played: Played, round: number, of: Recall | undefined): number {
  let trail: readonly LedgerView[] | undefined = fold(played, round, of)
  const full = heldBytes()
  if (trail.length !== trailLength) throw new Error('the round comes too soon')
  trail = undefined
  return full - heldBytes()
}

function fold({ venue, events }: Played, round: number, of: Recall | undefined): LedgerView[] {
  let view = createLedgerView(venue)
  let trail: LedgerView[] = []
  for (const bytes of events) {
    const event: LedgerEvent = deserialize(bytes)
    view = applyEvent(view, event)
    if (of !== undefined) view = forgetRounds(view, of, event.at.timestamp)
    trail = [...trail, view].slice(-trailLength)
    if (event.kind === 'opened' && event.round === round) return trail
  }
  throw new Error(`there are fewer than ${round} rounds`)
}

function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  // The first leaves what finalizers and compiled code held.
  for (let pass = 0; pass < 4; pass++) gc()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** What a certified round leaves in a daemon's memory, and what reading it takes of a processor. */
export async function benchLedger(): Promise<readonly Figure[]> {
  return [2, 20, 100].flatMap((members) => {
    const played = play(members)
    // Code is compiled before anything is weighed.
    retained(played, early, undefined)
    retained(played, early, recall)
    const nothing = { name: 'nothing forgotten', value: growth(played, undefined) }
    const value = growth(played, recall)
    const began = process.cpuUsage().user
    fold(played, late, recall)
    const perRoundUs = (process.cpuUsage().user - began) / late
    return [
      compared({ name: `ledger/memory/${members} members`, value, unit: 'bytes/round' }, nothing),
      { name: `ledger/fold/${members} members`, value: perRoundUs / 1e6, unit: 's of CPU/round' },
    ]
  })
}
