import { dirname, resolve } from 'node:path'
import { VainError } from '@vain/base'
import { quicknetBeacon, type Rpc, readBeacon } from '@vain/chain'
import { readSourcePolicy, sampleNames } from '@vain/data'
import type { Beacon, Hex } from '@vain/protocol'
import {
  maxRunFile,
  type PreparedRun,
  parseRunFile,
  prepareRun,
  type RunFile,
  toDesign,
} from '@vain/runs'
import { type DocumentKind, readDocument } from '../files/readDocument.ts'

/** A run file, and the run that it describes. */
export type ReadDesign = { readonly file: RunFile; readonly run: PreparedRun }

const runFile: DocumentKind = {
  what: 'run file',
  // A character of UTF-8 has up to four bytes.
  maxBytes: 4 * maxRunFile,
  sample: 'docs/samples/run.yaml',
}

/**
 * Reads a run file and builds its run. Paths in it start from its folder.
 *
 * @param rpc - for the contract of a beacon, if the file names one
 * @throws {VainError} `options/unreadable-file`, `runs/bad-file`, `runs/no-chain`, and what reading a
 *   policy, building a model and encoding a configuration throw
 */
export async function readDesign(path: string, rpc: Rpc | undefined): Promise<ReadDesign> {
  const file = parseRunFile(readDocument(path, runFile))
  const { data } = file
  const source = sampleNames.includes(data) ? data : resolve(dirname(path), data)
  const design = toDesign(file, readSourcePolicy(source), await beaconOf(file, rpc))
  return { file, run: await prepareRun(design) }
}

async function beaconOf({ beacon }: RunFile, rpc: Rpc | undefined): Promise<Beacon | undefined> {
  if (beacon === undefined) return undefined
  if (beacon.from === 'quicknet') return quicknetBeacon()
  if (rpc === undefined)
    throw new VainError('runs/no-chain', 'the beacon is a contract, and no chain is named', {
      wayOut: 'Give --rpc-url and --ledger, or take quicknet.',
    })
  return readBeacon(rpc, beacon.from.toLowerCase() as Hex)
}
