import { availableParallelism } from 'node:os'
import { VainError } from '@vain/base'
import { applyMasks, type Lanes, type MaskStream } from '@vain/crypto'
import { type Crew, createCrew } from './createCrew.ts'
import { cut } from './piece.ts'

/** Applies masks without holding up the event loop. */
export type MaskPool = {
  /** A vector of zeros in memory that the threads share. */
  allocate(words: number): Uint32Array<SharedArrayBuffer>
  /**
   * Like `applyMasks`, in place. Nobody else may touch words or keys until it is done, and after an
   * error the words are spoilt: some of their streams may have been applied.
   *
   * @param words - those made by `allocate` need no copy for the threads; what is small is masked on
   * this thread
   * @param lanes - 32 by default
   * @throws {VainError} `crypto/bad-length` if a key is not 32 bytes long, `masking/worker-died`,
   * `masking/closed`
   */
  apply(words: Uint32Array, streams: readonly MaskStream[], lanes?: Lanes): Promise<void>
  /** Ends the threads. What they are at fails. */
  close(): Promise<void>
}

const keyBytes = 32
/** What a thread takes at a time at least: the cache window of applyMasks. */
const windowWords = 16_384
/** Words of keystream at most that are made on the event loop: 8 MiB, about 2 ms. */
const turnWords = 2 ** 21
/** Pieces for each thread, so that one that is slow or late does not hold up the others for long. */
const piecesPerThread = 4

/**
 * Makes a pool. Its threads start with the first large vector.
 *
 * @param threads - at least 1; 0 for one less than the machine has cores, so that the event loop
 * keeps one, but at least 1
 */
export function createMaskPool(options: { readonly threads: number }): MaskPool {
  const threads = options.threads || Math.max(1, availableParallelism() - 1)
  return createPoolOver(createCrew(threads, new URL('./worker.ts', import.meta.url)), threads)
}

/** The pool over any crew; tests bring bad ones. */
export function createPoolOver(crew: Crew, threads: number): MaskPool {
  return {
    allocate(words) {
      return new Uint32Array(new SharedArrayBuffer(4 * words))
    },
    async apply(words, streams, lanes = 32) {
      for (const { key } of streams) key.open((bytes) => assertKey(bytes))
      if (words.length * streams.length <= turnWords) applyMasks(words, streams, { lanes })
      else if (isShared(words)) await applyInThreads(crew, threads, words, streams, lanes)
      else await withShared(words, (own) => applyInThreads(crew, threads, own, streams, lanes))
    },
    close: () => crew.close(),
  }
}

async function applyInThreads(
  crew: Crew,
  threads: number,
  words: Uint32Array<SharedArrayBuffer>,
  streams: readonly MaskStream[],
  lanes: Lanes,
): Promise<void> {
  const keys = new SharedArrayBuffer(keyBytes * streams.length)
  const keyRing = new Uint8Array(keys)
  streams.forEach(({ key }, i) => {
    key.open((bytes) => keyRing.set(bytes, keyBytes * i))
  })
  const common = { words: words.buffer, keys, signs: streams.map(({ sign }) => sign), lanes }
  const most = inWindows(words.length / (threads * piecesPerThread))
  const pieces = cut(words.length, most).map(({ start, length }) =>
    crew.run({ ...common, offset: words.byteOffset / 4 + start, length, firstWord: start }),
  )
  // To the last one, come what may: until then a thread may be writing.
  const results = await Promise.allSettled(pieces)
  keyRing.fill(0)
  for (const result of results) if (result.status === 'rejected') throw result.reason
}

/** Lends a copy that threads can share, and takes over what becomes of it. */
async function withShared(
  words: Uint32Array,
  use: (shared: Uint32Array<SharedArrayBuffer>) => Promise<void>,
): Promise<void> {
  const shared = new Uint32Array(new SharedArrayBuffer(words.byteLength))
  shared.set(words)
  try {
    await use(shared)
    words.set(shared)
  } finally {
    // After an error it may be an update without all of its masks.
    shared.fill(0)
  }
}

const inWindows = (words: number): number => Math.ceil(words / windowWords) * windowWords

const isShared = (words: Uint32Array): words is Uint32Array<SharedArrayBuffer> =>
  words.buffer instanceof SharedArrayBuffer

function assertKey(bytes: Uint8Array): void {
  if (bytes.length !== keyBytes)
    throw new VainError('crypto/bad-length', 'key must be 32 bytes long', {
      length: bytes.length,
    })
}
