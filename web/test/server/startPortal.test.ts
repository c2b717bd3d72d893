import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '@vain/base'
import { createGovernorWriter, encodeCall, type GovernorWriter, type Wallet } from '@vain/chain'
import type {
  AccountDetail,
  Head,
  IndexChange,
  Page,
  Portal as PortalFacts,
  PortalHealth,
  ProposalDetail,
  ProposalRow,
  VoteRow,
} from '@vain/indexer'
import { type Hex, zeroHash } from '@vain/protocol'
import { createLog, createMeter, systemClock, systemRandom } from '@vain/service'
import { type Postgres, startPostgres, startTestChain, type TestChain } from '@vain/testkit'
import { expect } from 'chai'
import { Wallet as Signer } from 'ethers'
import { type PortalConfig, readConfig } from '../../server/config.ts'
import { type Portal, startPortal } from '../../server/startPortal.ts'
import { verify } from '../../server/verify.ts'

const vain = 10n ** 18n
/** From a proposal to its vote, by default. */
const daySeconds = 86_400

type TestDatabase = {
  /** Where the index is; undefined: in the data folder. */
  open(): Promise<Secret<string> | undefined>
  /** @param meanwhile - what is done while it is away */
  restart(meanwhile: () => Promise<void>): Promise<void>
}

function testPortal(database: TestDatabase): void {
  const folder = mkdtempSync(join(tmpdir(), 'vain-portal-'))
  let chain: TestChain
  let config: PortalConfig & { readonly site: string }
  let portal: Portal
  let stopping: AbortController
  let proposal: Hex

  const log = createLog({ level: 'silent', format: 'json', name: 'test' })
  async function start(): Promise<void> {
    stopping = new AbortController()
    const [clock, random, meter] = [systemClock, systemRandom, createMeter()]
    const deps = { log, clock, random, meter, signal: stopping.signal }
    portal = await startPortal(deps, config)
    await portal.opened
  }
  async function stop(): Promise<void> {
    stopping.abort()
    await portal.stop()
  }

  async function read<Answer>(path: string): Promise<Answer> {
    const response = await fetch(`${portal.url}/api/v1${path}`)
    expect(response.status, `${path}: ${response.status}`).to.equal(200)
    return (await response.json()) as Answer
  }

  /** What the index tells once it has everything up to the chain's newest block. */
  async function readNow<Answer>(path: string): Promise<Answer> {
    const block = Number(await chain.rpc.request('eth_blockNumber'))
    for (;;) {
      const response = await fetch(`${portal.url}/api/v1/head`)
      if (response.ok && ((await response.json()) as Head).block === block) return read(path)
      await systemClock.sleep(20)
    }
  }

  async function send(
    wallet: Wallet,
    to: Hex,
    contract: 'vault' | 'token',
    name: string,
    ...args: unknown[]
  ): Promise<void> {
    const data = encodeCall(contract, name, args)
    await wallet.send({ chainId: chain.deployment.chainId, to, name, data })
  }
  const walletAt = (place: number): Wallet => chain.wallets[place] as Wallet

  async function bond(place: number, amount: bigint): Promise<void> {
    const { token, vault } = chain.deployment
    await send(walletAt(place), token, 'token', 'approve', vault, amount)
    await send(walletAt(place), vault, 'vault', 'bond', amount)
  }

  /** Signs as a wallet does what `Ballot` asks for. */
  async function sign(place: number, support: number): Promise<string> {
    const { chainId, institutions } = chain.deployment
    const { privateKey, address } = chain.accounts[place] as TestChain['accounts'][0]
    const signer = new Signer(privateKey.open((bytes) => `0x${Buffer.from(bytes).toString('hex')}`))
    const domain = {
      ...{ name: 'vAIn Governor', version: '1' },
      ...{ chainId, verifyingContract: institutions.governor },
    }
    const ballot = [
      ['proposalId', 'uint256'],
      ['support', 'uint8'],
      ['voter', 'address'],
      ['nonce', 'uint256'],
    ].map(([name = '', type = '']) => ({ name, type }))
    const message = { proposalId: BigInt(proposal), support, voter: address, nonce: 0 }
    return signer.signTypedData(domain, { Ballot: ballot }, message)
  }

  const relay = async (body: object): Promise<{ status: number; code?: string }> => {
    const headers = { 'content-type': 'application/json' }
    const url = `${portal.url}/api/v1/relay/votes`
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, ...((await response.json()) as object) }
  }

  before(async () => {
    const governance = { proposalThreshold: vain }
    chain = await startTestChain({ governance, states: 'all' })
    writeFileSync(join(folder, 'index.html'), '<!doctype html>')
    const { ledger, institutions } = chain.deployment
    const network = join(folder, 'network.json')
    writeFileSync(network, JSON.stringify({ ledger, institutions }))
    const flags = ['--rpc-url', chain.url, '--network', network, '--port', '0', '--relay']
    const options = readConfig([...flags, '--data-folder', join(folder, 'data'), '--site', folder])
    config = { ...options, site: folder, database: await database.open() }
    await start()
  })

  after(async () => {
    await stop()
    await chain.stop()
    rmSync(folder, { recursive: true })
  })

  it('default: tells of stake and delegation, as the vault says and has logged it', async () => {
    await bond(1, 30n * vain)
    await bond(2, 20n * vain)
    const [first, second] = [walletAt(1).address, walletAt(2).address]
    await send(walletAt(1), chain.deployment.vault, 'vault', 'delegate', second)
    await send(walletAt(1), chain.deployment.vault, 'vault', 'unbond', 5n * vain)
    const delegator = await readNow<AccountDetail>(`/accounts/${first}`)
    expect(delegator.bonded).to.equal(String(25n * vain))
    expect(delegator.unbonding?.amount).to.equal(String(5n * vain))
    expect(delegator.delegate).to.equal(second)
    expect(delegator.votes).to.equal('0')
    expect(delegator.moves.map(({ kind }) => kind)).to.deep.equal(['unbonding', 'bonded'])
    const delegate = await readNow<AccountDetail>(`/accounts/${second}`)
    expect(delegate.votes).to.equal(String(45n * vain))
    expect(delegate.delegators.map(({ address }) => address)).to.deep.equal([first])
    expect(delegate.voteHistory.at(-1)?.votes).to.equal(String(45n * vain))
  })

  it('default: tells of a proposal, its calls and its votes', async () => {
    const { deployment } = chain
    const writer: GovernorWriter = createGovernorWriter(
      walletAt(2),
      deployment,
      deployment.institutions.governor,
    )
    const data = encodeCall('slasher', 'setReward', [100])
    const calls = [{ target: deployment.institutions.slasher, valueWei: 0n, data }]
    // The votes of a second count once it is over.
    await chain.pass(2)
    proposal = (await writer.propose({ calls, description: '# Ünïcode title\n\nText' })).id
    await chain.pass(daySeconds + 1)
    await writer.vote(proposal, 'for')
    const detail = await readNow<ProposalDetail>(`/proposals/${proposal}`)
    expect(detail.state).to.equal('active')
    expect(detail.title).to.equal('Ünïcode title')
    expect(detail.votes.for).to.equal(String(45n * vain))
    expect(detail.history.at(-1)?.for).to.equal(detail.votes.for)
    const [call] = detail.calls
    expect(call).to.include({ contract: 'slasher', function: 'setReward' })
    expect(call?.arguments).to.deep.equal({ bps: '100' })
    const found = await read<Page<ProposalRow>>('/proposals?text=ünïcode&state=active')
    expect(found.rows.map(({ id }) => id)).to.deep.equal([proposal])
    expect((await read<Page<ProposalRow>>('/proposals?state=executed')).rows).to.deep.equal([])
    const other = `/api/v1/proposals/${zeroHash}`
    expect((await fetch(portal.url + other)).status).to.equal(404)
  })

  it('default: sends a signed vote, once, and none that is forged or has no weight', async () => {
    const voter = walletAt(1).address
    const vote = { kind: 'ballot', proposal, support: 'for', voter }
    const forged = await relay({ ...vote, signature: await sign(2, 1) })
    expect(forged).to.include({ status: 409, code: 'relay/refused' })
    // The stake of the first account votes through the second one.
    const weightless = await relay({ ...vote, signature: await sign(1, 1) })
    expect(weightless).to.include({ status: 409, code: 'relay/no-weight' })
    await bond(3, vain)
    const stranger = { ...vote, voter: walletAt(3).address, signature: await sign(3, 1) }
    expect(await relay(stranger)).to.include({ code: 'relay/no-weight' })
  })

  it('behavior: sends the vote of who has stake at the snapshot', async () => {
    const { deployment } = chain
    const writer = createGovernorWriter(walletAt(2), deployment, deployment.institutions.governor)
    const calls = [{ target: deployment.token, valueWei: 0n, data: '0x' as const }]
    // The votes of a second count once it is over.
    await chain.pass(2)
    proposal = (await writer.propose({ calls, description: 'Another' })).id
    await chain.pass(daySeconds + 1)
    const { relay: account } = await read<PortalFacts>('/portal')
    const vote = { kind: 'ballot', proposal, support: 'against', voter: walletAt(3).address }
    const unpaid = await relay({ ...vote, signature: await sign(3, 0) })
    expect(unpaid).to.include({ status: 503, code: 'relay/out-of-funds' })
    await chain.rpc.request('anvil_setBalance', [account?.address, '0xde0b6b3a7640000'])
    const signature = await sign(3, 0)
    expect(await relay({ ...vote, signature })).to.include({ status: 200 })
    expect(await relay({ ...vote, signature })).to.include({ code: 'relay/refused' })
    const { rows } = await readNow<Page<VoteRow>>(`/proposals/${proposal}/votes`)
    expect(rows).to.have.lengthOf(1)
    expect(rows[0]).to.include({ voter: vote.voter, support: 'against', weight: String(vain) })
  })

  it('default: tells whoever looks after it how it fares', async () => {
    const { block } = await readNow<Head>('/head')
    const ready = await fetch(`${portal.url}/ready`)
    expect(ready.status).to.equal(200)
    const health = (await ready.json()) as PortalHealth
    expect(health.status).to.equal('ok')
    expect(health.block).to.be.at.least(block)
    const metrics = await (await fetch(`${portal.url}/metrics`)).text()
    const found = (name: string): number =>
      Number(
        metrics
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      )
    expect(found('vain_portal_indexed_block')).to.be.at.least(block)
    expect(found('vain_portal_relayed_votes_total{outcome="sent"}')).to.equal(1)
    expect(found('vain_portal_relayed_votes_total{outcome="unpaid"}')).to.equal(1)
    const headers = { 'x-forwarded-for': '9.9.9.9' }
    const stranger = await fetch(`${portal.url}/metrics`, { headers })
    expect(stranger.status).to.equal(401)
  })

  it('behavior: forgets what a reorganisation took back, and tells those who follow', async () => {
    const follower = new WebSocket(`${portal.url.replace('http', 'ws')}/api/v1/events/live`)
    const changes: IndexChange[] = []
    follower.onmessage = ({ data }) => changes.push(JSON.parse(String(data)))
    await new Promise((resolve) => follower.addEventListener('open', resolve, { once: true }))
    await bond(4, 7n * vain)
    const { address } = walletAt(4)
    expect((await readNow<AccountDetail>(`/accounts/${address}`)).moves).to.have.lengthOf(1)
    await chain.rpc.request('anvil_reorg', [3, []])
    await chain.rpc.request('evm_mine')
    const after = await readNow<AccountDetail>(`/accounts/${address}`)
    expect(after.moves).to.deep.equal([])
    expect(after.bonded).to.equal('0')
    const told = (): boolean =>
      changes.some(({ revertedTo }) => revertedTo !== undefined) &&
      changes.some(({ events }) => events.some(({ name }) => name === 'Bonded'))
    while (!told()) await systemClock.sleep(20)
    follower.close()
  })

  it('behavior: says that its database is away, and goes on once it is back', async () => {
    const statusOf = async (path: string): Promise<number> =>
      (await fetch(`${portal.url}${path}`)).status
    await readNow<Head>('/head')
    await database.restart(async () => {
      const isAway = config.database !== undefined
      while ((await statusOf('/ready')) !== (isAway ? 503 : 200)) await systemClock.sleep(20)
      expect(await statusOf('/api/v1/events')).to.equal(isAway ? 503 : 200)
      expect(await statusOf('/health')).to.equal(200)
    })
    while ((await statusOf('/ready')) !== 200) await systemClock.sleep(20)
  })

  it('behavior: goes on after a restart, and equals an index that is built from nothing', async () => {
    const { events } = await readNow<Head>('/head')
    const isFile = existsSync(join(config.dataFolder, 'index.sqlite'))
    expect(isFile).to.equal(config.database === undefined)
    await stop()
    expect(await verify(config))
      .to.contain(`index of ${events} events`)
      .and.contain('equals')
    let started: Promise<void> | undefined
    await database.restart(async () => {
      started = start()
      const answers = (): Promise<boolean> =>
        fetch(`${portal.url}/api/v1/portal`).then(
          ({ ok }) => ok,
          () => false,
        )
      // From then on it opens the index.
      while (!(await answers())) await systemClock.sleep(20)
    })
    await started
    const head = await readNow<Head>('/head')
    expect(head.events).to.equal(events)
    expect(head.reorgs).to.equal(1)
    await stop()
    config = { ...config, rebuild: true }
    await start()
    // Only an index that was begun anew has followed none.
    expect((await readNow<Head>('/head')).reorgs).to.equal(0)
  })
}

describe('startPortal', function () {
  this.timeout(120_000)
  testPortal({ open: async () => undefined, restart: (meanwhile) => meanwhile() })
})

describe('startPortal, with its index in PostgreSQL', function () {
  this.timeout(120_000)
  let postgres: Postgres
  testPortal({
    async open() {
      postgres = await startPostgres()
      return new Secret(postgres.url)
    },
    restart: (meanwhile) => postgres.restart(meanwhile),
  })
  after(() => postgres.stop())
})
