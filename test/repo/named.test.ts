/** What pages name is there: npm scripts, areas of benchmarks, decisions. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { filesLike } from './manifests.ts'

const pages = filesLike('*.md', '**/*.md')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>
}

/** Areas as `scripts/bench/main.ts` lists them. */
function benchAreas(): readonly string[] {
  const source = readFileSync('scripts/bench/main.ts', 'utf8')
  const [, table = ''] = /\bareas: .*? = \{\n(.*?)\n\}/s.exec(source) ?? []
  return [...table.matchAll(/^\s+'?([a-z-]+)'?:/gm)].map(([, area = '']) => area)
}

describe('names in pages', () => {
  for (const page of pages)
    it(`default: every npm script that ${page} names is one`, () => {
      const named = [...readFileSync(page, 'utf8').matchAll(/(?:`|^)npm run ([a-z:-]+\b)/gm)]
      for (const [, name] of named) expect(scripts).to.have.property(name ?? '')
    })

  it('default: every area of the benchmarks has a script, and no other', () => {
    const areas = benchAreas()
    expect(areas).to.include('gas')
    const named = Object.keys(scripts).filter((name) => name.startsWith('bench:'))
    expect(named.sort()).to.deep.equal(areas.map((area) => `bench:${area}`).sort())
    for (const area of areas)
      expect(scripts[`bench:${area}`]).to.equal(`node scripts/start.mjs bench ${area}`)
  })

  it('default: decisions are numbered one after the other, in their headings too', () => {
    const files = readdirSync('docs/decisions').sort()
    files.forEach((file, i) => {
      const number = String(i + 1).padStart(4, '0')
      expect(file.slice(0, 5)).to.equal(`${number}-`)
      const [heading] = readFileSync(`docs/decisions/${file}`, 'utf8').split('\n')
      expect(heading?.slice(0, 7)).to.equal(`# ${number} `)
    })
  })
})
