/** Every decoder is fuzzed: here with a few inputs, by `npm run fuzz` with a million. */
import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { decodes, excused } from '../../scripts/fuzz/decoders.ts'
import { bombTarget, fuzzTarget } from '../../scripts/fuzz/fuzzTarget.ts'
import type { Target } from '../../scripts/fuzz/target.ts'
import { targets } from '../../scripts/fuzz/targets/index.ts'
import { filesLike } from './manifests.ts'

const covered = new Set(targets.flatMap(({ covers }) => covers))
const sources = filesLike('{packages/*,node,aggregator}/src/**/*.ts', 'web/{src,server}/**/*.ts')

/** One that crashes, one that hoards: what finds nothing in them would find nothing. */
const crash: Target = {
  ...(targets[0] as Target),
  name: 'test/crash',
  decode: (bytes) => (bytes.length > 40 ? (undefined as never as string).length : undefined),
}
const hoard: Target = {
  ...(targets[0] as Target),
  name: 'test/hoard',
  decode: (bytes) => Array.from({ length: 100 * bytes.length }, (_, i) => ({ i })),
}

describe('decoders', () => {
  it('default: whatever decodes is fuzzed, or excused with a reason', () => {
    const found = sources.filter((file) => decodes(readFileSync(file, 'utf8')))
    expect(found.length).to.be.greaterThan(50)
    const forgotten = found.filter((file) => !covered.has(file) && excused[file] === undefined)
    expect(forgotten, 'add a target to scripts/fuzz/targets').to.deep.equal([])
    const stale = Object.keys(excused).filter((file) => !found.includes(file) || covered.has(file))
    expect(stale, 'excused for nothing').to.deep.equal([])
    expect([...covered].filter((file) => !existsSync(file))).to.deep.equal([])
  })

  it('default: names are unlike, seeds are taken', () => {
    expect(new Set(targets.map(({ name }) => name)).size).to.equal(targets.length)
    for (const { name, inputs } of targets) expect(inputs.seeds, name).not.to.deep.equal([])
  })

  it('behavior: a crash and a hoard are found', async () => {
    expect((await fuzzTarget(crash, 1, 50))?.kind).to.equal('crash')
    expect((await bombTarget(hoard, 16_384)).finding?.kind).to.equal('memory')
  })

  for (const target of targets)
    it(`property: ${target.name} neither crashes nor hoards`, async function () {
      this.timeout(60_000)
      const found =
        (await fuzzTarget(target, 7, Math.ceil(100 * (target.share ?? 1)))) ??
        (await bombTarget(target, 8_192)).finding
      expect(found && `${found.kind}: ${found.detail}`).to.equal(undefined)
    })
})
