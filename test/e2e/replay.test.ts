import { join } from 'node:path'
import { publicPart, type RoundView } from '@vain/protocol'
import { expect } from 'chai'
import { waitForLog } from './logTail.ts'
import { openTestNetwork, type TestNetwork } from './network.ts'
import { type Outcome, runScript } from './vain.ts'

/** Real processes that train on the same flowers, so that each can do the others' steps again. */
describe('a network whose steps can be replayed', function () {
  this.timeout(600_000)
  const keeper = 'node-0'
  let network: TestNetwork
  let round: RoundView

  before(async () => {
    network = await openTestNetwork({
      ...{ data: 'iris', model: 'tabular', grouping: 'singles', replay: true },
      ...{ aggregators: 1, validators: 1 },
    })
    network.startAll([keeper])
    network.start(keeper, { engine: 'wasm', keepRecords: 1_000 })
    const run = await network.until(({ machine }) => machine.cursor.version > 0)
    round = run.rounds.find(({ certificate }) => certificate !== undefined) as RoundView
  })

  after(() => network.close())

  const replay = (...more: string[]): Promise<Outcome> =>
    runScript('node/bin/vain.mjs', [
      ...['replay', '--rpc-url', network.rpcUrl, '--ledger', network.deployment.ledger],
      ...['--round', String(round.round), '--data', 'iris', '--json', ...more],
    ])

  it('default: a validator does a step by lot, and finds what was published', async () => {
    const line = await waitForLog([network.folder.logFile('validator-0')], ({ msg }) =>
      /steps|could not be replayed/.test(msg),
    )
    expect(line).to.deep.include({ msg: 'a group’s steps give its sum', round: round.round })
    expect(round.survivors).to.include((line.members as unknown as number[])[0])
  })

  it('default: so does anyone who has the flowers, with all of them', async () => {
    const { code, out, err } = await replay()
    expect(code, err).to.equal(0)
    const found = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    const groups = round.members.toSorted((a, b) => a - b)
    expect(found).to.deep.equal(
      (round.survivors ?? []).map((index) => {
        return { group: groups.indexOf(index), members: [index], isSame: true }
      }),
    )
  })

  it('error: whoever has other ones is told', async () => {
    const { code, err } = await replay('--data-seed', 'another')
    expect(code).to.equal(2)
    expect(err).to.include('train/other-examples').and.to.include('--data-seed')
  })

  it('default: a member repeats what it kept of its own training', async () => {
    const kept = join(network.folder.memberFolder(keeper), 'records')
    const ours = (part: number): Promise<Outcome> =>
      runScript('node/bin/vain.mjs', [
        ...['replay', '--record', join(kept, `${round.run}-${round.round}`), '--data', 'iris'],
        ...['--train-share', `iid:${part}/5`],
      ])
    const { part, parts } = publicPart(round, network.indexOf(keeper))
    expect((await ours(part)).code).to.equal(0)
    const other = await ours((part + 1) % parts)
    expect(other.code).to.equal(2)
    expect(other.err).to.include('learn/record-mismatch')
  })
})
