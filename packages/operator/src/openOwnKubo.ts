import { type Kubo, openKubo } from '@vain/net'
import { readPassword } from '@vain/service'

/** Longest wait for each answer, in milliseconds. */
const usualMs = 30_000

/**
 * The Kubo node that the options name; undefined if they name none.
 *
 * @throws {VainError} as `readPassword` does for the file of its secret, `net/bad-kubo-secret`
 */
export async function openOwnKubo(
  options: { readonly kuboUrl: string | undefined; readonly kuboSecretFile: string | undefined },
  timeoutMs: number = usualMs,
): Promise<Kubo | undefined> {
  const { kuboUrl: url, kuboSecretFile: file } = options
  if (url === undefined) return undefined
  const secret = file === undefined ? undefined : await readPassword({ file })
  return openKubo({ url, secret, timeoutMs })
}
