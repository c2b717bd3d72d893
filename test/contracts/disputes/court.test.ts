import { expect } from 'chai'
import { deployAny } from '../support/chain.ts'
import { courtBond, maxAge, moveSeconds, stageCourts } from '../support/inputs.ts'
import { fresh } from '../support/stage.ts'

// What all courts of two sides share, seen at one of them.
describe('Court', () => {
  it('default: knows its companions from ledger and slasher alone', async () => {
    const { data, ledger, slasher, book, set, token } = await fresh(stageCourts)
    for (const [name, companion] of Object.entries({
      ...{ ledger, slasher, token },
      ...{ keyBook: book, epochSet: set },
    }))
      expect(await data[name]?.(), name).to.equal(await companion.getAddress())
    expect(await data.bond?.()).to.equal(courtBond)
    expect(await data.moveSeconds?.()).to.equal(moveSeconds)
  })

  it('default: governance sets bond and time of later disputes, even to no bond', async () => {
    const { data } = await fresh(stageCourts)
    await expect(data.setBond?.(0)).to.emit(data, 'BondSet').withArgs(0)
    await expect(data.setMoveSeconds?.(1)).to.emit(data, 'MoveSecondsSet').withArgs(1)
    expect(await data.bond?.()).to.equal(0)
    expect(await data.moveSeconds?.()).to.equal(1)
  })

  it('error: a slasher that knows other sets', async () => {
    const { slasher, vault, book, ledger, set, treasury, authority } = await fresh(stageCourts)
    const other = await deployAny('EpochSet', [vault, book, 1])
    const stranger = await deployAny('Slasher', [other, treasury, 1, authority])
    const terms = [courtBond, moveSeconds, maxAge, authority]
    for (const deployed of [
      () => deployAny('SignatureCourt', [ledger, stranger]),
      () => deployAny('DataCourt', [ledger, stranger, ...terms]),
    ])
      await expect(deployed())
        .to.be.revertedWithCustomError(slasher, 'WrongEpochSet')
        .withArgs(await set.getAddress(), await other.getAddress())
  })

  it('error: no time to move', async () => {
    const { data, ledger, slasher, authority } = await fresh(stageCourts)
    await expect(data.setMoveSeconds?.(0)).to.be.revertedWithCustomError(data, 'ZeroMoveSeconds')
    await expect(
      deployAny('DataCourt', [ledger, slasher, courtBond, 0, maxAge, authority]),
    ).to.be.revertedWithCustomError(data, 'ZeroMoveSeconds')
  })
})
