/** The commands of the tutorials, as they stand in docs/operate/own-data.md. */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Outcome, runScript } from './vain.ts'

const page = readFileSync('docs/operate/own-data.md', 'utf8')

/** The commands of the first block under a heading. */
function commandsOf(heading: string): string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return (/^```sh\n([\s\S]*?)^```$/m.exec(section)?.[1] ?? '').trim().split('\n')
}

describe('the tutorials on own data', function () {
  this.timeout(600_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-own-data-'))
  after(() => rmSync(folder, { recursive: true, force: true }))

  /** Runs a command of the page, with its data in a folder of this test. */
  async function run(command: string): Promise<Outcome> {
    const [program, ...words] = command
      .split(' ')
      .map((word) => word.replace(/^my-/, `${folder}/my-`))
    if (program === 'cp') {
      const [from, to] = words.slice(-2) as [string, string]
      cpSync(from, to, { recursive: true })
      return { code: 0, out: '', err: '' }
    }
    const args = words.slice(2)
    if (program === 'npx') return runScript('node/src/cli/main.ts', words.slice(1))
    const network = [
      ...['--json', '--port', '0', '--api-port', '0', '--no-portal'],
      // Others have tests of their own: what is shown here is what the nodes learn.
      ...['--aggregators', '1', '--validators', '1'],
      ...['--folder', mkdtempSync(join(folder, 'network-'))],
    ]
    return runScript('scripts/devnet/main.ts', [...args, ...network])
  }

  /** Runs the commands under a heading, which begin with these words. */
  async function follow(heading: string, words: readonly string[]): Promise<Outcome[]> {
    const commands = commandsOf(heading)
    expect(commands.map((command) => command.split(' ').slice(0, 3).join(' '))).to.deep.equal(words)
    const outcomes: Outcome[] = []
    for (const command of commands) {
      const outcome = await run(command)
      expect(outcome.code, `${command}\n${outcome.err}`).to.equal(0)
      outcomes.push(outcome)
    }
    return outcomes
  }

  /** What a network told, by name. */
  function figuresOf({ out }: Outcome): ReadonlyMap<string, number> {
    const figures = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    return new Map(figures.map(({ name, value }) => [name, value]))
  }

  it('default: a table, checked, described, trained on alone and in a network', async () => {
    const [, checked, described, trained, network] = (await follow('A first run', [
      'cp -r packages/data/samples/iris',
      'npx vain data',
      'npx vain data',
      'npx vain train',
      'npm start --',
    ])) as [Outcome, Outcome, Outcome, Outcome, Outcome]
    expect(checked.out).to.include('examples           150').and.to.include('rows that misfit   0')
    expect(described.out).to.include('3 parts')
    expect(existsSync(join(folder, 'my-data', 'parts.svg'))).to.equal(true)
    expect(trained.out).to.match(/after training: accuracy (8|9)\d\.\d %/)
    const figures = figuresOf(network)
    expect(figures.get('start/certified-rounds')).to.equal(4)
    expect(figures.get('start/test-accuracy')).to.be.above(0.6)
  })

  it('default: a number to be told', async () => {
    const [, , described, trained, network] = (await follow('A number to be told', [
      'cp -r packages/data/samples/iris',
      'cp my-flowers/petal-width.json my-flowers/policy.json',
      'npx vain data',
      'npx vain train',
      'npm start --',
    ])) as [Outcome, Outcome, Outcome, Outcome, Outcome]
    expect(described.out).to.include('petal width (number): mean 1.199')
    expect(trained.out).to.match(/after training: root mean square error 0\.\d+, R² 0\.[89]\d+/)
    const figures = figuresOf(network)
    expect(figures.get('start/certified-rounds')).to.equal(2)
    // The mean alone would lose 0.26.
    expect(figures.get('start/test-loss')).to.be.within(0.001, 0.2)
    expect(figures.get('start/test-accuracy')).to.be.within(0, 1)
  })

  it('default: images in folders', async () => {
    const [, checked, trained, network] = (await follow('Images in folders', [
      'cp -r packages/data/samples/shapes',
      'npx vain data',
      'npx vain train',
      'npm start --',
    ])) as [Outcome, Outcome, Outcome, Outcome]
    expect(checked.out).to.include('examples           90').and.to.include('rows that misfit   0')
    expect(trained.out).to.match(/after training: accuracy (9\d|100)\.\d %/)
    expect(figuresOf(network).get('start/certified-rounds')).to.equal(2)
  })

  it('default: texts with a class', async () => {
    const [, checked, trained] = (await follow('Texts with a class', [
      'cp -r packages/data/samples/requests',
      'npx vain data',
      'npx vain train',
    ])) as [Outcome, Outcome, Outcome]
    expect(checked.out).to.include('examples           150')
    expect(trained.out).to.match(/after training: accuracy (9\d|100)\.\d %/)
  })
})
