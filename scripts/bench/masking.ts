import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { benchMaskExpansion } from '../../packages/crypto/bench/masking.bench.ts'
import type { Figure } from './figure.ts'
import { briefGrid, fullGrid, labelOf, type Size } from './masking/size.ts'

const child = fileURLToPath(new URL('masking/child.ts', import.meta.url))

function measure(size: Size): readonly Figure[] {
  const startMs = Date.now()
  const options = { encoding: 'utf8' as const, maxBuffer: 2 ** 24 }
  const output = execFileSync(process.execPath, [child, JSON.stringify(size)], options)
  process.stderr.write(`${labelOf(size)}: ${((Date.now() - startMs) / 1000).toFixed(1)} s\n`)
  return JSON.parse(output)
}

/** Figures of masking and opening a sum. */
export async function benchMasking({ full }: { full: boolean }): Promise<readonly Figure[]> {
  const rounds = (full ? fullGrid : briefGrid).flatMap(measure)
  return [...(await benchMaskExpansion()), ...rounds]
}
