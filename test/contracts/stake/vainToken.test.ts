import { expect } from 'chai'
import { deploy, ethers, ownerOf } from '../support/chain.ts'
import { deployAll, fresh } from '../support/stage.ts'

describe('VainToken', () => {
  it('default: the holder has the whole supply', async () => {
    const { token } = await fresh(deployAll)
    const { address } = await ownerOf()
    expect(await token.balanceOf(address)).to.equal(10n ** 27n)
    expect(await token.totalSupply()).to.equal(10n ** 27n)
    expect([await token.name(), await token.symbol()]).to.deep.equal(['vAIn', 'VAIN'])
  })

  it('error: a supply beyond 128 bits', async () => {
    const { token } = await fresh(deployAll)
    const { address } = await ownerOf()
    await expect(deploy('vainToken', [address, 2n ** 128n]))
      .to.be.revertedWithCustomError(token, 'SupplyTooLarge')
      .withArgs(2n ** 128n)
    await deploy('vainToken', [address, 2n ** 128n - 1n])
    await expect(deploy('vainToken', [ethers.ZeroAddress, 1])).to.be.revertedWithCustomError(
      token,
      'ERC20InvalidReceiver',
    )
  })
})
