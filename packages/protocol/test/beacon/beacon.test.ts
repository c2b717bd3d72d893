import { readFileSync } from 'node:fs'
import { fromHex, fromText, Secret, toHex } from '@vain/base'
import { blsPublicKey, blsSecretKey, decompressG1, decompressG2 } from '@vain/crypto'
import { expect } from 'chai'
import {
  beaconRandomness,
  beaconRoundAt,
  beaconTimeOf,
  openBeaconRound,
  signBeaconRound,
} from '../../src/index.ts'

type Round = { round: number; signature: string; randomness: string }
type Chain = { publicKey: string; rounds: Round[] }

const file = new URL('../../../../test/vectors/crypto/drand.json', import.meta.url)
const { quicknet, testChain } = JSON.parse(readFileSync(file, 'utf8')) as {
  quicknet: Chain & { genesisTime: number; periodSeconds: number; rounds: { time: number }[] }
  testChain: Chain
}
const keyOf = (chain: Chain) => decompressG2(fromHex(chain.publicKey)) as Uint8Array
const signatureOf = (round: Round) => decompressG1(fromHex(round.signature)) as Uint8Array

describe('beaconRandomness', () => {
  it('vector: rounds of drand networks', () => {
    for (const chain of [quicknet, testChain])
      for (const round of chain.rounds) {
        const randomness = beaconRandomness(keyOf(chain), round.round, signatureOf(round))
        expect(randomness && toHex(randomness)).to.equal(round.randomness)
      }
  })

  it('error: another round, another network, nothing at all', () => {
    const [first] = quicknet.rounds
    if (first === undefined) throw new Error('the file has no rounds')
    const signature = signatureOf(first)
    expect(beaconRandomness(keyOf(quicknet), first.round + 1, signature)).to.equal(undefined)
    expect(beaconRandomness(keyOf(testChain), first.round, signature)).to.equal(undefined)
    expect(beaconRandomness(keyOf(quicknet), first.round, new Uint8Array())).to.equal(undefined)
  })
})

describe('openBeaconRound', () => {
  it('vector: rounds of quicknet, as drand publishes them', () => {
    for (const { round, signature, randomness } of quicknet.rounds) {
      const beacon = { publicKey: keyOf(quicknet) }
      const found = openBeaconRound(beacon, round, fromHex(signature))
      expect(found && toHex(found)).to.equal(randomness)
      expect(openBeaconRound(beacon, round + 1, fromHex(signature))).to.equal(undefined)
    }
  })

  it('error: bytes that are no point', () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(48), new Uint8Array(128)])
      expect(openBeaconRound({ publicKey: keyOf(quicknet) }, 1, bytes)).to.equal(undefined)
  })
})

describe('signBeaconRound', () => {
  it('default: a beacon of one key, with randomness that differs from round to round', () => {
    const secret = blsSecretKey(new Secret(fromText('the beacon of a development network')))
    const key = blsPublicKey(secret)
    const seen = [1, 2, 2 ** 32 + 1].map((round) => {
      const randomness = beaconRandomness(key, round, signBeaconRound(secret, round))
      return randomness && toHex(randomness)
    })
    expect(seen.every((randomness) => randomness?.length === 66)).to.equal(true)
    expect(new Set(seen).size).to.equal(3)
  })
})

describe('beaconRoundAt, beaconTimeOf', () => {
  it('vector: times of quicknet', () => {
    for (const { round, time } of quicknet.rounds as (Round & { time: number })[]) {
      expect(beaconTimeOf(quicknet, round)).to.equal(time)
      expect(beaconRoundAt(quicknet, time)).to.equal(round)
      expect(beaconRoundAt(quicknet, time - 1)).to.equal(round - 1)
    }
  })

  it('default: none before the first', () => {
    expect(beaconRoundAt(quicknet, quicknet.genesisTime - 1)).to.equal(0)
    expect(beaconRoundAt(quicknet, quicknet.genesisTime)).to.equal(1)
  })
})
