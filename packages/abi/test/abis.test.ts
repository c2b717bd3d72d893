import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { contractAbis } from '../src/index.ts'

type Entry = { readonly type: string; readonly name?: string }

describe('generated ABIs', () => {
  const all: readonly (readonly [string, readonly Entry[]])[] = Object.entries(
    contractAbis as Readonly<Record<string, readonly Entry[]>>,
  )

  it('default: each has the functions that the contract is called by', () => {
    const functions = ({ type }: Entry): boolean => type === 'function'
    expect(all).to.have.length.above(10)
    for (const [name, abi] of all) expect(abi.some(functions), name).to.equal(true)
  })

  it('behavior: no creation code comes with them', () => {
    const source = readFileSync(new URL('../src/generated/abis.ts', import.meta.url), 'utf8')
    expect(source).not.to.match(/0x[0-9a-f]{100}/)
    expect(source).not.to.include('bytecode')
  })

  it('behavior: entries are told apart by their names and inputs', () => {
    for (const [name, abi] of all) {
      const keys = abi.filter((entry) => entry.name !== undefined).map((it) => JSON.stringify(it))
      expect(new Set(keys).size, name).to.equal(keys.length)
    }
  })
})
