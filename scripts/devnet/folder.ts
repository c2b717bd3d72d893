import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import type { Institutions } from '@vain/chain'
import type { Hex } from '@vain/protocol'
import type { RunArtefact } from '@vain/runs'
import type { Plan } from './plan.ts'

/** What a network's folder remembers; written once the network stands on chain. */
export type NetworkRecord = {
  readonly ledger: Hex
  /** What governs the network: no other contract leads to all of it. */
  readonly institutions: Institutions
  readonly run: number
  readonly plan: Plan
  /** Version at which training pauses. */
  readonly target: number
}

/** Where a network keeps what it has. */
export type NetworkFolder = {
  readonly chainState: string
  readonly passwordFile: string
  /** Secret key of the network's own beacon. */
  readonly beaconKeyFile: string
  readonly publishFolder: string
  /** What the network is, for programs that read it. */
  readonly recordFile: string
  readonly portalFolder: string
  memberFolder(name: string): string
  logFile(name: string): string
  configFile(name: string): string
  readRecord(): NetworkRecord | undefined
  writeRecord(record: NetworkRecord): void
}

/** Opens or makes a network's folder. Nobody else may read it: it holds keystores. */
export function openNetworkFolder(path: string): NetworkFolder {
  mkdirSync(join(path, 'chain'), { recursive: true, mode: 0o700 })
  mkdirSync(join(path, 'publish'), { recursive: true, mode: 0o700 })
  const recordFile = join(path, 'network.json')
  const memberFolder = (name: string): string => join(path, name)
  return {
    chainState: join(path, 'chain', 'state.json'),
    passwordFile: join(path, 'password'),
    beaconKeyFile: join(path, 'beacon.key'),
    publishFolder: join(path, 'publish'),
    recordFile,
    portalFolder: join(path, 'portal'),
    memberFolder,
    logFile: (name) => join(memberFolder(name), 'log.jsonl'),
    configFile: (name) => join(memberFolder(name), 'config.json'),
    readRecord: () => (existsSync(recordFile) ? parseRecord(recordFile) : undefined),
    writeRecord: (record) => replaceFile(recordFile, JSON.stringify(record, null, 2)),
  }
}

/** Replaces a file in one step; only its owner may read it. */
export function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true })
  renameSync(`${path}.new`, path)
}

function parseRecord(file: string): NetworkRecord {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const wayOut = 'Start with --reset to begin anew.'
    throw new VainError('devnet/bad-record', `${file} cannot be read`, { wayOut }, { cause })
  }
}

/** Deletes a network's folder, if it is one. */
export function deleteNetworkFolder(path: string): void {
  if (!existsSync(path)) return
  if (!existsSync(join(path, 'chain')) || !existsSync(join(path, 'publish')))
    throw new VainError('devnet/not-a-network', `${path} is not the folder of a network`, {
      wayOut: 'Name another --folder, or delete it by hand.',
    })
  rmSync(path, { recursive: true })
}

/** Writes artefacts where operators publish from. */
export function writeArtefacts(
  folder: string,
  artefacts: readonly Pick<RunArtefact, 'cid' | 'bytes'>[],
): void {
  for (const { cid, bytes } of artefacts) writeFileSync(join(folder, cid), bytes)
}
