import { expect } from 'chai'
import { createTurn } from '../../../../src/shared/chain/transactions/createTurn.ts'

describe('createTurn', () => {
  it('default: does one thing after the other, and tells when', async () => {
    const told: boolean[] = []
    const takeTurn = createTurn((isTaken) => told.push(isTaken))
    expect(await takeTurn(async () => 1)).to.equal(1)
    expect(await takeTurn(async () => 2)).to.equal(2)
    expect(told).to.deep.equal([true, false, true, false])
  })

  it('behavior: begins nothing while something is being done, such as by a double click', async () => {
    const takeTurn = createTurn(() => {})
    const begun: string[] = []
    const [first, second] = await Promise.all(
      ['first', 'second'].map((name) =>
        takeTurn(async () => {
          begun.push(name)
          return name
        }),
      ),
    )
    expect([first, second, begun]).to.deep.equal(['first', undefined, ['first']])
  })

  it('error: what fails gives the turn back', async () => {
    const takeTurn = createTurn(() => {})
    const failing = takeTurn(() => Promise.reject(new Error('no')))
    expect(await failing.catch((error: Error) => error.message)).to.equal('no')
    expect(await takeTurn(async () => 1)).to.equal(1)
  })
})
