import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { createRecords, loadRecord } from '../../src/record/index.ts'
import { stubRecord } from '../support/stubRecord.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

describe('createRecords', () => {
  const folder = temporaryFolder()
  const kept = {
    record: stubRecord,
    program: Uint8Array.of(1, 2, 3),
    start: Float32Array.of(0.5, -1),
  }

  it('default: what is kept can be loaded, and only its owner may look', () => {
    const own = join(folder, 'one')
    createRecords(own, 1).save({ run: 3, round: 7 }, kept)
    expect(loadRecord(join(own, 'records', '3-7'))).to.deep.equal(kept)
    expect(statSync(join(own, 'records')).mode & 0o777).to.equal(0o700)
  })

  it('behavior: the last rounds of each run stay, by number and not by text', () => {
    const own = join(folder, 'some')
    const records = createRecords(own, 2)
    for (const round of [8, 9, 10, 11]) records.save({ run: 1, round }, kept)
    records.save({ run: 12, round: 1 }, kept)
    expect(readdirSync(join(own, 'records')).toSorted()).to.deep.equal(['1-10', '1-11', '12-1'])
  })

  it('error: what cannot be written whole leaves nothing, and what was there before', () => {
    const own = join(folder, 'full')
    const records = createRecords(own, 3)
    records.save({ run: 1, round: 1 }, kept)
    // Its last file has no place to go to, as on a disk that is full by then.
    const unfinished = join(own, 'records', 'unfinished')
    mkdirSync(join(unfinished, 'start.f32'), { recursive: true })
    expect(() => records.save({ run: 1, round: 1 }, kept)).to.throw('EISDIR')
    expect(readdirSync(join(own, 'records'))).to.deep.equal(['1-1'])
    expect(loadRecord(join(own, 'records', '1-1'))).to.deep.equal(kept)
    records.save({ run: 1, round: 2 }, kept)
    expect(readdirSync(join(own, 'records')).toSorted()).to.deep.equal(['1-1', '1-2'])
  })

  it('behavior: a training that is done again takes the place of the first', () => {
    const own = join(folder, 'again')
    const records = createRecords(own, 1)
    records.save({ run: 1, round: 1 }, kept)
    const again = { ...kept, start: Float32Array.of(2) }
    records.save({ run: 1, round: 1 }, again)
    expect(loadRecord(join(own, 'records', '1-1'))).to.deep.equal(again)
  })
})
