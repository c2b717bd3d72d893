import type { DataSource } from '@vain/data'
import { expect } from 'chai'
import { checkExamples } from '../src/checkExamples.ts'
import { createTrainer } from '../src/train/index.ts'
import { keepingLog } from './support/keepingLog.ts'

const data: DataSource = {
  source: 'mnist',
  seed: 'vain',
  heldOut: 2_000,
  train: { kind: 'iid', part: 0, parts: 8 },
}

describe('checkExamples', function () {
  this.timeout(60_000)

  async function check(
    source: DataSource,
    role: 'trainer' | 'validator',
    least = 1,
  ): Promise<unknown> {
    const log = keepingLog()
    const trainer = createTrainer({ log }, { data: source })
    try {
      await checkExamples({ log, trainer }, [role], least)
      const said = log.lines.find(({ message }) => message === 'loaded examples')
      expect(said).to.deep.include({ level: 'info', fields: {} })
      return log.lines.at(-1)?.fields
    } catch (error) {
      return error
    } finally {
      await trainer.close()
    }
  }

  it('default: loads the examples', async () => {
    expect(await check(data, 'trainer')).to.include({ train: 1_000 })
  })

  it('error: fewer examples than the data policy asks for', async () => {
    expect(await check(data, 'trainer', 1_000)).to.include({ train: 1_000 })
    const refused = await check(data, 'trainer', 1_001)
    expect(refused).to.include({ code: 'node/too-few-examples' })
  })

  it('error: a share that does not exist, or that has nothing', async () => {
    const beyond: DataSource = { ...data, train: { kind: 'iid', part: 8, parts: 8 } }
    expect(await check(beyond, 'trainer')).to.include({ code: 'learn/bad-partition' })
    const nothing: DataSource = { ...data, heldOut: 0, evaluate: { kind: 'whole' } }
    expect(await check(nothing, 'validator')).to.include({ code: 'node/no-examples' })
  })
})
