/**
 * The ladder of the house, held by a test: a folder imports only from the rungs below its own,
 * and a heavy third-party package has exactly one owner. A rung can be climbed only by changing
 * these two tables in the same commit, where a reviewer sees it.
 */
import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'

const below: Record<string, readonly string[]> = {
  'packages/base': [],
  'packages/crypto': ['base'],
  'packages/protocol': ['base', 'crypto'],
  'packages/chain': ['base', 'protocol'],
  'packages/net': ['base', 'protocol'],
  'packages/learn': ['base', 'crypto', 'protocol'],
  'packages/service': ['base'],
  'packages/audit': ['base', 'chain', 'crypto', 'protocol'],
  'packages/operator': ['base', 'chain', 'crypto', 'net', 'protocol', 'service'],
  node: ['audit', 'base', 'chain', 'crypto', 'learn', 'net', 'operator', 'protocol', 'service'],
  aggregator: ['base', 'chain', 'crypto', 'net', 'operator', 'protocol', 'service'],
}

/** Who alone may declare a heavy third-party package; a name ending in `/` stands for a scope. */
const owner: Record<string, string> = {
  ethers: 'packages/chain',
  helia: 'packages/net',
  libp2p: 'packages/net',
  '@helia/': 'packages/net',
  '@libp2p/': 'packages/net',
  '@noble/': 'packages/crypto',
  'onnxruntime-node': 'packages/learn',
  express: 'packages/service',
  pino: 'packages/service',
}

const ownerOf = (name: string): string | undefined => owner[name] ?? owner[`${name.split('/')[0]}/`]

const importOf =
  /(?:^|[\s;])(?:import|export)\b[^'"`;]*?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g

describe('layers', () => {
  for (const [folder, allowed] of Object.entries(below)) {
    it(`${folder} imports only from below`, () => {
      const { dependencies = {} } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))
      const names = Object.keys(dependencies)
      expect(names.filter((name) => name.startsWith('@vain/'))).to.have.members(
        allowed.map((name) => `@vain/${name}`),
      )
      expect(
        names.filter((name) => (ownerOf(name) ?? folder) !== folder),
        'owned by another folder',
      ).to.deep.equal([])

      const climbs: string[] = []
      for (const file of globSync(`${folder}/src/**/*.{ts,tsx}`)) {
        for (const [, a, b] of readFileSync(file, 'utf8').matchAll(importOf)) {
          const to = a ?? b ?? ''
          const above = to.startsWith('@vain/') && !allowed.some((name) => to === `@vain/${name}`)
          const outside =
            to.startsWith('.') &&
            !new URL(to, `file:///${file}`).pathname.startsWith(`/${folder}/src/`)
          if (above || outside) climbs.push(`${file} -> ${to}`)
        }
      }
      expect(climbs, climbs.join('\n')).to.deep.equal([])
    })
  }
})
