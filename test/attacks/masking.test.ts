import { createCpuEngine, createModel } from '@vain/learn'
import { expect } from 'chai'
import {
  createGroup,
  dealAll,
  maskAll,
  openSum,
  plainSum,
} from '../../packages/protocol/test/aggregation/smallGroup.ts'
import { seededBytes } from './federation/draws.ts'
import { createMembers, trainingSeed } from './federation/members.ts'
import { quantise } from './federation/quantise.ts'
import { numbers } from './federation/simulate.ts'

/** Why the attacks here are tried without masks: they leave sums as they are, word for word. */
describe('masks over real updates', () => {
  it('behavior: masked and unmasked sums are the same words', async () => {
    const engine = createCpuEngine()
    const { train, ...model } = createModel('mnist-mlp')
    const start = model.initialise(trainingSeed('masks'))
    const { data } = await createMembers('masks', 20, 0, 0.5)
    const indices = [0, 1, 2, 3, 4]
    const updates = new Map<number, Uint32Array>()
    for (const index of indices.slice(1)) {
      const own = data[index] as (typeof data)[number]
      const job = { program: train, model: start, data: own, epochs: 1, batchSize: 32 }
      const seed = trainingSeed('masks', index)
      const trained = await engine.train({ ...job, learningRate: 0.003, seed })
      const update = trained.model.map((value, j) => value - (start[j] as number))
      updates.set(index, quantise(update, own.count, numbers, seededBytes(`mask/${index}`)))
    }
    const group = createGroup(indices, 3, 'masks')
    const shares = dealAll(group, indices)
    const masked = maskAll(group, shares, updates)
    // Member 0 dropped out, member 4 vanishes before it reveals.
    const survivors = { u1: indices, u2: indices.slice(1) }
    const sum = openSum(group, shares, survivors, masked, [4])
    expect(sum).to.deep.equal(plainSum(updates.values()))
    expect(plainSum(masked.values())).to.not.deep.equal(sum)
    await engine.close()
  })
})
