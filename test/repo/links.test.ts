/** Every link of the documentation leads somewhere. Addresses outside are not asked: no test needs the internet. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect } from 'chai'
import { filesLike } from './manifests.ts'

const pages = filesLike('*.md', '**/*.md')

/** Text of a page as a reader sees it: without what stands in code. */
function proseOf(page: string): string {
  return readFileSync(page, 'utf8')
    .replace(/^(`{3,}|~{3,}).*\n[\s\S]*?^\1\s*$/gm, '')
    .replace(/(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, (code) => code.replace(/[[\]()<>]/g, ''))
}

/** Targets of links, images and definitions. */
function targetsOf(page: string): string[] {
  const prose = proseOf(page)
  const inline = prose.matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g)
  const definitions = prose.matchAll(/^\s{0,3}\[[^\]]+\]:\s*<?([^\s>]+)/gm)
  const html = prose.matchAll(/\b(?:href|src)="([^"]+)"/g)
  return [...inline, ...definitions, ...html].map(([, target]) => target ?? '')
}

/** Anchors of a page, named from its headings as GitHub does. */
function anchorsOf(page: string): string[] {
  const prose = proseOf(page)
  const seen = new Map<string, number>()
  const headings = [...prose.matchAll(/^#{1,6}\s+(.+?)\s*#*\s*$/gm)].map(([, heading = '']) => {
    const text = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
    const slug = text.replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replaceAll(' ', '-')
    const count = seen.get(slug) ?? 0
    seen.set(slug, count + 1)
    return count === 0 ? slug : `${slug}-${count}`
  })
  const named = [...prose.matchAll(/<a\s+(?:id|name)="([^"]+)"/g)].map(([, name = '']) => name)
  return [...headings, ...named]
}

/** Why a link leads nowhere; undefined if it does not. */
function problemOf(page: string, target: string): string | undefined {
  if (/^(https?|mailto):/.test(target)) return undefined
  const [path = '', anchor] = decodeURI(target).split('#')
  const file = path === '' ? page : normalize(join(dirname(page), path))
  if (path.startsWith('/') || file.startsWith('..')) return 'leaves the repository'
  if (!existsSync(file)) return 'there is no such file'
  if (anchor === undefined) return undefined
  const read = statSync(file).isDirectory() ? join(file, 'README.md') : file
  if (!read.endsWith('.md') || !existsSync(read)) return 'no page with anchors'
  return anchorsOf(read).includes(anchor) ? undefined : 'there is no such heading'
}

describe('links', () => {
  it('default: there are pages with links', () => {
    expect(pages).to.include.members(['README.md', 'docs/protocol/README.md'])
    expect(pages.flatMap(targetsOf)).to.have.length.above(5)
  })

  for (const page of pages)
    it(`default: every link of ${page} leads somewhere`, () => {
      const broken = targetsOf(page).flatMap((target) => {
        const problem = problemOf(page, target)
        return problem === undefined ? [] : [`${target}: ${problem}`]
      })
      expect(broken, broken.join('\n')).to.deep.equal([])
    })
})
