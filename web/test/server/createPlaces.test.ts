import { expect } from 'chai'
import { createPlaces } from '../../server/chain/createPlaces.ts'

describe('createPlaces', () => {
  it('default: one alone has half, and there is room for who comes next', () => {
    const take = createPlaces(256)
    for (let taken = 0; taken < 128; taken++) take('a', 1)
    expect(() => take('a', 1)).to.throw('of yours')
    for (let taken = 0; taken < 64; taken++) take('b', 1)
    expect(() => take('b', 1)).to.throw('of yours')
    take('c', 32)
  })

  it('behavior: what was given back can be taken again, by anybody', () => {
    const take = createPlaces(4)
    const release = take('a', 2)
    expect(() => take('a', 1)).to.throw('of yours')
    expect(() => take('b', 2)).to.throw('too many calls at once')
    release()
    take('b', 2)()
    take('a', 2)
  })
})
