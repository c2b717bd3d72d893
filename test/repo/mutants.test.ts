/** The mutants that `npm run mutate` tries: in code, one small change each, the same every time. */
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { mutantsOf, mutate } from '../../scripts/mutate/mutants.ts'
import { drawSample } from '../../scripts/mutate/sample.ts'
import type { Source } from '../../scripts/mutate/sources.ts'
import { parse, root } from '../../scripts/solidity/compiler.ts'
import type { Node } from '../../scripts/solidity/syntax.ts'

const paths = ['contracts/stake/StakeVault.sol', 'contracts/libraries/Bitmap.sol']
const trees = parse(paths)
const sources = paths.map((path): Source => {
  const text = readFileSync(`${root}/${path}`)
  return { path, text, tree: trees.get(path) as Node, affects: [] }
})
const [vault, bitmap] = sources as [Source, Source]

describe('mutants', () => {
  it('default: each changes what it says, and nothing else', () => {
    for (const source of sources)
      for (const mutant of mutantsOf(source)) {
        const { start, end, original, replacement } = mutant
        const changed = mutate(source, mutant)
        expect(source.text.subarray(start, end).toString()).to.equal(original)
        expect(changed).not.to.equal(source.text.toString())
        expect(Buffer.byteLength(changed)).to.equal(
          source.text.length - (end - start) + Buffer.byteLength(replacement),
        )
      }
  })

  it('behavior: every operator finds its places, none of them in a comment', () => {
    const mutants = sources.flatMap(mutantsOf)
    expect(new Set(mutants.map(({ operator }) => operator))).to.deep.equal(
      new Set([
        ...['arithmetic', 'assembly', 'bits', 'boolean', 'check', 'comparison'],
        ...['condition', 'constant', 'event', 'modifier', 'statement'],
      ]),
    )
    for (const { code } of mutants) expect(code).not.to.match(/^(\/\/|\*|import|pragma)/)
  })

  it('behavior: removes who may call, and what is checked', () => {
    const changes = mutantsOf(vault)
    const removed = (operator: string): string[] =>
      changes.filter((change) => change.operator === operator).map(({ original }) => original)
    expect(removed('modifier')).to.deep.equal(['restricted', 'restricted', 'restricted'])
    expect(removed('check')).to.include('if (amount == 0) revert ZeroAmount();')
    expect(removed('event')).to.include('emit Bonded(msg.sender, amount);')
  })

  it('behavior: a name stands for one mutant', () => {
    const ids = sources.flatMap(mutantsOf).map(({ id }) => id)
    expect(new Set(ids).size).to.equal(ids.length)
  })

  it('behavior: a sample takes from every file, depends on the seed, and grows', () => {
    const all = new Map(sources.map((source) => [source.path, mutantsOf(source)]))
    const idsOf = (count: number, seed: number): string[] =>
      drawSample(all, count, seed).map(({ id }) => id)
    expect(idsOf(20, 1)).to.deep.equal(idsOf(20, 1))
    expect(idsOf(20, 1)).not.to.deep.equal(idsOf(20, 2))
    expect(idsOf(60, 1)).to.include.members(idsOf(20, 1))
    expect(new Set(drawSample(all, 8, 1).map(({ path }) => path)).size).to.equal(2)
  })

  it('behavior: assembly is changed as well', () => {
    const changes = mutantsOf(bitmap).filter(({ operator }) => operator === 'assembly')
    expect(changes).not.to.deep.equal([])
  })
})
