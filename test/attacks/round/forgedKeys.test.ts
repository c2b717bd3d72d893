import { fromHex } from '@vain/base'
import { phases } from '@vain/protocol'
import { createSyntheticNetwork } from '@vain/testkit'
import { expect } from 'chai'
import { createStage } from '../../../aggregator/test/support/stage.ts'
import { createDrive } from '../../../node/test/support/driveRound.ts'
import { startNode } from '../../../node/test/support/syntheticNode.ts'
import { temporaryFolder } from '../../../node/test/support/temporaryFolder.ts'
import { auditOf, forging, playStage } from './staged.ts'

const [members, all] = [6, [0, 1, 2, 3, 4, 5]]

/** A point of order 8. Source: RFC 7748 §6.1 and the list of such points of Curve25519. */
const smallOrder = fromHex('0xe0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800')
/** Coefficients that are not below 3,329. Source: FIPS 203 §7.2. */
const noKemKey = new Uint8Array(1_184).fill(0xff)

/** A member of six advertises keys that are none, or another's. Source: docs/protocol §4.3. */
describe('forged keys', () => {
  const folder = temporaryFolder()
  const forgeries = [
    ['mask key', { maskKey: smallOrder }],
    ['key of ML-KEM', { kemKey: noKemKey }],
    ['seal key', { sealKey: smallOrder }],
  ] as const
  for (const [name, change] of forgeries) {
    for (const forger of [2, 5])
      it(`error: a ${name} of ${forger} that is none costs it its own place only`, async () => {
        const forge = forging([forger, phases.advertise, () => change])
        const { stage, round, blamed } = await playStage({ members, ...forge })
        expect(round.survivors).to.deep.equal(all.filter((index) => index !== forger))
        expect([...blamed]).to.deep.equal([[forger, 'bad-keys']])
        expect(await auditOf(stage)).to.include({ ok: true })
      })

    it(`error: a roster with a ${name} that is none is followed by nobody`, async () => {
      const forge = forging([2, phases.advertise, () => change])
      const network = await createSyntheticNetwork({ members, ...forge })
      const node = startNode(network, 0, { folder })
      const drive = createDrive(network, [node])
      drive.open()
      const request = drive.request('advertise')
      const others = network.members.slice(1, members).map((member) => member.answer(request))
      const said = await Promise.all([node.answer(request), ...others])
      await drive.fix('roster', drive.opened(said))
      expect(await node.answer(drive.request('share'))).to.deep.equal({
        kind: 'refuse',
        reason: 'roster: bad-keys of operator 2',
      })
      await node.stop()
    })
  }

  // Who forged at 0 is named by all above, one of whom goes with it; at 5 it finds no peers itself.
  for (const [forger, owner, gone] of [
    [0, 5, [0, 1]],
    [5, 0, [5]],
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
      const goes = new Set<number>(gone)
      expect(round.survivors).to.deep.equal(all.filter((index) => !goes.has(index)))
      expect(await auditOf(stage)).to.include({ ok: true })
    })

  it('behavior: whoever forged and then vanishes costs the round, and nothing but the round', async () => {
    const { members: honest } = await createSyntheticNetwork({ members })
    const sealKey = fromHex(honest[5]?.forcedKeys(1, 1).sealKey ?? expect.fail())
    const forge = forging([0, phases.advertise, () => ({ sealKey })])
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
