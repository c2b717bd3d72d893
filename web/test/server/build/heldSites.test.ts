import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { holdSite, sweepSites } from '../../../server/build/heldSites.ts'

describe('holdSite', () => {
  let sites: string
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const left = (): string[] => names.filter((name) => existsSync(join(sites, name, 'index.html')))

  beforeEach(() => {
    sites = mkdtempSync(join(tmpdir(), 'vain-sites-'))
    // The first one was used longest ago.
    for (const [i, name] of names.entries()) {
      mkdirSync(join(sites, name))
      writeFileSync(join(sites, name, 'index.html'), name)
      utimesSync(join(sites, name), i, i)
    }
  })
  afterEach(() => rmSync(sites, { recursive: true }))

  it('default: what nobody holds is deleted, but for what was used last', () => {
    sweepSites(sites)
    expect(left()).to.deep.equal(['d', 'e', 'f'])
    expect(holdSite(join(sites, 'a'))).to.equal(undefined)
  })

  it('behavior: what is held stays, for as long as one of several holds it', () => {
    const folder = join(sites, 'a')
    const held = [holdSite(folder), holdSite(folder)]
    for (const one of held) expect(one?.folder).to.equal(folder)
    utimesSync(folder, 0, 0)
    held[0]?.release()
    sweepSites(sites)
    expect(left()).to.deep.equal(['a', 'd', 'e', 'f'])
    held[1]?.release()
    sweepSites(sites)
    expect(left()).to.deep.equal(['d', 'e', 'f'])
  })

  it('behavior: to hold it is to use it', () => {
    holdSite(join(sites, 'b'))?.release()
    sweepSites(sites)
    expect(left()).to.deep.equal(['b', 'e', 'f'])
  })
})
