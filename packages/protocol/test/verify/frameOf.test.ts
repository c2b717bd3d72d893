import { fromHex, toHex } from '@vain/base'
import { expect } from 'chai'
import {
  type Advertise,
  advertise,
  createLedgerView,
  createRoundSecrets,
  type ForcedKeys,
  frameOf,
  type Hex,
  plainSettings,
  type RoundView,
  roundStart,
  zeroHash,
} from '../../src/index.ts'
import { seededRandom, venue } from '../aggregation/smallGroup.ts'
import { artefactFor, rootFor } from '../round/scenario.ts'

const round: RoundView = {
  run: 1,
  round: 2,
  epoch: 1,
  model: { root: rootFor('model'), content: undefined },
  members: [0, 1, 2, 3],
  threshold: 3,
  corruptionBps: 0,
  forced: [],
  opened: {
    block: 1,
    blockHash: rootFor('block'),
    timestamp: 1,
    transaction: rootFor('transaction'),
    logIndex: 0,
  },
  openHead: rootFor('open'),
  roster: artefactFor('roster'),
}

const keysOf = (index: number, name = ''): Advertise => {
  const start = roundStart(venue, round.run, round.round)
  const secrets = createRoundSecrets(seededRandom(`${index} ${name}`))
  return advertise({ run: round.run, round: round.round, start }, index, secrets)
}

const forced = (index: number, change: Partial<ForcedKeys> = {}, name = 'forced'): ForcedKeys => {
  const { maskKey, sealKey, kemKey, selfCommitment } = keysOf(index, name)
  const keys = { maskKey: toHex(maskKey), sealKey: toHex(sealKey), kemKey: toHex(kemKey) }
  return { index, ...keys, selfCommitment: toHex(selfCommitment), ...change }
}

const terms = {
  configHash: rootFor('config'),
  configuration: {
    aggregation: plainSettings.aggregation,
  },
} as const

const bundle = new Map([0, 1].map((index) => [index, keysOf(index)]))
const frame = (change: Partial<RoundView>) =>
  frameOf({ ...createLedgerView(venue) }, { ...round, ...change }, terms, bundle)

describe('frameOf', () => {
  it('default: the roster is the bundle and whoever forced its way in', () => {
    const { roster } = frame({ forced: [forced(3)] })
    expect([...roster.keys()]).to.deep.equal([0, 1, 3])
    expect(roster.get(3)?.maskKey).to.deep.equal(fromHex(forced(3).maskKey))
  })

  it('behavior: the bundle goes before the chain, the first entry before later ones', () => {
    const later = forced(3, {}, 'later')
    const { roster } = frame({ forced: [forced(1), forced(3), later] })
    expect(roster.get(1)).to.equal(bundle.get(1))
    expect(roster.get(3)?.sealKey).to.deep.equal(fromHex(forced(3).sealKey))
  })

  it('error: a key of ML-KEM that does not encode a vector over the field is in no roster', () => {
    const { kemKey } = forced(3)
    expect(frame({ forced: [forced(3, { kemKey })] }).roster.has(3)).to.equal(true)
    // Coefficients of 12 bits, the first of them 4,095 and not below 3,329. Source: FIPS 203 §7.2.
    const beyond: Hex = `0xffff${kemKey.slice(6)}`
    expect(frame({ forced: [forced(3, { kemKey: beyond })] }).roster.has(3)).to.equal(false)
  })

  it('error: strangers and keys of small order are in no roster', () => {
    const zero = zeroHash
    // A point of order 8. Source: RFC 7748 §7 and the list of its authors.
    const eight = '0xe0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'
    for (const key of [zero, eight] as const)
      for (const change of [{ maskKey: key }, { sealKey: key }])
        expect(frame({ forced: [forced(3, change)] }).roster.has(3), key).to.equal(false)
    expect(frame({ forced: [forced(9)] }).roster.has(9)).to.equal(false)
    // A void first entry is not made good by a later one.
    const again = [forced(3, { maskKey: zero }), forced(3)]
    expect(frame({ forced: again }).roster.has(3)).to.equal(false)
  })

  it('behavior: other rounds, histories, rosters and configurations give other contexts', () => {
    const contexts = [
      frame({}),
      frame({ openHead: rootFor('other') }),
      frame({ roster: artefactFor('other') }),
      frame({ model: { root: rootFor('other'), content: undefined } }),
      frame({ members: [0, 1, 2] }),
    ].map(({ ctx }) => toHex(ctx))
    expect(new Set(contexts).size).to.equal(contexts.length)
    expect(toHex(frame({ round: 3 }).start)).not.to.equal(toHex(frame({}).start))
  })
})
