import { Secret, toHex } from '@vain/base'
import { addressOf } from '@vain/crypto'
import {
  type Body,
  decodeHint,
  decodeRequest,
  decodeResponse,
  decodeVectorRequest,
  type Envelope,
  encode,
  encodeBundle,
  encodeRevealArtefact,
  type Hex,
  maxRequestBytes,
  maxResponseBytes,
  openEnvelope,
  phases,
  signEnvelope,
  splitBundle,
  splitRevealArtefact,
} from '@vain/protocol'
import { senderOf } from '../../../packages/protocol/src/messages/envelope.ts'
import { cborInputs, rawInputs } from '../mutate/inputs.ts'
import type { Target } from '../target.ts'

const filled = (length: number, byte = 7): Uint8Array => new Uint8Array(length).fill(byte)
const artefact = { root: filled(32, 1), content: filled(32, 2) }
const place = { run: 1, round: 2 }

const requests = [
  { ...place, phase: phases.advertise },
  { ...place, phase: phases.mask, roster: artefact, share: artefact },
  { ...place, phase: phases.recover, vanished: [1, 5, 65_534], roster: artefact },
  { ...place, phase: phases.attest, evaluation: artefact },
  {
    ...{ ...place, phase: phases.sums, beacon: filled(48), sketches: artefact },
    ...{ check: artefact, settles: artefact },
  },
]

const responses = [
  { kind: 'message', envelope: filled(200) },
  { kind: 'bound', roster: artefact, share: artefact },
  { kind: 'sketched', sketches: artefact },
  { kind: 'checked', check: artefact },
  { kind: 'signature', signature: filled(128) },
  { kind: 'signed', evaluation: artefact, signature: filled(128) },
  { kind: 'wait' },
  { kind: 'refuse', reason: 'over-budget' },
]

const ctx = filled(32, 3)
const deal = (to: number) => ({
  ...{ to, ciphertext: filled(1_088), sealed: filled(80) },
  ...{ selfShareHash: ctx, maskShareHash: ctx, pad: filled(to < 4 ? 0 : 32), edge: ctx },
})

/** A body of every phase. */
const bodies: readonly Body[] = [
  {
    ...{ phase: phases.advertise, ...place, maskKey: ctx, sealKey: ctx },
    ...{ kemKey: filled(1_184), selfCommitment: ctx },
  },
  { phase: phases.share, ...place, ctx, deals: [deal(1), deal(5)] },
  {
    ...{ phase: phases.mask, ...place, ctx, length: 10, root: ctx, content: ctx },
    ...{ peers: Uint8Array.of(5), edges: ctx },
  },
  { phase: phases.reveal, ...place, ctx, self: ctx, edges: [{ to: 3, seed: ctx }] },
  { phase: phases.recover, ...place, ctx, shares: [{ of: 3, kind: 1, share: ctx }] },
  {
    ...{ phase: phases.evaluate, ...place, sumRoot: ctx, modelRoot: ctx },
    ...{ correct: 5, total: 10, lossMicro: 1_234_567 },
  },
  {
    ...{ phase: phases.sketch, ...place, ctx, beacon: filled(48) },
    deals: [{ ciphertext: filled(1_088), sealed: filled(43_136), hash: ctx }],
  },
  {
    ...{ phase: phases.check, ...place, ctx, sketches: ctx },
    openings: [{ of: 2, values: filled(2_160) }],
  },
  { phase: phases.settle, ...place, ctx, check: ctx },
  { phase: phases.sums, ...place, ctx, check: ctx, sums: [{ group: 0, values: filled(40_960) }] },
]

const venue = { chainId: 31_337n, ledger: `0x${'ab'.repeat(20)}` as Hex }
const key = new Secret(filled(32))
const address = toHex(addressOf(key))
const openAny = (bytes: Uint8Array): unknown => openEnvelope(venue, bytes, () => address)

const signed: readonly Envelope[] = bodies.map((body, i) => signEnvelope(venue, i, body, key))

/** A body that nobody has signed: the envelope around it is always sound. */
const openBody = (body: Uint8Array): unknown => openAny(encode([4, body, filled(65)]))

const inRequests = ['packages/protocol/src/messages/requests.ts']
const inEnvelope = ['packages/protocol/src/messages/envelope.ts']
const inBundle = [
  'packages/protocol/src/messages/bundle.ts',
  'packages/protocol/src/byteStrings.ts',
]
const some = signed.slice(0, 4)

/** What peers send and what is published of rounds. */
export const messageTargets: readonly Target[] = [
  {
    name: 'protocol/decodeRequest',
    covers: [...inRequests, 'packages/protocol/src/codec.ts'],
    inputs: cborInputs(requests),
    decode: decodeRequest,
    isTotal: true,
    longest: maxRequestBytes,
    share: 4,
  },
  {
    name: 'protocol/decodeResponse',
    covers: inRequests,
    inputs: cborInputs(responses),
    decode: decodeResponse,
    isTotal: true,
    longest: maxResponseBytes,
    share: 4,
  },
  {
    name: 'protocol/decodeVectorRequest',
    covers: inRequests,
    inputs: cborInputs([place]),
    decode: decodeVectorRequest,
    isTotal: true,
    longest: maxRequestBytes,
    share: 2,
  },
  {
    name: 'protocol/decodeHint',
    covers: inRequests,
    inputs: cborInputs([{ ...place, phase: 2, sender: 9 }]),
    decode: decodeHint,
    isTotal: true,
    longest: 65_536,
    share: 2,
  },
  {
    name: 'protocol/openEnvelope',
    covers: inEnvelope,
    inputs: cborInputs(bodies.map((body) => [4, encode(body), filled(65)])),
    decode: (bytes) => [openAny(bytes), senderOf(bytes)],
    isTotal: true,
    longest: maxResponseBytes,
    share: 2,
  },
  {
    name: 'protocol/openEnvelope-of-body',
    covers: inEnvelope,
    inputs: cborInputs(bodies),
    decode: openBody,
    isTotal: true,
    longest: maxResponseBytes,
    share: 4,
  },
  {
    name: 'protocol/splitBundle',
    covers: inBundle,
    inputs: rawInputs([encodeBundle(some)]),
    decode: (bytes) => splitBundle(bytes, 65_535)?.map(openAny),
    isTotal: true,
    longest: 2 ** 24,
    share: 2,
  },
  {
    name: 'protocol/splitRevealArtefact',
    covers: inBundle,
    inputs: rawInputs([
      encodeRevealArtefact(some, some),
      encode([encode([]), encode([]), ...[1, 2, 3, 4].map(() => filled(64))]),
    ]),
    decode: (bytes) => splitRevealArtefact(bytes, 65_535),
    isTotal: true,
    longest: 2 ** 24,
    share: 2,
  },
]
