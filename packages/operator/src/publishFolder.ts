import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Log } from '@vain/base'
import type { Content } from '@vain/protocol'

/** Puts every file of a folder into the artefact store: how a new run's artefacts get out. */
export async function publishFolder(
  deps: { readonly log: Log; readonly content: Pick<Content, 'put'> },
  folder: string,
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true })
  for (const entry of entries.filter((it) => it.isFile())) {
    const bytes = new Uint8Array(await readFile(join(folder, entry.name)))
    const cid = await deps.content.put(bytes)
    deps.log.info('published', { file: entry.name, cid })
  }
}
