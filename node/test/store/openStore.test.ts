import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Secret, VainError } from '@vain/base'
import {
  type Artefact,
  createRoundSecrets,
  type Hex,
  phases,
  shareKinds,
  type Venue,
} from '@vain/protocol'
import { seededRandom } from '@vain/testkit'
import { expect } from 'chai'
import { type Bound, type Dealt, openStore, type Store } from '../../src/store/index.ts'
import { temporaryFolder } from '../support/temporaryFolder.ts'

const venue: Venue = { chainId: 31_337n, ledger: `0x${'ab'.repeat(20)}` }
const word = (byte: string): Hex => `0x${byte.repeat(32)}`
const at = { run: 1, round: 1 }
const open = word('01')
const artefact = (byte: string): Artefact => ({ root: word(byte), content: word(byte) })
const dealt: Dealt = { ctx: word('02'), leader: 7, roster: artefact('a1') }
const bound: Bound = {
  ctx: dealt.ctx,
  maskCtx: word('12'),
  roster: dealt.roster,
  share: artefact('b1'),
}
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)
const vault = new Secret(new Uint8Array(32).fill(7))

/** Code of what a call throws. */
function codeOf(call: () => unknown): string | undefined {
  try {
    call()
  } catch (error) {
    if (error instanceof VainError) return error.code
    throw error
  }
  return undefined
}

describe('openStore', () => {
  let folder: string
  let store: Store
  const random = seededRandom('store')
  const reopen = (): void => {
    store.close()
    store = openStore({ random, vault }, { folder, venue })
  }
  const secrets = createRoundSecrets(seededRandom('round'))

  beforeEach(() => {
    folder = join(temporary, String(count++))
    store = openStore({ random, vault }, { folder, venue })
    store.member.saveAdvertise(at, open, secrets, bytes(1))
  })
  afterEach(() => store.close())
  const temporary = temporaryFolder()
  let count = 0

  it('default: remembers a round after it was closed', async () => {
    const { member } = store
    member.saveShare(at, dealt, bytes(2))
    await member.saveMask(at, bound, bytes(9, 9), bytes(3))
    member.saveReveal(at, bound, [{ peer: 2, kind: shareKinds.mask }], bytes(4))
    reopen()
    expect(store.member.memory(at)).to.deep.equal({
      open,
      dealt: [dealt.roster.root],
      masked: { roster: bound.roster, share: bound.share },
      revealed: true,
      erased: false,
    })
    for (const phase of [phases.advertise, phases.mask, phases.reveal])
      expect(store.member.answer(at, phase)).to.deep.equal(bytes(phase))
    expect(store.member.share(at, dealt.ctx)).to.deep.equal(bytes(2))
    expect(store.member.bound(at)).to.deep.equal(bound)
    expect(store.member.vector(at)).to.deep.equal({ published: false })
    expect(await store.member.vectorBytes(at)).to.deep.equal(bytes(9, 9))
    const known = store.member.secrets(at)
    expect(known?.maskSeed.open((it) => it)).to.deep.equal(secrets.maskSeed.open((it) => it))
    expect(known?.sealSeed.open((it) => it)).to.deep.equal(secrets.sealSeed.open((it) => it))
  })

  it('behavior: only its owner may read what it keeps', async () => {
    await store.member.saveInput(at, Uint32Array.of(1))
    const modes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(
      (name) => statSync(join(folder, name)).mode & 0o077,
    )
    expect(modes.length).to.be.greaterThan(2)
    expect(new Set(modes)).to.deep.equal(new Set([0]))
  })

  it('error: both shares of one peer, also after reopening and for another caller', () => {
    store.member.saveShare(at, dealt, bytes(2))
    store.member.saveRecover(at, bound, [{ peer: 3, kind: shareKinds.self }], bytes(5))
    reopen()
    const other = { peer: 3, kind: shareKinds.mask }
    const again = (): void => store.member.saveRecover(at, bound, [other], bytes(6))
    expect(codeOf(again)).to.equal('store/both-shares')
    expect(codeOf(() => store.member.saveReveal(at, bound, [other], bytes(4)))).to.equal(
      'store/both-shares',
    )
    expect(store.member.answer(at, phases.reveal)).to.equal(undefined)
    const same = { peer: 3, kind: shareKinds.self }
    store.member.saveReveal(at, bound, [same], bytes(4))
    expect(store.member.answer(at, phases.reveal)).to.deep.equal(bytes(4))
  })

  it('error: shares given a second time', () => {
    store.member.saveShare(at, dealt, bytes(2))
    store.member.saveRecover(at, bound, [{ peer: 3, kind: shareKinds.self }], bytes(5))
    reopen()
    const more = { peer: 4, kind: shareKinds.self }
    const again = (): void => store.member.saveRecover(at, bound, [more], bytes(6))
    expect(codeOf(again)).to.equal('store/said-otherwise')
    expect(store.member.answer(at, phases.recover)).to.deep.equal(bytes(5))
    // What was refused has left no trace: the other share may still be given.
    store.member.saveReveal(at, bound, [{ peer: 4, kind: shareKinds.mask }], bytes(4))
  })

  it('error: another sketch bundle to answer about, or other sketches', () => {
    store.member.saveShare(at, dealt, bytes(2))
    store.member.saveSketch(at, bound, bytes(8))
    store.member.saveCheck(at, bound, artefact('c1'), bytes(9))
    reopen()
    const { member } = store
    expect(codeOf(() => member.saveSketch(at, bound, bytes(7)))).to.equal('store/said-otherwise')
    const other = (): void => member.saveCheck(at, bound, artefact('c2'), bytes(7))
    expect(codeOf(other)).to.equal('store/other-basis')
    const otherwise = (): void => member.saveCheck(at, bound, artefact('c1'), bytes(7))
    expect(codeOf(otherwise)).to.equal('store/said-otherwise')
    expect(member.answer(at, phases.sketch)).to.deep.equal(bytes(8))
    expect(member.answer(at, phases.check)).to.deep.equal(bytes(9))
    expect(member.basis(at, 'sketches')).to.deep.equal(artefact('c1'))
    expect(member.basis(at, 'check')).to.equal(undefined)
  })

  it('error: another check bundle to settle; sums after another one than was settled for', () => {
    store.member.saveShare(at, dealt, bytes(2))
    store.member.saveSettle(at, bound, artefact('d1'), bytes(10))
    reopen()
    const { member } = store
    const other = (): void => member.saveSettle(at, bound, artefact('d2'), bytes(7))
    expect(codeOf(other)).to.equal('store/other-basis')
    expect(member.basis(at, 'settle')).to.deep.equal(artefact('d1'))
    // Enough others may have settled another one: that is then the round's.
    member.saveSums(at, bound, artefact('d2'), bytes(11))
    const reveal = (): void => member.saveReveal(at, bound, [], bytes(4), artefact('d1'))
    expect(codeOf(reveal)).to.equal('store/other-basis')
    expect(member.answer(at, phases.settle)).to.deep.equal(bytes(10))
  })

  it('error: shares given after another check than that of the reveal', () => {
    store.member.saveShare(at, dealt, bytes(2))
    store.member.saveReveal(at, bound, [], bytes(4), artefact('d1'))
    reopen()
    const { member } = store
    const after = (byte: string) => () =>
      member.saveRecover(at, bound, [], bytes(5), artefact(byte))
    expect(codeOf(after('d2'))).to.equal('store/other-basis')
    expect(member.answer(at, phases.recover)).to.equal(undefined)
    after('d1')()
    expect(member.answer(at, phases.recover)).to.deep.equal(bytes(5))
  })

  it('behavior: keys made before a round opened are its keys when it has', () => {
    const next = { run: 1, round: 2 }
    store.member.saveAdvertise(next, undefined, secrets, bytes(8))
    reopen()
    expect(store.member.isForced(next)).to.equal(true)
    expect(store.member.isForced(at)).to.equal(false)
    expect(store.member.memory(next).open).to.equal(undefined)
    store.member.saveOpen(next, word('0e'))
    store.member.saveOpen(next, word('0f'))
    expect(store.member.memory(next).open).to.equal(word('0e'))
    const again = (): void => store.member.saveAdvertise(next, undefined, secrets, bytes(9))
    expect(codeOf(again)).to.equal('store/said-otherwise')
    expect(store.member.answer(next, phases.advertise)).to.deep.equal(bytes(8))
  })

  describe('contexts', () => {
    const dealFor = (leader: number, byte: string): string | undefined => {
      const other: Dealt = { ctx: word(byte), leader, roster: artefact(byte) }
      const code = codeOf(() => store.member.saveShare(at, other, bytes(Number(byte))))
      if (code === undefined) reopen()
      return code
    }

    it('behavior: shares are dealt in four contexts a round, also after reopening', () => {
      expect(dealFor(1, '21')).to.equal(undefined)
      expect(dealFor(2, '22')).to.equal(undefined)
      expect(dealFor(3, '23')).to.equal(undefined)
      expect(dealFor(4, '24')).to.equal(undefined)
      expect(dealFor(5, '25')).to.equal('store/too-many-contexts')
      expect(store.member.share(at, word('25'))).to.equal(undefined)
      for (const byte of ['21', '22', '23', '24'])
        expect(store.member.share(at, word(byte))).to.deep.equal(bytes(Number(byte)))
    })

    it('error: one leader does not use up the contexts of the others', () => {
      expect(dealFor(1, '21')).to.equal(undefined)
      expect(dealFor(1, '22')).to.equal(undefined)
      expect(dealFor(1, '23')).to.equal('store/too-many-contexts')
      expect(dealFor(2, '24')).to.equal(undefined)
      expect(dealFor(2, '25')).to.equal('store/too-many-contexts')
      expect(dealFor(3, '26')).to.equal(undefined)
    })

    it('error: other shares in the same context', () => {
      expect(dealFor(1, '21')).to.equal(undefined)
      expect(dealFor(2, '21')).to.equal('store/said-otherwise')
    })

    it('error: a second context once the round is bound, whatever for', async () => {
      const other: Dealt = { ctx: word('03'), leader: 8, roster: artefact('a2') }
      const second: Bound = { ...bound, ctx: other.ctx, maskCtx: word('13'), roster: other.roster }
      store.member.saveShare(at, dealt, bytes(2))
      store.member.saveShare(at, other, bytes(7))
      await store.member.saveMask(at, bound, bytes(1), bytes(3))
      reopen()
      const { member } = store
      expect(dealFor(9, '29')).to.equal('store/replayed-context')
      for (const call of [
        () => member.saveReveal(at, second, [], bytes(9)),
        () => member.saveRecover(at, second, [], bytes(9)),
      ])
        expect(codeOf(call)).to.equal('store/replayed-context')
      const mask = member.saveMask(at, second, bytes(5), bytes(9))
      expect(await mask.catch((error: VainError) => error.code)).to.equal('store/replayed-context')
      expect(await member.vectorBytes(at)).to.deep.equal(bytes(1))
      expect(member.share(at, dealt.ctx)).to.deep.equal(bytes(2))
      expect(member.share(at, other.ctx)).to.deep.equal(bytes(7))
    })

    it('error: masks, reveals or shares in a context in which nothing was dealt', async () => {
      const { member } = store
      const mask = member.saveMask(at, bound, bytes(5), bytes(9))
      expect(await mask.catch((error: VainError) => error.code)).to.equal('store/replayed-context')
      expect(codeOf(() => member.saveReveal(at, bound, [], bytes(9)))).to.equal(
        'store/replayed-context',
      )
      expect(member.vector(at)).to.equal(undefined)
      expect(member.bound(at)).to.equal(undefined)
    })

    it('error: a mask elsewhere after shares were given', async () => {
      const other: Dealt = { ctx: word('03'), leader: 8, roster: artefact('a2') }
      store.member.saveShare(at, dealt, bytes(2))
      store.member.saveShare(at, other, bytes(7))
      store.member.saveRecover(at, bound, [{ peer: 3, kind: shareKinds.self }], bytes(5))
      reopen()
      // It gave shares without having masked.
      expect(store.member.memory(at).masked).to.equal(undefined)
      const second: Bound = { ...bound, ctx: other.ctx, maskCtx: word('13'), roster: other.roster }
      const mask = store.member.saveMask(at, second, bytes(5), bytes(9))
      expect(await mask.catch((error: VainError) => error.code)).to.equal('store/replayed-context')
    })
  })

  it('error: a second message of a phase, and the vector of the first stays', async () => {
    const { member } = store
    expect(codeOf(() => member.saveAdvertise(at, open, secrets, bytes(9)))).to.equal(
      'store/said-otherwise',
    )
    member.saveShare(at, dealt, bytes(2))
    await member.saveMask(at, bound, bytes(1), bytes(3))
    const second = member.saveMask(at, bound, bytes(2), bytes(9))
    expect(await second.catch((error: VainError) => error.code)).to.equal('store/said-otherwise')
    expect(await member.vectorBytes(at)).to.deep.equal(bytes(1))
  })

  it('behavior: erased secrets are nowhere in its files', async () => {
    await store.member.saveTrained(at, word('05'), { update: Float32Array.of(0.5), examples: 3 })
    const holds = (needle: Uint8Array): boolean =>
      readdirSync(folder)
        .filter((name) => name.startsWith('memory'))
        .some((name) => readFileSync(join(folder, name)).includes(Buffer.from(needle)))
    const sealed = sealedRow(folder, store)
    expect(holds(sealed)).to.equal(true)
    store = openStore({ random, vault }, { folder, venue })
    await store.member.erase(at)
    expect(holds(sealed)).to.equal(false)
    expect(store.member.secrets(at)).to.equal(undefined)
    expect(store.member.memory(at).erased).to.equal(true)
    expect(store.member.unerased()).to.deep.equal([])
    expect(await store.member.trained(at, word('05'), 1)).to.equal(undefined)
    expect(store.member.answer(at, phases.advertise)).to.deep.equal(bytes(1))
  })

  it('behavior: a training result is kept for its model only', async () => {
    const trained = { update: Float32Array.of(0.5, -1), examples: 3 }
    await store.member.saveTrained(at, word('05'), trained)
    reopen()
    expect(await store.member.trained(at, word('05'), 2)).to.deep.equal(trained)
    expect(await store.member.trained(at, word('06'), 2)).to.equal(undefined)
  })

  it('error: secrets that were sealed under another key', () => {
    store.close()
    const other = new Secret(new Uint8Array(32).fill(8))
    store = openStore({ random, vault: other }, { folder, venue })
    expect(codeOf(() => store.member.secrets(at))).to.equal('store/sealed-otherwise')
  })

  it('error: a second certificate of one round, also after reopening', () => {
    const evaluation = artefact('0b')
    const signed = { digest: word('0a'), evaluation, signature: bytes(1) }
    store.validator.saveSigned(at, signed)
    store.validator.saveSigned(at, signed)
    reopen()
    const second = { ...signed, digest: word('0c') }
    expect(codeOf(() => store.validator.saveSigned(at, second))).to.equal('store/second-digest')
    expect(store.validator.signed(at)).to.deep.equal(signed)
  })

  it('behavior: evaluations are kept for the proposal they are of', () => {
    store.validator.saveEvaluation(at, word('0a'), bytes(1))
    store.validator.saveEvaluation(at, word('0a'), bytes(2))
    store.validator.saveEvaluation(at, word('0b'), bytes(3))
    reopen()
    expect(store.validator.evaluation(at, word('0a'))).to.deep.equal(bytes(1))
    expect(store.validator.evaluation(at, word('0b'))).to.deep.equal(bytes(3))
    expect(store.validator.evaluation(at, word('0c'))).to.equal(undefined)
  })

  it('error: a data folder that another version wrote', () => {
    store.close()
    const path = join(folder, 'memory.sqlite')
    const database = new DatabaseSync(path)
    database.exec('PRAGMA user_version = 0')
    database.close()
    expect(codeOf(() => openStore({ random, vault }, { folder, venue }))).to.equal(
      'store/other-format',
    )
    folder = join(temporary, String(count++))
    store = openStore({ random, vault }, { folder, venue })
  })

  it('error: two processes, or another network', () => {
    const second = (): Store => openStore({ random, vault }, { folder, venue })
    expect(codeOf(second)).to.equal('store/in-use')
    store.close()
    const elsewhere = { ...venue, chainId: 1n }
    expect(codeOf(() => openStore({ random, vault }, { folder, venue: elsewhere }))).to.equal(
      'store/other-network',
    )
    store = openStore({ random, vault }, { folder, venue })
  })
})

/** The sealed bytes as they stand in the file; closes the store. */
function sealedRow(folder: string, store: Store): Uint8Array {
  store.close()
  const database = new DatabaseSync(join(folder, 'memory.sqlite'), { readOnly: true })
  const row = database.prepare('SELECT sealed FROM secrets').get()
  database.close()
  return row?.sealed as Uint8Array
}
