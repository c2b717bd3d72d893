import { readFileSync } from 'node:fs'
import { VainError } from '@vain/base'
import { parseRunFile } from '@vain/runs'
import { parseScenario } from '@vain/simulation'
import { encodePolicyFile } from '../../../node/src/cli/rewards/policy.ts'
import { parseShareFile } from '../../../node/src/cli/rewards/signedShare.ts'
import { nodeOptions } from '../../../node/src/options.ts'
import { createCsvParser } from '../../../packages/data/src/formats/csvParser.ts'
import { decodeImage } from '../../../packages/data/src/images/decodeImage.ts'
import { parsePolicy } from '../../../packages/data/src/policy/parsePolicy.ts'
import {
  parseHeldOut,
  parsePartition,
  parseShare,
} from '../../../packages/data/src/source/texts.ts'
import { parseKeystore } from '../../../packages/service/src/keystore/keystoreFormat.ts'
import { prettyLine } from '../../../packages/service/src/log/prettyLine.ts'
import { toPrintable } from '../../../packages/service/src/log/toPrintable.ts'
import { parseJson, parseText } from '../../../packages/service/src/options/parseValue.ts'
import { jsonInputs, rawInputs, textInputs } from '../mutate/inputs.ts'
import type { Target } from '../target.ts'

const file = (path: string): Uint8Array =>
  new Uint8Array(readFileSync(new URL(`../../../${path}`, import.meta.url)))
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const jsonIn = (path: string): unknown => JSON.parse(text(file(path)))
const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(text(bytes))
  } catch {
    return undefined
  }
}
const data = (path: string): string => `packages/data/src/${path}`
const service = (path: string): string => `packages/service/src/${path}`

const keystore = {
  version: 3,
  id: 'a0c8a9f2-1111-4222-8333-444455556666',
  address: '0a'.repeat(20),
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '0b'.repeat(16) },
    ciphertext: '0c'.repeat(32),
    kdf: 'scrypt',
    kdfparams: { n: 131_072, r: 8, p: 1, dklen: 32, salt: '0d'.repeat(32) },
    mac: '0e'.repeat(32),
  },
}
const rewardShare = {
  v: 1,
  block: 12,
  validator: 3,
  digest: `0x${'0f'.repeat(32)}`,
  signature: `0x${'1a'.repeat(128)}`,
}
const logLine = {
  level: 'info',
  time: '2026-11-23T05:00:00.000Z',
  name: 'node',
  msg: 'ready',
  a: [1],
}
/** Brightness of 16 × 8 places, as Pillow wrote them. */
const jpeg = new Uint8Array(
  Buffer.from(
    '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wAALCAAIABABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APnP4Uf8Evv9X/xTvp/yyr6Z+FH/AAS+/wBV/wAU76f8sq//2Q==',
    'base64',
  ),
)
const source = { where: '--x', folder: '/' }

/** Every option of a node from a text and from JSON. Each refuses most: none may hide the others. */
function parseOptions(bytes: Uint8Array): void {
  const value = jsonOf(bytes)
  for (const row of Object.values(nodeOptions))
    for (const parse of [
      () => parseText(row, typeof value === 'string' ? value : text(bytes), source),
      () => parseJson(row, value, source),
    ])
      try {
        parse()
      } catch (error) {
        if (!(error instanceof VainError)) throw error
      }
}

function parseCsv(bytes: Uint8Array): void {
  const parser = createCsvParser('rows.csv')
  const all = text(bytes)
  for (let at = 0; at < all.length; at += 97) parser.push(all.slice(at, at + 97))
  parser.end()
}

const scenarios = ['attack', 'digits'].map((of) => text(file(`docs/samples/scenarios/${of}.yaml`)))
const policies = ['iris', 'moby-dick', 'shapes'].map((of) =>
  jsonIn(`packages/data/samples/${of}/policy.json`),
)
const flowers = text(file('packages/data/samples/iris/iris.csv')).slice(0, 600)

/** A person's own file; the library tells each of thousands of faults with the lines around it. */
const yamlMemory = { bytes: 268_435_456, perByte: 0 }

/** JSON and zod make objects of each character and describe each fault. */
const memory = { bytes: 33_554_432, perByte: 4_096 }
const longest = 65_536

/** What people write, and what lies in their folders. */
export const documentTargets: readonly Target[] = [
  {
    name: 'runs/parseRunFile',
    covers: ['packages/runs/src/file/parseRunFile.ts'],
    inputs: textInputs([text(file('docs/samples/run.yaml'))]),
    decode: (bytes) => parseRunFile(text(bytes)),
    ...{ memory: yamlMemory, longest, share: 0.05 },
  },
  {
    name: 'simulation/parseScenario',
    covers: ['packages/simulation/src/scenario/parseScenario.ts'],
    inputs: textInputs(scenarios),
    decode: (bytes) => parseScenario(text(bytes)),
    ...{ memory: yamlMemory, longest, share: 0.05 },
  },
  {
    name: 'rewards/encodePolicyFile',
    covers: ['node/src/cli/rewards/policy.ts'],
    inputs: jsonInputs([jsonIn('docs/samples/rewards/policy.json')]),
    decode: (bytes) => encodePolicyFile(text(bytes)),
    ...{ memory, longest, share: 0.3 },
  },
  {
    name: 'rewards/parseShareFile',
    covers: ['node/src/cli/rewards/signedShare.ts'],
    inputs: jsonInputs([rewardShare]),
    decode: (bytes) => parseShareFile(text(bytes)),
    ...{ memory, longest: 4_096, share: 0.3 },
  },
  {
    name: 'data/parsePolicy',
    covers: [data('policy/parsePolicy.ts')],
    inputs: jsonInputs(policies),
    decode: (bytes) => parsePolicy(jsonOf(bytes)),
    ...{ memory, longest, share: 0.3 },
  },
  {
    name: 'data/texts',
    covers: [data('source/texts.ts')],
    inputs: textInputs(['iid', 'dirichlet:0.5', 'iid:3/5', 'whole', '20%', 'rows:100']),
    decode: (bytes) => [parsePartition, parseShare, parseHeldOut][bytes.length % 3]?.(text(bytes)),
    longest,
  },
  {
    name: 'data/csv',
    covers: [data('formats/csvParser.ts')],
    inputs: textInputs(['a,b\n1,"2,""3"""\r\n,\n', flowers]),
    decode: parseCsv,
    longest: 1_048_576,
  },
  {
    name: 'data/decodeImage',
    covers: ['decodeImage', 'decodePng', 'pngHeader', 'pngRows', 'jpegSegments'].map((of) =>
      data(`images/${of}.ts`),
    ),
    inputs: rawInputs([file('packages/data/samples/shapes/circle/01.png'), jpeg]),
    decode: decodeImage,
    isTotal: true,
    // 2²⁴ places of four bytes, and what the JPEG decoder may take for them.
    memory: { bytes: 768 * 2 ** 20, perByte: 64 },
    longest: 1_048_576,
    share: 0.2,
  },
  {
    name: 'service/parseKeystore',
    covers: [service('keystore/keystoreFormat.ts')],
    inputs: jsonInputs([keystore, { ...keystore, address: undefined }]),
    decode: (bytes) => parseKeystore(text(bytes), 'keystore.json'),
    ...{ memory, longest, share: 0.5 },
  },
  {
    name: 'service/options',
    covers: [service('options/parseValue.ts')],
    inputs: jsonInputs(['127.0.0.1', 8_000, true, ['/ip4/1.2.3.4/tcp/1'], '~/folder', '0x0a']),
    decode: parseOptions,
    ...{ memory, longest, share: 0.1 },
  },
  {
    name: 'service/log',
    covers: [service('log/prettyLine.ts')],
    inputs: jsonInputs([logLine]),
    decode: (bytes) => {
      // The log's own lines: always an object.
      const fields = Object(jsonOf(bytes)) as object
      return prettyLine(JSON.stringify(toPrintable({ ...logLine, fields }, { stacks: true })))
    },
    isTotal: true,
    ...{ memory, longest, share: 0.2 },
  },
]
