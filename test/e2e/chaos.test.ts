import { fromText } from '@vain/base'
import { createDraws } from '@vain/learn'
import { expect } from 'chai'
import { audit } from '../chaos/audit.ts'
import { type Cell, nameOf } from '../chaos/cells/cell.ts'
import { playCell } from '../chaos/cells/playCell.ts'
import { type ChaosNetwork, openChaosNetwork } from '../chaos/network/openChaosNetwork.ts'

/** A part of the matrix of `npm run test:chaos`: links that are bad in two ways, and the chain. */
const cells: readonly Cell[] = [
  { fault: 'slow', role: 'validator', phase: 'mask' },
  { fault: 'partition', role: 'node', phase: 'reveal' },
  { fault: 'rejoin', role: 'chain', phase: 'advertise' },
]

describe('a network that faults befall', function () {
  this.timeout(600_000)
  const { unit: random } = createDraws('chaos', fromText('gate'))
  let network: ChaosNetwork

  before(async () => {
    network = await openChaosNetwork(random, 30)
    await network.until((run) => run.machine.cursor.version > 0, 500_000)
  })

  after(() => network.close())

  for (const cell of cells)
    it(`behavior: ${nameOf(cell)}: the sum is exact or there is none, and the next ones are whole`, async () => {
      // What does not hold of a sum or a daemon is thrown.
      const { landed } = await playCell(network, cell, random)
      expect(landed, 'the phase in which the fault came').not.to.equal('over')
    })

  it('default: the audit verifies all of it', async () => {
    const { code, text } = await audit(network)
    expect(code, text).to.equal(0)
  })
})
