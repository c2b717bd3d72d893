import { expect } from 'chai'
import { AbiCoder, id, keccak256 } from 'ethers'
import {
  abortStep,
  certificateDigest,
  certifyStep,
  genesisHead,
  type Hex,
  maskStep,
  nextHead,
  nextInbox,
  nextMembership,
  openStep,
  overturnStep,
  proposeStep,
  rollbackStep,
} from '../../src/index.ts'
import { artefactFor, kemKeyFor, rootFor } from './scenario.ts'

const venue = { chainId: 31_337n, ledger: `0x${'1f'.repeat(20)}` as Hex }
const leader: Hex = `0x${'2e'.repeat(20)}`
const artefact = 'tuple(bytes32 root, bytes32 content)'

/** `keccak256(abi.encode(…))`, as ethers does it. */
const hash = (types: readonly string[], ...values: readonly unknown[]): string =>
  keccak256(AbiCoder.defaultAbiCoder().encode(types, values))

/** As the Solidity declarations of `Transcript.sol` read. */
describe('transcript', () => {
  const [a, b, c] = [artefactFor('a'), artefactFor('b'), artefactFor('c')]
  const [word, other, third] = [rootFor('word'), rootFor('other'), rootFor('third')]

  it('vector: genesis and next head', () => {
    const types = ['string', 'uint256', 'address', 'uint32', 'bytes32', 'bytes32']
    expect(genesisHead(venue, 7, word, other)).to.equal(
      hash(types, 'vain/genesis/1', 31_337, venue.ledger, 7, word, other),
    )
    expect(nextHead(word, other)).to.equal(hash(['bytes32', 'bytes32'], word, other))
  })

  it('vector: every step', () => {
    const set = { epoch: 3, membership: word, members: 5, threshold: 4 }
    const open = { round: 9, ...set, inbox: other, randao: third }
    const openTypes = ['uint8', 'uint32', 'uint32', 'bytes32', 'uint16', 'uint16']
    expect(openStep(open)).to.equal(
      hash([...openTypes, 'bytes32', 'bytes32'], 1, 9, 3, word, 5, 4, other, third),
    )
    const three = [artefact, artefact, artefact]
    const survivors = Uint8Array.of(27)
    const masked = { round: 9, leader, roster: a, share: b, masks: c, survivors }
    const maskTypes = ['uint8', 'uint32', 'address', ...three, 'bytes32']
    expect(maskStep(masked)).to.equal(hash(maskTypes, 2, 9, leader, a, b, c, keccak256('0x1b')))
    expect(proposeStep({ round: 9, leader, reveals: a, sum: b, model: c })).to.equal(
      hash(['uint8', 'uint32', 'address', ...three], 3, 9, leader, a, b, c),
    )
    const certified = { round: 9, digest: word, nonSigners: [1, 8], randao: other }
    expect(certifyStep(certified)).to.equal(
      hash(
        ['uint8', 'uint32', 'bytes32', 'bytes32', 'bytes32'],
        4,
        9,
        word,
        keccak256('0x0201'),
        other,
      ),
    )
    expect(abortStep(9, 'proposed', word)).to.equal(
      hash(['uint8', 'uint32', 'uint8', 'bytes32'], 6, 9, 3, word),
    )
    expect(overturnStep(9)).to.equal(hash(['uint8', 'uint32'], 7, 9))
    expect(rollbackStep(2, a)).to.equal(hash(['uint8', 'uint32', artefact], 0, 2, a))
  })

  it('vector: inbox, membership and digest', () => {
    const words = { maskKey: rootFor('m'), sealKey: rootFor('s'), selfCommitment: word }
    const keys = { index: 4, ...words, kemKey: kemKeyFor('k') }
    expect(nextInbox(other, keys)).to.equal(
      hash(
        ['bytes32', 'uint16', 'bytes32', 'bytes32', 'bytes32', 'bytes32'],
        ...[other, 4, keys.maskKey, keys.sealKey, keccak256(keys.kemKey), word],
      ),
    )
    for (const active of [true, false])
      expect(nextMembership(word, { index: 4, roles: 5, active })).to.equal(
        hash(['bytes32', 'uint16', 'uint8', 'bool'], word, 4, 5, active),
      )
    const place = { run: 1, round: 9, epoch: 3, head: word, evaluation: a }
    const types = [
      'bytes32',
      'uint256',
      'address',
      'uint32',
      'uint32',
      'uint32',
      'bytes32',
      artefact,
    ]
    expect(certificateDigest(venue, place)).to.equal(
      hash(types, id('vain/certificate/1'), 31_337, venue.ledger, 1, 9, 3, word, a),
    )
  })
})
