/** The commands of the tutorial, as they stand in docs/operate/own-data.md. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Outcome, runScript } from './vain.ts'

const page = readFileSync('docs/operate/own-data.md', 'utf8')
const commands = (/^## A first run$[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '')
  .trim()
  .split('\n')

describe('the tutorial on own data', function () {
  this.timeout(400_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-own-data-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs a command of the page, with its data in a folder of this test. */
  async function run(command: string): Promise<Outcome> {
    const [program, ...words] = command.split(' ').map((word) => word.replace('my-data', folder))
    if (program === 'cp') {
      cpSync(words[1] as string, words[2] as string, { recursive: true })
      return { code: 0, out: '', err: '' }
    }
    const args = words.slice(2)
    if (program === 'npx') return runScript('node/src/cli/main.ts', words.slice(1))
    const network = ['--json', '--port', '0', '--folder', join(folder, 'network')]
    return runScript('scripts/devnet/main.ts', [...args, ...network])
  }

  it('default: every command does what the page says', async () => {
    expect(commands.map((command) => command.split(' ').slice(0, 3).join(' '))).to.deep.equal([
      'cp -r packages/data/samples/iris',
      'npx vain data',
      'npx vain data',
      'npx vain train',
      'npm start --',
    ])
    const outcomes: Outcome[] = []
    for (const command of commands) {
      const outcome = await run(command)
      expect(outcome.code, `${command}\n${outcome.err}`).to.equal(0)
      outcomes.push(outcome)
    }
    const [, checked, described, trained, network] = outcomes as [
      Outcome,
      Outcome,
      Outcome,
      Outcome,
      Outcome,
    ]
    expect(checked.out).to.include('examples           150').and.to.include('rows that misfit   0')
    expect(described.out).to.include('3 parts')
    expect(existsSync(join(folder, 'parts.svg'))).to.equal(true)
    expect(trained.out).to.match(/after training: accuracy (8|9)\d\.\d %/)
    const figures = new Map<string, number>(
      network.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ name, value }) => [name, value]),
    )
    expect(figures.get('start/certified-rounds')).to.equal(4)
    expect(figures.get('start/test-accuracy')).to.be.above(0.6)
  })
})
