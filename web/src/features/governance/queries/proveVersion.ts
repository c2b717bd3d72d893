import type { EventRow, Page } from '@vain/indexer'
import { createRange, type Hex, versionLeaf } from '@vain/protocol'
import { fetchJson } from '../../../shared/api/index.ts'

type Recorded = {
  readonly run: string
  readonly version: string
  readonly index: string
  readonly round: string
  readonly model: { readonly root: Hex; readonly content: Hex }
  readonly digest: Hex
}

/** Versions that a run may have here; more would take too many requests. */
const maxPages = 100

/**
 * The fields of a version and of the proof that it is in the lineage of a run. A wrong index gives a
 * proof that the contract refuses, as the simulation shows.
 *
 * @throws {Error} if the version is not recorded
 */
export async function proveVersion(
  run: number,
  version: number,
): Promise<Readonly<Record<string, string>>> {
  const recorded = (await readRecorded(run)).sort((a, b) => Number(a.index) - Number(b.index))
  const place = recorded.findIndex((one) => Number(one.version) === version)
  const found = recorded[place]
  if (found === undefined)
    throw new Error(`The lineage of run ${run} has no version ${version}. Anyone can record it.`)
  const leaves = recorded.map((one) =>
    versionLeaf(run, {
      version: Number(one.version),
      round: Number(one.round),
      model: one.model,
      digest: one.digest,
    }),
  )
  return {
    'version.round': found.round,
    'version.model.root': found.model.root,
    'version.model.content': found.model.content,
    'version.digest': found.digest,
    'proof.index': found.index,
    'proof.path': createRange(leaves).proofOf(place).path.join('\n'),
  }
}

async function readRecorded(run: number): Promise<Recorded[]> {
  const rows: Recorded[] = []
  let after = ''
  for (let page = 0; page < maxPages; page++) {
    const { rows: found, next } = await fetchJson<Page<EventRow>>(
      `/api/v1/events?contract=lineage&name=Recorded&limit=100${after}`,
    )
    rows.push(...found.map((row) => row.arguments as unknown as Recorded))
    if (next === undefined) return rows.filter((row) => Number(row.run) === run)
    after = `&after=${encodeURIComponent(next)}`
  }
  throw new Error('The lineage is too long to be read here.')
}
