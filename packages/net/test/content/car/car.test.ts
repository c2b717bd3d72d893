import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CarReader } from '@ipld/car'
import * as dagCbor from '@ipld/dag-cbor'
import { expect } from 'chai'
import fc from 'fast-check'
import { cidOf } from '../../../src/artefacts.ts'
import { createCar, openCar } from '../../../src/index.ts'
import { expectCode, someBytes } from '../../support.ts'

const about = { chainId: 31_337n, ledger: `0x${'ab'.repeat(20)}`, run: 1, block: 99 }
const limits = { maxBytes: 1 << 24, timeoutMs: 1_000 }

describe('a CAR of a run', () => {
  let folder: string
  let path: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vain-car-'))
    path = join(folder, 'run.car')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  async function write(...contents: Uint8Array[]): Promise<string> {
    const car = await createCar(path)
    for (const bytes of contents) await car.add(bytes)
    return (await car.finish(about)).root
  }

  it('property: what was added is read again under the CIDs it has everywhere', async () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 700_000 }), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const contents = lengths.map((length) => someBytes(length))
        await write(...contents)
        const { index, content, close } = await openCar(path)
        for (const bytes of contents)
          expect(Buffer.compare(await content.get(await cidOf(bytes), limits), bytes)).to.equal(0)
        await close()
        expect(index).to.deep.include(about)
        expect(readdirSync(folder)).to.deep.equal(['run.car'])
      }),
      { numRuns: 10 },
    )
  })

  it('CARv1: others read it, and its root leads to all that is in it', async () => {
    const contents = [someBytes(10), someBytes(600_000)]
    const root = await write(...contents)
    const reader = await CarReader.fromBytes(readFileSync(path))
    expect(reader.version).to.equal(1)
    const roots = await reader.getRoots()
    expect(roots.map(String)).to.deep.equal([root])
    const block = await reader.get(roots[0] as (typeof roots)[0])
    const { artefacts } = dagCbor.decode<{ artefacts: unknown[] }>(block?.bytes as Uint8Array)
    expect(artefacts.map(String)).to.deep.equal(await Promise.all(contents.map(cidOf)))
  })

  it('default: a block that two artefacts share is there once', async () => {
    const zeros = new Uint8Array(262_144 * 4)
    await write(zeros, zeros, zeros.subarray(262_144))
    expect(readFileSync(path).length).to.be.lessThan(270_000)
  })

  it('behavior: nothing has the name of the file before it is whole', async () => {
    const car = await createCar(path)
    await car.add(someBytes(1_000))
    expect(readdirSync(folder)).to.deep.equal(['run.car.part'])
    await car.discard()
    expect(readdirSync(folder)).to.deep.equal([])
  })

  it('error: a folder that is not there, and content that is not in it', async () => {
    await expectCode('net/cannot-write', createCar(join(folder, 'no', 'run.car')))
    await write(someBytes(5))
    const { content, close } = await openCar(path)
    await expectCode('net/not-in-car', content.get(await cidOf(someBytes(6)), limits))
    await expectCode('net/bad-cid', content.get('../x', limits))
    await close()
  })

  it('error: content beyond what was asked for', async () => {
    const bytes = someBytes(300_000)
    await write(bytes)
    const { content, close } = await openCar(path)
    const get = content.get(await cidOf(bytes), { ...limits, maxBytes: 299_999 })
    await expectCode('net/too-large', get)
    await close()
  })

  it('malice: a damaged byte anywhere is never read as content', async () => {
    const bytes = someBytes(2_000)
    const cid = await cidOf(bytes)
    await write(bytes)
    const whole = readFileSync(path)
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const damaged = Uint8Array.from(whole)
          damaged[at] = (damaged[at] as number) ^ by
          writeFileSync(path, damaged)
          const car = await openCar(path).catch((error: { code?: string }) => {
            expect(error.code).to.be.oneOf(['net/bad-car', 'net/too-large', 'net/cid-mismatch'])
          })
          if (car === undefined) return
          const got = await car.content.get(cid, limits).catch((error: { code?: string }) => {
            expect(error.code).to.match(/^net\//)
          })
          await car.close()
          if (got !== undefined) expect(Buffer.compare(got, bytes)).to.equal(0)
        },
      ),
      { numRuns: 150, seed: 6 },
    )
  })

  it('error: a file that is cut short, empty, or something else', async () => {
    await write(someBytes(2_000))
    const whole = readFileSync(path)
    for (const bytes of [whole.subarray(0, -1), Buffer.alloc(0), Buffer.from('{"a":1}')]) {
      writeFileSync(path, bytes)
      await expectCode('net/bad-car', openCar(path))
    }
    await expectCode('net/bad-car', openCar(join(folder, 'no.car')))
  })
})
