import { type FileHandle, link, mkdir, open, unlink } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { type RandomSource, toHex, VainError } from '@vain/base'
import { isPrivate } from './isPrivate.ts'

/**
 * Text of a file that only its owner may touch; `undefined` if there is none.
 *
 * @throws {VainError} `file/open-to-others` if others may touch it, see `isPrivate`,
 * `file/too-large` if it has more than `maxBytes`, `file/unreadable` for everything else
 */
export async function readPrivateFile(path: string, maxBytes: number): Promise<string | undefined> {
  let file: FileHandle | undefined
  try {
    file = await open(path, 'r')
    const { mode, size, uid } = await file.stat()
    if (!isPrivate({ mode, owner: uid }, process.getuid?.()))
      throw new VainError('file/open-to-others', `${path} is open to other users`, {
        path,
        mode: (mode & 0o777).toString(8),
        wayOut: `Run: chmod 600 '${path}'`,
      })
    if (size > maxBytes)
      throw new VainError('file/too-large', `${path} is too large`, { path, size, maxBytes })
    return await file.readFile('utf8')
  } catch (cause) {
    if (cause instanceof VainError) throw cause
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new VainError('file/unreadable', `${path} could not be read`, { path }, { cause })
  } finally {
    await file?.close()
  }
}

/**
 * Writes a new file that only its owner may touch, in one step: whatever happens, the name leads
 * to the whole text on disk or to nothing. A folder that is missing is made with mode 0700.
 *
 * @throws {VainError} `file/exists` if the name is taken, even at the last moment: nothing is ever
 * overwritten; `file/not-written` for everything else
 */
export async function writePrivateFile(
  path: string,
  text: string,
  random: RandomSource,
): Promise<void> {
  const folder = dirname(resolve(path))
  const temporary = join(folder, `.${basename(path)}.${toHex(random(8)).slice(2)}.tmp`)
  try {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 })
    try {
      await writeSynced(temporary, text)
      // Unlike rename, link fails where a name is taken: of two writers one loses, no key does.
      await link(temporary, path)
    } finally {
      await unlink(temporary).catch(() => undefined)
    }
    await syncFolders(folder, made === undefined ? folder : dirname(made))
  } catch (cause) {
    const taken = (cause as NodeJS.ErrnoException).code === 'EEXIST'
    throw new VainError(
      taken ? 'file/exists' : 'file/not-written',
      taken ? `${path} exists already` : `${path} could not be written`,
      { path },
      { cause },
    )
  }
}

async function writeSynced(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Syncs a folder and those above it up to `top`: a new name is on disk once its folder is. */
async function syncFolders(path: string, top: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
  if (path.length > top.length) await syncFolders(dirname(path), top)
}
