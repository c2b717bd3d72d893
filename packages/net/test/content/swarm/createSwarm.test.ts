import { encode, prepare } from '@ipld/dag-pb'
import type { Libp2p, Stream } from '@libp2p/interface'
import { concatBytes } from '@vain/base'
import { expect } from 'chai'
import type { Helia } from 'helia'
import { CID } from 'multiformats/cid'
import { createFetch } from '../../../src/content/fetch.ts'
import { createSwarm, type Swarm } from '../../../src/content/swarm/createSwarm.ts'
import { type Blocks, cidOf, layOut } from '../../../src/content/unixfs.ts'
import type { Exchange } from '../../../src/exchange/exchange.ts'
import type { FrameReader } from '../../../src/exchange/frameReader.ts'
import { someBytes } from '../../support.ts'
import { toCid } from '../dag.ts'

type Read = FrameReader['read']
type Answer = (cids: readonly CID[]) => Read

const leaves = new Map(
  Array.from({ length: 40 }, () => someBytes(20_000)).map((leaf) => [toCid(0x55, leaf), leaf]),
)
const links = [...leaves.keys()].map((leaf) => ({ Hash: CID.parse(leaf), Name: '', Tsize: 1 }))
const top = encode(prepare({ Links: links }))
const root = CID.parse(toCid(0x70, top))

const honest: Answer = (cids) => {
  const left = cids.map((cid) => leaves.get(`${cid}`) as Uint8Array)
  return async () => left.shift() as Uint8Array
}

/** Says a little, and then nothing more. */
const silent: Answer = () => async (_, signal, onPiece) => {
  onPiece?.(new Uint8Array(1))
  const { promise, reject } = Promise.withResolvers<never>()
  signal.addEventListener('abort', () => reject(signal.reason))
  return await promise
}

const gone: Answer = () => () => Promise.reject(new Error('gone'))

/** A swarm among peers in that order, and below which only the root is here. */
function createFakes(answers: Readonly<Record<string, Answer>>): {
  swarm: Swarm
  held: Map<string, Uint8Array>
  visited: string[]
} {
  const held = new Map([[`${root}`, top]])
  const visited: string[] = []
  const visit: Exchange['visit'] = (peerId, _protocol, _limits, use) => {
    visited.push(peerId)
    const sent: Uint8Array[] = []
    const stream = { send: (bytes: Uint8Array) => sent.push(bytes) > 0 } as unknown as Stream
    let answer: Read | undefined
    const read: Read = (...args) => {
      // The first piece is the header of the frame.
      answer ??= answers[peerId]?.(toCids(concatBytes(...sent.slice(1)))) as Read
      return answer(...args)
    }
    return use(stream, { read } as FrameReader, new AbortController().signal)
  }
  const libp2p = {
    getConnections: () => Object.keys(answers).map((remotePeer) => ({ remotePeer })),
  } as unknown as Libp2p
  return { swarm: createSwarm({ exchange: { visit }, libp2p, blocks: among(held) }), held, visited }
}

function toCids(request: Uint8Array): CID[] {
  const starts = Array.from({ length: request.length / 36 }, (_, i) => i * 36)
  return starts.map((at) => CID.decode(request.slice(at, at + 36)))
}

function among(held: Map<string, Uint8Array>): Blocks {
  const blocks = {
    has: async (cid: CID) => held.has(`${cid}`),
    put: async (cid: CID, block: Uint8Array) => void held.set(`${cid}`, block),
    async *get(cid: CID, options?: { signal?: AbortSignal }) {
      options?.signal?.throwIfAborted()
      const block = held.get(`${cid}`)
      if (block === undefined) throw new Error('no such block')
      yield block
    },
  }
  return blocks as unknown as Blocks
}

const { signal } = new AbortController()

describe('createSwarm', function () {
  this.timeout(60_000)

  it('malice: eight peers that say next to nothing keep nobody else from being asked', async () => {
    const many = Array.from({ length: 8 }, (_, i) => [`silent ${i}`, silent] as const)
    const { swarm, held } = createFakes({ ...Object.fromEntries(many), honest })
    await swarm(root, 1e7, signal, () => undefined)
    expect([...held.keys()]).to.include.members([...leaves.keys()])
  })

  it('behavior: who failed is asked after all the others, for other content too', async () => {
    const { swarm, held, visited } = createFakes({ gone, honest })
    await swarm(root, 1e7, signal, () => undefined)
    expect(visited.slice(0, 2)).to.deep.equal(['gone', 'honest'])
    for (const leaf of leaves.keys()) held.delete(leaf)
    visited.length = 0
    await swarm(root, 1e7, signal, () => undefined)
    expect(visited[0]).to.equal('honest')
  })
})

describe('createFetch', () => {
  it('behavior: the peer that had the root is asked for what all of them did not send', async () => {
    const bytes = someBytes(12 * 262_144)
    const cid = CID.parse(await cidOf(bytes))
    const held = await blocksOf(bytes)
    const read = new Set<string>()
    const get: Blocks['get'] = (wanted, options) => {
      read.add(`${wanted}`)
      return among(held).get(wanted, options)
    }
    const session = { get, close: () => undefined }
    const blockstore = { has: async () => false, createSession: () => session }
    const peer = { toCID: () => cid, equals: () => true, toString: () => 'peer' }
    const fetch = createFetch({
      helia: { blockstore } as unknown as Helia,
      libp2p: { getConnections: () => [{ remotePeer: peer }] } as unknown as Libp2p,
      announce: async () => undefined,
      // It lasts longer than anyone is waited for.
      swarm: () => new Promise((resolve) => setTimeout(resolve, 200)),
      patienceMs: 100,
    })
    await fetch(cid, bytes.length, AbortSignal.timeout(2_000))
    expect([...read].toSorted()).to.deep.equal([...held.keys()].toSorted())
  })
})

async function blocksOf(bytes: Uint8Array): Promise<Map<string, Uint8Array>> {
  const held = new Map<string, Uint8Array>()
  const put = async (cid: CID, block: Uint8Array): Promise<CID> => {
    held.set(`${cid}`, block)
    return cid
  }
  await layOut(bytes, { put })
  return held
}
