import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { VainError } from '@vain/base'

/**
 * Text of a file, in pieces.
 *
 * @param encoding - a label of the Encoding Standard
 * @throws {VainError} `data/bad-text` if the bytes are not of the encoding, `data/unreadable`
 */
export async function* readText(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  const file = basename(path)
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      // The cause is left out, here and below: it may repeat what stands in the file.
      throw new VainError('data/bad-text', `${file} is no text in ${encoding}`, { file, encoding })
    }
  }
  const stream = createReadStream(path, { highWaterMark: 1 << 18 })
  try {
    for await (const bytes of stream) yield decode(bytes as Uint8Array)
  } catch (error) {
    if (error instanceof VainError) throw error
    const { code } = error as NodeJS.ErrnoException
    throw new VainError('data/unreadable', `${file} cannot be read`, { file, code })
  }
  yield decode()
}
