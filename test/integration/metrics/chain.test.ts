import { VainError } from '@vain/base'
import {
  type ChainState,
  chainMetrics,
  measureFollower,
  measureRpc,
  measureWallet,
  type Rpc,
  type Wallet,
} from '@vain/chain'
import { createMemoryMeter } from '@vain/testkit'
import { expect } from 'chai'

const failing = (code: string): Promise<never> => Promise.reject(new VainError(code, 'no', {}))

describe('metrics of the chain', () => {
  it('default: calls are counted by method and outcome, those given up are not', async () => {
    const meter = createMemoryMeter()
    const answers: Record<string, () => Promise<unknown>> = {
      eth_call: async () => '0x',
      eth_refused: () => failing('chain/rpc-error'),
      eth_away: () => failing('chain/unreachable'),
    }
    const inner: Rpc = { request: (method) => answers[method]?.() ?? failing('x/y'), close() {} }
    const rpc = measureRpc(inner, meter)
    for (const method of ['eth_call', 'eth_refused', 'eth_away', 'eth_other'])
      await rpc.request(method).catch(() => undefined)
    await rpc.request('eth_call', [], AbortSignal.abort())
    const { answers: counter, latency } = chainMetrics
    const outcomes = { eth_call: 'answered', eth_refused: 'refused', eth_away: 'unreachable' }
    for (const [method, outcome] of Object.entries({ ...outcomes, eth_other: 'failed' })) {
      expect(meter.valueOf(counter, { method, outcome }), method).to.equal(1)
      expect(meter.valueOf(latency, { method }), method).to.equal(1)
    }
  })

  it('default: transactions are counted with their gas, or with why they failed', async () => {
    const meter = createMemoryMeter()
    const results = [{ gasUsed: 21_000n }, 'chain/reverted', 'chain/insufficient-funds', 'a/b']
    const send = async (): Promise<never> => {
      const result = results.shift()
      return typeof result === 'string' ? failing(result) : (result as never)
    }
    const wallet = measureWallet({ send } as unknown as Wallet, meter)
    const call = { chainId: 1n, data: '0x', name: 'open' } as const
    for (let i = 0; i < 4; i++) await wallet.send(call).catch(() => undefined)
    const { transactions, gas, inclusion } = chainMetrics
    for (const outcome of ['included', 'reverted', 'unpaid', 'failed'])
      expect(meter.valueOf(transactions, { call: 'open', outcome }), outcome).to.equal(1)
    expect(meter.valueOf(gas, { call: 'open' })).to.equal(21_000)
    expect(meter.valueOf(inclusion)).to.equal(1)
  })

  it('default: the head is shown, and blocks that left the chain are noticed', () => {
    const meter = createMemoryMeter()
    let listener: (state: ChainState) => void = () => undefined
    const follower = {
      view: { block: { number: 7, timestamp: 99 } } as ChainState,
      onChange: (given: typeof listener) => {
        listener = given
        return () => undefined
      },
    }
    measureFollower(follower, meter)
    for (const number of [5, 6, 7, 6, 7]) listener({ block: { number } } as ChainState)
    expect(meter.valueOf(chainMetrics.headBlock)).to.equal(7)
    expect(meter.valueOf(chainMetrics.headTime)).to.equal(99)
    expect(meter.valueOf(chainMetrics.reorganisations)).to.equal(1)
  })
})
