import { currentRound, type RoundView } from '@vain/protocol'
import { expect } from 'chai'
import { openTestNetwork, publishedSum, sumOfInputs, type TestNetwork } from './network.ts'

/** Rounds of real processes, of which some are killed with SIGKILL in the middle of one. */
describe('a network whose processes are killed', function () {
  this.timeout(300_000)
  let network: TestNetwork

  before(async () => {
    network = await openTestNetwork()
    network.startAll()
    await network.until((run) => run.rounds.length > 0)
  })

  after(() => network.close())

  const roundNumber = (): number => currentRound(network.run())?.round ?? 0

  /** Number of the next round, once it is open. */
  async function nextRound(): Promise<number> {
    const before = roundNumber()
    await network.until((run) => (currentRound(run)?.round ?? 0) > before)
    return roundNumber()
  }

  /** A round once it is certified; its sum must be that of what the survivors put in. */
  async function certified(round: number): Promise<RoundView> {
    const find = (): RoundView | undefined =>
      network.run().rounds.find((known) => known.round === round)
    await network.until(() => find()?.certificate !== undefined || find()?.aborted !== undefined)
    const found = find()
    expect(found?.aborted, `round ${round} was aborted`).to.equal(undefined)
    if (found === undefined) throw new Error('the round is gone')
    expect(await publishedSum(network, found)).to.deep.equal(sumOfInputs(network, found))
    return found
  }

  /** Starts daemons again, and checks the first round that has everyone in its sum. */
  async function bringBack(...names: string[]): Promise<void> {
    const since = roundNumber()
    const find = (): RoundView | undefined =>
      network
        .run()
        .rounds.find(
          ({ round, members, masks, certificate }) =>
            round > since && certificate && masks?.indices.length === members.length,
        )
    for (const name of names) network.startMember(name)
    await network.until(() => find() !== undefined)
    await certified(find()?.round ?? 0)
  }

  it('default: nobody is killed, and everyone is in the sum', async () => {
    const round = await certified(roundNumber())
    expect(round.masks?.indices).to.deep.equal(round.members)
    expect(round.certificate?.nonSigners).to.deep.equal([])
  })

  it('behavior: a node killed after advertise drops out', async () => {
    const number = await nextRound()
    await network.collected('advertise', number, 'node-0')
    await network.daemon('node-0').kill()
    const round = await certified(number)
    const index = network.indexOf('node-0')
    expect(round.roster?.indices).to.include(index)
    expect(round.shares?.indices).not.to.include(index)
    await bringBack('node-0')
  })

  it('behavior: a node killed after share drops out, and its pair masks are taken out', async () => {
    const number = await nextRound()
    await network.collected('share', number, 'node-1')
    await network.daemon('node-1').kill()
    const round = await certified(number)
    const index = network.indexOf('node-1')
    expect(round.shares?.indices).to.include(index)
    expect(round.masks?.indices).not.to.include(index)
    await bringBack('node-1')
  })

  it('behavior: a node killed after mask is in the sum, opened with shares of the others', async () => {
    const number = await nextRound()
    await network.collected('mask', number, 'node-2')
    await network.daemon('node-2').kill()
    const round = await certified(number)
    const index = network.indexOf('node-2')
    expect(round.masks?.indices).to.include(index)
    expect(round.reveals?.indices).not.to.include(index)
    await bringBack('node-2')
  })

  it('behavior: a node that comes back in the same round goes on where it was', async () => {
    const number = await nextRound()
    await network.collected('share', number, 'node-3')
    await network.daemon('node-3').kill()
    network.startMember('node-3')
    const round = await certified(number)
    expect(round.masks?.indices).to.include(network.indexOf('node-3'))
  })

  it('behavior: the standby takes over from an aggregator killed in the middle', async () => {
    const number = await nextRound()
    await network.until((run) => run.machine.cursor.state === 'shared')
    const leader = network.leader()
    await network.daemon(leader).kill()
    const round = await certified(number)
    expect(await network.senderOf(round.certificate?.at.transaction)).not.to.equal(leader)
    expect(round.certificate?.nonSigners).to.deep.equal([])
    await bringBack(leader)
  })

  it('behavior: two of three validators are enough for a certificate', async () => {
    await network.daemon('validator-2').kill()
    const round = await certified(await nextRound())
    expect(round.certificate?.nonSigners).to.have.length(1)
    await bringBack('validator-2')
  })

  it('behavior: below the threshold the round is aborted, and the next one works', async () => {
    const number = await nextRound()
    await network.collected('advertise', number, 'node-0')
    await Promise.all(['node-0', 'node-1'].map((name) => network.daemon(name).kill()))
    await network.until((run) =>
      run.rounds.some((known) => known.round === number && known.aborted !== undefined),
    )
    await bringBack('node-0', 'node-1')
  })
})
