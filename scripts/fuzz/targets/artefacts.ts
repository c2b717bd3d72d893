import {
  cidOfContent,
  contentOfCid,
  decodeAmounts,
  decodeConfiguration,
  decodeRewardPolicy,
  fromBitmap,
  maxConfigurationBytes,
  plainSettings,
  toBitmap,
  toCheckpoint,
  toModel,
  toWords,
  viewWords,
} from '@vain/protocol'
import { readWords, toElements } from '../../../packages/protocol/src/sketch/field.ts'
import { cborInputs, rawInputs, textInputs } from '../mutate/inputs.ts'
import type { Target } from '../target.ts'

const filled = (length: number, byte = 7): Uint8Array => new Uint8Array(length).fill(byte)
const cid = cidOfContent(`0x${'5a'.repeat(32)}`)
const hashed = { hash: filled(32), cid }

const configuration = {
  ...{ v: 1, name: 'irises', task: 'classification', parameters: 67 },
  ...{ trainProgram: hashed, evaluateProgram: hashed, dataPolicy: hashed },
  genesisModel: { root: filled(32), cid },
  training: { epochs: 1, batchSize: 16, evaluateBatchSize: 64, learningRateMicro: 10_000 },
  numbers: {
    ...{ clipMicro: 10_000_000, scaleBits: 20, maxWeight: 4_096 },
    ...{ laneBits: 32, rotate: false },
  },
  ...plainSettings,
}

const rules = [1, 2].map((from) => ({
  ...{ run: 1, from, trainers: '1000', validators: '5', leader: '0', floorBps: 100 },
}))

const amounts = [1, 2, 3].map((byte) => [filled(20, byte), `${10n ** 18n * BigInt(byte)}`])

const protocol = (path: string): string => `packages/protocol/src/${path}`
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const words = 64
const sized = { parameters: 16, server: plainSettings.server, strategy: plainSettings.strategy }

/** Artefacts of runs and rounds, by CIDs that somebody else names. */
export const artefactTargets: readonly Target[] = [
  {
    name: 'protocol/decodeConfiguration',
    covers: [protocol('configuration/encoding.ts'), protocol('codec.ts')],
    inputs: cborInputs([configuration]),
    decode: decodeConfiguration,
    isTotal: true,
    longest: maxConfigurationBytes,
    share: 3,
  },
  {
    name: 'protocol/decodeRewardPolicy',
    covers: [protocol('rewards/policy.ts')],
    inputs: cborInputs([{ v: 1, rules }]),
    decode: decodeRewardPolicy,
    isTotal: true,
    longest: 65_536,
  },
  {
    name: 'protocol/decodeAmounts',
    covers: [protocol('rewards/distribution.ts')],
    inputs: cborInputs([amounts]),
    decode: (bytes) => decodeAmounts(bytes, 2 ** 22),
    isTotal: true,
    longest: 2 ** 22,
  },
  {
    name: 'protocol/vectors',
    covers: [protocol('numbers/vector.ts'), protocol('numbers/checkpoint.ts')],
    inputs: rawInputs([filled(4 * words), filled(64, 255), new Uint8Array(64)]),
    decode: (bytes) =>
      [
        () => toWords(bytes, words),
        () => viewWords(bytes, words),
        () => toModel(bytes, 16),
        () => toCheckpoint(bytes, sized),
      ][bytes.length % 4]?.(),
    longest: 2 ** 22,
  },
  {
    name: 'protocol/fromBitmap',
    covers: [protocol('bitmap.ts')],
    inputs: rawInputs([toBitmap([0, 5, 900]), toBitmap([])]),
    decode: fromBitmap,
    longest: 2 ** 20,
  },
  {
    name: 'protocol/sketch-numbers',
    covers: [protocol('sketch/field.ts'), protocol('sketch/share.ts')],
    inputs: rawInputs([filled(160), filled(135 * 16, 255)]),
    decode: (bytes) => [readWords(bytes), toElements(bytes)],
    longest: 65_536,
    share: 0.3,
  },
  {
    name: 'protocol/contentOfCid',
    covers: [protocol('artefact.ts')],
    inputs: textInputs([cid]),
    decode: (bytes) => contentOfCid(text(bytes)),
    longest: 65_536,
  },
]
