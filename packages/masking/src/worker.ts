/** A thread of the pool: it masks one piece after the other and says when each is done. */
import { parentPort } from 'node:worker_threads'
import { maskPiece } from './maskPiece.ts'
import type { Piece } from './piece.ts'

parentPort?.on('message', (piece: Piece) => {
  maskPiece(piece)
  parentPort?.postMessage('done')
})
