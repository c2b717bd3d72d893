import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type FetchFromGateway, saveFromGateway } from '@vain/net/artefacts'

const pieceBytes = 262_144

/** An artefact on disk, until it is closed. */
export type Spooled = {
  readonly sizeBytes: number
  /** Its bytes from `start` to before `end`, in pieces. */
  read(start?: number, end?: number): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/**
 * Fetches artefacts into files that are gone when they are closed: many large ones at once take no
 * memory, however slowly they are read.
 *
 * @param folder - made if it is not there
 */
export function spoolFromGateway(folder: string): FetchFromGateway<Spooled> {
  return async (baseUrl, cid, limits, signal) => {
    const file = await openNameless(folder)
    try {
      let sizeBytes = 0
      const save = async (piece: Uint8Array): Promise<void> => {
        await file.writeFile(piece)
        sizeBytes += piece.length
      }
      await saveFromGateway(baseUrl, cid, limits, save, signal)
      return {
        sizeBytes,
        read: (start = 0, end = sizeBytes) => readRange(file, start, end),
        close: () => file.close(),
      }
    } catch (error) {
      await file.close()
      throw error
    }
  }
}

/** A new file that no folder names, so that nothing is left of it when this process ends. */
async function openNameless(folder: string): Promise<FileHandle> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, `artefact-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  try {
    await unlink(path)
  } catch (error) {
    await file.close()
    throw error
  }
  return file
}

async function* readRange(
  file: FileHandle,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void> {
  for (let at = start; at < end; ) {
    const piece = new Uint8Array(Math.min(pieceBytes, end - at))
    const { bytesRead } = await file.read(piece, 0, piece.length, at)
    if (bytesRead === 0) throw new Error('a spooled artefact ends too early')
    yield piece.subarray(0, bytesRead)
    at += bytesRead
  }
}
