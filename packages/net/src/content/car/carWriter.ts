import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CarWriter } from '@ipld/car'
import * as dagCbor from '@ipld/dag-cbor'
import { VainError } from '@vain/base'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { layOut } from '../unixfs.ts'
import { type CarIndex, encodeIndex } from './carIndex.ts'

/** A CAR file that is being written. */
export type CarFile = {
  /**
   * Adds content, block by block, under the CID that `cidOf` gives it. What is in the file already
   * is not written again.
   *
   * @throws {VainError} `net/cannot-write`
   */
  add(bytes: Uint8Array): Promise<void>
  /**
   * Writes the index, makes it the root, and gives the file its name.
   *
   * @returns bytes of the file, and its root
   * @throws {VainError} `net/cannot-write`
   */
  finish(about: Omit<CarIndex, 'artefacts'>): Promise<{ sizeBytes: number; root: string }>
  /** Ends it and removes what was written. */
  discard(): Promise<void>
}

/**
 * Writes a CARv1 file as content comes, holding one artefact at a time. Until it is finished it has
 * the name `${path}.part`; one that is there already is replaced.
 *
 * @throws {VainError} `net/cannot-write`
 *
 * Source: IPLD, Content Addressable aRchives v1; docs/protocol §10.
 */
export async function createCar(path: string): Promise<CarFile> {
  const draft = `${path}.part`
  const known = new Map<string, CID>()
  const artefacts = new Map<string, CID>()
  const { writer, out } = CarWriter.create([await rootOf(dagCbor.encode(null))])
  const file = createWriteStream(draft)
  const written = pipeline(Readable.from(out), file)
  // Said by whichever call meets it first.
  written.catch(() => undefined)
  const failed = async (): Promise<never> => {
    await written
    throw new Error('the file ended')
  }
  const write = async (cid: CID, bytes: Uint8Array): Promise<void> => {
    await Promise.race([writer.put({ cid, bytes }), failed()])
  }
  await told(draft, () => Promise.race([once(file, 'open'), failed()]))
  return {
    async add(bytes) {
      const put = async (cid: CID, block: Uint8Array): Promise<CID> => {
        if (known.has(`${cid}`)) return cid
        known.set(`${cid}`, cid)
        await write(cid, block)
        return cid
      }
      await told(draft, async () => {
        const cid = await layOut(bytes, { put })
        artefacts.set(`${cid}`, cid)
      })
    },
    finish: (about) =>
      told(draft, async () => {
        const bytes = encodeIndex({ ...about, artefacts: [...artefacts.values()] })
        const root = await rootOf(bytes)
        await write(root, bytes)
        await writer.close()
        await written
        const sizeBytes = await setRoot(draft, root)
        await rename(draft, path)
        return { sizeBytes, root: `${root}` }
      }),
    async discard() {
      file.destroy()
      await written.catch(() => undefined)
      await rm(draft, { force: true })
    },
  }
}

async function rootOf(bytes: Uint8Array): Promise<CID> {
  return CID.createV1(dagCbor.code, await sha256.digest(bytes))
}

/** The index is known last and its name stands first: both roots take the same room. */
async function setRoot(path: string, root: CID): Promise<number> {
  const file = await open(path, 'r+')
  try {
    await CarWriter.updateRootsInFile(file, [root])
    await file.sync()
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

async function told<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new VainError(
      'net/cannot-write',
      'the file cannot be written',
      { path, reason: (cause as NodeJS.ErrnoException).code ?? String(cause) },
      { cause },
    )
  }
}
