import { expect } from 'chai'
import { encodeAbiParameters, type Hex, keccak256, toHex, zeroAddress } from 'viem'
import type { Address } from '../model/index.ts'
import { type Court, DEPOSIT, FEE, LIE, type Member, newCourt, TRUTH } from './support/court.ts'
import { FOREVER, NO_LIMIT, PLAN, TERMS } from './support/scene.ts'

const HISTORY = '0x0000F90827F1C53a10cb7A02335B175320002935'

describe('POP-7 jurors: who is drawn, and who shapes a jury', () => {
  let court: Court

  beforeEach(async () => {
    court = await newCourt(5, 3)
  })

  afterEach(async () => {
    const { has, ...parts } = await court.books()
    expect(Object.values(parts).reduce((a, b) => a + b, 0n)).to.equal(has)
  })

  const seated = (bench: readonly (Member | undefined)[]) => bench.map((member) => member?.id)

  /** An offer of a member's, and leases of it for somebody's deal. */
  async function lease(member: Member, customer: Address, epochs = 40): Promise<number> {
    const { bourse, chain, lens } = court
    await court.sendTo(bourse, member.owner, 'postOffer', [{ ...TERMS, units: 10, until: FOREVER }])
    const offer = (await chain.read<[number, number]>(lens, 'counts'))[1]
    await court.sendTo(bourse, customer, 'openDeal', [{ ...PLAN, unitsEach: 1, epochs }, [offer], NO_LIMIT, 0n])
    return (await chain.read<[number, number, number]>(lens, 'counts'))[2] * 256
  }

  /** The contract's draw, by shuffling a list. */
  function shuffle(seed: Hex, list: readonly number[], n: number): number[] {
    const places = [...list]
    for (let i = 0; i < n; i++) {
      const data = encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [seed, BigInt(i)])
      const at = i + Number(BigInt(keccak256(data)) % BigInt(places.length - i))
      ;[places[i], places[at]] = [places[at] as number, places[i] as number]
    }
    return places.slice(0, n)
  }

  const hashOf = async (block: number) =>
    (await court.chain.rpc<{ hash: Hex }>('eth_getBlockByNumber', toHex(block), false)).hash

  it('the hash of the block after standing draws the first of a shuffled list, each once', async () => {
    court = await newCourt(9, 3)
    const list = court.members.map(({ id }) => id)
    const drawn = new Set<number>()
    for (let i = 0; i < 12; i++) {
      const id = await court.open(TRUTH)
      const bench = seated(await court.summon(id))
      const { drawnBy } = await court.view(id)
      expect(bench).to.deep.equal(shuffle(await hashOf(drawnBy), list, 3))
      expect(new Set(bench).size).to.equal(3)
      for (const member of bench) drawn.add(member as number)
      for (const member of court.members) await court.enlist(member, FEE)
    }
    expect(drawn.size, 'everybody has a seat once').to.be.greaterThan(6)
  })

  it('nothing is drawn before that block is there; where its hash is lost, another block draws', async () => {
    const id = await court.open()
    await court.chain.rpc('hardhat_setCode', HISTORY, '0x')
    await court.stand(id)
    expect((await court.refused(court.friend, 'draw', [id])).name).to.equal('TooSoon')
    await court.mine(300)
    const events = court.eventsOf(await court.call(court.friend, 'draw', [id]))
    expect(events.map(({ name }) => name)).to.deep.equal(['Postponed'])
    expect(await court.stage(id)).to.equal('Drawing')
    await court.mine(2)
    await court.call(court.friend, 'draw', [id])
    expect(await court.stage(id)).to.equal('Sitting')
  })

  it('a hash older than 256 blocks is read from the history that EIP-2935 keeps', async () => {
    const id = await court.open()
    const seed = keccak256(toHex('a hash of history'))
    // PUSH32 seed, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN
    await court.chain.rpc('hardhat_setCode', HISTORY, `0x7f${seed.slice(2)}5f5260205ff3`)
    await court.stand(id)
    await court.mine(300)
    await court.call(court.friend, 'draw', [id])
    expect(seated(await court.bench(id))).to.deep.equal(
      shuffle(
        seed,
        court.members.map((m) => m.id),
        3,
      ),
    )
  })

  it('who came to the list after the opening is not drawn, on an empty place of it either', async () => {
    court = await newCourt(3, 3)
    const [gone, ...rest] = court.members as [Member, Member, Member]
    await court.call(gone.sender, 'giveNotice', [gone.id])
    const id = await court.open()
    await court.serve(1)
    await court.stand(id)
    await court.serve(1)
    await court.call(court.friend, 'discharge', [gone.id])
    const late = await court.enlist(await court.provider())
    expect((await court.juror(late)).place, 'it has the place of who left').to.equal(0)
    court.members.splice(court.members.indexOf(gone), 1)
    await court.call(court.friend, 'draw', [id])
    // two are too few: the trial is over, everybody has their money back
    expect(await court.stage(id)).to.equal('Over')
    expect(await court.trialOwed(court.challenger)).to.equal(court.unit)
    expect(rest.length).to.equal(2)
  })

  it('jurors leave by notice: drawn for what was opened before, for nothing after, paid out when all is over', async () => {
    court = await newCourt(4, 3)
    const leaver = court.members[0] as Member
    const before = await court.open()
    await court.call(leaver.sender, 'giveNotice', [leaver.id])
    expect((await court.refused(leaver.sender, 'giveNotice', [leaver.id])).name).to.equal('NotEnlisted')
    expect((await court.refused(court.friend, 'discharge', [leaver.id])).name).to.equal('NoticeRuns')
    for (let i = 0; i < 6; i++) {
      const id = await court.open()
      expect(seated(await court.summon(id))).to.not.include(leaver.id)
      for (const member of court.members.slice(1)) await court.enlist(member, FEE)
    }
    await court.stand(before)
    // until it has a seat: the hash decides, so it is asked for where one draws it
    await court.chain.rpc('hardhat_setCode', HISTORY, `0x7f${(await seedFor(leaver.id)).slice(2)}5f5260205ff3`)
    await court.mine(300)
    await court.call(court.friend, 'draw', [before])
    expect(seated(await court.bench(before))).to.include(leaver.id)
    await court.pass(2)
    expect((await court.refused(court.friend, 'discharge', [leaver.id])).name).to.equal('SeatsOpen')
    await court.pass(1)
    await court.judge(before)
    await court.call(court.friend, 'discharge', [leaver.id])
    expect(await court.trialOwed(leaver.sender)).to.equal(DEPOSIT)
    court.members.shift()
    expect(await court.chain.read(court.jury, 'jurors')).to.equal(3n)
  })

  it('a notice is taken back by enlisting again, from then on', async () => {
    court = await newCourt(3, 3)
    const member = court.members[0] as Member
    await court.call(member.sender, 'giveNotice', [member.id])
    const id = await court.open()
    await court.enlist(member, 0n)
    await court.summon(id)
    expect(await court.stage(id)).to.equal('Over')
    const next = await court.open()
    expect(seated(await court.summon(next))).to.include(member.id)
  })

  it('neither the accused nor the customer sits, under whatever provider of theirs', async () => {
    court = await newCourt(3, 3)
    const { accused, developer } = court
    const mine: Member = {
      ...{ id: accused.id, owner: accused.owner, operator: accused.operator },
      sender: accused.operator.address.toLowerCase() as Address,
    }
    await court.enlist(mine)
    const customers = await court.provider(developer)
    await court.enlist(customers)
    for (let i = 0; i < 5; i++) {
      const bench = seated(await court.summon(await court.open()))
      expect(bench).to.not.include(mine.id)
      expect(bench).to.not.include(customers.id)
      for (const member of court.members.slice(0, 3)) await court.enlist(member, FEE)
    }
  })

  it('a provider that is absent, or ended, is not drawn, and anybody takes one that ended off the list', async () => {
    court = await newCourt(4, 3)
    const ended = court.members[0] as Member
    await court.sendTo(court.bourse, ended.owner, 'retire')
    for (let i = 0; i < 3; i++) {
      expect(seated(await court.summon(await court.open()))).to.not.include(ended.id)
      for (const member of court.members.slice(1)) await court.enlist(member, FEE)
    }
    await court.call(court.friend, 'discharge', [ended.id])
    expect(await court.trialOwed(ended.sender)).to.equal(DEPOSIT)
    court.members.shift()
  })

  it('a commitment that was copied opens for nobody else', async () => {
    court = await newCourt(3, 3)
    const id = await court.open()
    const [a, b] = (await court.summon(id)) as [Member, Member]
    const salt = toHex(5, { size: 32 })
    const commitment = court.commitment(id, a.id, TRUTH, salt)
    await court.call(a.sender, 'commit', [id, a.id, commitment])
    await court.call(b.sender, 'commit', [id, b.id, commitment])
    await court.serve(2)
    const opened = [id, a.id, TRUTH.responseHash, TRUTH.fuel, TRUTH.status, salt]
    await court.call(a.sender, 'reveal', opened)
    const copied = [id, b.id, ...opened.slice(2)]
    expect((await court.refused(b.sender, 'reveal', copied)).name).to.equal('NotCommitted')
    expect((await court.refused(a.sender, 'reveal', opened)).name, 'twice').to.equal('NotCommitted')
  })

  it('the hash of an outcome is no vote before it is revealed', async () => {
    court = await newCourt(3, 3)
    const id = await court.open()
    const bench = (await court.summon(id)) as Member[]
    const answer = await court.chain.read<Hex>(court.jury, 'answerOf', [TRUTH.responseHash, TRUTH.fuel, TRUTH.status])
    for (const juror of bench) await court.call(juror.sender, 'commit', [id, juror.id, answer])
    await court.serve(3)
    expect(await court.judge(id)).to.equal('None')
  })

  it('floods: the n-th trial of a provider costs n times as much; who cannot pay for a seat leaves it empty', async () => {
    court = await newCourt(3, 3)
    const ids: bigint[] = []
    for (let i = 1n; i <= 6n; i++) {
      const id = await court.open(TRUTH)
      expect((await court.view(id)).times).to.equal(Number(i))
      ids.push(id)
    }
    expect(await court.chain.read(court.jury, 'bondFor', [court.accused.id, 10n ** 9n])).to.equal(7n * court.unit)
    for (const id of ids) await court.summon(id)
    // a deposit is good for four seats
    for (const [i, id] of ids.entries())
      expect(seated(await court.bench(id)).filter(Boolean).length).to.equal(i < 4 ? 3 : 0)
    const salt = toHex(7, { size: 32 })
    for (const id of ids.slice(0, 4))
      for (const juror of court.members)
        await court.call(juror.sender, 'commit', [id, juror.id, court.commitment(id, juror.id, TRUTH, salt)])
    await court.serve(2)
    for (const id of ids.slice(0, 4))
      for (const juror of court.members)
        await court.call(court.friend, 'reveal', [id, juror.id, TRUTH.responseHash, TRUTH.fuel, TRUTH.status, salt])
    const verdicts: string[] = []
    for (const id of ids) verdicts.push(await court.judge(id))
    expect(verdicts).to.deep.equal(['Right', 'Right', 'Right', 'Right', 'None', 'None'])
    // four bonds lost, the last two back: 1 + 2 + 3 + 4 units are gone
    expect(await court.trialOwed(court.challenger)).to.equal(11n * court.unit)
    for (const juror of court.members) expect(await court.trialOwed(juror.sender)).to.equal(4n * FEE)
  })

  describe('an attacker with twenty accounts', () => {
    /** All that some accounts have: free money in the market, wei here, and wei in what the jury keeps for them. */
    async function wealth(owners: readonly Address[], members: readonly Member[]) {
      let wei = 0n
      for (const one of [...owners, ...members.map(({ sender }) => sender)])
        wei += (await court.coin(one)) + (await court.trialOwed(one))
      for (const member of members) wei += (await court.juror(member)).deposit
      return { usdc: await court.money([...owners, ...members.map(({ owner }) => owner)]), wei }
    }

    /** Twenty providers of the attacker's, on the list; leased to whom it says. */
    async function crowd(customer?: Address): Promise<Member[]> {
      const mine: Member[] = []
      for (let i = 0; i < 20; i++) {
        const member = await court.enlist(await court.provider())
        if (customer) await lease(member, customer)
        mine.push(member)
      }
      // their leases begin, their operators attest
      return mine
    }

    it('leases to all of them and judges its own customer: it convicts nobody and gains nothing', async function () {
      this.timeout(0)
      const attacker = court.developer
      const mine = await crowd(attacker)
      const before = await wealth([attacker, court.challenger], mine)
      const honest = await court.money([court.accused.owner])
      let own = 0
      for (let i = 0; i < 4; i++) {
        // the receipt is true; the attacker's accounts all say the same lie
        const id = await court.open(TRUTH)
        const bench = await court.summon(id)
        const attackers = bench.filter((member) => member && mine.includes(member)) as Member[]
        own += attackers.length
        for (const member of attackers) await court.call(court.friend, 'recuse', [id, member.id, await leaseOf(member)])
        const says = bench.map((member) => (member && mine.includes(member) ? LIE : TRUTH))
        expect(await court.vote(id, bench, says)).to.not.equal('Wrong')
        await attest(mine)
      }
      expect(own, 'it was drawn most of the time').to.be.greaterThan(5)
      const after = await wealth([attacker, court.challenger], mine)
      expect(after.usdc <= before.usdc, `${after.usdc} micro-USDC of ${before.usdc}`).to.equal(true)
      expect(after.wei < before.wei, `${after.wei} wei of ${before.wei}`).to.equal(true)
      expect(await court.money([court.accused.owner])).to.equal(honest)
    })

    it('denies receipts of its own lease before its own jury: no honest seat is its gain', async function () {
      this.timeout(0)
      // it is customer, accused, challenger and most of the jury; honest jurors disagree with its lies, and lose
      const mine = await crowd()
      const parties = [court.developer, court.accused.owner, court.challenger]
      const accused: Member = {
        ...{ id: court.accused.id, owner: court.accused.owner, operator: court.accused.operator },
        sender: court.accused.operator.address.toLowerCase() as Address,
      }
      const all = async () => {
        const { usdc, wei } = await wealth(parties, [...mine, accused])
        return { usdc: usdc + (await locked()), wei }
      }
      const before = await all()
      let lost = 0
      for (let i = 0; i < 4; i++) {
        const id = await court.open(TRUTH)
        const bench = await court.summon(id)
        const says = bench.map((member) => (member && mine.includes(member) ? LIE : TRUTH))
        const verdict = await court.vote(id, bench, says)
        if (verdict === 'Wrong') lost += says.filter((outcome) => outcome === TRUTH).length
        if (verdict === 'Wrong') break
      }
      const after = await all()
      expect(after.usdc <= before.usdc, `${after.usdc} micro-USDC of ${before.usdc}`).to.equal(true)
      expect(after.wei < before.wei, `${after.wei} wei of ${before.wei}`).to.equal(true)
      expect(await court.trialOwed(zeroAddress)).to.equal(BigInt(lost) * 2n * FEE)
    })

    it('leases from every honest juror: they stay drawn and acquit, so it does not choose its jury', async () => {
      court = await newCourt(3, 3)
      for (const member of court.members) await lease(member, court.developer)
      const id = await court.open(TRUTH)
      const bench = (await court.summon(id)) as Member[]
      for (const member of bench) await court.call(court.developer, 'recuse', [id, member.id, await leaseOf(member)])
      expect(await court.vote(id, bench, [TRUTH, TRUTH, TRUTH])).to.equal('Right')
    })

    it('jurors that lease to the same customer do not convict, however many they are', async () => {
      court = await newCourt(3, 3)
      for (const member of court.members.slice(0, 2)) await lease(member, court.developer)
      const id = await court.open(LIE)
      const bench = (await court.summon(id)) as Member[]
      for (const member of court.members.slice(0, 2))
        await court.call(court.friend, 'recuse', [id, member.id, await leaseOf(member)])
      expect(await court.vote(id, bench, [TRUTH, TRUTH, TRUTH])).to.equal('None')
    })

    const leases = new Map<number, number>()
    /** The lease of a member that is leased to the developer. */
    async function leaseOf(member: Member): Promise<number> {
      const known = leases.get(member.id)
      if (known !== undefined) return known
      const [, , deals] = await court.chain.read<[number, number, number]>(court.lens, 'counts')
      for (let deal = 1; deal <= deals; deal++) {
        const { leases: held } = await court.chain.read<{ leases: { provider: number }[] }>(court.lens, 'deal', [deal])
        if (held[0]?.provider === member.id) return deal * 256
      }
      throw new Error(`provider ${member.id} has no lease`)
    }

    async function attest(members: readonly Member[]): Promise<void> {
      for (const { sender } of members)
        await court.chain.send(sender, court.bourse, 'attest', [court.epoch() - 1, `0x${'ab'.repeat(32)}`])
    }

    /** Of what the accused's offer locks, what its units do not say: falls when something is paid back. */
    async function locked(): Promise<bigint> {
      const slot = keccak256(`${toHex(1, { size: 32 })}${toHex(30, { size: 32 }).slice(2)}`)
      const [word] = await court.chain.read<[Hex]>(court.bourse, 'extsload', [[slot]])
      return BigInt.asIntN(64, BigInt(word))
    }
  })

  /** A seed that draws a member. */
  async function seedFor(member: number): Promise<Hex> {
    const list = court.members.map(({ id }) => id)
    for (let i = 0; i < 100; i++) {
      const seed = keccak256(toHex(`seed ${i}`))
      if (shuffle(seed, list, 3).includes(member)) return seed
    }
    throw new Error('no seed draws it')
  }
})
