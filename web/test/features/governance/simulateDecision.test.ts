import { vainGovernorAbi } from '@vain/abi'
import { expect } from 'chai'
import { createClient, custom, type Hex, toFunctionSelector } from 'viem'
import { simulateDecision } from '../../../src/features/governance/queries/simulation/simulateDecision.ts'

const addressOf = (digit: string) => `0x${digit.repeat(40)}` as const
const [governor, oldTimelock, timelock, target] = ['1', '2', '3', '4'].map(addressOf) as Hex[]
const word = (value: Hex | number): Hex => `0x${BigInt(value).toString(16).padStart(64, '0')}`

type Trial = { readonly from?: Hex; readonly to: Hex; readonly input: Hex }

const selectorOf = (name: string): Hex =>
  toFunctionSelector(
    vainGovernorAbi.find((entry) => entry.type === 'function' && entry.name === name) as never,
  )

/**
 * A node whose governor names `timelock`, and where nothing but the state of proposals can be had.
 *
 * @param state - of a proposal for which storage was put in
 */
function openNode(state: number) {
  const tried: Trial[] = []
  const answer = (trial: Trial) =>
    trial.input.startsWith(selectorOf('state'))
      ? { status: '0x1', returnData: word(state), gasUsed: '0x1' }
      : { status: '0x0', error: { data: '0x' }, gasUsed: '0x1' }
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const [first] = params as [{ data: Hex; blockStateCalls: { calls: Trial[] }[] }]
    if (method === 'eth_call')
      return first.data.startsWith(selectorOf('timelock')) ? word(timelock ?? '0x') : word(1_000)
    if (method !== 'eth_simulateV1') throw new Error(`nobody asks for ${method} here`)
    const calls = first.blockStateCalls[0]?.calls ?? []
    tried.push(...calls)
    return [{ calls: calls.map(answer) }]
  }
  return { client: createClient({ transport: custom({ request }, { retryCount: 0 }) }), tried }
}

const contracts = { governor: governor as Hex, timelock: oldTimelock as Hex }
const decision = {
  calls: [{ target: target as Hex, valueWei: 0n, data: '0x12' as Hex }],
  descriptionHash: word(7),
}

describe('simulateDecision', () => {
  it('behavior: tries calls from the timelock that the governor names, not from one before it', async () => {
    const { client, tried } = openNode(5)
    await simulateDecision(client, contracts, decision)
    expect(tried.filter(({ to }) => to === target).map(({ from }) => from)).to.deep.equal([
      timelock,
    ])
  })

  it('default: tells why a call fails where the trial is whole', async () => {
    const { client } = openNode(5)
    const { calls, whole } = await simulateDecision(client, contracts, decision)
    expect(whole.kind).to.equal('refused')
    expect(calls[0]).to.deep.include({ isTold: true })
    expect(calls[0]?.refusal).to.contain('did not say why')
  })

  it('error: says of no call that it fails where the governor keeps its proposals elsewhere', async () => {
    const { client } = openNode(2)
    const { calls, whole } = await simulateDecision(client, contracts, decision)
    expect(whole.kind).to.equal('unknown')
    expect(calls[0]).to.deep.include({ isTold: false, refusal: undefined })
  })
})
