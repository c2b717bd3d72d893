import type { RoundView } from '@vain/protocol'
import { expect } from 'chai'
import { readLog } from './logTail.ts'
import { openTestNetwork, publishedSum, sumOfInputs, type TestNetwork } from './network.ts'
import { runScript } from './vain.ts'

/** Real processes that check what each adds to a sum, with a beacon served over HTTP. */
describe('a network with a check', function () {
  this.timeout(600_000)
  let network: TestNetwork

  before(async () => {
    network = await openTestNetwork({ ...{ nodes: 6, validators: 1 }, check: 'sketch' })
    network.startAll()
    await network.until(({ machine }) => machine.cursor.version >= 1)
  })

  after(() => network.close())

  const certified = (): RoundView[] =>
    network.run().rounds.filter(({ certificate }) => certificate !== undefined)

  /** Lines of all aggregators about a round. */
  const linesOf = ({ round }: RoundView) =>
    network.members
      .filter(({ app }) => app === 'aggregator')
      .flatMap(({ name }) => readLog(network.folder.logFile(name)))
      .filter((line) => line.round === round)

  it('default: a committee answers about the sketches of each round that is certified', async () => {
    const round = certified().at(-1) as RoundView
    const counts = linesOf(round)
      .filter(({ msg }) => /^published the (sketches|check)$/.test(String(msg)))
      .map(({ msg, count }) => [msg, count])
    expect(counts.map(([msg]) => msg)).to.deep.equal([
      ...['published the sketches', 'published the check'],
    ])
    const [sketches, answers] = counts.map(([, count]) => count)
    expect(sketches).to.equal(round.survivors?.length)
    // Of five on the committee one may be late.
    expect(answers).to.be.within(4, 5)
    expect(linesOf(round).filter(({ msg }) => /at fault|left out of the sum/.test(String(msg)))).to
      .be.empty
    expect(await publishedSum(network, round)).to.deep.equal(sumOfInputs(network, round))
  })

  it('behavior: the standby goes by the sketches that a killed leader showed the committee', async () => {
    const { round: before } = network.run().machine.cursor
    const run = await network.until(
      ({ machine: { cursor } }) => cursor.round > before && cursor.state === 'masked',
    )
    const { round: number } = run.machine.cursor
    const leader = network.leader()
    expect(await network.said(leader, 'published the sketches', number)).to.equal(true)
    await network.daemon(leader).kill()
    const after = await network.until(({ rounds }) =>
      rounds.some(({ round, certificate }) => round === number && certificate !== undefined),
    )
    const round = after.rounds.find((known) => known.round === number) as RoundView
    expect(await network.senderOf(round.masked?.transaction)).to.equal(leader)
    expect(await network.senderOf(round.proposal?.at.transaction)).not.to.equal(leader)
    expect(await publishedSum(network, round)).to.deep.equal(sumOfInputs(network, round))
  })

  it('default: an audit derives all of it again', async () => {
    const { rpcUrl, deployment } = network
    const { code, out } = await runScript('node/bin/vain.mjs', [
      ...['audit', '--rpc-url', rpcUrl, '--ledger', deployment.ledger, '--json'],
    ])
    expect(code, out).to.equal(0)
    expect(JSON.parse(out).checks.certificates).to.be.at.least(2)
  })
})
