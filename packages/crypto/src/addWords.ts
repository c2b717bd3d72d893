import { addVectors } from './mask.ts'

/** Adds `addend` to `target` word by word: `addVectors` in lanes of 32 bits. */
export function addWords(target: Uint32Array, addend: Uint32Array): void {
  addVectors(target, addend, 32)
}
