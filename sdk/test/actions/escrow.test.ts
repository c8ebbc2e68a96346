import { expect } from 'chai'
import { concat, type Hex } from 'viem'
import {
  authorizationNonce,
  authorizationTypedData,
  permitTypedData,
  signDepositAuthorization,
  signPermit,
  tokenAbi,
} from '../../src/index.ts'
import { readTokenDomain } from '../../src/signing/tokenDomain.ts'
import { exercise, failure } from '../support/exercise.ts'
import { account, newMarket, type TestClient, type TestMarket } from '../support/market.ts'

const LATE = 4_000_000_000n
const SALT: Hex = `0x${'5a'.repeat(32)}`

describe('SDK actions: escrow and token', () => {
  let market: TestMarket
  let payer: TestClient
  let relayer: TestClient
  const [from, beneficiary] = [account(1).address, account(2).address]

  before(async () => {
    market = await newMarket()
    payer = market.client(1)
    relayer = market.client(3)
  })

  it('approveToken allows the Bourse, getTokenAllowance tells', async () => {
    const event = await exercise(payer, payer.approveToken, { amount: 5n })
    expect(event).to.deep.equal({ owner: from, spender: event.spender, amount: 5n })
    expect(await payer.getTokenAllowance({ owner: from, spender: market.deployment.bourse })).to.equal(5n)
  })

  it('ESC-1 deposit credits the beneficiary, getEscrowBalance and getTokenBalance tell', async () => {
    await payer.approveToken.andWait({ amount: 70n })
    const before = await payer.getTokenBalance({ account: from })
    const event = await exercise(payer, payer.deposit, { beneficiary, amount: 70n })
    expect(event).to.deep.equal({ account: beneficiary, payer: from, amount: 70n })
    expect(await payer.getEscrowBalance({ account: beneficiary })).to.equal(70n)
    expect(before - (await payer.getTokenBalance({ account: from }))).to.equal(70n)
  })

  it('ESC-5 depositWithPermit and signPermit: anyone may carry it, its owner is credited', async () => {
    expect(await payer.getTokenNonce({ account: from })).to.equal(0n)
    const { deployment } = market
    const signature = await signPermit(payer, { deployment, amount: 40n, deadline: LATE })
    const event = await exercise(relayer, relayer.depositWithPermit, {
      owner: from,
      amount: 40n,
      deadline: LATE,
      signature,
    })
    expect(event).to.deep.equal({ account: from, payer: from, amount: 40n })
    expect(await payer.getTokenNonce({ account: from })).to.equal(1n)
  })

  it('ESC-5 depositWithPermit: a permit that was used first still serves its owner, and nobody else', async () => {
    const { deployment } = market
    const permit = { owner: from, amount: 9n, deadline: LATE }
    const signature = await signPermit(payer, { deployment, amount: 9n, deadline: LATE })
    await relayer.depositWithPermit.andWait({ ...permit, signature })
    await payer.approveToken.andWait({ amount: 9n })
    const error = await failure(relayer.depositWithPermit({ ...permit, signature }))
    expect(error).to.include({ name: 'ContractRevertError', errorName: 'Error' })
    expect(error.args).to.deep.equal(['EIP2612: invalid signature'])
    expect(error.advice).to.have.length(1)
    const { event } = await payer.depositWithPermit.andWait({ ...permit, signature })
    expect(event.amount).to.equal(9n)
  })

  it('ESC-5 depositWithAuthorization and signDepositAuthorization: the signer names the beneficiary', async () => {
    const { deployment } = market
    const terms = { amount: 30n, beneficiary, validBefore: LATE, salt: SALT }
    const signature = await signDepositAuthorization(payer, { deployment, ...terms })
    const parameters = { from, ...terms, validAfter: 0n, signature }
    const before = await payer.getEscrowBalance({ account: beneficiary })
    const stolen = await failure(
      relayer.depositWithAuthorization({ ...parameters, beneficiary: relayer.account.address }),
    )
    expect(stolen).to.include({ name: 'ContractRevertError', errorName: 'Error' })
    const event = await exercise(relayer, relayer.depositWithAuthorization, parameters)
    expect(event).to.deep.equal({ account: beneficiary, payer: from, amount: 30n })
    expect((await payer.getEscrowBalance({ account: beneficiary })) - before).to.equal(30n)
    const used = { abi: tokenAbi, address: deployment.token, functionName: 'authorizationState' } as const
    expect(await payer.readContract({ ...used, args: [from, authorizationNonce(beneficiary, SALT)] })).to.equal(true)
  })

  it('ESC-1 depositWithPermit and depositWithAuthorization carry what a smart account signs', async () => {
    const { deployment } = market
    const { token, bourse } = deployment
    const owners = [account(4), account(5)]
    const smart = await market.deploy(
      'SmartAccount',
      owners.map((owner) => owner.address),
    )
    const paid = { abi: tokenAbi, address: token, functionName: 'transfer', args: [smart, 50n] } as const
    await payer.writeContract(paid)
    const domain = await readTokenDomain(payer, token)
    const permit = { owner: smart, spender: bourse, value: 20n, nonce: 0n, deadline: LATE }
    const both = await Promise.all(owners.map((owner) => owner.signTypedData(permitTypedData(permit, domain))))
    const given = { owner: smart, amount: 20n, deadline: LATE, signature: concat(both) }
    expect((await relayer.depositWithPermit.andWait(given)).event).to.deep.equal({
      ...{ account: smart, payer: smart, amount: 20n },
    })
    const [amount, nonce] = [30n, authorizationNonce(smart, SALT)]
    const times = { validAfter: 0n, validBefore: LATE }
    const data = authorizationTypedData({ from: smart, to: bourse, value: amount, nonce, ...times }, domain)
    const signature = concat(await Promise.all(owners.map((owner) => owner.signTypedData(data))))
    const parameters = { from: smart, beneficiary: smart, amount, salt: SALT, signature, ...times }
    expect((await exercise(relayer, relayer.depositWithAuthorization, parameters)).amount).to.equal(30n)
    expect(await payer.getEscrowBalance({ account: smart })).to.equal(50n)
  })

  it('ESC-2 withdraw pays out of the own balance, and says what is missing when it is too low', async () => {
    const event = await exercise(payer, payer.withdraw, { to: beneficiary, amount: 15n })
    expect(event).to.deep.equal({ account: from, to: beneficiary, amount: 15n })
    const error = await failure(payer.withdraw({ to: beneficiary, amount: 1_000_000n }))
    expect(error).to.include({ name: 'ContractRevertError', errorName: 'BalanceTooLow', functionName: 'withdraw' })
    expect(error.args).to.deep.equal([43n, 1_000_000n])
    expect(error.advice).to.have.length(1)
  })
})
