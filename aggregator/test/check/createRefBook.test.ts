import { type Artefact, type CheckRefs, fault } from '@vain/protocol'
import { expect } from 'chai'
import { createRefBook } from '../../src/check/createRefBook.ts'
import type { Scene } from '../../src/round/index.ts'
import type { Work } from '../../src/work.ts'
import { createRecordingLog } from '../support/recordingLog.ts'

const hash = (digit: string) => `0x${digit.repeat(64)}` as const
const sketches: Artefact = { root: hash('1'), content: hash('2') }

/** A book that goes by a sketch bundle, and what is on disk. */
function createBook() {
  const disk: { refs?: Partial<CheckRefs> } = {}
  const store = {
    checkRefs: () => disk.refs,
    saveCheckRefs: (_at: unknown, _root: unknown, refs: Partial<CheckRefs>) => {
      disk.refs = refs
    },
  }
  const deps = { store, log: createRecordingLog([]) }
  const work = { deps } as unknown as Work
  const book = createRefBook(work, { round: { run: 1, round: 1 } } as Scene)
  book.goBy({ sketches })
  return { book, disk }
}

describe('createRefBook', () => {
  it('behavior: a bundle that nobody had is let go of, and gone by once it is there', () => {
    const { book, disk } = createBook()
    book.letGo('sketches', fault('sketches', 'missing'))
    expect(disk.refs).to.deep.equal({})
    expect(book.isUsable(sketches)).to.equal(true)
  })

  it('behavior: a check about other sketches than those gone by may count with its own', () => {
    const { book } = createBook()
    const checks: Artefact = { root: hash('3'), content: hash('4') }
    book.goBy({ sketches, checks })
    book.letGo('checks', fault('checks', 'wrong-sketches'))
    expect(book.refs()).to.deep.equal({ sketches })
    expect(book.isUsable(checks)).to.equal(true)
  })

  it('error: a bundle that is none of this round is never gone by again', () => {
    const { book } = createBook()
    book.letGo('sketches', fault('sketches', 'malformed'))
    expect(book.refs()).to.deep.equal({})
    expect(book.isUsable(sketches)).to.equal(false)
  })
})
