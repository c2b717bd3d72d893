import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeClock } from '@vain/testkit'
import { expect } from 'chai'
import { openSqliteQuota } from '../../src/quota/openSqliteQuota.ts'
import { openPlace } from '../support/openPlace.ts'
import { testQuota } from '../support/testQuota.ts'

describe('openSqliteQuota', function () {
  this.timeout(60_000)
  const folder = mkdtempSync(join(tmpdir(), 'vain-quota-'))
  let files = 0
  const emptyPath = (): string => join(folder, `${files++}`, 'taken.sqlite')

  after(() => rmSync(folder, { recursive: true }))

  testQuota({ emptyPlace: () => ({ kind: 'sqlite', path: emptyPath() }), open: openPlace })

  it('behavior: of a limit that has become lower the oldest places still count', async () => {
    const clock = createFakeClock(1_000_000)
    const quota = openSqliteQuota(clock, emptyPath(), 1_000)
    for (let i = 0; i < 4; i++) {
      await quota.take([{ of: 'all', limit: 4 }])
      await clock.advance(100)
    }
    // Three of the four have to be over before one of two is free.
    const taken = await quota.take([{ of: 'all', limit: 2 }])
    expect(taken).to.deep.equal({ kind: 'full', of: 'all', waitMs: 800 })
    await clock.advance(799)
    expect((await quota.take([{ of: 'all', limit: 2 }])).kind).to.equal('full')
    await clock.advance(1)
    expect((await quota.take([{ of: 'all', limit: 2 }])).kind).to.equal('taken')
    await quota.close()
  })
})
