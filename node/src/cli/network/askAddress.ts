import { type Clock, VainError } from '@vain/base'
import type { Hex } from '@vain/protocol'

const pauseMs = 1_000
const answerMs = 5_000
/** Longest health page that is read, in bytes. */
const maxBytes = 65_536

/**
 * The staking address that a daemon names on its health page, which it does as soon as it has read
 * the chain, funded or not.
 *
 * @throws {VainError} `vain/no-answer` after `withinMs`
 */
export async function askAddress(clock: Clock, url: URL, withinMs: number): Promise<Hex> {
  const end = clock.now() + withinMs
  let cause: unknown
  do {
    try {
      return await readAddress(url)
    } catch (error) {
      cause = error
    }
    await clock.sleep(pauseMs)
  } while (clock.now() < end)
  throw new VainError(
    'vain/no-answer',
    `${url} names no staking address`,
    { wayOut: 'Look whether the daemon runs, and whether it reaches its chain.' },
    { cause },
  )
}

async function readAddress(url: URL): Promise<Hex> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(answerMs), redirect: 'error' })
  const bytes: Uint8Array[] = []
  let length = 0
  // Whatever the status: a daemon that waits for funds has its address to tell.
  for await (const part of answer.body ?? []) {
    length += part.length
    if (length > maxBytes) throw new RangeError(`more than ${maxBytes} bytes`)
    bytes.push(part)
  }
  const { address } = JSON.parse(Buffer.concat(bytes).toString('utf8'))
  if (typeof address === 'string' && /^0x[0-9a-f]{40}$/.test(address)) return address as Hex
  throw new TypeError('there is no address in the answer')
}
