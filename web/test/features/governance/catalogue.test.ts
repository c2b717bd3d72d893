import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { catalogue, motionOf } from '../../../src/features/governance/catalogue/index.ts'
import { abiOf } from '../../../src/shared/chain/abis/index.ts'

const motions = Object.values(catalogue).flat()

/** Names that the specification gives the contracts whose functions governance calls. */
const contracts: Readonly<Record<string, string>> = {
  KeyBook: 'keyBook',
  RunRegistry: 'runRegistry',
  ModelLineage: 'lineage',
  Slasher: 'slasher',
  SumCourt: 'sumCourt',
  DataCourt: 'dataCourt',
  RewardMerkle: 'rewards',
  VainGovernor: 'governor',
  TimelockController: 'timelock',
  AccessManager: 'authority',
}

/** Rows of the table of roles that are for proposals. */
function rowsForProposals(): [contract: string, name: string][] {
  const text = readFileSync(
    new URL('../../../../docs/protocol/governance.md', import.meta.url),
    'utf8',
  )
  const rows = text.matchAll(
    /^\| `(\w+)` \| (.+?) \| (ADMIN|a proposal.*|the timelock itself) \|$/gm,
  )
  return [...rows].flatMap(([, contract = '', names = '']) =>
    [...names.matchAll(/`(\w+)`/g)].map(([, name = '']): [string, string] => [
      contracts[contract] ?? contract,
      name,
    ]),
  )
}

function inputsOf(contract: string, name: string): (string | undefined)[][] {
  return (abiOf(contract) ?? []).flatMap((entry) =>
    entry.type === 'function' && entry.name === name
      ? [entry.inputs.map((input) => input.name)]
      : [],
  )
}

describe('catalogue', () => {
  it('default: has everything that the specification leaves to proposals', () => {
    const rows = rowsForProposals()
    expect(rows.length).to.be.greaterThan(30)
    const missing = rows.filter(([contract, name]) => motionOf(contract, name) === undefined)
    expect(missing).to.deep.equal([])
  })

  it('default: names functions, arguments and getters that are there', () => {
    for (const motion of motions) {
      const where = `${motion.contract}.${motion.function}`
      const [inputs] = inputsOf(motion.contract, motion.function)
      expect(inputs, where).not.to.equal(undefined)
      expect(inputs, where).to.include.members(Object.keys(motion.units ?? {}))
      for (const { contract, getter, with: names = [] } of motion.readings ?? []) {
        const lengths = inputsOf(contract, getter).map(({ length }) => length)
        expect(lengths, `${where} → ${getter}`).to.include(names.length)
        expect(inputs, where).to.include.members(names.filter((name) => !name.startsWith('@')))
      }
    }
  })

  it('default: has each function once', () => {
    const names = motions.map((motion) => `${motion.contract}.${motion.function}`)
    expect(names).to.deep.equal([...new Set(names)])
  })
})
