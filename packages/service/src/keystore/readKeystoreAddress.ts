import { parseKeystore } from './keystoreFormat.ts'
import { maxKeystoreBytes } from './openKeystore.ts'
import { readPrivateFile } from './privateFile.ts'

/**
 * The address that a keystore names without being opened, lower case with `0x`; undefined if there
 * is no file or it names none. Who altered the file may have altered it.
 *
 * @throws {VainError} what reading the file throws, `keystore/not-a-keystore`
 */
export async function readKeystoreAddress(path: string): Promise<`0x${string}` | undefined> {
  const text = await readPrivateFile(path, maxKeystoreBytes)
  const address = text === undefined ? undefined : parseKeystore(text, path).address
  return address === undefined ? undefined : `0x${address.replace(/^0x/, '').toLowerCase()}`
}
