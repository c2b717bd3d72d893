import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { VainError } from '@vain/base'
import { expect } from 'chai'
import { connectRpcs, type FallbackOptions } from '../src/index.ts'

type Manner = 'well' | 'away' | 'silent' | 'refuses'

/** A node of a chain that behaves as it is told to. */
type FakeNode = {
  readonly url: string
  manner: Manner
  chainId: string
  code: string
  readonly asked: string[]
  close(): void
}

async function startNode(chainId = '0x7a69'): Promise<FakeNode> {
  const server: Server = createServer(async (request, response) => {
    if (node.manner === 'away') return void request.socket.destroy()
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method } = JSON.parse(Buffer.concat(chunks).toString())
    node.asked.push(method)
    if (node.manner === 'silent') return
    if (node.manner === 'refuses' && method !== 'eth_chainId')
      return void response.end('{"error":{"code":3,"message":"execution reverted"}}')
    const { url, chainId, code } = node
    const result = method === 'eth_chainId' ? chainId : method === 'eth_getCode' ? code : url
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 0, result }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const node: FakeNode = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    manner: 'well',
    chainId,
    code: '0x01',
    asked: [],
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  return node
}

describe('connectRpcs', () => {
  let nodes: FakeNode[]
  let switches: number[]

  beforeEach(async () => {
    nodes = [await startNode(), await startNode(), await startNode()]
    switches = []
  })

  afterEach(() => {
    for (const node of nodes) node.close()
  })

  const connect = (timeoutMs = 15_000, more: FallbackOptions = {}) =>
    connectRpcs(
      nodes.map(({ url }) => url),
      { attempts: 1, timeoutMs, onSwitch: (place) => switches.push(place), ...more },
    )

  const at = (place: number): FakeNode => nodes[place] as FakeNode

  const codeOf = async (promise: Promise<unknown>): Promise<string> => {
    const error = await promise.catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(VainError)
    return (error as VainError).code
  }

  it('default: asks the first one only', async () => {
    const rpc = connect()
    expect(await rpc.request('eth_call')).to.equal(at(0).url)
    expect(await rpc.request('eth_call')).to.equal(at(0).url)
    expect(at(0).asked).to.deep.equal(['eth_chainId', 'eth_call', 'eth_call'])
    expect([...at(1).asked, ...at(2).asked]).to.deep.equal([])
    expect(switches).to.deep.equal([])
  })

  it('behavior: asks the next one the same when one is away, and stays there', async () => {
    const rpc = connect()
    await rpc.request('eth_call')
    at(0).manner = 'away'
    expect(await rpc.request('eth_call')).to.equal(at(1).url)
    at(0).manner = 'well'
    expect(await rpc.request('eth_call')).to.equal(at(1).url)
    expect(switches).to.deep.equal([1])
  })

  it('behavior: one that is silent counts as away', async () => {
    const rpc = connect(2_000)
    at(0).manner = 'silent'
    expect(await rpc.request('eth_call')).not.to.equal(at(0).url)
  })

  it('behavior: goes around, and comes back to the first', async () => {
    const rpc = connect()
    await rpc.request('eth_call')
    at(0).manner = 'away'
    await rpc.request('eth_call')
    at(0).manner = 'well'
    at(1).manner = 'away'
    at(2).manner = 'away'
    expect(await rpc.request('eth_call')).to.equal(at(0).url)
    expect(switches).to.deep.equal([1, 2, 0])
  })

  it('behavior: calls that fail side by side pass over nobody', async () => {
    const rpc = connect()
    await rpc.request('eth_call')
    at(0).manner = 'away'
    const answers = await Promise.all([1, 2, 3, 4].map(() => rpc.request('eth_call')))
    expect(new Set(answers)).to.deep.equal(new Set([at(1).url]))
    expect(switches).to.deep.equal([1])
  })

  it('behavior: one of another chain is passed over, also if it changes while it is away', async () => {
    const rpc = connect()
    await rpc.request('eth_call')
    at(1).chainId = '0x1'
    at(0).manner = 'away'
    expect(await rpc.request('eth_call')).to.equal(at(2).url)
    expect(at(1).asked).to.deep.equal(['eth_chainId'])
    at(2).manner = 'away'
    at(0).manner = 'well'
    at(0).chainId = '0x1'
    expect(await codeOf(rpc.request('eth_call'))).to.equal('chain/unreachable')
  })

  it('behavior: one without the ledger decides nothing, even if it answers first', async () => {
    const rpc = connect(15_000, { ledger: `0x${'01'.repeat(20)}` })
    at(0).manner = 'away'
    for (const place of [1, 2]) Object.assign(at(place), { chainId: '0x1', code: '0x' })
    expect(await codeOf(rpc.request('eth_call'))).to.equal('chain/unreachable')
    at(0).manner = 'well'
    expect(await rpc.request('eth_call')).to.equal(at(0).url)
    expect([...at(1).asked, ...at(2).asked]).not.to.include('eth_call')
  })

  it('error: all are there, and none has the ledger', async () => {
    const rpc = connect(15_000, { ledger: `0x${'01'.repeat(20)}` })
    for (const node of nodes) node.code = '0x'
    expect(await codeOf(rpc.request('eth_call'))).to.equal('chain/no-deployment')
  })

  it("error: a node's own answer, which no other is asked about", async () => {
    const rpc = connect()
    at(0).manner = 'refuses'
    expect(await codeOf(rpc.request('eth_call'))).to.equal('chain/rpc-error')
    expect(at(1).asked).to.deep.equal([])
  })

  it('error: nobody is there, and later somebody is', async () => {
    const rpc = connect()
    for (const node of nodes) node.manner = 'away'
    expect(await codeOf(rpc.request('eth_call'))).to.equal('chain/unreachable')
    at(2).manner = 'well'
    expect(await rpc.request('eth_call')).to.equal(at(2).url)
  })

  it('error: closed', async () => {
    const rpc = connect()
    rpc.close()
    expect(await codeOf(rpc.request('eth_call'))).to.equal('chain/closed')
    expect(switches).to.deep.equal([])
  })
})
