import { noMeter, VainError } from '@vain/base'
import type { RpcAnswer, RpcBody } from '@vain/indexer'
import type { HttpFailure } from '@vain/service'
import { expect } from 'chai'
import { createRpcProxy } from '../../server/chain/createRpcProxy.ts'

const ledger = `0x${'aa'.repeat(20)}`
const call = (method: string, ...params: unknown[]) =>
  ({ jsonrpc: '2.0', id: 1, method, params }) as const

describe('createRpcProxy', () => {
  const asked: string[] = []
  const request = async (method: string): Promise<unknown> => {
    asked.push(method)
    if (method === 'eth_call')
      throw new VainError('chain/rpc-error', 'refused', {
        ...{ method, code: 3, detail: 'execution reverted', data: '0x1234' },
      })
    if (method === 'eth_gasPrice')
      throw new VainError('chain/unreachable', 'http://user:key@host cannot be reached', {})
    return '0x1'
  }
  const proxy = createRpcProxy({ rpc: { request }, meter: noMeter }, new Set([ledger]))
  const ask = (body: RpcBody): ReturnType<typeof proxy> => proxy(body, '1.2.3.4')
  const errorOf = async (...args: Parameters<typeof call>): Promise<RpcAnswer['error']> =>
    ((await ask(call(...args))) as RpcAnswer).error

  beforeEach(() => {
    asked.length = 0
  })

  it('default: passes on what a portal needs, and answers several in their order', async () => {
    const answers = await ask([{ ...call('eth_blockNumber'), id: 'a' }, call('eth_chainId')])
    expect(answers).to.deep.equal([
      { jsonrpc: '2.0', id: 'a', result: '0x1' },
      { jsonrpc: '2.0', id: 1, result: '0x1' },
    ])
  })

  it('behavior: passes on whole blocks, in which pages look for what took a transaction’s place', async () => {
    expect(await errorOf('eth_getBlockByNumber', '0x1', true)).to.equal(undefined)
  })

  it('error: nothing else reaches the node', async () => {
    const refused = [
      'anvil_mine',
      'eth_sendTransaction',
      'personal_sign',
      'debug_traceCall',
      'eth_accounts',
    ]
    for (const method of refused) expect((await errorOf(method))?.code, method).to.equal(-32_601)
    expect(asked).to.deep.equal([])
  })

  it('error: logs are those of the network, of a bounded number of blocks', async () => {
    const range = { fromBlock: '0x1', toBlock: '0x7d0' }
    const good = { address: [ledger.toUpperCase().replace('0X', '0x')], ...range }
    expect(await errorOf('eth_getLogs', good)).to.equal(undefined)
    for (const filter of [
      undefined,
      range,
      { ...range, address: [] },
      { ...range, address: [ledger, `0x${'bb'.repeat(20)}`] },
      { address: ledger },
      { address: ledger, fromBlock: '0x1', toBlock: 'latest' },
      { address: ledger, fromBlock: '0x1', toBlock: '0x7d1' },
    ])
      expect(await errorOf('eth_getLogs', filter), JSON.stringify(filter)).to.have.property('code')
    expect(asked).to.deep.equal(['eth_getLogs'])
  })

  it('error: the node speaks for itself where it refuses, and is not named where it is away', async () => {
    expect(await errorOf('eth_call')).to.deep.equal({
      code: 3,
      message: 'execution reverted',
      data: '0x1234',
    })
    expect(await errorOf('eth_gasPrice')).to.deep.equal({
      code: -32_002,
      message: 'the chain does not answer',
    })
  })

  it('error: more calls at once than a client’s share, which leaves room for others', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const slow = createRpcProxy({ rpc: { request: () => promise }, meter: noMeter }, new Set())
    const many = Array.from({ length: 100 }, () => call('eth_chainId'))
    const first = slow(many, 'a')
    const second = await slow(many, 'a').catch((error: unknown) => error)
    expect(second).to.include({ code: 'http/too-many', status: 429 })
    expect((second as HttpFailure).more).to.deep.equal({ retryAfterSeconds: 1 })
    const others = ['b', 'c'].map((client) => slow(many.slice(50), client))
    const full = await slow(many, 'd').catch((error: unknown) => error)
    expect(full).to.include({ code: 'http/busy', status: 503 })
    resolve('0x1')
    await Promise.all([first, ...others])
    expect(await slow(many, 'a')).to.have.lengthOf(100)
  })
})
