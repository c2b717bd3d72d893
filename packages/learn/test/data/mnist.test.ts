import { expect } from 'chai'
import { loadMnist } from '../../src/data/mnist.ts'

describe('loadMnist', () => {
  it('default: 10,000 digits of 784 pixels, ten classes', async () => {
    const { inputs, labels, count, inputSize, classes } = await loadMnist()
    expect([count, inputSize, classes]).to.deep.equal([10_000, 784, 10])
    expect([inputs.length, labels.length]).to.deep.equal([7_840_000, 10_000])
    const perClass = Array.from({ length: 10 }, (_, label) => labels.filter((l) => l === label))
    expect(perClass.map((members) => members.length)).to.deep.equal([
      1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978,
    ])
    expect(inputs.every((value) => value >= 0 && value <= 1)).to.equal(true)
  })

  it('behavior: the bytes of the original files come back', async () => {
    const { inputs } = await loadMnist(Int32Array.of(2_500))
    expect(inputs.every((value) => Math.fround(Math.round(value * 255) / 255) === value)).to.equal(
      true,
    )
    expect(Math.max(...inputs)).to.be.above(0.9)
  })

  it('behavior: positions pick digits in the order given', async () => {
    const all = await loadMnist()
    const some = await loadMnist(Int32Array.of(9_999, 0, 5_000))
    expect([...some.labels]).to.deep.equal([9, 0, all.labels[5_000]])
    expect(some.inputs.subarray(784, 2 * 784)).to.deep.equal(all.inputs.subarray(0, 784))
  })
})
