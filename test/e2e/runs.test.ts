/** A second run, from its file to its first model: the commands of docs/operate/runs.md. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable, Writable } from 'node:stream'
import { expect } from 'chai'
import { openTestNetwork, type TestNetwork, testParams } from './network.ts'
import { type Outcome, runScript } from './vain.ts'

const page = readFileSync('docs/operate/runs.md', 'utf8')
const commands = (/^## A first run$[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '')
  .trim()
  .split('\n')

/** Decisions within a minute. */
const governance = {
  ...{ votingDelay: 4, votingPeriod: 40, lateQuorumExtension: 1, timelockDelay: 2 },
  ...{ executionSeconds: 240, disputeSeconds: 1 },
}

describe('a run that is voted for', function () {
  this.timeout(600_000)
  let network: TestNetwork

  before(async () => {
    const plan = { data: 'iris', model: 'tabular:hidden=16', nodes: 3, aggregators: 1 }
    network = await openTestNetwork(plan, { ...testParams, minMembers: 3 }, { governance })
    network.startAll()
    await network.until(({ machine }) => machine.cursor.version > 0)
  })
  after(() => network.close())

  const placeOf = (name: string): string => network.folder.configFile(name)

  /** Runs a command of the page, with the places of this network in it. */
  async function run(command: string): Promise<Outcome> {
    const words = command
      .replaceAll('.vain/validator-0/config.json', placeOf('validator-0'))
      .replaceAll('.vain/publish', network.folder.publishFolder)
      .split(' ')
    expect(words.slice(0, 3)).to.deep.equal(['npx', 'vain', 'run'])
    return runScript('node/src/cli/main.ts', words.slice(2))
  }

  it('default: every command of the tutorial does what the page says', async () => {
    expect(commands.map((command) => command.split(' ')[3])).to.deep.equal([
      ...['create', 'create', 'status', 'vote', 'start', 'watch'],
    ])
    const [check, propose, status, vote, start, watch] = commands as [
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    const ok = async (command: string): Promise<string> => {
      const { code, out, err } = await run(command)
      expect(code, `${command}\n${out}${err}`).to.equal(0)
      return out
    }
    expect(await ok(check))
      .to.include('Run irises')
      .and.include('train-program')
    const proposed = await ok(propose)
    const proposal = /Proposed as (0x[0-9a-f]{64})/.exec(proposed)?.[1] ?? ''
    expect(await ok(status)).to.include(`Proposal ${proposal}`)
    await network.follower.waitFor(({ block }) => block.timestamp > snapshotOf(proposed), {
      timeoutMs: 300_000,
    })
    expect(await ok(vote.replace('PROPOSAL', proposal))).to.include('10000 votes are for it')
    expect(await ok(start)).to.include('Run 2 exists')
    const watched = await ok(watch)
    // Which phase and model come first depends on when it began to look.
    expect(watched).to.match(/^ {2}round \d+ [▓░]{4} /m)
    expect(watched).to.match(/^ +v\d+ /m)
    const { code, out } = await run(`${status} --json`)
    expect(code).to.equal(0)
    const second = JSON.parse(out).runs.find(({ run }: { run: number }) => run === 2)
    expect(second.version).to.be.above(0)
    expect(second.accuracy).to.be.above(0)
  })

  it('default: the run that was voted for verifies', async () => {
    const { ledger } = network.deployment
    const audit = ['audit', '--rpc-url', network.rpcUrl, '--ledger', ledger, '--run', '2']
    const { code, out, err } = await runScript('node/src/cli/main.ts', audit)
    expect(code, `${out}${err}`).to.equal(0)
  })

  for (const [what, end] of [
    ['Ctrl-C', (child: Watcher) => void child.kill('SIGINT')],
    ['a reader that leaves', (child: Watcher) => void child.stdout.destroy()],
  ] as const)
    it(`behavior: ${what} ends a watch cleanly`, async () => {
      const { ledger } = network.deployment
      const args = `run watch --rpc-url ${network.rpcUrl} --ledger ${ledger}`.split(' ')
      const child = spawn(process.execPath, ['node/src/cli/main.ts', ...args], { stdio: 'pipe' })
      let err = ''
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        err += text
      })
      await once(child.stdout, 'data')
      end(child)
      const [code] = await once(child, 'exit')
      expect({ code, err }).to.deep.equal({ code: 0, err: '' })
    })
})

type Watcher = ChildProcessByStdio<Writable, Readable, Readable>

/** End of the second in which the vote begins, from what create printed. */
function snapshotOf(proposed: string): number {
  const [, at = ''] = /vote {5}from (\S+) to/.exec(proposed) ?? []
  return Date.parse(at) / 1_000
}
