import { expect } from 'chai'
import {
  decodeRequest,
  decodeResponse,
  encode,
  encodeRequest,
  encodeResponse,
  phases,
  type RoundRequest,
  type RoundResponse,
} from '../../src/index.ts'
import { artefactFor } from '../round/scenario.ts'

const [roster, share] = [artefactFor('roster'), artefactFor('share')]
const place = { run: 1, round: 2 }

describe('round requests', () => {
  it('default: read back as written, absent artefacts left out', () => {
    const requests: RoundRequest[] = [
      { ...place, phase: phases.advertise },
      { ...place, phase: phases.share, roster },
      { ...place, phase: phases.mask, roster, share },
      { ...place, phase: phases.recover, vanished: [3, 7] },
      { ...place, phase: phases.attest, evaluation: roster },
      { ...place, phase: phases.sketch, beacon: new Uint8Array(48) },
      { ...place, phase: phases.check, beacon: new Uint8Array(48), sketches: roster },
      { ...place, phase: phases.reveal, beacon: new Uint8Array(48), check: share },
    ]
    for (const request of requests)
      expect(decodeRequest(encodeRequest(request))).to.deep.equal(request)
    const bare = { ...place, phase: phases.mask }
    expect(encodeRequest({ ...bare, roster: undefined })).to.deep.equal(encodeRequest(bare))
  })

  it('error: artefacts of other sizes or with more in them', () => {
    const wire = { root: new Uint8Array(32), content: new Uint8Array(32) }
    const read = (artefact: object): unknown =>
      decodeRequest(encode({ ...place, phase: phases.share, roster: artefact }))
    expect(read(wire)).not.to.equal(undefined)
    expect(read({ ...wire, root: new Uint8Array(31) })).to.equal(undefined)
    expect(read({ ...wire, cid: 'bafy' })).to.equal(undefined)
    expect(read({ root: wire.root })).to.equal(undefined)
    const beacon = new Uint8Array(47)
    expect(decodeRequest(encode({ ...place, phase: phases.sketch, beacon }))).to.equal(undefined)
  })
})

describe('round responses', () => {
  it('default: read back as written', () => {
    const signature = new Uint8Array(128).fill(1)
    const responses: RoundResponse[] = [
      { kind: 'message', envelope: new Uint8Array(5) },
      { kind: 'bound', roster, share },
      { kind: 'sketched', sketches: roster },
      { kind: 'checked', check: share },
      { kind: 'signature', signature },
      { kind: 'signed', evaluation: roster, signature },
      { kind: 'wait' },
      { kind: 'refuse', reason: 'no' },
    ]
    for (const response of responses)
      expect(decodeResponse(encodeResponse(response))).to.deep.equal(response)
  })
})
