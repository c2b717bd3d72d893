import { Secret, toHex } from '@vain/base'
import { addressOf } from '@vain/crypto'
import { expect } from 'chai'
import {
  advertise,
  createLedgerView,
  createRoundSecrets,
  phases,
  roundStart,
  signEnvelope,
} from '../../src/index.ts'
import { openPhase } from '../../src/verify/openPhase.ts'
import { seededRandom, venue } from '../aggregation/smallGroup.ts'

const random = seededRandom('open-phase')
const keys = [0, 1, 2].map(() => new Secret(random(32)))
const place = { run: 1, round: 1 }
const started = { ...place, start: roundStart(venue, 1, 1) }
const envelopes = keys.map((key, index) => {
  const body = advertise(started, index, createRoundSecrets(random))
  return signEnvelope(venue, index, body, key).bytes
})
const operators = keys.map((key, index) => ({
  index,
  address: toHex(addressOf(key)),
  peerKey: new Uint8Array(32),
  roles: 1,
  active: true,
  blsKey: new Uint8Array(),
  blsProof: new Uint8Array(),
  endpoints: [],
}))
const view = {
  ...createLedgerView(venue),
  operators: new Map(operators.map((operator) => [operator.index, operator])),
}

describe('openPhase', () => {
  it('lets its host do other things before each message', async () => {
    let others = 0
    const pause = (): Promise<void> => {
      // Like a host's: what waits in the event loop has its turn.
      setImmediate(() => others++)
      return new Promise((resolve) => setImmediate(resolve))
    }
    const opened = await openPhase({ pause }, view, place, 'roster', phases.advertise, envelopes)
    expect(opened).to.have.property('size', 3)
    expect(others).to.equal(3)
  })

  it('reads the same without a host that waits', async () => {
    const opened = await openPhase({}, view, place, 'roster', phases.advertise, envelopes)
    expect([...(opened as ReadonlyMap<number, unknown>).keys()]).to.deep.equal([0, 1, 2])
  })
})
