import { accountFor, planNoise } from '@vain/privacy'
import { expect } from 'chai'
import { privateRounds, privateSettings } from '../../scripts/devnet/privateSettings.ts'
import { openTestNetwork, type TestNetwork, testParams } from './network.ts'
import { type NetworkPortal, openPortalOn } from './portal/harness/openPortalOn.ts'
import { type Outcome, runScript } from './vain.ts'

/** What `vain audit --json` says of a round. */
type Audited = { readonly evaluation?: { readonly correct: number; readonly total: number } }

/** Real processes whose updates carry noise for each example. Source: docs/protocol/privacy.md. */
describe('a network that protects each example', function () {
  this.timeout(600_000)
  const nodes = 5
  let network: TestNetwork
  let portal: NetworkPortal

  before(async () => {
    const params = { ...testParams, lastRound: privateRounds }
    network = await openTestNetwork(
      { ...{ privacy: 'record', model: 'mnist-cnn', nodes }, ...{ aggregators: 1, validators: 1 } },
      params,
    )
    // While nobody trains: its pages may have to be built first.
    portal = await openPortalOn(network)
    const trainers = network.members.filter(({ roles }) => roles.includes('trainer'))
    network.startAll(trainers.map(({ name }) => name))
    // ε of all rounds is 7.9: no node whose operator allows less would take part.
    for (const { name } of trainers) network.start(name, { maxEpsilon: '8' })
    await network.until((run) => run.machine.cursor.version >= 8, 500_000)
  })

  after(async () => {
    await portal.close()
    await network.close()
  })

  const vain = (command: string, ...more: string[]): Promise<Outcome> => {
    const { rpcUrl, deployment } = network
    const where = ['--rpc-url', rpcUrl, '--ledger', deployment.ledger, '--json']
    return runScript('node/bin/vain.mjs', [command, ...where, ...more])
  }

  it('default: it learns, and an audit derives every round again', async () => {
    const { code, out } = await vain('audit')
    expect(code, out).to.equal(0)
    const rounds: Audited[] = JSON.parse(out).rounds
    const accuracies = rounds.flatMap(({ evaluation }) =>
      evaluation === undefined ? [] : [evaluation.correct / evaluation.total],
    )
    expect(accuracies).to.have.length.of.at.least(8)
    // One of ten digits is guessed right by luck.
    expect(Math.max(...accuracies.slice(-2))).to.be.above((accuracies[0] ?? 1) + 0.1)
  })

  it('default: vain privacy says what its settings and rounds cost', async () => {
    const { code, out } = await vain('privacy')
    expect(code, out).to.equal(0)
    const { rounds, lastRound, protection } = JSON.parse(out)
    const { numbers, privacy } = privateSettings(nodes)
    const { parameters } = await network.configuration()
    const { unit: _, ...terms } = privacy
    // Four of five make a sum, and one of five may not add its noise.
    const plan = planNoise({ ...numbers, ...terms, unit: 'record', parameters, honest: 3 })
    expect(rounds).to.be.at.least(8).and.at.most(privateRounds)
    expect(lastRound).to.equal(privateRounds)
    expect(protection).to.deep.include({ unit: 'record', delta: 1e-5 })
    expect(protection.soFar).to.deep.equal(accountFor(plan, rounds, 1e-5))
    expect(protection.budget).to.deep.equal(accountFor(plan, privateRounds, 1e-5))
    expect(protection.budget.epsilon).to.be.within(7, 8)
  })

  it('default: the portal says the same, in a browser that derives it from the configuration', async () => {
    const { page } = portal
    await page.goto('/runs/run?run=1')
    const spent = page.getByRole('img', { name: /^ε .* is spent$/ })
    const title = (await spent.getAttribute('aria-label', { timeout: 120_000 })) ?? ''
    const [shown = 0, all = 0] = [...title.matchAll(/[\d.]+/g)].map(Number)
    const { budget, soFar } = JSON.parse((await vain('privacy')).out).protection
    expect(all).to.be.closeTo(budget.epsilon, 0.001)
    // Rounds go on meanwhile: no less was shown than eight of them cost, and no more than is spent now.
    expect(shown)
      .to.be.above(1)
      .and.at.most(soFar.epsilon + 0.001)
    await page.getByText('one example of one member').waitFor()
    expect(page.faults.unexpected()).to.deep.equal([])
  })
})
