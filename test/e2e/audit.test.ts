import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toHex } from '@vain/base'
import { createLedgerReader } from '@vain/chain'
import { merkleRootOfBytes } from '@vain/crypto'
import { cidOf } from '@vain/net/artefacts'
import { cidOfContent, type Hex, headRound, isSettled, zeroHash } from '@vain/protocol'
import { expect } from 'chai'
import { freePort } from '../../scripts/devnet/freePort.ts'
import { type Distributed, newestBlock, proposeRewards, signRewards } from './distribute.ts'
import { openTestNetwork, type TestNetwork } from './network.ts'
import { type NetworkPortal, openPortalOn } from './portal/harness/openPortalOn.ts'
import { connectWallet, signInWallet } from './portal/wallets.ts'
import { type Outcome, runScript } from './vain.ts'

const unit = 10n ** 18n

/** Seconds, at least, after which a distribution counts here. */
const activationDelay = 600

/** `vain audit` as its own process, and the portal's audit, against a network that serves. */
describe('vain audit', function () {
  this.timeout(600_000)
  let network: TestNetwork
  let portal: NetworkPortal

  before(async () => {
    network = await openTestNetwork({ aggregators: 1 })
    // While nobody trains: its pages may have to be built first.
    const httpPort = await freePort()
    portal = await openPortalOn(network, [`http://127.0.0.1:${httpPort}`])
    // It serves what a distribution pays when the aggregator, which proposes it, has stopped.
    const { publishFolder } = network.folder
    network.start('node-0', { httpPort, keepInputs: true, publishFolder })
    network.startAll()
    await network.until((run) => run.machine.cursor.version >= 2)
  })

  after(async () => {
    await portal.close()
    await network.close()
  })

  const audit = (...more: string[]): Promise<Outcome> => {
    const { rpcUrl, deployment } = network
    const where = ['--rpc-url', rpcUrl, '--ledger', deployment.ledger]
    return runScript('node/bin/vain.mjs', ['audit', ...where, ...more])
  }

  it('default: verifies a run while it goes on, and exits 0', async () => {
    const certified = network.run().rounds.filter(({ certificate }) => certificate !== undefined)
    const vectors = certified.reduce((sum, { survivors = [] }) => sum + survivors.length, 0)
    const { code, out } = await audit('--json')
    const report = JSON.parse(out)
    expect(code, out).to.equal(0)
    expect(report.ok).to.equal(true)
    expect(report.checks.certificates).to.be.at.least(2)
    // All that went into the sums of the rounds that were certified before it began.
    expect(report.checks.vectors).to.be.at.least(vectors).and.at.least(8)
  })

  let paid: Distributed

  it('default: validators sign what rounds have paid, and anyone brings it', async () => {
    await network.until(({ rounds }) => rounds.some(isSettled))
    const block = await newestBlock(network)
    // Two of three have two thirds of the stake.
    const signed = await Promise.all(
      ['validator-0', 'validator-1'].map((name) => signRewards(network, name, block)),
    )
    const [first, second] = signed.map(({ code, out, err }) => {
      expect(code, err).to.equal(0)
      return JSON.parse(out)
    })
    expect(first.digest).to.equal(second.digest)
    const { code, out, err } = await proposeRewards(network, [first.output, second.output])
    expect(code, err).to.equal(0)
    paid = JSON.parse(out)
    expect(paid).to.include({ number: 1, total: first.total })
    // 85 VAIN a round, 5 of them to the aggregator that led it; here it is always the same.
    const amounts = Object.values(paid.accounts).map(BigInt)
    const [whole, rounds] = [BigInt(paid.total) + BigInt(paid.withheld), BigInt(paid.rounds)]
    expect(whole).to.equal(rounds * 85n * unit)
    expect(amounts.reduce((sum, amount) => sum + amount, 0n)).to.equal(BigInt(paid.total))
    const leader = network.run().rounds.find(isSettled)?.proposal?.leader ?? ''
    expect(BigInt(paid.accounts[leader] ?? 0)).to.equal(rounds * 5n * unit)
  })

  it('error: another address, another run', async () => {
    const wrong = `0x${'11'.repeat(20)}`
    const { code, err } = await runScript('node/bin/vain.mjs', [
      ...['audit', '--rpc-url', network.rpcUrl, '--ledger', wrong],
    ])
    expect(code).to.equal(2)
    expect(err).to.include('chain/no-deployment')
    const other = await audit('--run', '7')
    expect(other.code).not.to.equal(0)
  })

  it('default: exports a run, which is verified again when nobody serves it', async () => {
    const { rpcUrl, deployment } = network
    const car = join(network.folder.memberFolder('node-0'), 'run.car')
    const where = ['--rpc-url', rpcUrl, '--ledger', deployment.ledger]
    const written = await runScript('node/bin/vain.mjs', [
      ...['run', 'export', '1', ...where, '--output', car, '--json'],
    ])
    expect(written.code, written.err).to.equal(0)
    const facts = JSON.parse(written.out)
    expect(facts.rounds).to.be.at.least(2)
    await network.until(({ machine }) => machine.cursor.version > facts.rounds)
    // A source that answers nothing: all comes from the file.
    const fromFile = ['--car', car, '--source', 'http://127.0.0.1:1', '--json']
    const { code, out } = await audit(...fromFile, '--up-to', `${facts.block}`)
    const report = JSON.parse(out)
    expect(code, out).to.equal(0)
    expect(report.checks.certificates).to.equal(facts.rounds)
    expect(report.checks.artefacts).to.equal(facts.artefacts)
    expect(report.upTo).to.equal(facts.block)
    // The file cannot say how much is audited: what was certified since is missing.
    const whole = await audit(...fromFile)
    expect(whole.code, whole.out).to.equal(1)
    expect(JSON.parse(whole.out).fault).to.include({ reason: 'missing' })
    expect(whole.err).to.include(`--up-to ${facts.block}`)
    const other = await audit(...fromFile, '--run', '2')
    expect(other.code).to.equal(2)
    expect(other.err).to.include('audit/other-run')
  })

  it('default: what is certified is served while nobody leads further rounds', async () => {
    // The rest is about the rounds there are: more of them would only make every audit longer.
    await network.daemon('aggregator-0').stop()
    const { code, out } = await audit()
    expect(code, out).to.equal(0)
  })

  /** The page that verifies run 1, once it has found something. */
  const verify = async (): Promise<NetworkPortal['page']> => {
    const { page } = portal
    await page.goto('/runs/audit?run=1')
    await page.getByRole('button', { name: 'Verify' }).click()
    await page.getByText(/^(Verified: everything fits|Fault: )/).waitFor({ timeout: 120_000 })
    return page
  }

  it('default: the portal verifies the same in a browser, by the same report', async () => {
    const page = await verify()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download JSON' }).click(),
    ])
    const report = JSON.parse(readFileSync(await download.path(), 'utf8'))
    expect(report).to.deep.include({ ok: true, run: 1 })
    expect(report.checks.certificates).to.be.at.least(2)
    const { code, out } = await audit('--json', '--up-to', `${report.block}`)
    expect(code, out).to.equal(0)
    // Models that both derived, bit by bit.
    const rootsOf = ({ rounds }: { rounds: { outcome: string; modelRoot?: string }[] }) =>
      rounds.filter(({ outcome }) => outcome === 'verified').map(({ modelRoot }) => modelRoot)
    expect(rootsOf(JSON.parse(out))).to.deep.equal(rootsOf(report))
    expect(page.faults.unexpected()).to.deep.equal([])
  })

  it('error: a model that was altered on its way to the browser is named, with what was found', async () => {
    const round = network.run().rounds.find(({ certificate }) => certificate !== undefined)
    const cid = cidOfContent(round?.proposal?.model.content ?? zeroHash)
    const context = portal.page.context()
    await context.route(`**/ipfs/${cid}`, async (route) => {
      const body = await (await route.fetch()).body()
      body[100] = (body[100] ?? 0) ^ 1
      await route.fulfill({ body })
    })
    const page = await verify()
    await context.unrouteAll()
    const told = await page.getByRole('alert').filter({ hasText: 'Fault' }).innerText()
    expect(told).to.include(`round ${round?.round}, the model: nobody has it`)
    expect(told).to.match(new RegExp(`${cid}: net/cid-mismatch, found bafy`))
  })

  it('default: a model can be tried and saved, once its bytes are those of its root', async () => {
    const { page } = portal
    const { proposal, certificate } = headRound(network.run()) ?? expect.fail()
    await page.goto(`/lineage/version?run=1&version=${certificate?.version}`)
    await page.getByRole('button', { name: 'Example of a 7' }).click()
    await page.getByText(/^The model reads \d, with/).waitFor()
    const shares = await page.getByRole('list', { name: 'Share of each digit' }).innerText()
    const sum = [...shares.matchAll(/([\d.]+)%/g)].reduce(
      (all, [, share]) => all + Number(share),
      0,
    )
    expect(sum).to.be.closeTo(100, 1)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Fetch, check and save' }).click(),
    ])
    const root = toHex(merkleRootOfBytes(readFileSync(await download.path())))
    expect(root).to.equal(proposal?.model.root)
    expect(page.faults.unexpected()).to.deep.equal([])
  })

  it('default: an operator’s page tells what its daemon says of itself', async () => {
    const { page } = portal
    await page.goto(`/operators/operator?operator=${network.indexOf('node-0')}`)
    const card = page.locator('section', { has: page.getByRole('heading', { name: 'Health' }) })
    await card.getByText('well', { exact: true }).waitFor()
    // All others: an aggregator, four trainers and three validators.
    await card.getByText(/^[1-8] operators$/).waitFor()
    expect(await card.innerText()).to.match(/Has seen block\s+[\d,]+/)
    await page.goto(`/operators/operator?operator=${network.indexOf('node-1')}`)
    await card.getByText('This portal is not told where the API of this operator is').waitFor()
    expect(page.faults.unexpected()).to.deep.equal([])
  })

  it('default: what an operator has earned is claimed for it in the portal', async () => {
    const [account = '', amount = ''] = Object.entries(paid.accounts)[0] ?? []
    const { page } = portal
    const balance = (): Promise<bigint> =>
      createLedgerReader(network.rpc, network.deployment).balanceOf(account as Hex)
    const before = await balance()
    // Nobody leads a round whose turns would pass meanwhile.
    await network.rpc.request('evm_increaseTime', [activationDelay])
    await page.goto(`/staking/account?address=${account}`)
    const card = page.locator('section', { has: page.getByRole('heading', { name: 'Rewards' }) })
    await card.getByText('Connect a wallet to claim it').waitFor({ timeout: 90_000 })
    await connectWallet(page)
    await card.getByRole('button', { name: 'Claim' }).click()
    await signInWallet(page)
    await card.getByRole('button', { name: 'Claim' }).waitFor({ state: 'detached' })
    expect(await balance()).to.equal(before + BigInt(amount))
    expect(page.faults.unexpected()).to.deep.equal([])
  })

  it('default: looks after the artefacts of a daemon that runs', async () => {
    const config = network.folder.configFile('node-0')
    const store = (...args: string[]): Promise<Outcome> =>
      runScript('node/bin/vain.mjs', ['store', ...args, '--config', config, '--json'])
    const { configCid } = network.run()
    expect((await store('pin', configCid)).code).to.equal(0)
    const { code, out, err } = await store('status')
    expect(code, err).to.equal(0)
    const { pins, store: found } = JSON.parse(out)
    expect(pins).to.deep.equal([configCid])
    expect(found.blocks).to.be.at.least(10)
    // All rounds are young enough for a court.
    const collected = await store('gc', '--keep-rounds', '1')
    expect(collected.code, collected.err).to.equal(0)
    expect(JSON.parse(collected.out).store.removedBlocks).to.equal(0)
    expect((await store('eat')).err).to.include('vain/bad-argument')
  })

  it('error: a model that everyone has altered on disk is named, and exits 1', async () => {
    // The first one: the newest may be on its way to a member, which then gets it whole.
    const round = network.run().rounds.find(({ certificate }) => certificate !== undefined)
    const cid = cidOfContent(round?.proposal?.model.content ?? zeroHash)
    const altered = await Promise.all(network.members.map(({ name }) => alter(network, name, cid)))
    expect(altered).to.include(true)
    const { code, out } = await audit('--json')
    expect(code, out).to.equal(1)
    const { fault } = JSON.parse(out)
    expect(fault).to.include({ round: round?.round, artefact: 'model', reason: 'missing' })
  })
})

/** Flips one bit of a block in a member's store; whether it had the block. */
async function alter({ folder }: TestNetwork, name: string, cid: string): Promise<boolean> {
  const store = join(folder.memberFolder(name), 'network')
  for (const path of readdirSync(store, { recursive: true, encoding: 'utf8' })) {
    const file = join(store, path)
    if (!path.endsWith('.data')) continue
    const bytes = readFileSync(file)
    if ((await cidOf(bytes)) !== cid) continue
    bytes[100] = (bytes[100] ?? 0) ^ 1
    writeFileSync(file, bytes)
    return true
  }
  return false
}
