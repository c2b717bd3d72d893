import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { CarIndexer } from '@ipld/car'
import { VainError } from '@vain/base'
import type { ContentSource } from '@vain/protocol'
import type { CID } from 'multiformats/cid'
import { readContent } from '../openContent.ts'
import { type Blocks, isBlockOf, parseCid } from '../unixfs.ts'
import { type CarIndex, decodeIndex, maxIndexBytes } from './carIndex.ts'

/** Where a block stands in the file. */
type Place = { readonly offset: number; readonly length: number }

/** A CAR file that content is read from. */
export type OpenCar = {
  /** What it says of itself. */
  readonly index: CarIndex
  /** Content in it, checked against its CID. `get` throws as a gateway does, or `net/not-in-car`. */
  readonly content: ContentSource
  close(): Promise<void>
}

/** Largest block that is taken from a file: twice what IPFS passes on. */
const maxBlockBytes = 1 << 22

/**
 * Opens a CAR file of a run. Its places are read once, some 150 bytes of memory for each block of
 * 256 KiB; its blocks when they are asked for.
 *
 * @throws {VainError} `net/bad-car` if it is none, is cut short, or has no index of a run
 *
 * Source: IPLD, Content Addressable aRchives v1; docs/protocol §10.
 */
export async function openCar(path: string): Promise<OpenCar> {
  const { roots, places } = await readPlaces(path)
  const file = await open(path, 'r')
  try {
    const root = roots[0]
    const place = places.get(`${root}`)
    if (root === undefined || roots.length !== 1 || place === undefined)
      throw badCar(path, 'it has no root, or not one')
    const bytes = await readBlock(file, place, maxIndexBytes)
    const index = isBlockOf(root, bytes) ? decodeIndex(bytes) : undefined
    if (index === undefined) throw badCar(path, 'its root is no index of a run')
    return { index, content: { get: createGet(file, places) }, close: () => file.close() }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function readPlaces(
  path: string,
): Promise<{ roots: readonly CID[]; places: ReadonlyMap<string, Place> }> {
  const places = new Map<string, Place>()
  try {
    const indexer = await CarIndexer.fromIterable(createReadStream(path))
    for await (const { cid, blockOffset, blockLength } of indexer)
      places.set(`${cid}`, { offset: blockOffset, length: blockLength })
    return { roots: await indexer.getRoots(), places }
  } catch (cause) {
    throw badCar(path, cause instanceof Error ? cause.message : String(cause), cause)
  }
}

function createGet(file: FileHandle, places: ReadonlyMap<string, Place>): ContentSource['get'] {
  const nothing = async (): Promise<never> => {
    throw new VainError('net/not-in-car', 'a CAR file takes nothing in', {})
  }
  const blocks: Blocks = {
    put: nothing,
    has: async (cid) => places.has(`${cid}`),
    async *get(cid) {
      const place = places.get(`${cid}`)
      if (place === undefined)
        throw new VainError('net/not-in-car', 'the file lacks a block', { cid: `${cid}` })
      const block = await readBlock(file, place, maxBlockBytes)
      if (!isBlockOf(cid, block))
        throw new VainError('net/cid-mismatch', 'a block of the file is damaged', { cid: `${cid}` })
      yield block
    },
  }
  return async (cid, { maxBytes }, signal) =>
    readContent(blocks, parseCid(cid).toV1(), maxBytes, signal)
}

async function readBlock(
  file: FileHandle,
  { offset, length }: Place,
  maxBytes: number,
): Promise<Uint8Array> {
  if (length > maxBytes)
    throw new VainError('net/too-large', `a block has more than ${maxBytes} bytes`, { maxBytes })
  const block = new Uint8Array(length)
  const { bytesRead } = await file.read(block, 0, length, offset)
  return block.subarray(0, bytesRead)
}

function badCar(path: string, detail: string, cause?: unknown): VainError {
  return new VainError('net/bad-car', `the file is no CAR of a run: ${detail}`, { path }, { cause })
}
