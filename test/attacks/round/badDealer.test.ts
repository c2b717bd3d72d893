import { phases, type Share } from '@vain/protocol'
import { expect } from 'chai'
import { auditOf, forging, playStage } from './staged.ts'

const members = 7
const without = (...gone: readonly number[]): number[] =>
  [0, 1, 2, 3, 4, 5, 6].filter((index) => !gone.includes(index))

/** A share message with other bytes in one field of the deals to some peers. */
const bending =
  (field: 'ciphertext' | 'edge' | 'pad' | 'sealed', ...to: readonly number[]) =>
  (body: Share): Partial<Share> => ({
    deals: body.deals.map((deal) =>
      to.includes(deal.to) ? { ...deal, [field]: deal[field].map((byte) => byte ^ 1) } : deal,
    ),
  })

/** Member 1 of seven deals what is bad. Source: docs/protocol §4.3, §4.4, §4.5. */
describe('a dealer whose deals are bad', () => {
  it('error: a bad ciphertext for one: one word against another, both are out', async () => {
    const forge = forging([1, phases.share, bending('ciphertext', 4)])
    const { stage, round } = await playStage({ members, ...forge })
    expect(round.survivors).to.deep.equal(without(1, 4))
    expect(await auditOf(stage)).to.include({ ok: true })
  })

  it('error: bad ciphertexts for two: the dealer is out, and the first who says so', async () => {
    const forge = forging([1, phases.share, bending('ciphertext', 4, 6)])
    const { stage, round } = await playStage({ members, ...forge })
    expect(round.survivors).to.deep.equal(without(1, 4))
    expect(await auditOf(stage)).to.include({ ok: true })
  })

  it('error: an edge that is not the one it masks with: its own mask message is bad', async () => {
    const forge = forging([1, phases.share, bending('edge', 4)])
    const { stage, round, blamed } = await playStage({ members, ...forge })
    expect(round.survivors).to.deep.equal(without(1))
    expect([...blamed]).to.deep.equal([[1, 'wrong-edges']])
    expect(await auditOf(stage)).to.include({ ok: true })
  })

  for (const field of ['pad', 'sealed'] as const)
    it(`error: a bad ${field} is seen by nobody, and spoils no sum of those that stay`, async () => {
      const forge = forging([1, phases.share, bending(field, 4)])
      const silent = new Map([[1, { silent: ['mask', 'recover'] as const }]])
      const { stage, round } = await playStage({ members, ...forge }, silent)
      expect(round.survivors).to.deep.equal(without(1))
      expect(await auditOf(stage)).to.include({ ok: true })
    })
})
