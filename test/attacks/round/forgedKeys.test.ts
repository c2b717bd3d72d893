import { fromHex } from '@vain/base'
import { phases } from '@vain/protocol'
import { createSyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createStage } from '../../../aggregator/test/support/stage.ts'
import { auditOf, forging, playStage } from './staged.ts'

const [members, all] = [6, [0, 1, 2, 3, 4, 5]]

/** A point of order 8. Source: RFC 7748 §6.1 and the list of such points of Curve25519. */
const smallOrder = fromHex('0xe0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800')
/** Coefficients that are not below 3,329. Source: FIPS 203 §7.2. */
const noKemKey = new Uint8Array(1_184).fill(0xff)

/** A member of six advertises keys that are none, or another's. Source: docs/protocol §4.3. */
describe('forged keys', () => {
  // A pair's seed needs the mask keys of both and the higher's key of ML-KEM. The lower's, and seal
  // keys, only serve to stand in for each other.
  for (const [name, change, without] of [
    ['mask key', { maskKey: smallOrder }, [2, 5]],
    ['key of ML-KEM', { kemKey: noKemKey }, [5]],
    ['seal key', { sealKey: smallOrder }, []],
  ] as const)
    for (const forger of [2, 5])
      it(`error: a ${name} of ${forger} that is none costs nobody else its place`, async () => {
        const forge = forging([forger, phases.advertise, () => change])
        const { stage, round } = await playStage({ members, ...forge })
        const others = all.filter((index) => index !== forger)
        expect(round.survivors).to.include.members(others)
        if (without.some((index) => index === forger)) expect(round.survivors).to.deep.equal(others)
        expect(await auditOf(stage)).to.include({ ok: true })
      })

  for (const [forger, owner] of [
    [0, 5],
    [5, 0],
  ] as const)
    it(`error: the keys of ${owner}, advertised by ${forger}, open nothing for it`, async () => {
      const { members: honest } = await createSyntheticNetwork({ members })
      const theirs = honest[owner]?.forcedKeys(1, 1) ?? expect.fail()
      const { maskKey, sealKey, kemKey } = theirs
      const keys = {
        maskKey: fromHex(maskKey),
        sealKey: fromHex(sealKey),
        kemKey: fromHex(kemKey),
      }
      const forge = forging([forger, phases.advertise, () => keys])
      const { stage, round } = await playStage({ members, ...forge })
      expect(round.survivors).to.deep.equal(all.filter((index) => index !== forger))
      expect(await auditOf(stage)).to.include({ ok: true })
    })

  it('behavior: whoever forged and then vanishes costs the round, and nothing but the round', async () => {
    const forge = forging([0, phases.advertise, () => ({ sealKey: smallOrder })])
    const stage = await createStage({ members, ...forge })
    stage.mischief.set(0, { silent: ['reveal', 'recover'] })
    stage.start(members)
    stage.start(members + 1)
    expect(await stage.reach('aborted')).not.to.have.property('proposal')
    const missing = stage.lines.find(({ message }) => message === 'a seed is still missing')
    expect(missing).to.include({ of: 0, shares: 0 })
    await stage.stop()
  })
})
