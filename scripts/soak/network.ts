import type { RoundParams } from '@vain/protocol'
import { createLog, systemClock } from '@vain/service'
import { type Devnet, openDevnet } from '../devnet/network.ts'
import type { Plan } from '../devnet/plan.ts'

/** As small as rounds are: what a round leaves behind does not depend on what is learnt. */
const plan: Plan = {
  ...{ nodes: 2, aggregators: 1, validators: 1 },
  ...{ data: 'iris', partition: 'iid', model: 'tabular:hidden=4,features=4,classes=3' },
}

/** Turns are long, since nobody is late here: no round waits for the end of one. */
const params: RoundParams = {
  ...{ minMembers: 2, corruptionBps: 1_000 },
  ...{ turnSeconds: 60, phaseTurns: 4, trainSeconds: 60 },
  ...{ disputeSeconds: 0, finalityBlocks: 1 },
  ...{ maxEpochAge: 65_535, lastRound: 1_000_000 },
}

/** Opens the network of a soak's folder, or founds it. */
export function openSoakNetwork(
  path: string,
  signal: AbortSignal,
  onProgress: (text: string) => void,
): Promise<Devnet> {
  const log = createLog({ level: 'warn', format: 'pretty', name: 'soak' })
  const deps = { log, clock: systemClock, signal, onProgress }
  return openDevnet(deps, { path, port: 0, plan, params, epochSeconds: 10 })
}
