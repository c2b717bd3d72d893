import { type Secret, VainError } from '@vain/base'
import type { CID } from 'multiformats/cid'
import { ask, urlBelow } from '../download.ts'
import { layOut, parseCid } from '../unixfs.ts'
import { authorizationOf } from './authorizationOf.ts'
import { parsePins } from './parsePins.ts'

/** Where the RPC of a Kubo node is, and what it wants to be told. */
export type KuboAddress = {
  /** Such as `http://127.0.0.1:5001`. */
  readonly url: string
  /** An `AuthSecret` of its `API.Authorizations`, if it has any; see `authorizationOf`. */
  readonly secret?: Secret<string> | undefined
  /** Longest wait for each of its answers. */
  readonly timeoutMs: number
}

/**
 * A Kubo node that keeps content for us. Each call throws `net/bad-address`, `net/unreachable`,
 * `net/timeout`, `net/refused` (another status than 200: also without the right secret, on a full
 * disk, and for what cannot be done), `net/too-large`.
 */
export type Kubo = {
  /**
   * Gives it content block by block, as it comes, so that it has the CID that it has here, and pins
   * it: the node serves it on its gateway and to its peers from then on. A pin of another name is
   * given this one.
   *
   * @param name - of the pin, at most 255 bytes
   * @returns the CID
   * @throws {VainError} besides, `net/cid-mismatch` if the node has made another CID of a block
   */
  put(bytes: Uint8Array | AsyncIterable<Uint8Array>, name: string): Promise<string>
  /**
   * Names by CID of all that it has pinned with everything below, empty for a pin without one.
   *
   * @throws {VainError} besides, `net/bad-pins` for an answer that is no such list
   */
  pins(): Promise<ReadonlyMap<string, string>>
  /** Ends such a pin, whatever its name. The content stays until the node collects its garbage. */
  unpin(cid: string): Promise<void>
  /** The version that it says it has, cut to 64 characters; empty for what is no Kubo node. */
  version(): Promise<string>
}

/** Codec of the leaves, and that of the nodes above them. Source: multicodec table. */
const codecs: Readonly<Record<number, string>> = { 85: 'raw', 112: 'dag-pb' }

/** Longest answer to a call about one block or pin, in bytes. */
const maxAnswer = 65_536

/** Longest list of pins: 88,000 of them with names as long as an operator's. */
const maxPins = 16_777_216

/**
 * Opens a Kubo node; nothing is asked of it yet.
 *
 * @throws {VainError} `net/bad-kubo-secret`
 *
 * Source: Kubo RPC API v0, `block/put`, `pin/add`, `pin/ls`, `pin/rm`, `version`.
 */
export function openKubo(address: KuboAddress): Kubo {
  const { url, secret, timeoutMs } = address
  const headers = secret === undefined ? {} : { authorization: authorizationOf(secret) }

  async function call(path: string, maxBytes = maxAnswer, body?: FormData): Promise<string> {
    const request = { method: 'POST', headers, ...(body && { body }) }
    const at = urlBelow('Kubo node', url, `api/v0/${path}`)
    return new TextDecoder().decode(await ask('Kubo node', at, request, { maxBytes, timeoutMs }))
  }

  async function putBlock(cid: CID, block: Uint8Array): Promise<CID> {
    const form = new FormData()
    form.set('data', new Blob([Uint8Array.from(block)]))
    const path = `block/put?cid-codec=${codecs[cid.code] ?? 'dag-pb'}&mhtype=sha2-256`
    const found = textOf(await call(path, maxAnswer, form), 'Key')
    if (found === cid.toString()) return cid
    throw new VainError('net/cid-mismatch', 'Kubo has another CID for a block', {
      cid: cid.toString(),
      found,
    })
  }

  return {
    async put(bytes, name) {
      const cid = await layOut(bytes, { put: putBlock })
      await call(`pin/add?arg=${cid}&name=${encodeURIComponent(name)}`)
      return cid.toString()
    },
    // Not as a stream: of that fetch would not see that it broke off, and what is left out is put
    // and named anew.
    pins: async () => parsePins(await call('pin/ls?type=recursive&names=true', maxPins)),
    async unpin(cid) {
      await call(`pin/rm?arg=${parseCid(cid).toV1()}`)
    },
    version: async () => textOf(await call('version'), 'Version').slice(0, 64),
  }
}

/** A text in an answer, empty if it has none of that name. */
function textOf(answer: string, name: string): string {
  try {
    const found = (JSON.parse(answer) as Readonly<Record<string, unknown>>)[name]
    return typeof found === 'string' ? found : ''
  } catch {
    return ''
  }
}
