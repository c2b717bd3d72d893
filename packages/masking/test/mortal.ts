/** A thread of the pool that dies when the first of its words tells it to. */
import { parentPort } from 'node:worker_threads'
import { maskPiece } from '../src/maskPiece.ts'
import type { Piece } from '../src/piece.ts'

parentPort?.on('message', (piece: Piece) => {
  if (new Uint32Array(piece.words)[piece.offset] === 0xdead) throw new Error('told to die')
  maskPiece(piece)
  parentPort?.postMessage('done')
})
