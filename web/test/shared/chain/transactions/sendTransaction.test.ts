import { expect } from 'chai'
import { custom, defineChain } from 'viem'
import { createConfig, createConnector } from 'wagmi'
import { connect } from 'wagmi/actions'
import { sendTransaction } from '../../../../src/shared/chain/transactions/sendTransaction.ts'
import type { TransactionState } from '../../../../src/shared/chain/transactions/transaction.ts'

const addressOf = (digit: string) => `0x${digit.repeat(40)}` as const
const [first, second, vault] = [addressOf('1'), addressOf('2'), addressOf('3')]
const hash = `0x${'4'.repeat(64)}`
const chain = defineChain({
  id: 31_337,
  name: 'test',
  nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
  rpcUrls: { default: { http: ['http://localhost'] } },
})

const receipt = {
  ...{ transactionHash: hash, blockHash: hash, blockNumber: '0x1', transactionIndex: '0x0' },
  ...{ from: first, to: vault, gasUsed: '0x1', cumulativeGasUsed: '0x1', logs: [], status: '0x1' },
}
const answers: Readonly<Record<string, unknown>> = {
  eth_call: '0x',
  eth_estimateGas: '0x145b0',
  eth_blockNumber: '0x1',
  eth_getTransactionReceipt: receipt,
}

type Answer = (parameter: unknown) => unknown

/** As the node has it while it waits for a block. */
const pending = {
  ...{ hash, from: first, to: vault, nonce: '0x5', value: '0x0', input: '0x12', gas: '0x186a0' },
  ...{ blockNumber: null, blockHash: null, transactionIndex: null, type: '0x0', gasPrice: '0x1' },
}

/** A wallet with one account on a node, and what it was asked to send. @param other - answers of the node */
async function openWallet(account: `0x${string}`, other: Readonly<Record<string, Answer>> = {}) {
  const sent: unknown[] = []
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    if (method === 'eth_chainId') return '0x7a69'
    if (method === 'eth_accounts' || method === 'eth_requestAccounts') return [account]
    const answer = other[method]
    if (answer !== undefined) return answer((params as unknown[])[0])
    if (method in answers) return answers[method]
    if (method !== 'eth_sendTransaction') throw new Error(`nobody asks for ${method} here`)
    sent.push((params as unknown[])[0])
    return hash
  }
  const connector = createConnector(() => ({
    ...{ id: 'test', name: 'Test', type: 'test' },
    connect: async () => ({ accounts: [account] as never, chainId: chain.id }),
    disconnect: async () => {},
    getAccounts: async () => [account],
    getChainId: async () => chain.id,
    getProvider: async () => ({ request }),
    isAuthorized: async () => true,
    ...{ onAccountsChanged() {}, onChainChanged() {}, onDisconnect() {} },
  }))
  const config = createConfig({
    chains: [chain],
    transports: { [chain.id]: custom({ request }, { retryCount: 0 }) },
    pollingInterval: 1,
    storage: null,
    multiInjectedProviderDiscovery: false,
  })
  // wagmi's own types of its parameters end in `never` where optional properties are exact.
  await connect(config, { connector } as never)
  return { config, sent }
}

const call = { title: 'Stake', to: vault, data: '0x12' } as const

describe('sendTransaction', () => {
  it('default: asks the wallet for the account that began it', async () => {
    const { config, sent } = await openWallet(first)
    const states: TransactionState[] = []
    await sendTransaction(config, first, call, (state) => states.push(state))
    expect(sent).to.have.lengthOf(1)
    expect(sent[0]).to.include({ from: first, to: vault })
    expect(states.map(({ kind }) => kind)).to.deep.equal([
      'asking',
      'checking',
      'asking',
      'sent',
      'done',
    ])
  })

  it('behavior: lets it take more gas than is estimated: another second may need a checkpoint more', async () => {
    const { config, sent } = await openWallet(first)
    await sendTransaction(config, first, call, () => undefined)
    const [{ gas }] = sent as [{ gas: string }]
    // Measured of a delegation: 83,376 estimated, 128,560 used a second later.
    expect(Number(gas)).to.be.greaterThan(128_560)
  })

  it('error: sends nothing of another account, to which the wallet has changed meanwhile', async () => {
    const { config, sent } = await openWallet(second)
    const states: TransactionState[] = []
    const included = await sendTransaction(config, first, call, (state) => states.push(state))
    expect(included).to.equal(undefined)
    expect(sent).to.deep.equal([])
    expect(states.at(-1)).to.deep.include({ kind: 'failed' })
    expect(JSON.stringify(states.at(-1))).to.contain('no-wallet')
  })

  it('error: sends nothing without an account', async () => {
    const { config, sent } = await openWallet(first)
    const states: TransactionState[] = []
    await sendTransaction(config, undefined, call, (state) => states.push(state))
    expect(sent).to.deep.equal([])
    expect(JSON.stringify(states.at(-1))).to.contain('no-wallet')
  })

  /** What becomes of a transaction on a node, as the last state says it. */
  const fateOn = async (node: Readonly<Record<string, Answer>>): Promise<TransactionState> => {
    const { config } = await openWallet(first, node)
    const states: TransactionState[] = []
    await sendTransaction(config, first, call, (state) => states.push(state))
    return states.at(-1) as TransactionState
  }

  const block = { number: '0x1', hash, timestamp: '0x1', transactions: [] }

  /** A node whose first block after the transaction has another one in its place. */
  const replacing = (other: object): Readonly<Record<string, Answer>> => {
    const otherHash = `0x${'6'.repeat(64)}`
    return {
      eth_getTransactionByHash: () => pending,
      eth_getTransactionCount: () => '0x6',
      eth_getTransactionReceipt: (of) =>
        of === otherHash ? { ...receipt, transactionHash: otherHash } : null,
      eth_getBlockByNumber: () => ({
        ...block,
        transactions: [
          { ...pending, ...other, hash: otherHash, blockNumber: '0x1', blockHash: hash },
        ],
      }),
    }
  }

  it('behavior: goes on with one that does the same for a higher price', async () => {
    const state = await fateOn(replacing({ gasPrice: '0x2' }))
    expect(state).to.deep.include({ kind: 'done' })
    expect(state).to.have.nested.property('included.hash', `0x${'6'.repeat(64)}`)
  })

  it('error: tells that another one took its place', async () => {
    const state = await fateOn(replacing({ to: first, input: '0x' }))
    expect(state).to.deep.include({ kind: 'failed' })
    expect(state).to.have.nested.property('refusal.kind', 'replaced')
  })

  it('error: tells that the node no longer knows it, in place of waiting for good', async () => {
    let looks = 0
    const state = await fateOn({
      eth_getTransactionByHash: () => (looks++ < 3 ? pending : null),
      eth_getTransactionReceipt: () => null,
      eth_getBlockByNumber: () => block,
      eth_getTransactionCount: () => '0x5',
    })
    expect(state).to.have.nested.property('refusal.kind', 'dropped')
  })

  it('error: tells that another one took its place in a block that nobody looked at', async () => {
    let looks = 0
    const state = await fateOn({
      eth_getTransactionByHash: () => (looks++ < 3 ? pending : null),
      eth_getTransactionReceipt: () => null,
      eth_getBlockByNumber: () => block,
      eth_getTransactionCount: () => '0x6',
    })
    expect(state).to.have.nested.property('refusal.kind', 'replaced')
  })

  it('behavior: goes on waiting while the chain does not answer: what was sent is sent', async () => {
    let asked = 0
    const state = await fateOn({
      eth_getTransactionByHash: () => pending,
      eth_getTransactionCount: () => '0x5',
      eth_getTransactionReceipt: () => {
        if (asked++ < 3) throw new Error('the chain does not answer')
        return asked < 8 ? null : receipt
      },
    })
    expect(state).to.deep.include({ kind: 'done' })
  })

  it('error: tells that it ran out of gas', async () => {
    const state = await fateOn({
      eth_getTransactionByHash: () => ({ ...pending, blockNumber: '0x1', blockHash: hash }),
      eth_getTransactionReceipt: () => ({ ...receipt, status: '0x0', gasUsed: '0x186a0' }),
    })
    expect(state).to.have.nested.property('refusal.kind', 'out-of-gas')
  })
})
