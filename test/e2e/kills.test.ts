import { currentRound, type RoundView } from '@vain/protocol'
import { expect } from 'chai'
import { readLog } from './logTail.ts'
import {
  openTestNetwork,
  publishedSum,
  sendersOf,
  sumOfInputs,
  type TestNetwork,
} from './network.ts'

/** Rounds of real processes, of which some are killed with SIGKILL in the middle of one. */
describe('a network whose processes are killed', function () {
  this.timeout(600_000)
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

  /** Number of the first of the next rounds in which a member's answer of a phase is collected. */
  async function nextRoundWith(phase: 'advertise' | 'share' | 'mask', name: string) {
    for (;;) {
      const number = await nextRound()
      if (await network.collected(phase, number, name)) return number
    }
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
  async function bringBack(...names: string[]): Promise<RoundView> {
    const since = roundNumber()
    const find = (): RoundView | undefined =>
      network
        .run()
        .rounds.find(
          ({ round, members, survivors, certificate }) =>
            round > since && certificate && survivors?.length === members.length,
        )
    for (const name of names) network.startMember(name)
    await network.until(() => find() !== undefined)
    return certified(find()?.round ?? 0)
  }

  /** Whether a daemon has said something of a round. */
  function hasSaid(name: string, message: string, round: number, facts: object = {}): boolean {
    const wanted = Object.entries({ msg: message, round, ...facts })
    return readLog(network.folder.logFile(name)).some((line) =>
      wanted.every(([key, value]) => line[key] === value),
    )
  }

  /** A step of a round, by what the chain has of it once it and the one after it are taken. */
  const steps = {
    masked: (round: RoundView) => [round.survivors, round.proposal],
    proposed: (round: RoundView) => [round.proposal, round.certificate],
  }

  /**
   * Kills the leader between a step of a round and the next one. That is a race: where the leader
   * was faster, it is brought back and another round is tried.
   */
  async function killLeaderAt(step: keyof typeof steps): Promise<[round: number, leader: string]> {
    for (;;) {
      const number = await nextRound()
      const taken = (): unknown[] => {
        const round = network.run().rounds.find((known) => known.round === number)
        return round === undefined ? [] : steps[step](round)
      }
      await network.until(() => taken()[0] !== undefined)
      const leader = network.leader()
      await network.daemon(leader).kill()
      // Its last transaction may be on its way.
      const { number: block } = network.follower.view.block
      await network.until(() => network.follower.view.block.number >= block + 2)
      if (taken()[1] === undefined) return [number, leader]
      await bringBack(leader)
    }
  }

  // A test that fails must not leave its dead to those after it.
  afterEach(async () => {
    const dead = network.members.filter(({ name }) => !network.daemon(name).isAlive())
    if (dead.length > 0) await bringBack(...dead.map(({ name }) => name))
  })

  it('default: nobody is killed, and everyone is in the sum', async () => {
    // Not the very first round: some are not ready for it yet.
    const round = await bringBack()
    expect(round.survivors).to.deep.equal(round.members)
    expect(round.certificate?.nonSigners).to.deep.equal([])
  })

  it('behavior: a node killed after advertise drops out', async () => {
    const number = await nextRoundWith('advertise', 'node-0')
    await network.daemon('node-0').kill()
    const { roster, u1 } = await sendersOf(network, await certified(number))
    const index = network.indexOf('node-0')
    expect(roster).to.include(index)
    expect(u1).not.to.include(index)
    await bringBack('node-0')
  })

  it('behavior: a node killed after share drops out, and its pair masks are taken out', async () => {
    const number = await nextRoundWith('share', 'node-1')
    await network.daemon('node-1').kill()
    const round = await certified(number)
    const index = network.indexOf('node-1')
    expect((await sendersOf(network, round)).u1).to.include(index)
    expect(round.survivors).not.to.include(index)
    await bringBack('node-1')
  })

  it('behavior: a node killed after mask is in the sum, opened with shares of the others', async () => {
    const number = await nextRoundWith('mask', 'node-2')
    await network.daemon('node-2').kill()
    const round = await certified(number)
    const index = network.indexOf('node-2')
    expect(round.survivors).to.include(index)
    expect((await sendersOf(network, round)).revealed).not.to.include(index)
    await bringBack('node-2')
  })

  it('behavior: a node that comes back in the same round goes on where it was', async () => {
    for (;;) {
      const number = await nextRoundWith('share', 'node-3')
      await network.daemon('node-3').kill()
      network.startMember('node-3')
      const { survivors } = await certified(number)
      // A machine may take longer to start it than the leader waits for its vector.
      if (hasSaid('node-3', 'answer ready', number, { phase: 'mask' })) {
        expect(survivors).to.include(network.indexOf('node-3'))
        return
      }
      await bringBack()
    }
  })

  it('behavior: a leader that comes back in its turn goes on with the bundles it published', async () => {
    for (;;) {
      const number = await nextRound()
      const leader = network.leader()
      if (!(await network.said(leader, 'published the shares', number))) continue
      await network.daemon(leader).kill()
      network.startMember(leader)
      const round = await certified(number)
      const published = readLog(network.folder.logFile(leader)).filter(
        (line) => line.msg === 'published the roster' && line.round === number,
      )
      expect(published).to.have.length(1)
      // A machine may take longer to start it than its turn is.
      if ((await network.senderOf(round.masked?.transaction)) === leader) return
    }
  })

  it('behavior: the standby makes a roster of its own where a killed leader left nobody masked', async () => {
    for (;;) {
      const number = await nextRound()
      const leader = network.leader()
      if (!(await network.said(leader, 'published the roster', number))) continue
      await network.daemon(leader).kill()
      const round = await certified(number)
      // Its process may go on for a moment; then members may have masked under its bundles.
      const isLate = hasSaid(leader, 'published the shares', number)
      if (!isLate) {
        expect(await network.senderOf(round.masked?.transaction)).not.to.equal(leader)
        expect(round.survivors).to.deep.equal(round.members)
      }
      await bringBack(leader)
      if (!isLate) return
    }
  })

  it('behavior: the standby goes by the bundles of a killed leader that members masked under', async () => {
    // Somebody has to be missing: else the leader is done with the last mask.
    const number = await nextRoundWith('share', 'node-4')
    const leader = network.leader()
    const standby = ['aggregator-0', 'aggregator-1'].find((name) => name !== leader) ?? ''
    await network.daemon('node-4').kill()
    for (const name of ['node-0', 'node-1', 'node-2', 'node-3'])
      expect(await network.collected('mask', number, name), name).to.equal(true)
    await network.daemon(leader).kill()
    expect(network.run().machine.cursor.state).to.equal('open')
    const round = await certified(number)
    expect(await network.senderOf(round.masked?.transaction)).to.equal(standby)
    expect(round.survivors).to.have.length(4)
    const adopted = 'adopted the bundles that members are bound to'
    expect(hasSaid(standby, adopted, number)).to.equal(true)
    expect((await sendersOf(network, round)).u1).to.include(network.indexOf('node-4'))
    await bringBack(leader, 'node-4')
  })

  it('behavior: the standby opens the sum that a killed leader fixed', async () => {
    const [number, leader] = await killLeaderAt('masked')
    const round = await certified(number)
    expect(await network.senderOf(round.masked?.transaction)).to.equal(leader)
    expect(await network.senderOf(round.proposal?.at.transaction)).not.to.equal(leader)
    expect(round.certificate?.nonSigners).to.deep.equal([])
    await bringBack(leader)
  })

  it('behavior: the standby has certified what a killed leader proposed', async () => {
    const [number, leader] = await killLeaderAt('proposed')
    const round = await certified(number)
    expect(await network.senderOf(round.proposal?.at.transaction)).to.equal(leader)
    expect(await network.senderOf(round.certificate?.at.transaction)).not.to.equal(leader)
    await bringBack(leader)
  })

  it('behavior: two of three validators are enough for a certificate', async () => {
    await network.daemon('validator-2').kill()
    const round = await certified(await nextRound())
    expect(round.certificate?.nonSigners).to.have.length(1)
    await bringBack('validator-2')
  })

  it('behavior: below the threshold the round is aborted, and the next one works', async () => {
    const number = await nextRoundWith('advertise', 'node-0')
    await Promise.all(['node-0', 'node-1'].map((name) => network.daemon(name).kill()))
    await network.until((run) =>
      run.rounds.some((known) => known.round === number && known.aborted !== undefined),
    )
    await bringBack('node-0', 'node-1')
  })
})
