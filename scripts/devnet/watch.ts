import type { RunView } from '@vain/protocol'
import {
  formatPhase,
  formatRow,
  heading,
  type RoundRow,
  readRoundRow,
  type Screen,
} from '@vain/runs'
import { createEndings, type Endings } from './endings.ts'
import type { Devnet } from './network.ts'
import { toQuantity } from './quantity.ts'

const refreshMs = 250

/**
 * Shows every round as it is certified, and the live line between, until `target` models are
 * certified; keeps all daemons running meanwhile.
 *
 * @param onRow - called with each certified round
 * @throws the signal's reason when it is aborted; `devnet/daemon-failed`
 */
export async function watchRounds(
  devnet: Devnet,
  options: {
    readonly target: number
    /** Words of a masked vector. */
    readonly words: number
    readonly screen: Screen
    readonly signal: AbortSignal
    readonly onRow: (row: RoundRow) => void
    /** Starts a daemon that has ended once more. */
    readonly revive: (name: string) => void
  },
): Promise<void> {
  const { screen, signal, target } = options
  const gasUsed = createGasReader(devnet)
  const endings = createEndings()
  let seen = currentRun(devnet).rounds.length
  let shown = currentRun(devnet).machine.cursor.version
  screen.line(heading())
  while (shown < target) {
    await new Promise((resolve) => setTimeout(resolve, refreshMs))
    signal.throwIfAborted()
    reviveDead(devnet, endings, options)
    const { view, block } = devnet.follower.view
    const run = currentRun(devnet)
    for (const round of run.rounds) {
      if (round.certificate === undefined || round.certificate.version <= shown) continue
      const { content } = devnet
      const sources = { content, gasUsed, words: options.words }
      const row = await readRoundRow(sources, view, round)
      if (row === undefined) continue
      shown = row.version
      options.onRow(row)
      screen.line(formatRow(row))
    }
    for (const round of run.rounds.slice(0, -1).slice(Math.max(0, seen - 1)))
      if (round.aborted) screen.line(`  round ${round.round} was aborted; the next one goes on`)
    seen = Math.max(seen, run.rounds.length)
    showStatus(devnet, run, block.timestamp, shown, options)
  }
}

function currentRun(devnet: Devnet): RunView {
  const run = devnet.follower.view.view.runs.get(devnet.record.run)
  if (run === undefined) throw new Error('the run of this network is not on its chain')
  return run
}

function showStatus(
  devnet: Devnet,
  run: RunView,
  now: number,
  version: number,
  { screen, target }: { readonly screen: Screen; readonly target: number },
): void {
  const { cursor } = run.machine
  const alive = devnet.members.filter(({ name }) => devnet.daemon(name).isAlive())
  screen.live(
    `  ${version}/${target} certified   ${formatPhase(cursor, now)}   ${alive.length}/${devnet.members.length} daemons alive`,
  )
}

function reviveDead(
  devnet: Devnet,
  endings: Endings,
  { screen, revive }: { readonly screen: Screen; readonly revive: (name: string) => void },
): void {
  for (const { name } of devnet.members) {
    if (devnet.daemon(name).isAlive()) continue
    endings.add(name, performance.now(), devnet.folder.logFile(name))
    screen.line(`  ${name} has ended (see ${devnet.folder.logFile(name)}); starting it again`)
    revive(name)
  }
}

function createGasReader(devnet: Devnet): (transaction: string) => Promise<number> {
  return async (transaction) => {
    const receipt = await devnet.rpc.request('eth_getTransactionReceipt', [transaction])
    return toQuantity(receipt, 'gasUsed')
  }
}
