import { createTopology, plainMasker } from '@vain/protocol'
import { expect } from 'chai'
import { createRunningSums } from '../../src/fold/index.ts'

const topology = createTopology([1, 2, 3], { kind: 'whole', threshold: 2 }, new Uint8Array(32))

describe('createRunningSums', () => {
  it('default: adds each sender once, mod 2³², and knows whose sum it is', () => {
    const sum = createRunningSums(plainMasker).open('a', topology, 32)
    sum.add(1, Uint32Array.of(0xffff_ffff, 5))
    sum.add(2, Uint32Array.of(2, 6))
    sum.add(2, Uint32Array.of(2, 6))
    expect(sum.has(2)).to.equal(true)
    expect(sum.has(3)).to.equal(false)
    expect(sum.of(0, [2, 1])).to.deep.equal(Uint32Array.of(1, 11))
  })

  it('behavior: has nothing to say of any other set', () => {
    const sum = createRunningSums(plainMasker).open('a', topology, 32)
    sum.add(1, Uint32Array.of(1))
    sum.add(2, Uint32Array.of(1))
    for (const senders of [[1], [1, 3], [1, 2, 3], []])
      expect(sum.of(0, senders), senders.join()).to.equal(undefined)
  })

  it('behavior: gives copies, and keeps only the newest', () => {
    const sums = createRunningSums(plainMasker)
    const sum = sums.open('a', topology, 32)
    sum.add(1, Uint32Array.of(1))
    const copy = sum.of(0, [1]) as Uint32Array
    copy[0] = 9
    expect(sums.open('a', topology, 32).of(0, [1])).to.deep.equal(Uint32Array.of(1))
    sums.open('b', topology, 32)
    expect(sums.open('a', topology, 32).has(1)).to.equal(false)
  })
})
