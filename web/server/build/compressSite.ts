import { globSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const toBrotli = promisify(brotliCompress)
const toGzip = promisify(gzip)

/** Below this many bytes a compressed form saves no packet. */
const leastBytes = 1_024

/** From here on the best compression takes too long. */
const largeBytes = 2 ** 20

/** Puts compressed forms beside the files of a site, with `.br` and `.gz` at the end of the name. */
export async function compressSite(folder: string, signal: AbortSignal): Promise<void> {
  const files = globSync('**/*.{html,js,css,txt,json,svg,wasm}', { cwd: folder })
  await Promise.all(files.map((file) => compress(join(folder, file), signal)))
}

async function compress(path: string, signal: AbortSignal): Promise<void> {
  const bytes = await readFile(path, { signal })
  if (bytes.length < leastBytes) return
  const params = {
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    // The engine of 14 MB: in 1.7 s to 2.7 MB, where the best takes over a minute of a busy machine.
    [constants.BROTLI_PARAM_QUALITY]: bytes.length > largeBytes ? 9 : constants.BROTLI_MAX_QUALITY,
  }
  await writeFile(`${path}.br`, await toBrotli(bytes, { params }))
  signal.throwIfAborted()
  await writeFile(`${path}.gz`, await toGzip(bytes, { level: 9 }))
}
