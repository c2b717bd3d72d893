/** What is installed may be used and handed on under the licence of this project. */
import { expect } from 'chai'
import { readJson } from './manifests.ts'

/** SPDX names of licences that ask for no more than naming their holders, or for changes of their own files. */
const allowed: readonly string[] = [
  ...[
    '0BSD',
    'Apache-2.0',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'BlueOak-1.0.0',
    'CC-BY-4.0',
    'CC0-1.0',
  ],
  ...['ISC', 'MIT', 'MPL-2.0', 'Python-2.0', 'WTFPL'],
]

/** Where a package does not say it as SPDX does: what its files say. */
const told: Readonly<Record<string, string>> = {
  'MPL 2.0': 'MPL-2.0',
  'Apache-2.0 WITH LLVM-exception': 'Apache-2.0',
}

/** Packages whose manifest names none in the field for it, with what their licence file says. */
const unnamed: Readonly<Record<string, string>> = { memorystream: 'MIT' }

type Entry = { readonly license?: string; readonly link?: boolean }

const packages = Object.entries(
  readJson('package-lock.json').packages as Readonly<Record<string, Entry>>,
).filter(([path, { link }]) => path.includes('node_modules/') && link !== true)

/** Whether one of the licences to choose from is allowed. */
function isAllowed(expression: string): boolean {
  const choices = expression.replace(/^\((.*)\)$/, '$1').split(' OR ')
  return choices.some((name) => allowed.includes(told[name] ?? name))
}

describe('licences', () => {
  it('default: every package of the lock file has one that is allowed', () => {
    expect(packages.length).to.be.above(300)
    const refused = packages.flatMap(([path, { license }]) => {
      const name = path.split('node_modules/').at(-1) ?? ''
      const found = license ?? unnamed[name]
      return found !== undefined && isAllowed(found) ? [] : [`${name}: ${found}`]
    })
    expect(refused).to.deep.equal([])
  })

  it('error: copyleft, nothing, and what only looks like a choice', () => {
    for (const expression of ['GPL-3.0-only', 'AGPL-3.0', 'UNLICENSED', '', 'MIT AND GPL-2.0'])
      expect(isAllowed(expression), expression).to.equal(false)
    expect(isAllowed('(BSD-3-Clause OR GPL-2.0)')).to.equal(true)
  })
})
