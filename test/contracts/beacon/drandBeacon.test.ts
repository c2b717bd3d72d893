import { readFileSync } from 'node:fs'
import { fromHex, fromText, Secret, toHex } from '@vain/base'
import { blsPublicKey, blsSecretKey, blsSign, decompressG1, decompressG2 } from '@vain/crypto'
import { beaconRandomness, signBeaconRound } from '@vain/protocol'
import { expect } from 'chai'
import fc from 'fast-check'
import { deployAny, ethers, helpers } from '../support/chain.ts'

type Round = { round: number; time?: number; signature: string; randomness: string }
type Chain = { publicKey: string; rounds: Round[] }

const file = new URL('../../vectors/crypto/drand.json', import.meta.url)
const { quicknet, testChain } = JSON.parse(readFileSync(file, 'utf8')) as {
  quicknet: Chain & { genesisTime: number; periodSeconds: number }
  testChain: Chain
}
const [first, second] = quicknet.rounds as [Round, Round]
const keyOf = (chain: Chain): string => toHex(decompressG2(fromHex(chain.publicKey)) as Uint8Array)
const pointOf = ({ signature }: Round): string =>
  toHex(decompressG1(fromHex(signature)) as Uint8Array)

const fieldOrder =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn

const quick = () =>
  deployAny('DrandBeacon', [keyOf(quicknet), quicknet.genesisTime, quicknet.periodSeconds])

const secret = blsSecretKey(new Secret(fromText('the beacon of a development network')))
const own = () => deployAny('DrandBeacon', [toHex(blsPublicKey(secret)), 1_000, 1])

describe('DrandBeacon.randomness', () => {
  it('vector: rounds of quicknet', async () => {
    const beacon = await quick()
    for (const round of quicknet.rounds)
      expect(await beacon.randomness?.(round.round, pointOf(round))).to.equal(round.randomness)
  })

  it('vector: a round of the test chain', async () => {
    const beacon = await deployAny('DrandBeacon', [keyOf(testChain), 0, 1])
    for (const round of testChain.rounds)
      expect(await beacon.randomness?.(round.round, pointOf(round))).to.equal(round.randomness)
  })

  it('behavior: agrees with TypeScript on both halves of the field', async () => {
    const beacon = await own()
    const greater = new Set<boolean>()
    for (let round = 1; round <= 8; ++round) {
      const signature = signBeaconRound(secret, round)
      const expected = beaconRandomness(blsPublicKey(secret), round, signature)
      expect(await beacon.randomness?.(round, signature)).to.equal(toHex(expected as Uint8Array))
      greater.add(BigInt(toHex(signature.slice(64))) > (fieldOrder - 1n) / 2n)
    }
    expect(greater.size).to.equal(2)
  })

  it('behavior: one round has one signature: the negated point is none', async () => {
    const beacon = await quick()
    const point = fromHex(pointOf(first))
    const y = BigInt(toHex(point.slice(64)))
    const negated = `${toHex(point.slice(0, 64))}${(fieldOrder - y).toString(16).padStart(128, '0')}`
    await expect(beacon.randomness?.(first.round, negated))
      .to.be.revertedWithCustomError(beacon, 'BadSignature')
      .withArgs(first.round)
    // x + p is the same element and no encoding of it.
    const x = BigInt(toHex(point.slice(0, 64))) + fieldOrder
    const wide = `0x${x.toString(16).padStart(128, '0')}${toHex(point.slice(64)).slice(2)}`
    await expect(
      beacon.randomness?.(first.round, wide, { gasLimit: 5_000_000 }),
    ).to.be.revertedWithCustomError(beacon, 'BadSignature')
  })

  it('error: another round, another key, another tag, infinity, other lengths, changed bytes', async () => {
    const beacon = await quick()
    const refuse = async (round: number, signature: string) =>
      expect(
        beacon.randomness?.(round, signature, { gasLimit: 5_000_000 }),
        signature,
      ).to.be.revertedWithCustomError(beacon, 'BadSignature')
    const point = pointOf(first)
    await refuse(first.round + 1, point)
    await refuse(first.round, pointOf(second))
    await refuse(first.round, toHex(signBeaconRound(secret, first.round)))
    await refuse(first.round, toHex(blsSign(secret, fromText('the round'))))
    for (const bytes of ['0x', first.signature, `0x${'00'.repeat(128)}`, `${point}00`])
      await refuse(first.round, bytes)
    await fc.assert(
      fc.asyncProperty(fc.nat(127), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = fromHex(point)
        changed[at] = (changed[at] as number) ^ change
        await refuse(first.round, toHex(changed))
      }),
      { numRuns: 15, seed: 1 },
    )
  })

  it('error: a round that is not due yet, even with its signature', async () => {
    const round = (await helpers.time.latest()) + 1_000
    const beacon = await own()
    const due = 1_000 + round - 1
    const signature = signBeaconRound(secret, round)
    await expect(beacon.randomness?.(round, signature))
      .to.be.revertedWithCustomError(beacon, 'RoundNotDue')
      .withArgs(round, (now: bigint) => now < BigInt(due), due)
    await helpers.time.increaseTo(due - 1)
    await expect(
      beacon.randomness?.(round, signature, { blockTag: 'latest' }),
    ).to.be.revertedWithCustomError(beacon, 'RoundNotDue')
    await helpers.time.increaseTo(due)
    expect(await beacon.randomness?.(round, signature, { blockTag: 'latest' })).to.have.length(66)
  })

  it('error: round 0', async () => {
    const beacon = await quick()
    await expect(beacon.randomness?.(0, pointOf(first))).to.be.revertedWithCustomError(
      beacon,
      'RoundZero',
    )
  })
})

describe('DrandBeacon.roundAt, timeOf', () => {
  it('vector: times of quicknet', async () => {
    const beacon = await quick()
    for (const { round, time = 0 } of quicknet.rounds) {
      expect(await beacon.timeOf?.(round)).to.equal(time)
      expect(await beacon.roundAt?.(time)).to.equal(round)
      expect(await beacon.roundAt?.(time - 1)).to.equal(round - 1)
    }
  })

  it('behavior: before the first round, and past the last number', async () => {
    const beacon = await quick()
    expect(await beacon.roundAt?.(quicknet.genesisTime - 1)).to.equal(0)
    expect(await beacon.roundAt?.(quicknet.genesisTime)).to.equal(1)
    const last = 2n ** 64n - 1n
    expect(await beacon.timeOf?.(last)).to.equal(BigInt(quicknet.genesisTime) + (last - 1n) * 3n)
    expect(await beacon.roundAt?.(2n ** 256n - 1n)).to.equal(last)
  })
})

describe('DrandBeacon.constructor', () => {
  it('default: keeps what it is given', async () => {
    const beacon = await quick()
    expect(await beacon.publicKey?.()).to.equal(keyOf(quicknet))
    expect(await beacon.genesisTime?.()).to.equal(quicknet.genesisTime)
    expect(await beacon.periodSeconds?.()).to.equal(3)
  })

  it('error: a key that is no point of G2, or no time between rounds', async () => {
    const key = keyOf(quicknet)
    const factory = await ethers.getContractFactory('DrandBeacon')
    // (0, 2) has order 3 in G1; the key's halves swapped are off the curve.
    const swapped = `0x${key.slice(2 + 256)}${key.slice(2, 2 + 256)}`
    const bad = JSON.parse(
      readFileSync(
        new URL('../../vectors/crypto/bls_bad_key_outside_subgroup.json', import.meta.url),
        'utf8',
      ),
    ) as { publicKey: string }
    for (const bytes of ['0x', quicknet.publicKey, `0x${'00'.repeat(256)}`, swapped, bad.publicKey])
      await expect(
        factory.deploy(bytes, 0, 3, { gasLimit: 5_000_000 }),
        bytes,
      ).to.be.revertedWithCustomError(factory, 'BadPublicKey')
    await expect(factory.deploy(key, 0, 0)).to.be.revertedWithCustomError(factory, 'ZeroPeriod')
  })
})
