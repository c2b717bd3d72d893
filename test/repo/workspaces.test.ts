/** What npm, TypeScript and the ladder say of the folders is the same. */

import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { expect } from 'chai'
import { below } from './ladder.ts'
import { filesLike, packagesImportedIn, readJson, readManifest } from './manifests.ts'

const folders = filesLike('*/package.json', '*/*/package.json').map(dirname)
const root = readManifest('.')
const everywhere = ['src', 'server', 'bin', 'test', 'bench']

const referencesOf = (folder: string): string[] =>
  ((readJson(join(folder, 'tsconfig.json')).references ?? []) as { path: string }[])
    .map(({ path }) => normalize(join(folder, path)))
    .toSorted()

const ours = (names: readonly string[], own?: string): string[] =>
  names.filter((name) => name.startsWith('@vain/') && name !== own)

const foreign = (names: readonly string[]): string[] =>
  names.filter((name) => !name.startsWith('@vain/') && !builtinModules.includes(name))

/** Whether a source of the folder names the package in quotes, as an import or for a lookup. */
function isNamedIn(folder: string, name: string): boolean {
  const quoted = new RegExp(`['"\`]${name.replaceAll('.', '\\.')}['"\`/]`)
  const files = filesLike(...everywhere.map((part) => `${folder}/${part}/**/*.{ts,tsx,mjs}`))
  return files.some((file) => quoted.test(readFileSync(file, 'utf8')))
}

/** Whether one of the packages has to be given another beside it. */
function isPeerOf(packages: readonly string[], name: string): boolean {
  return packages
    .filter((other) => !other.startsWith('@vain/'))
    .some(
      (other) => name in (readJson(`node_modules/${other}/package.json`).peerDependencies ?? {}),
    )
}

describe('workspaces', () => {
  it('default: every package is a workspace, in the ladder, and named for its folder', () => {
    expect(folders).to.include.members(['packages/base', 'node', 'aggregator'])
    expect(
      filesLike(...(root.workspaces ?? []).map((glob) => `${glob}/package.json`)),
    ).to.deep.equal(folders.map((folder) => `${folder}/package.json`))
    expect(Object.keys(below).toSorted()).to.deep.equal(folders)
    for (const folder of folders)
      expect(readManifest(folder).name).to.equal(`@vain/${folder.split('/').at(-1)}`)
  })

  it('default: tsc -b builds every folder with a tsconfig.json', () => {
    const configured = filesLike('*/tsconfig.json', '*/*/tsconfig.json').map(dirname).toSorted()
    expect(configured).to.include.members(folders)
    expect(referencesOf('.')).to.deep.equal(configured)
  })

  for (const folder of folders)
    it(`default: ${folder} refers to what it imports, in tests and benchmarks too`, () => {
      const imported = ours(packagesImportedIn(folder, everywhere), readManifest(folder).name)
      const expected = imported.map((name) =>
        folders.find((other) => readManifest(other).name === name),
      )
      expect(referencesOf(folder)).to.have.members(expected)
    })

  for (const folder of ['test', 'scripts'])
    it(`default: ${folder} refers to every package`, () => {
      expect(referencesOf(folder)).to.include.members(folders)
    })

  for (const folder of folders)
    it(`default: ${folder} declares what its sources import, and nothing else`, () => {
      const { name: own, dependencies } = readManifest(folder)
      const declared = Object.keys(dependencies)
      const imported = packagesImportedIn(folder, ['src', 'server', 'bin'])
      const undeclared = [...ours(imported, own), ...foreign(imported)].filter(
        (name) => !declared.includes(name),
      )
      expect(undeclared, 'imported, not declared').to.deep.equal([])
      const unused = declared.filter(
        (name) => !imported.includes(name) && !isNamedIn(folder, name) && !isPeerOf(declared, name),
      )
      expect(unused, 'declared, not imported').to.deep.equal([])
    })

  it('default: tests and benchmarks import what some package declares', () => {
    const manifests = ['.', ...folders].map(readManifest)
    const declared = manifests.flatMap((it) =>
      Object.keys({ ...it.dependencies, ...it.devDependencies }),
    )
    const inPackages = folders.flatMap((folder) => packagesImportedIn(folder, ['test', 'bench']))
    const imported = [...inPackages, ...packagesImportedIn('.', ['test', 'scripts'])]
    expect(imported).to.include.members(['chai', 'hardhat'])
    expect(foreign(imported).filter((name) => !declared.includes(name))).to.deep.equal([])
  })

  it('default: a package declares for its tests only what they import, or types', () => {
    const unused = folders.flatMap((folder) => {
      const { dependencies, devDependencies } = readManifest(folder)
      const isTyped = (name: string): boolean => name.replace(/^@types\//, '') in dependencies
      const names = Object.keys(devDependencies)
      return names.filter((name) => !isTyped(name) && !isNamedIn(folder, name))
    })
    expect(unused).to.deep.equal([])
  })

  it('behavior: versions are exact, and one package has one version', () => {
    const versions = ['.', ...folders].flatMap((folder) => {
      const { dependencies, devDependencies } = readManifest(folder)
      return Object.entries({ ...dependencies, ...devDependencies })
    })
    const third = versions.filter(([name]) => !name.startsWith('@vain/'))
    expect(third.filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version))).to.deep.equal([])
    const byName = new Map(third)
    expect(third.filter(([name, version]) => byName.get(name) !== version)).to.deep.equal([])
  })
})
