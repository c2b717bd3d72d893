import { join } from 'node:path'
import { VainError } from '@vain/base'
import type { Devnet } from '../devnet/network.ts'
import { writeHeap } from './askProbe.ts'
import type { Book } from './book.ts'
import { takeSamples } from './takeSamples.ts'

/** What a soak does, and where. */
export type Soak = {
  readonly folder: string
  /** Where the probes of the daemons listen. */
  readonly probes: string
  readonly book: Book
  /** Models that the run has at the end. */
  readonly rounds: number
  /** Rounds between two samples. */
  readonly every: number
  /** Numbers of models at which heaps are written. */
  readonly snapshots: readonly number[]
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}

/** Rounds whose artefacts a daemon keeps, besides those that courts may ask for. */
const keepRounds = 20

/** Pause between two looks at the chain's view, milliseconds. */
const lookMs = 50

/**
 * Lets all daemons of a network train until the run has so many models, and looks at every process
 * each time that some rounds more are certified.
 *
 * @throws {VainError} `soak/daemon-ended`; the signal's reason
 */
export async function runSoak(devnet: Devnet, soak: Soak): Promise<void> {
  const { rounds, every } = soak
  for (const { name } of devnet.members) devnet.start(name, { keepRounds })
  let version = versionOf(devnet)
  while (version < rounds) {
    version = Math.min(rounds, every * (Math.floor(version / every) + 1))
    await untilVersion(devnet, version, soak.signal)
    await look(devnet, version, soak)
  }
}

/** Models that the run has. */
const versionOf = (devnet: Devnet): number =>
  devnet.follower.view.view.runs.get(devnet.record.run)?.machine.cursor.version ?? 0

async function untilVersion(devnet: Devnet, version: number, signal: AbortSignal): Promise<void> {
  while (versionOf(devnet) < version) {
    signal.throwIfAborted()
    for (const { name } of devnet.members)
      if (!devnet.daemon(name).isAlive())
        throw new VainError('soak/daemon-ended', `${name} has ended`, {
          wayOut: `See ${devnet.folder.logFile(name)}.`,
        })
    await new Promise((resolve) => setTimeout(resolve, lookMs))
  }
}

async function look(devnet: Devnet, version: number, soak: Soak): Promise<void> {
  const { folder, probes, book, rounds, snapshots, say } = soak
  const samples = await takeSamples(devnet, probes, version)
  for (const sample of samples) book.add(sample)
  const heaps = samples.flatMap(({ name, heapUsed }) =>
    heapUsed === undefined ? [] : [`${name} ${(heapUsed / 2 ** 20).toFixed(1)}`],
  )
  say(`${version}/${rounds} certified; heaps in MiB: ${heaps.join(', ')}`)
  if (!snapshots.includes(version)) return
  for (const { name } of devnet.members)
    await writeHeap(
      probes,
      devnet.daemon(name).pid ?? 0,
      join(folder, `${name}-${version}.heapsnapshot`),
    )
}
