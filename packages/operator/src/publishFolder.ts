import { lstat, open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock, Log } from '@vain/base'
import type { Content } from '@vain/protocol'

type Deps = {
  readonly log: Log
  readonly clock: Clock
  readonly content: Pick<Content, 'put'>
}

/** Between two looks at the folder. */
const lookMs = 2_000
/** Until a file that stays is put again; less than a sweep leaves to what is new. */
const againMs = 1_800_000

/** What was put of a file: how it looked then, and when, in milliseconds since 1970. */
type Put = { readonly mark: string; readonly at: number }

/**
 * Puts every file of a folder into the artefact store, and later those that come or change: how a
 * new run's artefacts get out. Folders and links in it are passed over.
 *
 * What stays in the folder is put again every half hour, so that it counts as new in the store: the
 * chain names artefacts only once a vote that may take days has created their run.
 *
 * @returns the way to end it, once all that is there now is stored
 * @throws if the folder or a file in it cannot be read at first; later that is logged
 */
export async function publishFolder(deps: Deps, folder: string): Promise<() => Promise<void>> {
  const published = new Map<string, Put>()
  await publishNew(deps, folder, published)
  const stopping = new AbortController()
  const running = follow(deps, folder, published, stopping.signal)
  return async () => {
    stopping.abort()
    await running
  }
}

async function follow(
  deps: Deps,
  folder: string,
  published: Map<string, Put>,
  signal: AbortSignal,
): Promise<void> {
  let isReadable = true
  for (;;) {
    await deps.clock.sleep(lookMs, signal).catch(() => undefined)
    if (signal.aborted) return
    try {
      await publishNew(deps, folder, published)
      isReadable = true
    } catch (error) {
      // Said once: a folder that is gone may come back.
      if (isReadable) deps.log.warn('the folder to publish cannot be read', { folder, error })
      isReadable = false
    }
  }
}

/** A file may go between being listed and being read. */
function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}

async function publishNew(
  { log, clock, content }: Deps,
  folder: string,
  published: Map<string, Put>,
): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const found = await lstat(path).catch(unlessGone)
    if (found === undefined) continue
    // A file that is still being written changes once more.
    const mark = `${found.size} ${found.mtimeMs}`
    const last = published.get(name)
    const isSame = last?.mark === mark
    if (!found.isFile() || (isSame && clock.now() - last.at < againMs)) continue
    const file = await open(path).catch(unlessGone)
    if (file === undefined) continue
    const cid = await content.put(file.createReadStream())
    published.set(name, { mark, at: clock.now() })
    if (!isSame) log.info('published', { file: name, cid })
  }
}
