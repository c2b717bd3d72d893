import { VainError } from '@vain/base'
import { importBytes } from 'ipfs-unixfs-importer'
import type { CID } from 'multiformats/cid'
import { ask, urlBelow } from './download.ts'
import { importOptions, parseCid } from './unixfs.ts'

/** Codec of the leaves, and that of the nodes above them. Source: multicodec table. */
const codecs: Readonly<Record<number, string>> = { 85: 'raw', 112: 'dag-pb' }

/** Longest answer that is read, in bytes: a CID and a size. */
const maxAnswer = 65_536

/**
 * Gives content to a Kubo node, block by block, so that it has the CID that it has here, and pins it:
 * the node serves it on its gateway and to its peers from then on.
 *
 * @param apiUrl - of its RPC, such as `http://127.0.0.1:5001`
 * @returns the CID
 * @throws {VainError} `net/bad-address`, `net/unreachable`, `net/timeout`, `net/refused` (another
 *   status than 200), `net/too-large`, `net/cid-mismatch` if the node has made another CID of a block
 *
 * Source: Kubo RPC API v0, `block/put` and `pin/add`.
 */
export async function putOnKubo(
  apiUrl: string,
  bytes: Uint8Array,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<string> {
  const put = async (cid: CID, block: Uint8Array): Promise<CID> => {
    const codec = codecs[cid.code] ?? 'dag-pb'
    const form = new FormData()
    form.set('data', new Blob([Uint8Array.from(block)]))
    const path = `block/put?cid-codec=${codec}&mhtype=sha2-256`
    const found = textOf(await call(apiUrl, path, timeoutMs, form), 'Key')
    if (found === cid.toString()) return cid
    throw new VainError('net/cid-mismatch', 'Kubo has another CID for a block', {
      cid: cid.toString(),
      found,
    })
  }
  const { cid } = await importBytes(bytes, { put }, importOptions)
  await call(apiUrl, `pin/add?arg=${cid}`, timeoutMs)
  return cid.toString()
}

/**
 * Whether a Kubo node has pinned that content.
 *
 * @throws {VainError} as `putOnKubo`, but that a refusal means no
 *
 * Source: Kubo RPC API v0, `pin/ls`.
 */
export async function isPinnedOnKubo(
  apiUrl: string,
  cid: string,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<boolean> {
  const path = `pin/ls?arg=${parseCid(cid).toV1()}&type=recursive`
  return call(apiUrl, path, timeoutMs).then(
    () => true,
    (error: unknown) => {
      if (error instanceof VainError && error.code === 'net/refused') return false
      throw error
    },
  )
}

/**
 * The version that a Kubo node says it has, cut to 64 characters.
 *
 * @throws {VainError} as `putOnKubo`
 *
 * Source: Kubo RPC API v0, `version`.
 */
export async function readKuboVersion(
  apiUrl: string,
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<string> {
  return textOf(await call(apiUrl, 'version', timeoutMs), 'Version').slice(0, 64)
}

async function call(
  apiUrl: string,
  path: string,
  timeoutMs: number,
  body?: FormData,
): Promise<string> {
  const url = urlBelow('Kubo node', apiUrl, `api/v0/${path}`)
  const request = { method: 'POST', ...(body && { body }) }
  const answer = await ask('Kubo node', url, request, { maxBytes: maxAnswer, timeoutMs })
  return new TextDecoder().decode(answer)
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
