import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fromHex, fromText, Secret, toHex, toUint } from '@vain/base'
import { blsSecretKey, compressG1, compressG2, sha256 } from '@vain/crypto'
import { type Beacon, beaconRoundAt, signBeaconRound } from '@vain/protocol'
import { replaceFile } from './folder.ts'

/** Opens or makes the key with which a network's own beacon signs; only its owner may read it. */
export function openBeaconKey(file: string): Secret<Uint8Array> {
  if (!existsSync(file)) replaceFile(file, toHex(randomBytes(32)))
  return blsSecretKey(new Secret(fromHex(readFileSync(file, 'utf8'))))
}

/** A beacon of one key, served as drand's are. Whoever holds the key knows all rounds in advance. */
export type BeaconServer = {
  /** Address below which its rounds are, with the chain's hash. */
  readonly url: string
  stop(): Promise<void>
}

/** Signatures that are kept in memory: every leader asks for the same round. */
const maxKept = 64

/**
 * Serves the rounds that are due at `/{hash}/public/{round}` and `/{hash}/public/latest`, and what
 * they are checked by at `/{hash}/info`, on a free port of 127.0.0.1.
 *
 * @param now - time in milliseconds since the Unix epoch
 *
 * Source: drand documentation, "HTTP API reference", version 1.
 */
export async function startBeacon(
  secretKey: Secret<Uint8Array>,
  beacon: Beacon,
  now: () => number,
): Promise<BeaconServer> {
  const hash = hashOf(beacon)
  const kept = new Map<number, object>()

  function roundOf(round: number): object {
    const before = kept.get(round)
    if (before !== undefined) return before
    const signature = compressG1(signBeaconRound(secretKey, round))
    const found = { round, randomness: plain(sha256(signature)), signature: plain(signature) }
    kept.set(round, found)
    const [oldest] = kept.keys()
    if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest)
    return found
  }

  function answer(path: string): object | undefined {
    const last = beaconRoundAt(beacon, Math.floor(now() / 1_000))
    if (path === `/${hash}/info`) return infoOf(beacon, hash)
    if (path === `/${hash}/public/latest`) return last > 0 ? roundOf(last) : undefined
    const round = Number(path.match(roundPath(hash))?.[1] ?? 0)
    return round > 0 && round <= last ? roundOf(round) : undefined
  }

  const server = createServer((request, response) => {
    const found = request.method === 'GET' ? answer(request.url ?? '') : undefined
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(found === undefined ? '{}' : JSON.stringify(found))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/${hash}`,
    async stop() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const beaconId = 'devnet'
const plain = (bytes: Uint8Array): string => toHex(bytes).slice(2)
const roundPath = (hash: string): RegExp => new RegExp(`^/${hash}/public/([1-9][0-9]{0,14})$`)

/** Of the group that made the key, which here is nobody. */
const noGroup = new Uint8Array(32)

/** What drand names a chain by. Source: drand, `common/chain/info.go`, `Info.Hash`. */
function hashOf({ publicKey, genesisTime, periodSeconds }: Beacon): string {
  const times = [toUint(periodSeconds, 32), toUint(genesisTime, 64)]
  return plain(sha256(...times, compressG2(publicKey), noGroup, fromText(beaconId)))
}

function infoOf({ publicKey, genesisTime, periodSeconds }: Beacon, hash: string): object {
  return {
    public_key: plain(compressG2(publicKey)),
    period: periodSeconds,
    genesis_time: genesisTime,
    hash,
    groupHash: plain(noGroup),
    schemeID: 'bls-unchained-g1-rfc9380',
    metadata: { beaconID: beaconId },
  }
}
