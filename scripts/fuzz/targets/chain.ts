import type { ContractName } from '@vain/abi'
import { fromHex, toHex } from '@vain/base'
import {
  connectRpc,
  type Deployment,
  type Rpc,
  readBlock,
  readCalls,
  readEvents,
} from '@vain/chain'
import { type Hex, zeroHash } from '@vain/protocol'
import { AbiCoder, type EventFragment, type FunctionFragment, type ParamType } from 'ethers'
import { decodeCall } from '../../../packages/chain/src/callContract.ts'
import { interfaces } from '../../../packages/chain/src/contracts.ts'
import { decodeEvent } from '../../../packages/chain/src/decodeEvent.ts'
import { decodeReturn } from '../../../packages/chain/src/fields.ts'
import { parseLog } from '../../../packages/chain/src/parseLog.ts'
import { readContractLogs } from '../../../packages/chain/src/readContractLogs.ts'
import { revertedError } from '../../../packages/chain/src/revert.ts'
import { jsonInputs, rawInputs } from '../mutate/inputs.ts'
import type { Target } from '../target.ts'
import { withAnswer } from './answering.ts'

const chain = (path: string): string => `packages/chain/src/${path}`
const contracts = ['ledger', 'keyBook', 'epochSet', 'runRegistry', 'governor', 'dataCourt'] as const
const addressOf = (name: string): Hex =>
  `0x${`0${contracts.indexOf(name as 'ledger') + 1}`.repeat(20)}`

const deployment: Deployment = {
  ...{ chainId: 1n, ledger: addressOf('ledger'), keyBook: addressOf('keyBook') },
  ...{ epochSet: addressOf('epochSet'), runRegistry: addressOf('runRegistry') },
  ...{ vault: zeroHash, token: zeroHash, authority: zeroHash, deployedAt: 0 },
}
const at = { block: 1, blockHash: zeroHash, timestamp: 2, transaction: zeroHash, logIndex: 3 }

/** A value of a type of the ABI. */
function sampleOf({ baseType, type, arrayChildren, arrayLength, components }: ParamType): unknown {
  if (arrayChildren !== null) {
    const length = arrayLength === null || arrayLength < 0 ? 2 : arrayLength
    return Array.from({ length }, () => sampleOf(arrayChildren))
  }
  if (components !== null) return components.map(sampleOf)
  if (baseType === 'address') return `0x${'0a'.repeat(20)}`
  if (baseType === 'bool') return true
  if (baseType === 'string') return '/ip4/1.2.3.4/tcp/1'
  const [, size] = /^bytes(\d*)$/.exec(type) ?? []
  if (size !== undefined) return `0x${'5a'.repeat(Number(size) || 96)}`
  return 3
}

type Named<Fragment> = readonly [contract: ContractName, fragment: Fragment]

const eventsOf = (contract: ContractName): Named<EventFragment>[] => {
  const found: Named<EventFragment>[] = []
  interfaces[contract].forEachEvent((fragment) => found.push([contract, fragment]))
  return found
}
const functionsOf = (contract: ContractName): Named<FunctionFragment>[] => {
  const found: Named<FunctionFragment>[] = []
  interfaces[contract].forEachFunction((fragment) => found.push([contract, fragment]))
  return found
}
const events = contracts.slice(0, 4).flatMap(eventsOf)
const functions = contracts.flatMap(functionsOf)

/** Bytes with the number of what they are of before them. */
const numbered = (number: number, hex: string): Uint8Array =>
  Uint8Array.from([number >> 8, number & 255, ...fromHex(hex)])

/** One of a list, by the first two bytes, and the rest. */
function chosen<Item>(list: readonly Item[], bytes: Uint8Array): [Item, Hex] {
  const number = 256 * (bytes[0] ?? 0) + (bytes[1] ?? 0)
  return [list[number % list.length] as Item, toHex(bytes.subarray(2))]
}

const encodeAll = (types: readonly ParamType[]): string =>
  AbiCoder.defaultAbiCoder().encode(types, types.map(sampleOf))

/** Its topics, then its data. */
const encodeLog = ({ inputs }: EventFragment): string => {
  const indexed = inputs.filter((input) => input.indexed)
  const rest = inputs.filter((input) => !input.indexed)
  return `${encodeAll(indexed)}${encodeAll(rest).slice(2)}`
}

function toLog(bytes: Uint8Array): { address: Hex; topics: Hex[]; data: Hex } {
  const [[contract, { topicHash, inputs }], hex] = chosen(events, bytes)
  const count = inputs.filter((input) => input.indexed).length
  const words = hex.slice(2).match(/.{64}/g)?.slice(0, count) ?? []
  const topics = [topicHash, ...words.map((word) => `0x${word}`)] as Hex[]
  const address = deployment[contract as keyof Deployment] as Hex
  return { address, topics, data: `0x${hex.slice(2 + 64 * words.length)}` }
}

/** A node that gives one answer to everything. */
const nodeOf = (answer: unknown): Rpc => ({ request: async () => answer, close: () => undefined })

const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

const word = `0x${'5a'.repeat(32)}`
const log = {
  ...{ address: addressOf('keyBook'), topics: [word, word], data: word, removed: false },
  ...{ blockNumber: '0x1', blockHash: word, transactionHash: word, logIndex: '0x0' },
}
const block = { number: '0x1', hash: word, parentHash: word, timestamp: '0x2' }
/** ethers builds strings and objects for each word. */
const memory = { bytes: 8_388_608, perByte: 1_024 }
const longest = 262_144

/** What an Ethereum node answers, and what strangers have written on the chain. */
export const chainTargets: readonly Target[] = [
  {
    name: 'chain/parseLog',
    covers: [chain('parseLog.ts'), chain('fields.ts')],
    inputs: rawInputs(events.map(([, fragment], i) => numbered(i, encodeLog(fragment)))),
    decode: (bytes) => parseLog(deployment, toLog(bytes), at),
    memory,
    longest,
  },
  {
    name: 'chain/decodeEvent',
    covers: [chain('decodeEvent.ts')],
    inputs: rawInputs(events.map(([, fragment], i) => numbered(i, encodeLog(fragment)))),
    decode: (bytes) => {
      const [[contract]] = chosen(events, bytes)
      return decodeEvent(contract, toLog(bytes))
    },
    isTotal: true,
    memory,
    longest,
  },
  {
    name: 'chain/decodeCall',
    covers: [chain('callContract.ts')],
    inputs: rawInputs(functions.map(([, { inputs }], i) => numbered(i, encodeAll(inputs)))),
    decode: (bytes) => {
      const [[contract, fragment], hex] = chosen(functions, bytes)
      const { selector, inputs } = fragment
      const format = fragment.format()
      const fields = decodeCall(contract, format, `${selector as Hex}${hex.slice(2)}`)
      return fields && inputs.flatMap(({ name: of }) => of && fields.hex(of))
    },
    isTotal: true,
    memory,
    longest,
  },
  {
    name: 'chain/readCalls',
    covers: [chain('governance/decodeCalldata.ts'), chain('governance/readCalls.ts')],
    inputs: rawInputs(functions.map(([, { inputs }], i) => numbered(i, encodeAll(inputs)))),
    decode: (bytes) => {
      const [[contract, { selector }], hex] = chosen(functions, bytes)
      const data: Hex = `${selector as Hex}${hex.slice(2)}`
      return readCalls(deployment, addressOf('governor'), [
        { target: addressOf(contract), valueWei: 0n, data },
      ])
    },
    isTotal: true,
    memory,
    longest,
  },
  {
    name: 'chain/decodeReturn',
    covers: [chain('fields.ts')],
    inputs: rawInputs(functions.map(([, { outputs }], i) => numbered(i, encodeAll(outputs)))),
    decode: (bytes) => {
      const [[contract, fragment], hex] = chosen(functions, bytes)
      const { outputs } = fragment
      const fields = decodeReturn(interfaces[contract], fragment.format(), hex)
      return outputs.length === 1 ? fields.hex('value') : fields
    },
    memory,
    longest,
  },
  {
    name: 'chain/revertedError',
    covers: [chain('revert.ts')],
    inputs: rawInputs([fromHex('0x3b2a7867'), fromHex(`0x08c379a0${'00'.repeat(96)}`)]),
    decode: (bytes) => revertedError('open', toHex(bytes)),
    isTotal: true,
    memory,
    longest: 65_536,
    share: 0.3,
  },
  {
    name: 'chain/readEvents',
    covers: [chain('readEvents.ts'), chain('readContractLogs.ts'), chain('values.ts')],
    inputs: jsonInputs([[log], [log, log]]),
    decode: async (bytes) => {
      const answer = jsonOf(bytes)
      const node: Rpc = {
        request: async (method) => (method === 'eth_getLogs' ? answer : block),
        close: () => undefined,
      }
      const query = { events: ['Voted'], from: 0, to: 1 }
      await Promise.all([
        readEvents(node, deployment, 0, 1),
        readContractLogs(node, 'governor', addressOf('governor'), query),
      ])
    },
    memory,
    longest: 65_536,
  },
  {
    name: 'chain/readBlock',
    covers: [chain('block.ts'), chain('values.ts')],
    inputs: jsonInputs([block]),
    decode: (bytes) => readBlock(nodeOf(jsonOf(bytes)), 1),
    longest,
  },
  {
    name: 'chain/connectRpc',
    covers: [chain('rpc.ts')],
    inputs: jsonInputs([
      { jsonrpc: '2.0', id: 0, result: block },
      { jsonrpc: '2.0', id: 0, error: { code: 3, message: 'reverted', data: '0x' } },
    ]),
    decode: (bytes) =>
      withAnswer(bytes, () =>
        connectRpc('http://127.0.0.1:1', { attempts: 1 }).request('eth_blockNumber'),
      ),
    memory: { bytes: 4_194_304, perByte: 64 },
    longest,
    share: 0.2,
  },
]
