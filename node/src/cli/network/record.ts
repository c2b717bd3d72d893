import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VainError } from '@vain/base'
import type { Institutions } from '@vain/chain'
import type { Hex } from '@vain/protocol'

/** What a network that was deployed is found by. */
export type NetworkRecord = {
  readonly chainId: string
  readonly ledger: Hex
  /** What governs it: no other contract leads to all of it. */
  readonly institutions: Institutions
  /** Numbers of the runs that it was founded with. */
  readonly runs: readonly number[]
  /** Its contracts stand, and its runs or its governance do not yet: `vain network deploy` goes on. */
  readonly founding?: true
}

/** The record of a folder, if there is one. @throws {VainError} `vain/bad-network` */
export function readRecord(folder: string): NetworkRecord | undefined {
  const file = join(folder, 'network.json')
  if (!existsSync(file)) return undefined
  try {
    const record = JSON.parse(readFileSync(file, 'utf8'))
    if (/^0x[0-9a-f]{40}$/.test(record.ledger)) return record
  } catch {
    // Said below.
  }
  throw new VainError('vain/bad-network', `${file} is no record of a network`, {
    wayOut: 'Name another --folder, or delete it by hand to deploy a new network.',
  })
}

/** Writes the record of a network whose founding goes on, of which daemons are told nothing yet. */
export function writeFounding(folder: string, record: NetworkRecord): void {
  mkdirSync(folder, { recursive: true })
  replace(join(folder, 'network.json'), { ...record, founding: true })
}

/**
 * Writes what the daemons of a network read, and its record at the end: `node.json` and
 * `aggregator.json` are config files with what all of one kind share. Nothing of it is secret.
 */
export function writeRecord(folder: string, record: NetworkRecord, rpcUrl: string): void {
  mkdirSync(folder, { recursive: true })
  const { ledger, institutions } = record
  const { dataCourt, sumCourt } = institutions
  const shared = { rpcUrl, ledger }
  replace(join(folder, 'node.json'), shared)
  replace(join(folder, 'aggregator.json'), {
    ...shared,
    ...{ dataCourt, sumCourt, publishFolder: publishName },
  })
  replace(join(folder, 'network.json'), record)
}

const publishName = 'publish'

/** Where the artefacts of first runs lie, for aggregators to publish. */
export const publishFolderOf = (folder: string): string => join(folder, publishName)

function replace(path: string, value: object): void {
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 2)}\n`, { flush: true })
  renameSync(`${path}.new`, path)
}
