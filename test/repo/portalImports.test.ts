/** The portal's server and its browser need none of the peer-to-peer network's packages. */
import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect } from 'chai'
import { ownerOf } from './ladder.ts'
import { loadedBy, readJson } from './manifests.ts'

/** Where an import of ours leads; undefined for what is not ours. */
function fileOf(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return normalize(join(dirname(from), specifier))
  const [, name, door = ''] = /^@vain\/([^/]+)(\/.+)?$/.exec(specifier) ?? []
  if (name === undefined) return undefined
  const folder = ['.', 'packages'].map((place) => join(place, name)).find(existsSync) ?? ''
  return join(folder, readJson(join(folder, 'package.json')).exports[`.${door}`])
}

/** Packages of others that are loaded with a file, each with the first file that names it. */
function foreignIn(start: string): ReadonlyMap<string, string> {
  const [files, foreign] = [new Set([start]), new Map<string, string>()]
  for (const file of files)
    for (const specifier of loadedBy(file)) {
      const to = fileOf(file, specifier)
      if (to !== undefined) files.add(to)
      else if (!foreign.has(specifier)) foreign.set(specifier, file)
    }
  return foreign
}

describe('imports of the portal’s server', () => {
  const heavy = (foreign: ReadonlyMap<string, string>): string[] =>
    [...foreign].filter(([name]) => isHeavy(name)).map(([name, by]) => `${by} -> ${name}`)
  const isHeavy = (name: string): boolean =>
    ['packages/net', 'packages/learn'].includes(ownerOf(name) ?? '')

  it('default: no libp2p, no Helia and no engine is among them', () => {
    const foreign = foreignIn('web/server/main.ts')
    expect([...foreign.keys()]).to.include.members(['express', 'ethers', 'zod', 'node:sqlite'])
    expect(heavy(foreign)).to.deep.equal([])
  })

  it('error: of a daemon they are found', () => {
    expect([...foreignIn('node/src/main.ts').keys()]).to.include('libp2p')
  })
})
