import { decodeHint } from '@vain/protocol'
import type { ServedRun } from './api/index.ts'
import { createSlots } from './collect/index.ts'
import { createRunHost, type RunHost } from './createRunHost.ts'
import { createRunningSums } from './fold/index.ts'
import { createSnapshots } from './open/index.ts'
import type { Deps, Settings } from './ports.ts'
import { createTables } from './round/index.ts'

/** An aggregator at work. */
export type Aggregator = {
  /** What it is doing in the runs that it serves. */
  look(): readonly ServedRun[]
  /** Ends its work; whatever it had begun is taken up again by the next start, or by another. */
  stop(): Promise<void>
}

/** Questions that are open at once. */
const askSlots = 64

/** Longest wait for a bundle or model: a step that waits for one cannot see that its turn is over. */
const tableTimeoutMs = 20_000

/** Serves all runs of a ledger, or those of the settings, from when they are created. */
export function createAggregator(deps: Deps, settings: Settings): Aggregator {
  const { chain, network, peers } = deps
  const snapshots = createSnapshots()
  // One place for both: a vector takes as much memory in whichever run it is.
  const slots = { ask: createSlots(askSlots), pull: createSlots(settings.pullSlots) }
  const hosts = new Map<number, RunHost>()

  function hostOf(run: number): RunHost {
    const known = hosts.get(run)
    if (known !== undefined) return known
    const timeoutMs = Math.min(settings.fetchTimeoutMs, tableTimeoutMs)
    const tables = createTables(deps, { timeoutMs })
    const sums = createRunningSums(deps.masker)
    const host = createRunHost({ deps, settings, tables, sums, slots, snapshots }, run)
    hosts.set(run, host)
    return host
  }

  function lookAtAll(): void {
    for (const run of chain.view.view.runs.keys())
      if (settings.runs?.includes(run) ?? true) hostOf(run).poke()
  }

  const unlisten = chain.onChange(lookAtAll)
  const unhint = network.onHint((peerId, bytes) => {
    const hint = decodeHint(bytes)
    // A hint counts for the one who gave it: nobody can make us ask another.
    if (hint !== undefined && peers.operatorOf(peerId)?.index === hint.sender)
      hosts.get(hint.run)?.hint(hint)
  })
  lookAtAll()
  return {
    look: () => [...hosts.values()].flatMap((host) => host.look() ?? []),
    async stop() {
      unlisten()
      unhint()
      await Promise.all([...hosts.values()].map((host) => host.stop()))
    },
  }
}
