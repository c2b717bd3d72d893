import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { Secret, VainError } from '@vain/base'
import { zeroHash } from '@vain/protocol'
import { expect } from 'chai'
import {
  connectRpc,
  createLedgerReader,
  createLedgerWriter,
  createWallet,
  devAccounts,
  encodeCall,
  isReverted,
  type LedgerWriter,
  type Rpc,
  type Wallet,
} from '../../src/index.ts'
import {
  clock,
  mine,
  type Network,
  pass,
  runSpec,
  startNetwork,
  startQuietAnvil,
} from '../support.ts'

describe('createWallet', () => {
  let network: Network
  let rpc: Rpc
  let wallet: Wallet
  let writer: LedgerWriter
  const second = devAccounts(2)[1] ?? expect.fail()

  before(async () => {
    network = await startNetwork()
    rpc = network.rpc
    wallet = network.wallets[0] as Wallet
    writer = network.writers[0] as LedgerWriter
  })

  after(() => network.anvil.stop())

  /** Another wallet of the first one's key, as another process would have it. */
  function createTwin(): LedgerWriter {
    const [founder] = devAccounts(1)
    const twin = createWallet(connectRpc(network.anvil.url), founder?.privateKey ?? expect.fail())
    return createLedgerWriter(twin, network.deployment)
  }

  const thrownBy = (promise: Promise<unknown>): Promise<VainError> =>
    promise.then(
      () => expect.fail('it did not throw'),
      (error: VainError) => error,
    )

  it('default: a receipt with what it cost', async () => {
    const receipt = await writer.transfer(second.address, 5n)
    expect(Object.keys(receipt)).to.deep.equal(['transaction', 'block', 'gasUsed'])
    const found = await rpc.request('eth_getTransactionReceipt', [receipt.transaction])
    const { gasUsed, blockNumber } = found as { gasUsed: string; blockNumber: string }
    expect(receipt.gasUsed).to.equal(BigInt(gasUsed))
    expect(receipt.block).to.equal(Number(blockNumber))
    const reader = createLedgerReader(rpc, network.deployment)
    expect(await reader.balanceOf(second.address)).to.equal(5n)
  })

  it('default: bonding approves the vault first, only if need be', async () => {
    const reader = createLedgerReader(rpc, network.deployment)
    const count = () => rpc.request('eth_getTransactionCount', [wallet.address, 'latest'])
    const before = Number(await count())
    await writer.bond(70n)
    expect(await reader.bonded(wallet.address)).to.equal(70n)
    expect(Number(await count())).to.equal(before + 2)
    await writer.unbond(30n)
    expect((await reader.unbonding(wallet.address)).amount).to.equal(30n)
    await pass(rpc, 1_209_600)
    await writer.withdraw()
    expect(await reader.bonded(wallet.address)).to.equal(40n)
  })

  it('behavior: calls made at once get nonces of their own, in their order', async () => {
    const runs = await Promise.all(
      ['a', 'b', 'c', 'd', 'e'].map((cid) => writer.createRun(runSpec, cid)),
    )
    expect(runs.map(({ run }) => run)).to.deep.equal([1, 2, 3, 4, 5])
  })

  it('behavior: has gas for checkpoints that were there when it was estimated, and are not when it is mined', async () => {
    const [, voter, other] = network.wallets as [Wallet, Wallet, Wallet]
    for (const { address } of [voter, other]) await writer.transfer(address, 10n)
    const [one, two] = [`0x${'aa'.repeat(20)}`, `0x${'bb'.repeat(20)}`] as const
    const { chainId, vault } = network.deployment
    const delegation = (to: string) => ({
      ...{ chainId, to: vault, name: 'delegate' },
      data: encodeCall('vault', 'delegate', [to]),
    })
    for (const [place, to] of [
      [1, one],
      [2, two],
    ] as const) {
      await network.writers[place]?.bond(10n)
      await network.wallets[place]?.send(delegation(to))
    }
    await pass(rpc, 5)
    await rpc.request('evm_setAutomine', [false])
    // The next block would give both delegates a checkpoint, and then does not.
    const { to, data } = delegation(two)
    const first = await rpc.request('eth_sendTransaction', [{ from: voter.address, to, data }])
    const sent = other.send(delegation(one))
    const count = () => rpc.request('eth_getTransactionCount', [other.address, 'pending'])
    const before = await rpc.request('eth_getTransactionCount', [other.address, 'latest'])
    while ((await count()) === before) await clock.sleep(20)
    await rpc.request('anvil_dropTransaction', [first])
    await rpc.request('evm_setAutomine', [true])
    await mine(rpc)
    const { gasUsed } = await sent
    expect(Number(gasUsed)).to.be.greaterThan(110_000)
  })

  it('error: what takes more gas than it may is not sent', async () => {
    const { chainId, token } = network.deployment
    const data = encodeCall('token', 'transfer', [second.address, 1n])
    const call = { chainId, to: token, data, name: 'transfer', maxGas: 25_000n }
    const count = () => rpc.request('eth_getTransactionCount', [wallet.address, 'pending'])
    const before = await count()
    const error = await thrownBy(wallet.send(call))
    expect(error.code).to.equal('chain/too-much-gas')
    expect(await count()).to.equal(before)
  })

  it('behavior: two wallets of one key find nonces beside each other', async () => {
    const twin = createTwin()
    const both = [writer, twin, writer, twin, writer, twin]
    const receipts = await Promise.all(
      both.map((one, i) => one.transfer(second.address, BigInt(i))),
    )
    expect(new Set(receipts.map(({ transaction }) => transaction)).size).to.equal(6)
  })

  it('behavior: a custom error comes with its name and arguments', async () => {
    const error = await thrownBy(writer.abort(1, 7))
    expect(error.code).to.equal('chain/reverted')
    expect(error.context).to.deep.equal({
      error: 'WrongRound',
      args: { actual: 0n, given: 7n },
      call: 'abort',
    })
    expect(isReverted(error, 'WrongRound')).to.equal(true)
    expect(isReverted(error, 'NotLeader')).to.equal(false)
    const artefact = { root: zeroHash, content: zeroHash }
    const inputs = { roster: artefact, share: artefact, masks: artefact }
    const refused = writer.mask(1, 0, { ...inputs, survivors: new Uint8Array() })
    expect((await thrownBy(refused)).context).to.deep.equal({
      error: 'WrongState',
      args: { actual: 0n, expected: 1n },
      call: 'mask',
    })
    const proposal = { reveals: artefact, sum: artefact, model: artefact }
    const certificate = { nonSigners: new Uint8Array(), signature: new Uint8Array(128) }
    for (const refused of [
      writer.propose(1, 0, proposal),
      writer.certify(1, { evaluation: artefact, ...certificate }),
      writer.finalize(1),
    ])
      expect((await thrownBy(refused)).context).to.include({ error: 'WrongState' })
  })

  it('behavior: errors of every contract are known, arguments in our types', async () => {
    const outsider = network.writers[2] as LedgerWriter
    const error = await thrownBy(outsider.setMinStake('trainer', 1n))
    expect(error.context).to.deep.equal({
      error: 'AccessManagedUnauthorized',
      args: { caller: (network.wallets[2] as Wallet).address },
      call: 'setMinStake',
    })
    const poor = await thrownBy(outsider.transfer(second.address, 10n))
    expect(poor.context).to.include({ error: 'ERC20InsufficientBalance' })
  })

  it('behavior: refused in the block, after it was sent', async () => {
    // Each alone is possible and both are simulated before either is sent.
    const half =
      ((await createLedgerReader(rpc, network.deployment).balanceOf(wallet.address)) * 2n) / 3n
    const settled = await Promise.allSettled([
      writer.transfer(second.address, half),
      createTwin().transfer(second.address, half + 1n),
    ])
    const [refused] = settled.filter((result) => result.status === 'rejected')
    const { code, context } = (refused ?? expect.fail()).reason as VainError
    expect(settled.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected'])
    expect(code).to.equal('chain/reverted')
    expect(context).to.include({ error: 'ERC20InsufficientBalance', call: 'transfer' })
    expect(context).to.include.keys('transaction', 'block')
  })

  it('error: arguments that do not fit are no transaction', async () => {
    const error = await thrownBy(writer.open(-1))
    expect(error.code).to.equal('chain/bad-argument')
  })

  it('error: an account that cannot pay', async () => {
    const poor = createWallet(rpc, new Secret(new Uint8Array(32).fill(7)))
    const call = createLedgerWriter(poor, network.deployment).transfer(second.address, 0n)
    expect((await thrownBy(call)).code).to.equal('chain/insufficient-funds')
  })

  it('error: keys that are none, without showing them', () => {
    for (const bytes of [new Uint8Array(32), new Uint8Array(31).fill(0xab)])
      try {
        createWallet(rpc, new Secret(bytes))
        expect.fail('it did not throw')
      } catch (error) {
        expect(error).to.have.property('code', 'chain/bad-key')
        expect(inspect(error, { depth: 9 })).not.to.include('abab')
      }
  })

  it('behavior: the key is nowhere in the wallet or its errors', async () => {
    const key = second.privateKey.open((bytes) => Buffer.from(bytes).toString('hex'))
    const own = createWallet(rpc, second.privateKey)
    const error = await thrownBy(createLedgerWriter(own, network.deployment).abort(1, 7))
    for (const value of [own, error, second])
      expect(inspect(value, { depth: 9, showHidden: true })).not.to.include(key)
  })

  /** What `work` returns while nothing is mined but on command. */
  async function withoutMining<T>(work: () => Promise<T>): Promise<T> {
    await rpc.request('evm_setAutomine', [false])
    try {
      return await work()
    } finally {
      await rpc.request('anvil_dropAllTransactions')
      await rpc.request('evm_setAutomine', [true])
    }
  }

  const isPending = async (): Promise<boolean> => {
    const pool = (await rpc.request('txpool_status')) as { pending: string }
    return Number(pool.pending) > 0
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    while (!(await condition())) await clock.sleep(1)
  }

  it('behavior: a transaction that the node forgot is sent again', () =>
    withoutMining(async () => {
      const own = createWallet(rpc, second.privateKey, { resendAfterMs: 1 })
      const sent = createLedgerWriter(own, network.deployment).transfer(wallet.address, 1n)
      await until(isPending)
      await rpc.request('anvil_dropAllTransactions')
      await until(isPending)
      await rpc.request('evm_mine')
      expect((await sent).gasUsed > 0n).to.equal(true)
    }))

  it('behavior: a node that goes silent after it took the transaction gets it once', async () => {
    const reader = createLedgerReader(rpc, network.deployment)
    let failures = 0
    const lossy: Rpc = {
      ...rpc,
      async request(method, params, signal) {
        const answer = await rpc.request(method, params, signal)
        const isLost = ['eth_sendRawTransaction', 'eth_getTransactionReceipt'].includes(method)
        if (!isLost || failures >= 2) return answer
        failures += 1
        throw new VainError('chain/unreachable', 'the answer was lost', {})
      },
    }
    const before = await reader.balanceOf(wallet.address)
    const own = createLedgerWriter(createWallet(lossy, second.privateKey), network.deployment)
    await own.transfer(wallet.address, 1n)
    expect(failures).to.equal(2)
    expect(await reader.balanceOf(wallet.address)).to.equal(before + 1n)
  })

  it('error: another transaction took the nonce', () =>
    withoutMining(async () => {
      const own = createWallet(rpc, second.privateKey, { resendAfterMs: 1 })
      // A resend would bring it back at once, so it is kept from the node.
      let isCutOff = false
      const rpcOnce: Rpc = {
        ...rpc,
        request: async (method, ...rest) =>
          isCutOff && method === 'eth_sendRawTransaction' ? null : rpc.request(method, ...rest),
      }
      const first = createWallet(rpcOnce, second.privateKey, { resendAfterMs: 1 })
      const lost = thrownBy(
        createLedgerWriter(first, network.deployment).transfer(wallet.address, 1n),
      )
      await until(isPending)
      isCutOff = true
      await rpc.request('anvil_dropAllTransactions')
      const kept = createLedgerWriter(own, network.deployment).transfer(wallet.address, 2n)
      await until(isPending)
      await rpc.request('evm_mine')
      await kept
      expect((await lost).code).to.equal('chain/replaced')
    }))

  it('error: no block in time', () =>
    withoutMining(async () => {
      const hasty = createWallet(rpc, second.privateKey, { timeoutMs: 30 })
      const call = createLedgerWriter(hasty, network.deployment).transfer(wallet.address, 1n)
      expect((await thrownBy(call)).code).to.equal('chain/not-included')
    }))
})

describe('createWallet over a restart of the chain', () => {
  it('behavior: nonces are those of the chain that there is now', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vain-chain-'))
    const statePath = join(folder, 'state.json')
    const { anvil, deployment } = await startNetwork({ statePath })
    await anvil.stop()
    await copyFile(statePath, join(folder, 'older.json'))
    const port = Number(new URL(anvil.url).port)
    const rpc = connectRpc(anvil.url)
    const [founder] = devAccounts(1)
    const wallet = createWallet(rpc, founder?.privateKey ?? expect.fail())
    const writer = createLedgerWriter(wallet, deployment)

    let chain = await startQuietAnvil({ statePath, port })
    await writer.createRun(runSpec, 'a')
    await writer.createRun(runSpec, 'b')
    await chain.stop()
    chain = await startQuietAnvil({ statePath: join(folder, 'older.json'), port })
    expect((await writer.createRun(runSpec, 'c')).run).to.equal(1)
    await chain.stop()
    await rm(folder, { recursive: true })
  })
})
