import { fromHex, VainError } from '@vain/base'
import { type BeaconSource, beaconSignatureBytes, openBeaconRound } from '@vain/protocol'
import { download, urlBelow } from './content/download.ts'

/** Longest answer that is read: drand's own has some 300 bytes. */
const maxBytes = 4_096

/** A signature as drand writes it. */
const signatureForm = new RegExp(`^[0-9a-f]{${2 * beaconSignatureBytes}}$`)

/**
 * Rounds of a beacon over drand's HTTP API, `GET {url}/public/{round}`, from the first server that
 * has the right one. None is trusted: what does not verify is as good as no answer. The one that
 * answered last is asked first.
 *
 * @param options.urls - with the chain's hash, as `https://api.drand.sh/52db…e971`
 * @param options.timeoutMs - longest wait for one server
 * @throws {VainError} `net/bad-address` if one of them is none
 *
 * Its `read` throws `net/no-beacon`, with what each server did.
 *
 * Source: docs/protocol/beacon.md; drand documentation, "HTTP API reference", version 1.
 */
export function createDrandSource(options: {
  readonly urls: readonly string[]
  readonly timeoutMs: number
}): BeaconSource {
  let urls = options.urls
  for (const url of urls) urlBelow('beacon', url, 'public/1')
  return {
    async read(beacon, round, signal) {
      const failures: Record<string, string> = {}
      for (const url of urls) {
        try {
          const signature = await ask(url, round, options.timeoutMs, signal)
          if (openBeaconRound(beacon, round, signature) === undefined)
            throw new VainError('net/no-beacon', 'that is not the signature of the round', {})
          urls = [url, ...urls.filter((other) => other !== url)]
          return signature
        } catch (error) {
          signal?.throwIfAborted()
          if (!(error instanceof VainError)) throw error
          failures[url] = error.message
        }
      }
      throw new VainError('net/no-beacon', `nobody has round ${round} of the beacon`, {
        round,
        failures,
      })
    },
  }
}

async function ask(
  baseUrl: string,
  round: number,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const url = urlBelow('beacon', baseUrl, `public/${round}`)
  const limits = { maxBytes, timeoutMs, accept: 'application/json' }
  const text = new TextDecoder().decode(await download('beacon', url, limits, signal))
  const signature = signatureIn(text)
  if (signature === undefined)
    throw new VainError('net/no-beacon', 'the beacon sends something else', { url: url.href })
  return fromHex(signature)
}

function signatureIn(text: string): string | undefined {
  try {
    const { signature } = Object(JSON.parse(text)) as { signature?: unknown }
    return typeof signature === 'string' && signatureForm.test(signature) ? signature : undefined
  } catch {
    return undefined
  }
}
