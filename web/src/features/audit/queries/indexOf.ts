import type { AuditFault } from '@vain/audit'

/** Bytes of a number in artefacts that are one vector: binary32 words. */
const wordBytes = 4
const vectors: readonly string[] = ['model', 'genesis-model', 'vector']

/** Which number of a vector differs first, from 0 on; undefined where that is not known. */
export function indexOf({ artefact, offset }: AuditFault): number | undefined {
  return offset === undefined || !vectors.includes(artefact)
    ? undefined
    : Math.floor(offset / wordBytes)
}
