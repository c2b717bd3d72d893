/**
 * A real Kubo keeps artefacts. Not part of `npm test`, as it needs a program that npm does not bring:
 * `VAIN_KUBO=/path/to/ipfs npm run test:kubo`.
 */
import { createHash, randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret, VainError } from '@vain/base'
import { type Kubo, openKubo } from '@vain/net'
import { cidOf, fetchFromGateway } from '@vain/net/artefacts'
import { expect } from 'chai'
import { createKubo, type KuboProcess } from '../../scripts/kubo/createKubo.ts'

const name = 'vain 31337 0xledger 0xoperator'
const say = (text: string): void => void process.stdout.write(`      ${text}\n`)

/** Fails unless it throws this code. */
async function expectCode(code: string, call: Promise<unknown>): Promise<void> {
  const thrown = await call.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).to.be.instanceOf(VainError).and.to.include({ code })
}

describe('a real Kubo', function () {
  this.timeout(600_000)
  let process: KuboProcess
  let kubo: Kubo

  beforeEach(async () => {
    process = await createKubo()
    kubo = openKubo({ url: process.apiUrl, timeoutMs: 60_000 })
  })

  afterEach(() => process.close())

  const fromGateway = (cid: string): Promise<Uint8Array> =>
    fetchFromGateway(process.gatewayUrl, cid, { maxBytes: 2 ** 30, timeoutMs: 60_000 })

  const isThere = (cid: string): Promise<boolean> =>
    process.ipfs('--offline', 'block', 'stat', cid).then(
      () => true,
      () => false,
    )

  const blockCount = async (): Promise<number> =>
    (await process.ipfs('refs', 'local')).split('\n').length

  /** Pins of ours: a new repository has one of its own, of an empty folder. */
  const ownPins = async (): Promise<string[]> =>
    [...(await kubo.pins())].flatMap(([cid, of]) => (of === name ? [cid] : []))

  it('default: says its version, and has no pins of ours at first', async () => {
    await process.start()
    expect(await kubo.version()).to.match(/^\d+\.\d+\.\d+/)
    say(`Kubo ${await kubo.version()}`)
    expect(await ownPins()).to.deep.equal([])
  })

  it('default: content of every shape has the CID that it has here, and is served', async () => {
    await process.start()
    // None, one chunk, its border, several, and more than one node takes (174 chunks).
    for (const size of [0, 10, 262_144, 262_145, 1_200_000, 46_000_000]) {
      const bytes = randomBytes(size)
      const cid = await kubo.put(bytes, name)
      expect(cid).to.equal(await cidOf(bytes))
      expect((await kubo.pins()).get(cid)).to.equal(name)
      expect(Buffer.compare(await fromGateway(cid), bytes)).to.equal(0)
      // What Kubo itself makes of the same bytes; of one chunk it makes a bare leaf.
      if (size <= 262_144) continue
      const file = join(tmpdir(), `vain-kubo-${process.apiUrl.split(':').at(-1)}`)
      writeFileSync(file, bytes)
      const own = ['--cid-version=1', '--raw-leaves', '--only-hash', '--quieter']
      expect(await process.ipfs('add', ...own, file)).to.equal(cid)
      rmSync(file)
    }
  })

  it('default: 100 MB come and go', async () => {
    await process.start()
    const bytes = randomBytes(100_000_000)
    const began = performance.now()
    const cid = await kubo.put(bytes, name)
    say(`100 MB put and pinned in ${((performance.now() - began) / 1_000).toFixed(1)} s`)
    const digest = (all: Uint8Array): string => createHash('sha256').update(all).digest('hex')
    expect(digest(await fromGateway(cid))).to.equal(digest(bytes))
    await kubo.unpin(cid)
    await process.ipfs('repo', 'gc', '--quiet')
    expect(await blockCount()).to.be.below(10)
  })

  it('default: garbage collection takes what was unpinned, and nothing that is pinned', async () => {
    await process.start()
    const [kept, gone] = [randomBytes(600_000), randomBytes(600_000)]
    const [keptCid, goneCid] = [await kubo.put(kept, name), await kubo.put(gone, name)]
    await kubo.unpin(goneCid)
    await process.ipfs('repo', 'gc', '--quiet')
    expect(await ownPins()).to.deep.equal([keptCid])
    expect(Buffer.compare(await fromGateway(keptCid), kept)).to.equal(0)
    expect(await isThere(goneCid)).to.equal(false)
    expect(await isThere(keptCid)).to.equal(true)
    await expectCode('net/refused', kubo.unpin(goneCid))
  })

  it('behavior: a pin of a person keeps its name and outlasts ours', async () => {
    await process.start()
    const cid = await kubo.put(randomBytes(10), name)
    await process.ipfs('pin', 'add', '--name', 'mine', cid)
    expect((await kubo.pins()).get(cid)).to.equal('mine')
    await process.ipfs('pin', 'add', cid)
    expect((await kubo.pins()).get(cid)).to.equal('')
  })

  it('behavior: who has its secret gets in, to what it allows', async () => {
    const scope = (AuthSecret: string, AllowedPaths: string[]) => ({ AuthSecret, AllowedPaths })
    const authorizations = {
      vain: scope('bearer:token', ['/api/v0/block/put', '/api/v0/pin']),
      basic: scope('basic:us:pa:ss', ['/api/v0']),
      narrow: scope('bearer:narrow', ['/api/v0/pin/ls']),
    }
    await process.ipfs('config', '--json', 'API.Authorizations', JSON.stringify(authorizations))
    await process.start()
    const as = (secret: string): Kubo =>
      openKubo({ url: process.apiUrl, secret: new Secret(secret), timeoutMs: 10_000 })
    for (const secret of ['bearer:token', 'basic:us:pa:ss']) {
      const cid = await as(secret).put(Buffer.from(secret), name)
      expect((await as(secret).pins()).get(cid)).to.equal(name)
      await as(secret).unpin(cid)
    }
    await expectCode('net/refused', kubo.version())
    await expectCode('net/refused', as('bearer:other').pins())
    expect(await as('bearer:narrow').version()).to.match(/^\d/)
    expect(await as('bearer:narrow').pins()).to.be.instanceOf(Map)
    await expectCode('net/refused', as('bearer:narrow').put(Buffer.from('x'), name))
  })

  it('behavior: killed in the middle it takes the rest when it is back', async () => {
    await process.start()
    const bytes = randomBytes(60_000_000)
    const running = kubo.put(bytes, name)
    running.catch(() => undefined)
    while ((await blockCount()) < 20);
    await process.kill()
    await expectCode('net/unreachable', running)
    await expectCode('net/unreachable', kubo.pins())
    await process.start()
    say(`${await blockCount()} of 230 blocks were there after kill -9`)
    expect(await ownPins()).to.deep.equal([])
    const cid = await kubo.put(bytes, name)
    expect(Buffer.compare(await fromGateway(cid), bytes)).to.equal(0)
    await process.kill()
    await process.start()
    expect(await ownPins()).to.deep.equal([cid])
  })

  it('behavior: without room it refuses, and takes it when there is some', async () => {
    await process.start({ fileBlocks: 200 })
    const bytes = randomBytes(600_000)
    await expectCode('net/refused', kubo.put(bytes, name))
    expect(await ownPins()).to.deep.equal([])
    await process.kill()
    await process.start()
    const cid = await kubo.put(bytes, name)
    expect(Buffer.compare(await fromGateway(cid), bytes)).to.equal(0)
  })

  it('behavior: beyond StorageMax it still takes and keeps what is pinned', async () => {
    await process.ipfs('config', 'Datastore.StorageMax', '1MB')
    await process.start({ args: ['--enable-gc'] })
    const all = Array.from({ length: 4 }, () => randomBytes(1_000_000))
    const cids: string[] = []
    for (const bytes of all) cids.push(await kubo.put(bytes, name))
    await process.ipfs('repo', 'gc', '--quiet')
    for (const [i, cid] of cids.entries())
      expect(Buffer.compare(await fromGateway(cid), all[i] ?? new Uint8Array())).to.equal(0)
  })
})
