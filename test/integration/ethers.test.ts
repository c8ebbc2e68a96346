import type { Bourse } from '@lambda-bourse/sdk/ethers'
import { expect } from 'chai'
import hre from 'hardhat'
import { getAddress, zeroAddress } from 'viem'

const NO_MODULES = {
  registry: zeroAddress,
  faults: zeroAddress,
  disputes: zeroAddress,
  vouchers: zeroAddress,
  requests: zeroAddress,
}

describe('the market through ethers', () => {
  it('ESC-1 deposits and withdraws, with typed contracts and their errors', async () => {
    const { ethers } = await hre.network.create()
    const [owner, user] = await ethers.getSigners()
    if (!owner || !user) throw new Error('the simulated chain has accounts')
    const usdc = await ethers.deployContract('USDC', [owner.address])
    const token = await usdc.getAddress()
    const bourse = (await ethers.deployContract('Bourse', [
      {
        token,
        owner: owner.address,
        epochLength: 60,
        grace: 2,
        window: 4,
        game: 3,
        absence: 3,
        compensated: 2,
        baseStake: 1,
      },
      NO_MODULES,
    ])) as unknown as Bourse
    await usdc.getFunction('mint')(user.address, 10n)
    await usdc.connect(user).getFunction('approve')(await bourse.getAddress(), 10n)
    await expect(bourse.connect(user).deposit(user.address, 10n))
      .to.emit(bourse, 'Deposited')
      .withArgs(user.address, user.address, 10n)
    await expect(bourse.connect(user).withdraw(user.address, 11n))
      .to.be.revertedWithCustomError(bourse, 'BalanceTooLow')
      .withArgs(10n, 11n)
    await bourse.connect(user).withdraw(user.address, 4n)
    expect(await bourse.balanceOf(user.address)).to.equal(6n)
    expect(await usdc.getFunction('balanceOf')(user.address)).to.equal(4n)
  })

  it('ESC-4 tells who may pause, through viem and its assertions', async () => {
    const { viem } = await hre.network.create()
    const [owner, stranger] = await viem.getWalletClients()
    if (!owner || !stranger) throw new Error('the simulated chain has accounts')
    const usdc = await viem.deployContract('USDC', [owner.account.address])
    const config = { epochLength: 60, grace: 2, window: 4, game: 3, absence: 3, compensated: 2, baseStake: 1 }
    const { address } = await viem.deployContract('Bourse', [
      { ...config, token: usdc.address, owner: owner.account.address },
      NO_MODULES,
    ])
    const bourse = await viem.getContractAt('IBourse', address)
    await viem.assertions.revertWithCustomErrorWithArgs(
      bourse.write.setPaused([true], { account: stranger.account }),
      bourse,
      'NotOwner',
      [getAddress(stranger.account.address), getAddress(owner.account.address)],
    )
    await viem.assertions.emitWithArgs(bourse.write.setPaused([true]), bourse, 'Paused', [true])
  })
})
