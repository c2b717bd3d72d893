/** Every error code that the sources can throw is explained once, and none that they cannot. */
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { filesLike } from './manifests.ts'

const page = 'docs/errors/README.md'
const sources = filesLike(
  '{packages/*,node,aggregator,web}/{src,server}/**/*.ts',
  'scripts/**/*.ts',
)

const codeForm = /^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/

/** First argument of an error that is made; an HTTP failure has its status before it. */
const madeError = /\bnew (?:VainError|HttpFailure)\(\s*(?:\d+,\s*)?([^,]+),/g
/** An error as it crosses from the training process to the daemon. */
const sentError = /\bcode: ('[^']+')/g

type Found = { readonly file: string; readonly expression: string; readonly codes: string[] }

function errorsIn(file: string): Found[] {
  const text = readFileSync(file, 'utf8')
  const expressions = [...text.matchAll(madeError), ...text.matchAll(sentError)]
  return expressions.map(([, expression = '']) => ({
    file,
    expression: expression.trim(),
    codes: [...expression.matchAll(/'([^']*)'/g)].map(([, code = '']) => code),
  }))
}

const found = sources.flatMap(errorsIn)
const thrown = [...new Set(found.flatMap(({ codes }) => codes))].toSorted()
const text = readFileSync(page, 'utf8')
const listed = [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, code = '']) => code)

describe('errors', () => {
  it('default: finds codes in every form in which errors are made', () => {
    for (const code of [
      'options/missing', // on the line of the constructor
      'chain/unreachable', // on a line of its own
      'file/not-written', // one of two
      'http/busy', // behind a status
      'train/engine-failed', // sent by another process
    ])
      expect(thrown.includes(code), code).to.equal(true)
  })

  it('default: codes are written out as area/what-happened', () => {
    expect(thrown.filter((code) => !codeForm.test(code))).to.deep.equal([])
    // What has no code in it passes on the code of another error.
    const computed = found.filter(
      ({ codes, expression }) => codes.length === 0 && !/\bcode$/.test(expression),
    )
    expect(computed).to.deep.equal([])
  })

  it('default: every code is explained', () => {
    expect(thrown.filter((code) => !listed.includes(code))).to.deep.equal([])
  })

  it('error: none is explained twice', () => {
    expect(listed.filter((code, i) => listed.indexOf(code) !== i)).to.deep.equal([])
  })

  it('error: none is explained that cannot happen', () => {
    expect(listed.filter((code) => !thrown.includes(code))).to.deep.equal([])
  })

  it('error: the contracts have the errors that are explained', () => {
    const solidity = filesLike('contracts/**/*.sol').map((file) => readFileSync(file, 'utf8'))
    const names = [...text.matchAll(/^- ((?:`\w+`(?:, )?)+): /gm)].flatMap(([, list = '']) =>
      [...list.matchAll(/\w+/g)].map(([name]) => name),
    )
    expect(names).to.include('StakeTooLow')
    const isDeclared = (name: string): boolean =>
      solidity.some((source) => new RegExp(`\\berror ${name}\\(`).test(source))
    expect(names.filter((name) => !isDeclared(name))).to.deep.equal([])
  })

  it('error: none is explained in an empty cell', () => {
    const rows = text.match(/^\| `.*$/gm) ?? []
    const cells = rows.map((row) => row.split(/(?<!\\)\|/).slice(1, -1))
    expect(
      cells.filter((row) => row.length !== 3 || row.some((cell) => cell.trim() === '')),
    ).to.deep.equal([])
  })
})
