import { expect } from 'chai'
import { cutEvent } from '../../src/answers/cutValue.ts'

describe('cutEvent', () => {
  it('behavior: what anybody wrote is told in bounded length, however it is nested', () => {
    const long = 'x'.repeat(2_000)
    const event = {
      name: 'ProposalCreated',
      arguments: { description: long, calls: Array(5_000).fill({ data: long }), isIt: true },
    }
    const { arguments: told } = cutEvent(event)
    expect(told.description).to.equal(`${'x'.repeat(1_000)}…`)
    expect(told.calls).to.have.lengthOf(1_024)
    expect(told.calls).to.have.nested.property('[1023].data.length', 1_001)
    expect(told.isIt).to.equal(true)
  })

  it('default: leaves what is short as it is', () => {
    const event = { arguments: { id: '7', list: ['a'.repeat(1_000)] } }
    expect(cutEvent(event)).to.deep.equal(event)
  })
})
