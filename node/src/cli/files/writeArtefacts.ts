import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunArtefact } from '@vain/runs'

/** Writes artefacts, each under its CID, into a folder from which operators publish. */
export function writeArtefacts(
  folder: string,
  artefacts: readonly Pick<RunArtefact, 'cid' | 'bytes'>[],
): void {
  mkdirSync(folder, { recursive: true })
  for (const { cid, bytes } of artefacts) writeFileSync(join(folder, cid), bytes)
}
