import { fromHex, Secret, toHex, toUint } from '@vain/base'
import { blsProve, blsPublicKey, blsSign, signDigest } from '@vain/crypto'
import { expect } from 'chai'
import { ZeroAddress, ZeroHash } from 'ethers'
import { as, helpers } from '../support/chain.ts'
import { hash } from '../support/heads.ts'
import {
  createOperator,
  type Operator,
  peerDigest,
  possessionMessage,
  registrationOf,
  roles,
} from '../support/operators.ts'
import { bitmapOf, scalarOf, scalarOrder } from '../support/round.ts'
import { bond, deployAll, enlist, fresh, type Stage, unbondingSeconds } from '../support/stage.ts'

async function stageBook() {
  const stage = await deployAll()
  const alice = await createOperator('alice')
  const bob = await createOperator('bob')
  await bond(stage, alice, 100n)
  await bond(stage, bob, 100n)
  const address = await stage.book.getAddress()
  const asked = (operator: Operator, mask: number) => registrationOf(operator, mask, address)
  const by = (operator: Operator) => as(stage.book, operator.wallet)
  return { ...stage, stage, alice, bob, address, asked, by }
}

const all = roles.trainer | roles.aggregator | roles.validator

describe('KeyBook.register', () => {
  it('default: gives the next index and says all that an auditor needs', async () => {
    const { book, alice, bob, asked, by } = await fresh(stageBook)
    const registration = asked(alice, all)
    const { peerKey, blsKey, blsProof, endpoints } = registration
    await expect(by(alice).register(registration))
      .to.emit(book, 'Registered')
      .withArgs(0, alice.wallet.address, peerKey, all, blsKey, blsProof, endpoints)
    await by(bob).register(asked(bob, roles.trainer))
    expect(await book.indexOf(alice.wallet)).to.equal(0)
    expect(await book.indexOf(bob.wallet)).to.equal(1)
    expect(await book.registered()).to.equal(2)
    expect(await book.blsKeyOf(0)).to.equal(blsKey)
    expect(await book.blsKeyOf(1)).to.equal('0x')
    const [operator, mask, isActive, store] = await book.operatorOf(1)
    expect([operator, mask, isActive, BigInt(store)]).to.deep.equal([
      bob.wallet.address,
      1n,
      true,
      0n,
    ])
  })

  it('default: what is signed is what the specification says', async () => {
    const { book, alice, address } = await fresh(stageBook)
    const key = blsPublicKey(alice.bls)
    const digest = peerDigest(address, alice.wallet.address)
    expect(await book.peerDigest(alice.wallet)).to.equal(toHex(digest))
    const message = possessionMessage(address, alice.wallet.address, key)
    expect(await book.possessionMessage(alice.wallet, key)).to.equal(toHex(message))
  })

  it('behavior: who comes back waits as for its stake, gets a new index and may keep its peer key', async () => {
    const { book, alice, asked, by } = await fresh(stageBook)
    await by(alice).register(asked(alice, all))
    await by(alice).retire()
    const from = (await helpers.time.latest()) + unbondingSeconds
    await helpers.time.setNextBlockTimestamp(from - 1)
    await expect(by(alice).register(asked(alice, roles.trainer)))
      .to.be.revertedWithCustomError(book, 'StillRetired')
      .withArgs(from - 1, from)
    await expect(by(alice).retire()).to.be.revertedWithCustomError(book, 'NotRegistered')
    await helpers.time.setNextBlockTimestamp(from)
    await by(alice).register(asked(alice, roles.trainer))
    expect(await book.indexOf(alice.wallet)).to.equal(1)
    expect((await book.operatorOf(0)).isActive).to.equal(false)
    expect(await book.active(roles.trainer)).to.equal(bitmapOf([1]))
    expect(await book.active(roles.validator)).to.equal('0x')
  })

  it('error: registered already', async () => {
    const { book, alice, asked, by } = await fresh(stageBook)
    await by(alice).register(asked(alice, all))
    await expect(by(alice).register(asked(alice, all)))
      .to.be.revertedWithCustomError(book, 'AlreadyRegistered')
      .withArgs(alice.wallet.address)
  })

  it('error: no role, an unknown one, too little stake', async () => {
    const { book, alice, asked, by } = await fresh(stageBook)
    for (const mask of [0, 8, 255])
      await expect(by(alice).register({ ...asked(alice, 1), roles: mask }))
        .to.be.revertedWithCustomError(book, 'BadRoles')
        .withArgs(mask)
    await book.setMinStake(roles.trainer, 10)
    await book.setMinStake(roles.aggregator, 101)
    await expect(by(alice).register(asked(alice, all)))
      .to.be.revertedWithCustomError(book, 'StakeTooLow')
      .withArgs(100, 101)
    await by(alice).register(asked(alice, roles.trainer))
  })

  it('error: votes do not stand in for a bond', async () => {
    const { stage, book, vault, alice, bob, asked, by } = await fresh(stageBook)
    await as(vault, alice.wallet).unbond(100)
    await as(vault, bob.wallet).delegate(alice.wallet)
    await stage.book.setMinStake(roles.trainer, 100)
    await expect(by(alice).register(asked(alice, 1)))
      .to.be.revertedWithCustomError(book, 'StakeTooLow')
      .withArgs(0, 100)
  })

  it('error: too many endpoints, or too long', async () => {
    const { book, alice, asked, by } = await fresh(stageBook)
    const registration = asked(alice, 1)
    await expect(by(alice).register({ ...registration, endpoints: Array(5).fill('/ip4') }))
      .to.be.revertedWithCustomError(book, 'TooManyEndpoints')
      .withArgs(5)
    await expect(by(alice).register({ ...registration, endpoints: ['', 'x'.repeat(129)] }))
      .to.be.revertedWithCustomError(book, 'EndpointTooLong')
      .withArgs(129)
    await by(alice).register({ ...registration, endpoints: Array(4).fill('x'.repeat(128)) })
  })
})

describe('KeyBook.register, peer key', () => {
  it('error: a key of another length', async () => {
    const { book, alice, asked, by } = await fresh(stageBook)
    const registration = asked(alice, 1)
    for (const peerKey of ['0x', `${registration.peerKey}00`])
      await expect(by(alice).register({ ...registration, peerKey }))
        .to.be.revertedWithCustomError(book, 'BadPeerKey')
        .withArgs((peerKey.length - 2) / 2)
  })

  it("error: a proof that is another's, for another, or malleable", async () => {
    const { book, alice, bob, address, asked, by } = await fresh(stageBook)
    const registration = asked(alice, 1)
    const highS = (proof: string): string => {
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n
      const s = order - BigInt(`0x${proof.slice(66, 130)}`)
      return `${proof.slice(0, 66)}${s.toString(16).padStart(64, '0')}${proof.endsWith('1b') ? '1c' : '1b'}`
    }
    const forged = [
      asked(bob, 1).peerProof,
      toHex(signDigest(alice.peer, peerDigest(address, bob.wallet.address))),
      highS(registration.peerProof),
      registration.peerProof.slice(0, -2),
      '0x',
    ]
    for (const peerProof of forged)
      await expect(
        by(alice).register({ ...registration, peerProof }),
      ).to.be.revertedWithCustomError(book, 'BadPeerProof')
  })

  it('error: a key that someone else holds, even after that one retired', async () => {
    const { book, alice, bob, address, asked, by } = await fresh(stageBook)
    await by(alice).register(asked(alice, 1))
    await by(alice).retire()
    const stolen = {
      ...asked(bob, 1),
      peerKey: asked(alice, 1).peerKey,
      peerProof: toHex(signDigest(alice.peer, peerDigest(address, bob.wallet.address))),
    }
    await expect(by(bob).register(stolen)).to.be.revertedWithCustomError(book, 'PeerKeyTaken')
  })
})

describe('KeyBook.register, BLS key', () => {
  it('error: a validator without a key, anyone else with one or with a proof', async () => {
    const { book, alice, asked, by } = await fresh(stageBook)
    const validator = asked(alice, roles.validator)
    await expect(by(alice).register({ ...validator, blsKey: '0x' }))
      .to.be.revertedWithCustomError(book, 'BadBlsKey')
      .withArgs(0)
    await expect(by(alice).register({ ...validator, roles: roles.trainer }))
      .to.be.revertedWithCustomError(book, 'BadBlsKey')
      .withArgs(256)
    await expect(
      by(alice).register({ ...validator, roles: roles.trainer, blsKey: '0x' }),
    ).to.be.revertedWithCustomError(book, 'BadBlsProof')
  })

  it('error: a rogue key, made of the keys of others, proves no possession', async () => {
    const { book, alice, bob, address, asked, by } = await fresh(stageBook)
    const mine = new Secret(new Uint8Array(32).fill(7))
    // Added to Alice's key, it leaves mine: her stake would count for what I alone sign. Knowing her key is not needed to
    // make the point, only to prove possession; the scalar is used here because it is shorter.
    const difference = scalarOf(mine) - scalarOf(alice.bls) + scalarOrder
    const rogue = blsPublicKey(new Secret(toUint(difference % scalarOrder, 256)))
    const message = possessionMessage(address, bob.wallet.address, rogue)
    const proofs = [blsProve(mine, message), blsProve(bob.bls, message), blsSign(mine, message)]
    for (const proof of [...proofs.map(toHex), `0x${'00'.repeat(128)}`, '0x'])
      await expect(
        by(bob).register({
          ...asked(bob, roles.validator),
          blsKey: toHex(rogue),
          blsProof: proof,
        }),
      ).to.be.revertedWithCustomError(book, 'BadBlsProof')
  })

  it("error: infinity, another's proof, a proof under the tag of signatures", async () => {
    const { book, alice, bob, address, asked, by } = await fresh(stageBook)
    const validator = asked(bob, roles.validator)
    const infinity = { blsKey: `0x${'00'.repeat(256)}`, blsProof: `0x${'00'.repeat(128)}` }
    const { blsKey, blsProof } = asked(alice, roles.validator)
    const message = possessionMessage(address, bob.wallet.address, fromHex(validator.blsKey))
    const signed = toHex(blsSign(bob.bls, message))
    for (const change of [infinity, { blsKey, blsProof }, { blsProof: signed }])
      await expect(by(bob).register({ ...validator, ...change })).to.be.revertedWithCustomError(
        book,
        'BadBlsProof',
      )
    await by(bob).register(validator)
  })
})

describe('KeyBook.announce, retire and evict', () => {
  it('default: endpoints change and bits fall', async () => {
    const { book, alice, bob, asked, by } = await fresh(stageBook)
    await by(alice).register(asked(alice, all))
    await by(bob).register(asked(bob, all))
    await expect(by(bob).announce(['/a', '/b']))
      .to.emit(book, 'Announced')
      .withArgs(1, ['/a', '/b'])
    await expect(by(bob).retire()).to.emit(book, 'Retired').withArgs(1)
    for (const role of [1, 2, 4]) {
      expect(await book.active(role)).to.equal(bitmapOf([0]))
      expect(await book.count(role)).to.equal(1)
    }
  })

  it('error: by someone who is not registered, or no more', async () => {
    const { book, alice, asked, by } = await fresh(stageBook)
    await by(alice).register(asked(alice, 1))
    await by(alice).retire()
    const calls = [
      () => by(alice).announce([]),
      () => by(alice).retire(),
      () => book.evict(alice.wallet),
    ]
    for (const call of calls)
      await expect(call())
        .to.be.revertedWithCustomError(book, 'NotRegistered')
        .withArgs(alice.wallet.address)
    await expect(book.indexOf(alice.wallet)).to.be.revertedWithCustomError(book, 'NotRegistered')
  })

  it('error: announcing too many endpoints, or too long', async () => {
    const { book, alice, asked, by } = await fresh(stageBook)
    await by(alice).register(asked(alice, 1))
    await expect(by(alice).announce(Array(5).fill(''))).to.be.revertedWithCustomError(
      book,
      'TooManyEndpoints',
    )
    await expect(by(alice).announce(['x'.repeat(129)])).to.be.revertedWithCustomError(
      book,
      'EndpointTooLong',
    )
  })

  it('behavior: anyone evicts whose bond has fallen below what its roles ask for', async () => {
    const { book, vault, alice, bob, asked, by } = await fresh(stageBook)
    await book.setMinStake(roles.trainer, 100)
    await book.setMinStake(roles.validator, 1_000)
    await by(alice).register(asked(alice, roles.trainer))
    await expect(by(bob).evict(alice.wallet))
      .to.be.revertedWithCustomError(book, 'StakeHighEnough')
      .withArgs(100, 100)
    await as(vault, alice.wallet).unbond(1)
    await expect(by(bob).evict(alice.wallet)).to.emit(book, 'Retired').withArgs(0)
    expect(await book.active(roles.trainer)).to.equal('0x')
  })
})

describe('KeyBook.active', () => {
  /** A book of many trainers of whom some retired, some being aggregators as well. */
  async function stageCrowd() {
    const stage: Stage = await deployAll()
    const operators: Operator[] = []
    for (let i = 0; i < 20; i++) {
      const operator = await createOperator(`crowd ${i}`)
      await enlist(stage, operator, i % 3 === 0 ? 3 : 1, 1n)
      operators.push(operator)
    }
    for (const i of [0, 8, 16, 17, 18, 19])
      await as(stage.book, (operators[i] as Operator).wallet).retire()
    return { book: stage.book, operators }
  }

  it('default: bitmaps have no trailing zero byte and list just who is active', async () => {
    const { book } = await fresh(stageCrowd)
    const left = [...Array(20).keys()].filter((i) => ![0, 8, 16, 17, 18, 19].includes(i))
    expect(await book.active(1)).to.equal(bitmapOf(left))
    expect(await book.active(2)).to.equal(bitmapOf(left.filter((i) => i % 3 === 0)))
    expect(await book.count(1)).to.equal(left.length)
  })

  it('default: the one in turn is counted around the ring', async () => {
    const { book, operators } = await fresh(stageCrowd)
    const ring = [3, 6, 9, 12, 15]
    for (const number of [0n, 4n, 5n, 13n, 2n ** 256n - 1n]) {
      const index = ring[Number(number % 5n)] as number
      const address = operators[index]?.wallet.address
      expect(await book.inTurn(2, number)).to.deep.equal([address, BigInt(index), 5n])
    }
    const [nobody, , size] = await book.inTurn(4, 1)
    expect([BigInt(nobody), size]).to.deep.equal([0n, 0n])
  })

  it('error: unknown roles and indices', async () => {
    const { book } = await fresh(stageCrowd)
    for (const role of [0, 3, 8])
      for (const view of [book.active, book.count, book.minStake])
        await expect(view(role)).to.be.revertedWithCustomError(book, 'BadRole').withArgs(role)
    for (const view of [book.operatorOf, book.blsKeyOf])
      await expect(view(20)).to.be.revertedWithCustomError(book, 'UnknownIndex').withArgs(20)
  })
})

describe('KeyBook limits', () => {
  /** Slot of the counters: 16 bits each, indices given away, then by role. */
  const slot = 6

  it('error: no index beyond 65,534', async () => {
    const { book, address, alice, bob, asked, by } = await fresh(stageBook)
    await by(alice).register(asked(alice, 1))
    expect(BigInt(await helpers.getStorageAt(address, slot))).to.equal(0x1_0001n)
    await helpers.setStorageAt(address, slot, 0x1_fffen)
    await by(bob).register(asked(bob, 1))
    expect(await book.indexOf(bob.wallet)).to.equal(65_534)
    expect(await book.active(1)).to.equal(bitmapOf([0, 65_534]))
    expect(await book.inTurn(1, 1)).to.deep.equal([bob.wallet.address, 65_534n, 2n])
    await by(bob).retire()
    await helpers.time.increase(unbondingSeconds)
    await expect(by(bob).register(asked(bob, 1))).to.be.revertedWithCustomError(book, 'BookFull')
  })

  it('error: no more validators than one snapshot holds', async () => {
    const { book, address, alice, asked, by } = await fresh(stageBook)
    await helpers.setStorageAt(address, slot, 1_024n << 64n)
    expect(await book.count(roles.validator)).to.equal(1_024)
    await expect(by(alice).register(asked(alice, 4))).to.be.revertedWithCustomError(
      book,
      'TooManyValidators',
    )
    await by(alice).register(asked(alice, 3))
  })
})

describe('KeyBook.setMinStake', () => {
  it('default: the owner sets it', async () => {
    const { book } = await fresh(stageBook)
    await expect(book.setMinStake(4, 5)).to.emit(book, 'MinStakeSet').withArgs(4, 5)
    expect(await book.minStake(4)).to.equal(5)
    expect(await book.minStake(1)).to.equal(0)
  })

  it('error: nobody else does, and for one role only', async () => {
    const { book, alice, by } = await fresh(stageBook)
    await expect(by(alice).setMinStake(4, 5)).to.be.revertedWithCustomError(
      book,
      'AccessManagedUnauthorized',
    )
    await expect(book.setMinStake(3, 5)).to.be.revertedWithCustomError(book, 'BadRole').withArgs(3)
  })
})

describe('KeyBook.members', () => {
  it('default: a hash chain over who came and went, and how many train', async () => {
    const { book, alice, bob, asked, by } = await fresh(stageBook)
    const grow = (word: string, ...change: unknown[]): string =>
      hash('bytes32 uint16 uint8 bool', word, ...change)
    const members = async (): Promise<unknown[]> => [...(await book.members())]
    expect(await members()).to.deep.equal([ZeroHash, 0n])
    await by(alice).register(asked(alice, all))
    await by(bob).register(asked(bob, roles.trainer))
    let word = grow(grow(ZeroHash, 0, all, true), 1, roles.trainer, true)
    expect(await members()).to.deep.equal([word, 2n])
    await by(alice).retire()
    word = grow(word, 0, all, false)
    expect(await members()).to.deep.equal([word, 1n])
  })

  it('default: what a round that opens needs, in one call', async () => {
    const { book, alice, bob, asked, by } = await fresh(stageBook)
    await by(bob).register(asked(bob, roles.trainer))
    await by(alice).register(asked(alice, all))
    const [membership, trainers] = await book.members()
    const opening = [alice.wallet.address, 1n, membership, trainers]
    expect([...(await book.opening(7))]).to.deep.equal(opening)
    expect(trainers).to.equal(2n)
    await by(alice).retire()
    expect([...(await book.opening(7))].slice(0, 2)).to.deep.equal([ZeroAddress, 0n])
  })
})
