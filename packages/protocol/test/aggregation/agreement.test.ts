import { concatBytes, fromText, Secret, toUint } from '@vain/base'
import { hkdf, kemDecapsulate, sha256, unseal, x25519SharedSecret } from '@vain/crypto'
import { expect } from 'chai'
import { agreePairs, dealOf, type RosterEntry } from '../../src/index.ts'
import { createGroup, dealAll, secretsOf } from './smallGroup.ts'

const bytesOf = (secret: Secret<Uint8Array>): Uint8Array => secret.open((bytes) => bytes.slice())
const derive = (key: Uint8Array, salt: Uint8Array, info: Uint8Array | string, length = 32) =>
  bytesOf(
    hkdf(new Secret(key), salt, typeof info === 'string' ? fromText(info) : info, length as 32),
  )
const named = (text: string, ...indices: number[]): Uint8Array =>
  concatBytes(fromText(text), ...indices.map((index) => toUint(index, 16)))

/** Derived here from docs/protocol §4.2–§4.4, and not by the protocol's own functions. */
describe('keys of a pair', () => {
  const [low, high] = [2, 7]
  const group = createGroup([low, 4, high], 2, 'specification')
  const { ctx, start, roster } = group.frame
  const shares = dealAll(group, [low, 4, high])
  const [down, up] = [dealOf(shares, low, high), dealOf(shares, high, low)]
  if (down === undefined || up === undefined) throw new Error('no deals')
  const [mine, theirs] = [secretsOf(group, low), secretsOf(group, high)]
  const keysOf = (index: number): RosterEntry => roster.get(index) as RosterEntry
  const kemSeedOf = (a: Secret<Uint8Array>) => derive(bytesOf(a), start, 'vain/kem-key/1', 64)
  const encapsulated = bytesOf(
    kemDecapsulate(new Secret(kemSeedOf(theirs.maskSeed)), down.ciphertext),
  )
  const masking = derive(encapsulated, ctx, 'vain/kem-mask/1')

  it('vector: the pair seed takes both agreements, and the edge commits to it', () => {
    const key = derive(bytesOf(theirs.maskSeed), start, 'vain/mask-key/1')
    const shared = bytesOf(x25519SharedSecret(new Secret(key), keysOf(low).maskKey))
    const seed = derive(concatBytes(shared, masking), ctx, named('pair', low, high))
    const edge = sha256(fromText('vain/edge/1'), ctx, toUint(low, 16), toUint(high, 16), seed)
    expect(down.edge).to.deep.equal(edge)
    for (const [index, peer] of [
      [low, high],
      [high, low],
    ] as const) {
      const pairs = agreePairs(group.frame, shares, index, secretsOf(group, index))
      expect(bytesOf(pairs.get(peer) as Secret<Uint8Array>)).to.deep.equal(seed)
    }
  })

  it('vector: the pad gives the mask secret to who has the mask seed, and not the seal’s', () => {
    const key = derive(bytesOf(mine.maskSeed), ctx, named('vain/pad/1', high))
    expect(down.pad.map((byte, i) => byte ^ (key[i] as number))).to.deep.equal(masking)
    expect(masking).not.to.deep.equal(encapsulated)
    expect([up.pad.length, up.edge.length]).to.deep.equal([0, 0])
  })

  it('vector: a deal is sealed under both agreements, and under none of them alone', () => {
    const shared = bytesOf(x25519SharedSecret(theirs.sealSeed, keysOf(low).sealKey))
    const open = (secret: Uint8Array) =>
      unseal(new Secret(derive(secret, ctx, named('seal', low, high))), down.sealed, ctx)
    expect(open(concatBytes(shared, encapsulated))?.open((both) => both.length)).to.equal(64)
    for (const wrong of [shared, encapsulated, concatBytes(shared, masking)])
      expect(open(wrong)).to.equal(undefined)
  })
})
