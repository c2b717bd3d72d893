import { expect } from 'chai'
import fc from 'fast-check'
import { compressUpdates } from '../../src/strategies/compressor.ts'
import { createDiloco } from '../../src/strategies/diloco.ts'
import { fedAvg } from '../../src/strategies/fedAvg.ts'
import { createTopK } from '../../src/strategies/topK.ts'

const trained = (change: Float32Array) => ({
  ...{ start: new Float32Array(change.length), end: change },
  ...{ steps: 1, learningRate: 1, momentum: 0 },
})
const changes = fc.array(
  fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 20, maxLength: 20 }),
  { minLength: 1, maxLength: 8 },
)

describe('updates that are compressed', () => {
  it('default: what was sent and what is kept are all that was to be sent', () => {
    fc.assert(
      fc.property(changes, fc.double({ min: 0.05, max: 1, noNaN: true }), (rounds, keep) => {
        const strategy = compressUpdates(fedAvg, createTopK({ keep, bits: 6 }))
        const [sent, wanted] = [new Float64Array(20), new Float64Array(20)]
        let own = new Float32Array(strategy.ownWords(20))
        for (const change of rounds) {
          const told = strategy.send(trained(Float32Array.from(change)), new Float32Array(20), own)
          own = Float32Array.from(told.own)
          sent.forEach((sum, j) => {
            sent[j] = sum + (told.update[j] as number)
            wanted[j] = (wanted[j] as number) + (change[j] as number)
          })
        }
        for (let j = 0; j < 20; j++)
          expect((sent[j] as number) + (own[j] as number)).to.be.closeTo(wanted[j] as number, 1e-2)
      }),
    )
  })

  it('default: the message is the update that counts', () => {
    const compressor = createTopK({ keep: 0.25, bits: 4 })
    const strategy = compressUpdates(fedAvg, compressor)
    const change = Float32Array.of(1, -8, 3, 0.5)
    const { update, message } = strategy.send(
      trained(change),
      new Float32Array(4),
      new Float32Array(4),
    )
    expect([...update]).to.deep.equal([0, -8, 0, 0])
    expect(compressor.decode(message as Uint8Array, 4)).to.deep.equal(update)
  })

  it('behavior: keeps what its strategy keeps apart', () => {
    const diloco = createDiloco({ outerRate: 1, outerMomentum: 0, keep: 0.5 })
    const strategy = compressUpdates(diloco, createTopK({ keep: 0.5, bits: 16 }))
    expect(strategy.ownWords(8)).to.equal(8 + 4)
    const [published, change] = [new Float32Array(17), Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)]
    const told = strategy.send(trained(change), published, new Float32Array(12))
    const alone = diloco.send(trained(change), published, new Float32Array(8))
    expect(told.own.slice(0, 8)).to.deep.equal(alone.own)
    expect([...told.own.slice(8)].filter((rest) => Math.abs(rest) > 0.01)).to.have.length(2)
  })
})
