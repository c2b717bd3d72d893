import { concatBytes } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { readByteStrings } from '../../src/byteStrings.ts'
import {
  bundleLimit,
  encode,
  encodeRevealArtefact,
  kemKeyBytes,
  phases,
  revealRoot,
  splitBundle,
  splitRevealArtefact,
} from '../../src/index.ts'
import { artefactFor } from '../round/scenario.ts'

const lists = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 40 })

describe('readByteStrings', () => {
  it('vector: reads what DAG-CBOR writes', () => {
    fc.assert(
      fc.property(lists, (items) => {
        expect(readByteStrings(encode(items), 40)).to.deep.equal(items)
      }),
    )
    const long = [new Uint8Array(70_000)]
    expect(readByteStrings(encode(long), 1)).to.deep.equal(long)
  })

  it('error: one item too many, one byte too many or too few, another type', () => {
    fc.assert(
      fc.property(lists, (items) => {
        const bytes = encode(items)
        if (items.length > 0) expect(readByteStrings(bytes, items.length - 1)).to.equal(undefined)
        expect(readByteStrings(concatBytes(bytes, Uint8Array.of(0)), 40)).to.equal(undefined)
        expect(readByteStrings(bytes.subarray(0, -1), 40)).to.equal(undefined)
      }),
    )
    for (const other of [[1], ['text'], [[new Uint8Array(1)]], {}, new Uint8Array(3)])
      expect(readByteStrings(encode(other), 9)).to.equal(undefined)
  })

  it('error: numbers in more bytes than they need', () => {
    for (const loose of [
      [0x98, 1, 0x40],
      [0x99, 0, 24, ...Array(24).fill(0x40)],
      [0x81, 0x58, 1, 7],
    ])
      expect(readByteStrings(Uint8Array.from(loose), 100)).to.equal(undefined)
  })

  it('behavior: millions of empty items are refused before they are built', () => {
    const junk = new Uint8Array(32 << 20).fill(0x40)
    junk.set([0x9a, 1, 0xff, 0xff, 0xfb])
    expect(splitBundle(junk, 65_535)).to.equal(undefined)
  })
})

describe('reveal artefacts', () => {
  it('error: one bundle, three, or bundles with too many envelopes', () => {
    const two = encode([new Uint8Array(1), new Uint8Array(2)])
    expect(splitRevealArtefact(encode([two, two]), 2)?.recovers).to.have.length(2)
    expect(splitRevealArtefact(encode([two, two]), 1)).to.equal(undefined)
    expect(splitRevealArtefact(encode([two]), 2)).to.equal(undefined)
    expect(splitRevealArtefact(encode([two, two, two]), 2)).to.equal(undefined)
  })

  it('behavior: with a check, where its bundles are, and a root that has theirs', () => {
    const check = {
      ...{ sketches: artefactFor('sketches'), checks: artefactFor('checks') },
      ...{ settles: artefactFor('settles'), sums: artefactFor('sums') },
    }
    const [reveals, recovers] = [[new Uint8Array(1)], [new Uint8Array(2)]]
    const parts = splitRevealArtefact(encodeRevealArtefact([], [], check), 0)
    expect(parts).to.deep.equal({ reveals: [], recovers: [], check })
    const other = { ...check, checks: { ...check.checks, root: check.sketches.root } }
    const third = { ...check, settles: check.sums, sums: check.settles }
    const roots = [undefined, check, other, third].map((it) => revealRoot(reveals, recovers, it))
    expect(new Set(roots).size).to.equal(4)
    const [bundle, words] = [encode([]), new Uint8Array(64)]
    const four = [words, words, words, words]
    expect(splitRevealArtefact(encode([bundle, bundle, ...four]), 0)).not.to.equal(undefined)
    for (const bad of [four.slice(1), four.with(3, words.subarray(1)), [...four, words]])
      expect(splitRevealArtefact(encode([bundle, bundle, ...bad]), 0)).to.equal(undefined)
  })
})

describe('bundleLimit', () => {
  it('default: grows with envelopes and members where the messages do', () => {
    expect(bundleLimit(phases.advertise, 5, 1_000)).to.equal(bundleLimit(phases.advertise, 5, 5))
    expect(bundleLimit(phases.advertise, 5, 5)).to.be.greaterThan(5 * kemKeyBytes)
    expect(bundleLimit(phases.share, 5, 10)).to.be.greaterThan(bundleLimit(phases.share, 5, 5))
  })
})
