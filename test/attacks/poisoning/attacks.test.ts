import { expect } from 'chai'
import fc from 'fast-check'
import { drawDigits } from '../inversion/victims.ts'
import type { Scene } from './attack.ts'
import { attacks } from './attacks.ts'
import { modelReplacement, poisonHalf, targetLabel, triggered } from './backDoor.ts'
import { innerProduct, labelFlip, littleIsEnough, minMax, scaling, signFlip } from './untargeted.ts'
import { dot, momentsOf, squaredGap } from './vectors.ts'

const update = fc
  .array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 5, maxLength: 5 })
  .map((values) => Float32Array.from(values, (value) => value / 8))
const scene: fc.Arbitrary<Scene> = fc
  .record({ honest: fc.array(update, { minLength: 3, maxLength: 8 }), own: update })
  .map(({ honest, own }) => ({ honest, own, members: honest.length + 2, malicious: 2 }))
const craft = (attack: (typeof attacks)[number], given: Scene): Float32Array =>
  attack.craft?.(given) ?? given.own

describe('poisoning attacks', () => {
  it('default: each has a name of its own and changes data, update or both', () => {
    expect(new Set(attacks.map(({ name }) => name)).size).to.equal(8)
    for (const attack of attacks) expect(attack.poison ?? attack.craft).to.be.a('function')
  })

  it('behavior: sign-flip and scaling send the opposite, once and ten times', () => {
    fc.assert(
      fc.property(scene, (given) => {
        expect(craft(signFlip, given)).to.deep.equal(given.own.map((value) => -value))
        expect(craft(scaling, given)).to.deep.equal(given.own.map((value) => -10 * value))
      }),
    )
  })

  it('behavior: ALIE is 1.5 deviations below the mean in every coordinate', () => {
    const honest = [0, 2, 4].map((value) => Float32Array.of(value, 1))
    const sent = craft(littleIsEnough, {
      honest,
      own: Float32Array.of(0, 0),
      members: 4,
      malicious: 1,
    })
    expect(sent[0]).to.be.closeTo(2 - 1.5 * Math.sqrt(8 / 3), 1e-6)
    expect(sent[1]).to.equal(1)
  })

  it('behavior: IPM turns the mean around as long as it sends as much', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { mean } = momentsOf(given.honest)
        const sent = craft(innerProduct, given)
        expect(dot(sent, mean)).to.be.at.most(0)
        expect(dot(sent, mean)).to.be.closeTo(-0.5 * dot(mean, mean), 1e-3 + dot(mean, mean) * 1e-5)
      }),
    )
  })

  it('behavior: min-max goes as far as the honest are apart, and no further', () => {
    fc.assert(
      fc.property(scene, (given) => {
        const { honest } = given
        const { mean } = momentsOf(honest)
        fc.pre(dot(mean, mean) > 1)
        const sent = craft(minMax, given)
        const widest = Math.max(...honest.flatMap((a) => honest.map((b) => squaredGap(a, b))))
        const furthest = Math.max(...honest.map((x) => squaredGap(sent, x)))
        expect(furthest).to.be.closeTo(widest, 1e-3 * (1 + widest))
        expect(dot(sent, mean)).to.be.at.most(dot(mean, mean) * (1 + 1e-6))
      }),
    )
  })

  it('behavior: replacement makes the mean with still members the attacker’s own', () => {
    const own = Float32Array.of(1, -2)
    const sent = craft(modelReplacement, { honest: [], own, members: 20, malicious: 2 })
    expect((2 * (sent[0] as number)) / 20).to.equal(1)
  })

  it('behavior: labels are flipped, triggers drawn, and the clean digits kept', async () => {
    const digits = await drawDigits(50, 'poison')
    const before = digits.inputs.slice()
    const flipped = labelFlip.poison?.(digits)
    expect([...(flipped?.labels ?? [])]).to.deep.equal([...digits.labels].map((label) => 9 - label))
    const poisoned = poisonHalf(digits)
    expect(digits.inputs, 'the data given').to.deep.equal(before)
    for (let row = 0; row < digits.count; row++) {
      const changed = poisoned.inputs
        .subarray(row * 784, (row + 1) * 784)
        .filter((value, j) => value !== digits.inputs[row * 784 + j]).length
      expect(changed, `row ${row}`).to.be.at.most(9)
      expect(poisoned.labels[row]).to.equal(row % 2 === 0 ? targetLabel : digits.labels[row])
      if (row % 2 === 1) expect(changed).to.equal(0)
    }
    const door = triggered(digits)
    expect(door.count).to.equal(digits.labels.filter((label) => label !== targetLabel).length)
    expect(door.inputs[24 * 28 + 24]).to.equal(1)
  })
})
