import type { DataSource } from '@vain/learn'
import { expect } from 'chai'
import { openTrainer } from '../src/openTrainer.ts'
import { keepingLog } from './support/keepingLog.ts'

const data: DataSource = {
  source: 'mnist',
  seed: 'vain',
  heldOut: 2_000,
  train: { kind: 'iid', part: 0, parts: 8 },
}

describe('openTrainer', () => {
  it('default: loads the examples', async () => {
    const log = keepingLog()
    const trainer = await openTrainer({ log }, { data, threads: 1, roles: ['trainer'] })
    await trainer.close()
    const line = log.lines.find(({ message }) => message === 'loaded examples')
    expect(line?.fields).to.include({ train: 1_000 })
  })

  it('error: a share that does not exist, or that has nothing', async () => {
    const open = async (source: DataSource, role: 'trainer' | 'validator'): Promise<unknown> =>
      openTrainer({ log: keepingLog() }, { data: source, threads: 1, roles: [role] }).catch(
        (error: unknown) => error,
      )
    const beyond: DataSource = { ...data, train: { kind: 'iid', part: 8, parts: 8 } }
    expect(await open(beyond, 'trainer')).to.include({ code: 'learn/bad-partition' })
    const nothing: DataSource = { ...data, heldOut: 0, evaluate: { kind: 'whole' } }
    expect(await open(nothing, 'validator')).to.include({ code: 'node/no-examples' })
  })
})
