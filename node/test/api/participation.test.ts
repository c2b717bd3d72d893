import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { createDiary, openParticipation } from '../../src/api/index.ts'

describe('openParticipation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vain-participation-'))
  after(() => rmSync(folder, { recursive: true }))

  it('default: a node joins until it is paused, and remembers that', async () => {
    const joining = await openParticipation(folder)
    expect(joining.isPaused()).to.equal(false)
    await joining.pause(true)
    expect(joining.isPaused()).to.equal(true)
    expect((await openParticipation(folder)).isPaused()).to.equal(true)
    await joining.pause(false)
    expect((await openParticipation(folder)).isPaused()).to.equal(false)
  })

  it('behavior: of several at once the last one holds, and none fails', async () => {
    const joining = await openParticipation(folder)
    await Promise.all([true, false, true].map((paused) => joining.pause(paused)))
    expect(joining.isPaused()).to.equal(true)
    expect((await openParticipation(folder)).isPaused()).to.equal(true)
  })

  it('error: what cannot be read is not taken for consent', async () => {
    writeFileSync(join(folder, 'participation.json'), '{"paused":')
    const code = await openParticipation(folder).catch((error) => error.code)
    expect(code).to.equal('node/bad-participation')
  })
})

describe('createDiary', () => {
  it('default: tells trainings and their ends, the newest first, and not all of them', () => {
    let nowMs = 5_000
    const diary = createDiary({ now: () => nowMs })
    const end = diary.begin({ run: 1, round: 2 })
    nowMs = 8_000
    diary.begin({ run: 1, round: 3 })
    end('done')
    expect(diary.rows()).to.deep.equal([
      { run: 1, round: 3, state: 'running', begunAt: 8 },
      { run: 1, round: 2, state: 'done', begunAt: 5, endedAt: 8 },
    ])
    for (let round = 4; round < 100; round++) diary.begin({ run: 1, round })('failed')
    expect(diary.rows()).to.have.length(50)
    // Of one that is forgotten nothing comes back.
    end('failed')
    expect(diary.rows().some(({ round }) => round === 2)).to.equal(false)
  })
})
