import { copyFile, open, rename } from 'node:fs/promises'
import { VainError } from '@vain/base'

const backupOf = (path: string): string => `${path}.bak`

/**
 * Puts the backup of a state file into its place if the file was cut off: anvil writes it in place,
 * and one that is killed meanwhile leaves a part, with which it refuses to start.
 *
 * @returns whether it did
 * @throws {VainError} `chain/broken-state` if there is no backup
 */
export async function restore(path: string): Promise<boolean> {
  if ((await lastByte(path)) !== 'other') return false
  try {
    await copyFile(backupOf(path), path)
  } catch (cause) {
    throw new VainError(
      'chain/broken-state',
      'the state of the chain was cut off and there is no backup: remove it to begin anew',
      { path },
      { cause },
    )
  }
  return true
}

/** Keeps a copy of a state file, if it is whole. */
export async function backUp(path: string): Promise<void> {
  if ((await lastByte(path)) !== 'brace') return
  await copyFile(path, `${backupOf(path)}.new`)
  await rename(`${backupOf(path)}.new`, backupOf(path))
}

/** How the file ends: as a JSON object does, in another way, or there is none. */
async function lastByte(path: string): Promise<'brace' | 'other' | 'none'> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return 'none'
  try {
    const { size } = await file.stat()
    const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1))
    return bytesRead === 1 && buffer[0] === '}'.charCodeAt(0) ? 'brace' : 'other'
  } finally {
    await file.close()
  }
}
