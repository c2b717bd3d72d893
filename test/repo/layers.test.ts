/**
 * The ladder of the house, held by a test: a folder imports only from the rungs below its own,
 * and a heavy third-party package has exactly one owner. A rung can be climbed only by changing
 * the two tables of ladder.ts in the same commit, where a reviewer sees it.
 */
import { expect } from 'chai'
import { below, ownerOf } from './ladder.ts'
import { filesLike, importsOf, readManifest } from './manifests.ts'

/** Doors that a package has besides that of its name. */
const otherDoors = ['@vain/net/artefacts']

const isAmong = (door: string, allowed: readonly string[]): boolean =>
  allowed.some(
    (name) =>
      door === `@vain/${name}` || (otherDoors.includes(door) && door.startsWith(`@vain/${name}/`)),
  )

describe('layers', () => {
  for (const [folder, allowed] of Object.entries(below)) {
    it(`${folder} imports only from below`, () => {
      const names = Object.keys(readManifest(folder).dependencies)
      expect(allowed.map((name) => `@vain/${name.split('/')[0]}`)).to.include.members(
        names.filter((name) => name.startsWith('@vain/')),
      )
      expect(
        names.filter((name) => (ownerOf(name) ?? folder) !== folder),
        'owned by another folder',
      ).to.deep.equal([])

      const climbs: string[] = []
      for (const file of filesLike(`${folder}/src/**/*.{ts,tsx}`)) {
        for (const to of importsOf(file)) {
          const above = to.startsWith('@vain/') && !isAmong(to, allowed)
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
