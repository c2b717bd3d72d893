import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createGovernorWriter,
  createLedgerWriter,
  createWallet,
  devAccounts,
  encodeCall,
  type GovernorWriter,
} from '@vain/chain'
import type { Hex } from '@vain/protocol'
import { createLog, systemClock } from '@vain/service'
import { type Devnet, openDevnet } from '../../devnet/network.ts'

/** Certified before anything is measured: as many as `npm start` trains. */
export const trainedRounds = 10

const members = { nodes: 5, aggregators: 2, validators: 3 }

const params = {
  ...{ minMembers: members.nodes, corruptionBps: 1_000, turnSeconds: 20, phaseTurns: 3 },
  ...{ trainSeconds: 12, disputeSeconds: 1, finalityBlocks: 1, maxEpochAge: 65_535 },
  // Rounds that were aborted count as well.
  lastRound: 1_000,
}

const trainWithinMs = 900_000
const vain = 10n ** 18n

/** A network whose run is over: five nodes trained the digits, and all of them still serve it. */
export type TrainedNetwork = Devnet & {
  /** The one proposal; whoever founded the network made it. */
  readonly proposal: Hex
}

type Proposer = { readonly governor: Hex; readonly writer: GovernorWriter }

/** Founds and trains a network in a folder of its own, hands it over, and takes it away again. */
export async function withTrainedNetwork<Result>(
  work: (network: TrainedNetwork, folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'vain-bench-web-'))
  const log = createLog({ level: 'error', format: 'pretty', name: 'bench' })
  const plan = { ...members, partition: 'iid', model: 'mnist-cnn' }
  const settings = { path: join(folder, 'network'), port: 0, epochSeconds: 2, params, plan }
  try {
    const devnet = await openDevnet({ log, clock: systemClock }, settings)
    try {
      for (const { name, app } of devnet.members)
        devnet.start(name, app === 'aggregator' ? { untilVersion: trainedRounds } : {})
      const proposer = await bond(devnet)
      const run = () => devnet.follower.view.view.runs.get(devnet.record.run)
      const isTrained = () => (run()?.machine.cursor.version ?? 0) >= trainedRounds
      await devnet.follower.waitFor(isTrained, { timeoutMs: trainWithinMs })
      const proposal = await propose(proposer)
      return await work({ ...devnet, proposal }, folder)
    } finally {
      await devnet.stop()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The founder bonds what a proposer needs, a second before at least. */
async function bond({ rpc, deployment, record }: Devnet): Promise<Proposer> {
  const [founder] = devAccounts(1)
  if (founder === undefined) throw new Error('no funded account')
  const wallet = createWallet(rpc, founder.privateKey)
  await createLedgerWriter(wallet, deployment).bond(5_000n * vain)
  const { governor } = record.institutions
  return { governor, writer: createGovernorWriter(wallet, deployment, governor) }
}

async function propose({ governor, writer }: Proposer): Promise<Hex> {
  const data = encodeCall('governor', 'setDisputeSeconds', [1_234])
  const calls = [{ target: governor, valueWei: 0n, data }]
  return (await writer.propose({ calls, description: 'Longer disputes' })).id
}
