import { concatBytes, fromHex, fromText, toUint } from '@vain/base'
import { createDrandSource, isLibp2pAddress, openKubo, peerIdOf } from '@vain/net'
import { fetchFromGateway, parseCid, toGatewayUrl } from '@vain/net/artefacts'
import { cidOfContent } from '@vain/protocol'
import { readContent } from '../../../packages/net/src/content/openContent.ts'
import type { Blocks } from '../../../packages/net/src/content/unixfs.ts'
import { createFrameReader } from '../../../packages/net/src/exchange/frameReader.ts'
import {
  decodePullRequest,
  encodePullRequest,
  maxPullRequestBytes,
} from '../../../packages/net/src/exchange/pullRequest.ts'
import {
  decodeBindingAnswer,
  decodeBindingRequest,
  encodeBindingAnswer,
  encodeBindingRequest,
  maxStunBytes,
} from '../../../packages/net/src/reach/stunMessage.ts'
import { jsonInputs, rawInputs, textInputs } from '../mutate/inputs.ts'
import type { Target } from '../target.ts'
import { withAnswer } from './answering.ts'

const net = (path: string): string => `packages/net/src/${path}`
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const url = 'http://127.0.0.1:1'
const kubo = openKubo({ url, timeoutMs: 10_000 })
const cid = cidOfContent(`0x${'5a'.repeat(32)}`)

const stunId = new Uint8Array(12).fill(7)

/** The node above two chunks of 300,000 bytes, as the importer writes it. */
const dagNode = fromHex(
  '122c0a24015512202312394bd99545d9de131c24efb781e765ac1aec243f2ed9347597a793a415e9120018808010122c0a24015512200de34f4029de7db4f571ed9b4334801b3337d37872a85573d14167db5dcb5e71120018e0a7020a0e080218e0a7122080801020e0a702',
)

/** A store that has the same block under every CID: nothing but its bytes decides. */
const storeOf = (block: Uint8Array): Blocks => ({
  put: async (of) => of,
  has: async () => true,
  async *get() {
    yield block
  },
})

/** Two frames off a stream that brings the bytes in pieces of a size that their first byte says. */
async function readFrames(bytes: Uint8Array): Promise<void> {
  let isAborted = false
  const abort = (): void => {
    isAborted = true
  }
  const stream = Object.assign(new EventTarget(), { readableEnded: false, status: 'open', abort })
  const reader = createFrameReader(stream as never)
  const { signal } = new AbortController()
  const first = reader.read(4_096, signal).catch((error: unknown) => error)
  const size = 1 + (bytes[0] ?? 0)
  for (let at = 1; at < bytes.length && !isAborted; at += size)
    stream.dispatchEvent(new MessageEvent('message', { data: bytes.subarray(at, at + size) }))
  stream.dispatchEvent(new Event('end'))
  const result = await first
  if (!(result instanceof Uint8Array)) throw result
  await reader.read(4_096, signal)
}

const frame = (body: Uint8Array): Uint8Array => concatBytes(toUint(body.length, 32), body)
const twoFrames = concatBytes(frame(new Uint8Array(100)), frame(new Uint8Array(9)))

/** What is below the messages: frames, blocks, addresses, and answers of other servers. */
export const networkTargets: readonly Target[] = [
  {
    name: 'net/frames',
    covers: [net('exchange/frameReader.ts')],
    inputs: rawInputs([3, 255].map((size) => concatBytes(Uint8Array.of(size), twoFrames))),
    decode: readFrames,
    longest: 1_048_576,
    // With the events that bring a byte each.
    memory: { bytes: 33_554_432, perByte: 256 },
  },
  {
    name: 'net/decodePullRequest',
    covers: [net('exchange/pullRequest.ts')],
    inputs: rawInputs([encodePullRequest({ from: 65_536, request: fromText('a name') })]),
    decode: decodePullRequest,
    isTotal: true,
    longest: maxPullRequestBytes,
    share: 0.2,
  },
  {
    name: 'net/readContent',
    covers: [net('content/openContent.ts'), net('content/swarm/wants.ts')],
    inputs: rawInputs([dagNode, fromText('a chunk')]),
    decode: (bytes) => readContent(storeOf(bytes), parseCid(cid), 1_048_576),
    longest: 262_144,
    memory: { bytes: 33_554_432, perByte: 64 },
    share: 0.2,
  },
  {
    name: 'net/parseCid',
    covers: [net('content/unixfs.ts')],
    inputs: textInputs([cid, 'QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG']),
    decode: (bytes) => parseCid(text(bytes)),
    // Of an address in an HTTP request, whose head is bounded by Node.
    longest: 16_384,
  },
  {
    name: 'net/addresses',
    covers: [net('transport/components.ts')],
    inputs: textInputs([
      '/ip4/127.0.0.1/tcp/4001/p2p/16Uiu2HAm4v86W3bmT1BiH6oSPzcsSr24iDQpSN5Qa992BCjjwgrD',
      '/ip6/::1/tcp/8080/http',
      '/dns4/example.org/tcp/443/tls/http',
    ]),
    decode: (bytes) => [isLibp2pAddress(text(bytes)), toGatewayUrl(text(bytes))],
    isTotal: true,
    longest: 4_096,
    memory: { bytes: 8_388_608, perByte: 256 },
    share: 0.3,
  },
  {
    name: 'net/peerIdOf',
    covers: [net('transport/identity.ts')],
    inputs: rawInputs([new Uint8Array(33).fill(2)]),
    decode: peerIdOf,
    longest: 4_096,
    share: 0.2,
  },
  {
    name: 'net/stun',
    covers: [net('reach/stunMessage.ts')],
    inputs: rawInputs([
      encodeBindingRequest(stunId),
      encodeBindingAnswer(stunId, { host: '192.0.2.1', port: 32_853 }),
    ]),
    decode: (bytes) => [decodeBindingRequest(bytes), decodeBindingAnswer(bytes, stunId)],
    isTotal: true,
    longest: maxStunBytes,
  },
  {
    name: 'net/drand',
    covers: [net('drand.ts')],
    inputs: jsonInputs([{ round: 1, signature: 'a0'.repeat(48) }]),
    decode: (bytes) => {
      const source = createDrandSource({ urls: [url], timeoutMs: 10_000 })
      const beacon = { publicKey: new Uint8Array(256), genesisTime: 0, periodSeconds: 3 }
      return withAnswer(bytes, () => source.read(beacon, 1))
    },
    longest: 65_536,
    memory: { bytes: 8_388_608, perByte: 64 },
    share: 0.1,
  },
  {
    name: 'net/fetchFromGateway',
    covers: [net('content/gateways/fetchFromGateway.ts'), net('content/download.ts')],
    inputs: rawInputs([fromText('an artefact')]),
    decode: (bytes) =>
      withAnswer(bytes, () => fetchFromGateway(url, cid, { maxBytes: 65_536, timeoutMs: 10_000 })),
    longest: 262_144,
    memory: { bytes: 8_388_608, perByte: 64 },
    share: 0.1,
  },
  {
    name: 'net/kubo.put',
    covers: [net('content/kubo/openKubo.ts')],
    inputs: jsonInputs([{ Key: cid, Size: 9 }]),
    decode: (bytes) => withAnswer(bytes, () => kubo.put(fromText('an artefact'), 'fuzz')),
    longest: 262_144,
    memory: { bytes: 8_388_608, perByte: 64 },
    share: 0.1,
  },
  {
    name: 'net/kubo.pins',
    covers: [net('content/kubo/parsePins.ts')],
    inputs: jsonInputs([{ Keys: { [cid]: { Type: 'recursive', Name: 'one' } } }, {}]),
    decode: (bytes) => withAnswer(bytes, () => kubo.pins()),
    longest: 262_144,
    memory: { bytes: 8_388_608, perByte: 64 },
    share: 0.1,
  },
]
