import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Hex, zeroHash } from '@vain/protocol'
import { expect } from 'chai'
import { openStore } from '../../src/store/index.ts'

describe('openStore', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vain-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const first = { run: 1, round: 1 }
  const second = { run: 1, round: 2 }

  it('default: what was collected is there after a restart', () => {
    const store = openStore(folder)
    store.saveMessage(first, 3, 7, Uint8Array.of(1, 2))
    store.saveVanished(first, [4, 2])
    store.close()
    const again = openStore(folder)
    expect(again.message(first, 3, 7)).to.deep.equal(Uint8Array.of(1, 2))
    expect(again.message(first, 3, 8)).to.equal(undefined)
    expect(again.message(second, 3, 7)).to.equal(undefined)
    expect(again.vanished(first)).to.deep.equal([4, 2])
    expect(again.vanished(second)).to.equal(undefined)
    again.close()
  })

  it('default: the bundles of a round are there after a restart, for the same opening only', () => {
    const [open, other]: [Hex, Hex] = [`0x${'aa'.repeat(32)}`, `0x${'bb'.repeat(32)}`]
    const artefact = (content: Hex) => ({ root: zeroHash, content })
    const [roster, share] = [artefact(open), artefact(other)]
    const store = openStore(folder)
    store.saveRefs(first, open, { roster })
    store.saveRefs(first, open, { roster, share })
    store.saveRefs(second, open, { roster })
    store.close()
    const again = openStore(folder)
    expect(again.refs(first, open)).to.deep.equal({ roster, share })
    expect(again.refs(first, other)).to.equal(undefined)
    expect(again.refs(second, open)).to.deep.equal({ roster })
    again.dropRefs(second)
    expect(again.refs(second, open)).to.equal(undefined)
    again.forgetBefore(second)
    expect(again.refs(first, open)).to.equal(undefined)
    again.close()
  })

  it('behavior: forgets the rounds before one, of that run only', () => {
    const store = openStore(undefined)
    const other = { run: 2, round: 1 }
    for (const round of [first, second, other]) {
      store.saveMessage(round, 1, 0, Uint8Array.of(9))
      store.saveVanished(round, [1])
    }
    store.forgetBefore(second)
    expect(store.message(first, 1, 0)).to.equal(undefined)
    expect(store.vanished(first)).to.equal(undefined)
    expect(store.message(second, 1, 0)).to.deep.equal(Uint8Array.of(9))
    expect(store.vanished(other)).to.deep.equal([1])
    store.close()
  })

  it('behavior: a newer message takes the place of an older one', () => {
    const store = openStore(undefined)
    store.saveMessage(first, 1, 0, Uint8Array.of(1))
    store.saveMessage(first, 1, 0, Uint8Array.of(2))
    expect(store.message(first, 1, 0)).to.deep.equal(Uint8Array.of(2))
    store.close()
  })

  it('behavior: only its owner can read it', () => {
    const inside = join(folder, 'new')
    openStore(inside).close()
    expect(statSync(inside).mode & 0o777).to.equal(0o700)
    expect(statSync(join(inside, 'collected.sqlite')).mode & 0o777).to.equal(0o600)
  })

  it('default: who was at fault is there after a restart, the latest first, for some rounds', () => {
    let store = openStore(folder)
    store.saveFault({ run: 1, round: 3 }, 7, 'too-long')
    store.saveFault({ run: 1, round: 5 }, 2, 'missing')
    store.saveFault({ run: 2, round: 5 }, 9, 'missing')
    store.saveSuspects({ run: 1, round: 4 }, [3, 1, 2])
    store.clearSuspects({ run: 1, round: 5 }, [2])
    store.forgetBefore({ run: 1, round: 6 })
    store.close()
    store = openStore(folder)
    expect(store.faults({ run: 1, round: 3 })).to.deep.equal([2, 7])
    expect(store.faults({ run: 1, round: 4 })).to.deep.equal([2])
    expect(store.suspects({ run: 1, round: 4 })).to.deep.equal([1, 3])
    expect(store.suspects({ run: 1, round: 5 })).to.deep.equal([])
    store.saveFault({ run: 1, round: 8 }, 7, 'missing')
    expect(store.faults({ run: 1, round: 0 })).to.deep.equal([7, 2])
    store.close()
  })

  it('default: the bundles of a check are there for the masks that they are of', () => {
    const store = openStore(undefined)
    const at = { run: 1, round: 3 }
    const [one, other]: [Hex, Hex] = [`0x${'01'.repeat(32)}`, `0x${'02'.repeat(32)}`]
    const refs = { sketches: { root: one, content: other } }
    store.saveCheckRefs(at, one, refs)
    expect(store.checkRefs(at, one)).to.deep.equal(refs)
    expect(store.checkRefs(at, other)).to.equal(undefined)
    store.forgetBefore({ run: 1, round: 4 })
    expect(store.checkRefs(at, one)).to.equal(undefined)
    store.close()
  })
})
