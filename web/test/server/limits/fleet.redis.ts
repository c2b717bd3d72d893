/** Portals that share a Redis, each a process of its own: `npm run test:redis`. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createGovernorWriter, encodeCall, type Wallet } from '@vain/chain'
import type { Portal as PortalFacts } from '@vain/indexer'
import { systemClock } from '@vain/service'
import {
  freePort,
  type RedisServer,
  startRedis,
  startTestChain,
  type TestChain,
} from '@vain/testkit'
import { expect } from 'chai'
import { Wallet as Signer } from 'ethers'

const vain = 10n ** 18n
/** From a proposal to its vote, by default. */
const daySeconds = 86_400
/** Accounts that have stake. */
const voters = [1, 2, 3, 4]

describe('portals that share a Redis', function () {
  this.timeout(600_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-fleet-'))
  const running = new Set<ChildProcess>()
  let redis: RedisServer
  let chain: TestChain
  let network: string
  let proposal: string

  async function start(name: string, port: number): Promise<ChildProcess> {
    const flags = {
      ...{ 'rpc-url': chain.url, network, port: String(port), site: folder },
      ...{ 'data-folder': join(folder, name), 'relay-per-hour': '2', 'log-level': 'warn' },
    }
    const args = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value])
    const main = join(import.meta.dirname, '../../../server/main.ts')
    // It becomes the portal, with all that this process has in its environment too.
    const become = [`VAIN_REDIS=${redis.url}`, process.execPath, main, '--relay', ...args]
    const portal = spawn('env', become, { stdio: ['ignore', 'ignore', 'inherit'] })
    running.add(portal)
    portal.once('exit', () => running.delete(portal))
    const url = `http://127.0.0.1:${port}/api/v1/head`
    while (
      !(await fetch(url).then(
        ({ ok }) => ok,
        () => false,
      ))
    ) {
      expect(portal.exitCode, 'the portal ended').to.equal(null)
      await systemClock.sleep(50)
    }
    return portal
  }

  async function kill(portal: ChildProcess): Promise<void> {
    const ended = once(portal, 'exit')
    portal.kill('SIGKILL')
    await ended
  }

  /** Asks a portal to send a vote for the proposal. @returns what it says */
  async function relay(port: number, place: number): Promise<{ status: number; code?: string }> {
    const { chainId, institutions } = chain.deployment
    const { privateKey, address } = chain.accounts[place] as TestChain['accounts'][0]
    const signer = new Signer(privateKey.open((bytes) => `0x${Buffer.from(bytes).toString('hex')}`))
    const domain = {
      ...{ name: 'vAIn Governor', version: '1' },
      ...{ chainId, verifyingContract: institutions.governor },
    }
    const fields = { proposalId: 'uint256', support: 'uint8', voter: 'address', nonce: 'uint256' }
    const ballot = Object.entries(fields).map(([name, type]) => ({ name, type }))
    const message = { proposalId: BigInt(proposal), support: 1, voter: address, nonce: 0 }
    const signature = await signer.signTypedData(domain, { Ballot: ballot }, message)
    const body = { kind: 'ballot', proposal, support: 'for', voter: address, signature }
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/relay/votes`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
      body: JSON.stringify(body),
    })
    return { status: response.status, ...((await response.json()) as object) }
  }

  async function bond(wallet: Wallet): Promise<void> {
    const { chainId, token, vault } = chain.deployment
    const approve = encodeCall('token', 'approve', [vault, vain])
    await wallet.send({ chainId, to: token, name: 'approve', data: approve })
    const data = encodeCall('vault', 'bond', [vain])
    await wallet.send({ chainId, to: vault, name: 'bond', data })
  }

  before(async () => {
    redis = await startRedis()
    chain = await startTestChain({ governance: { proposalThreshold: vain }, states: 'all' })
    const { deployment } = chain
    const { ledger, institutions } = deployment
    network = join(folder, 'network.json')
    writeFileSync(network, JSON.stringify({ ledger, institutions }))
    writeFileSync(join(folder, 'index.html'), '<!doctype html>')
    const wallets = voters.map((place) => chain.wallets[place] as Wallet)
    for (const wallet of wallets) await bond(wallet)
    // The votes of a second count once it is over.
    await chain.pass(2)
    const calls = [{ target: deployment.token, valueWei: 0n, data: '0x' as const }]
    const writer = createGovernorWriter(wallets[0] as Wallet, deployment, institutions.governor)
    proposal = (await writer.propose({ calls, description: 'Of a fleet' })).id
    await chain.pass(daySeconds + 1)
  })
  after(async () => {
    for (const portal of running) await kill(portal)
    await redis.stop()
    await chain.stop()
    rmSync(folder, { recursive: true })
  })

  it('behavior: pay for so many votes an hour together, also once one was killed; for none without Redis', async () => {
    const [first, second] = [await freePort(), await freePort()]
    const [killed] = [await start('first', first), await start('second', second)]
    const facts = await fetch(`http://127.0.0.1:${first}/api/v1/portal`)
    const { relay: account } = (await facts.json()) as PortalFacts
    await chain.rpc.request('anvil_setBalance', [account?.address, '0xde0b6b3a7640000'])

    expect(await relay(first, 1)).to.include({ status: 200 })
    await kill(killed)
    await start('first', first)
    expect(await relay(second, 2)).to.include({ status: 200 })
    for (const port of [first, second])
      expect(await relay(port, 3)).to.include({ status: 429, code: 'relay/too-many' })

    await redis.restart(async () => {
      for (const port of [first, second])
        expect(await relay(port, 4)).to.include({ status: 503, code: 'relay/uncounted' })
      const health = await fetch(`http://127.0.0.1:${first}/ready`)
      expect(health.status, 'pages are served on').to.equal(200)
      expect(await health.text()).to.contain('Redis is away')
    })
    // Whoever is asked too early says that it cannot count yet.
    let answer = await relay(first, 4)
    while (answer.status === 503) {
      await systemClock.sleep(100)
      answer = await relay(first, 4)
    }
    expect(answer).to.include({ status: 429, code: 'relay/too-many' })
  })
})
