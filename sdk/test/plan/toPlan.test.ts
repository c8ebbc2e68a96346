import { expect } from 'chai'
import * as sdk from '../../src/index.ts'
import { thrown } from '../support/vectors.ts'

const GOOD = 'name: hello\nmodule: hello.wasm\nmaxPrice: 0.000120 USDC\nduration: 7d\n'
const planOf = (lines: string, epochLength = 3600) => sdk.toPlan(sdk.parsePlan(lines), { functionId: 9n, epochLength })

describe('SDK plan files as contract plans', () => {
  it('every field arrives', () => {
    const source = `${GOOD}instances: 3\nunits: 2\nperProvider: 4\nregions: [us-east, eu-west]\nfeatures: [log, kv]
alias: canary\nminCompensation: 0.00005 USDC per unit-epoch\ndearer: true
renew: true
leastInstances: 2
tip: 0.001 USDC
minReputation: 2.5 USDC-days\n`
    expect(planOf(source)).to.deep.equal({
      functionId: 9n,
      aliasName: sdk.encodeAlias('canary'),
      instances: 3,
      unitsEach: 2,
      perProvider: 4,
      regions: (1n << BigInt(sdk.regionId('us-east'))) | (1n << BigInt(sdk.regionId('eu-west'))),
      features: 0b100001,
      maxPrice: 120,
      minCompensation: 50,
      epochs: 168,
      dearer: true,
      renew: true,
      leastInstances: 2,
      tip: 1000,
      minReputation: 60_000_000n,
    })
    expect(planOf(GOOD)).to.include({ renew: false, leastInstances: 0, tip: 0, minReputation: 0n })
    expect(planOf(GOOD).regions).to.equal(2n ** 64n - 1n)
  })

  const PRICES: [text: string, epochLength: number, micro: number][] = [
    ['0.000120 USDC', 60, 120],
    ['0.00012 USDC/unit-epoch', 60, 120],
    ['1 USDC per unit-epoch', 60, 1_000_000],
    ['0.36 USDC per unit-hour', 3600, 360_000],
    ['0.36 USDC per unit-hour', 60, 6_000],
    ['0.0000119 USDC/unit-hour', 7200, 23],
    ['0 USDC', 60, 0],
  ]
  for (const [text, epochLength, micro] of PRICES) {
    it(`${text} is ${micro} micro-USDC per epoch of ${epochLength} s, rounded down`, () => {
      expect(sdk.priceToUnits(sdk.parsePrice(text), epochLength)).to.equal(micro)
    })
  }

  const DURATIONS: [text: string, epochLength: number, epochs: number][] = [
    ['7d', 3600, 168],
    ['90s', 60, 2],
    ['1s', 3600, 1],
    ['30m', 60, 30],
    ['2w', 86_400, 14],
    ['100 epochs', 60, 100],
    ['1 epoch', 60, 1],
  ]
  for (const [text, epochLength, epochs] of DURATIONS) {
    it(`${text} is ${epochs} epochs of ${epochLength} s, rounded up`, () => {
      expect(sdk.durationToEpochs(sdk.parseDuration(text), epochLength)).to.equal(epochs)
    })
  }

  it('EPO-7 a reputation is a stake times a time, rounded up to epochs', () => {
    expect(sdk.parseReputation('2.5 USDC-epochs', 60)).to.equal(2_500_000n)
    expect(sdk.parseReputation('1 USDC-day', 3600)).to.equal(24_000_000n)
    expect(sdk.parseReputation('0.000001 USDC-hour', 7200)).to.equal(1n)
    for (const bad of ['1 USDC', '-1 USDC-days', '1 days', '1.0000001 USDC-days']) {
      expect(thrown(() => sdk.parseReputation(bad, 60))).to.include({ field: 'minReputation' })
    }
    expect(thrown(() => planOf(`${GOOD}tip: 5000 USDC\n`))).to.include({ name: 'InvalidValueError', field: 'tip' })
    expect(thrown(() => sdk.parsePlan(`${GOOD}tip: 0.5\n`)).message).to.contain('for example 0.001 USDC')
  })

  it('refuses prices and durations that epochs cannot express, by field', () => {
    const of = (lines: string, epochLength: number) => thrown(() => planOf(lines, epochLength))
    const cheap = GOOD.replace('0.000120 USDC', '0.00001 USDC per unit-hour')
    expect(of(cheap, 60)).to.include({ name: 'InvalidValueError', field: 'maxPrice' })
    expect(of(GOOD.replace('0.000120', '17'), 60)).to.include({ field: 'maxPrice' })
    expect(of(GOOD.replace('7d', '4000w'), 60)).to.include({ field: 'duration' })
    expect(of(GOOD.replace('7d', '0s'), 60)).to.include({ field: 'duration' })
  })

  it('money is shown and read to the micro-USDC', () => {
    for (const micro of [0n, 1n, 999_999n, 1_000_000n, 123_456_789_012n]) {
      expect(sdk.parseUsdc(sdk.formatUsdc(micro))).to.equal(micro)
    }
    expect(sdk.formatUsdc(1_234_500n)).to.equal('1.234500 USDC')
    expect(sdk.formatUsdc(-5)).to.equal('-0.000005 USDC')
    expect(sdk.parseUsdc('12.5')).to.equal(12_500_000n)
    for (const bad of ['', '1.', '.5', '1,5', '-1', '1e3', '0.0000001', 'USDC']) {
      expect(
        thrown(() => sdk.parseUsdc(bad)),
        bad,
      ).to.include({ name: 'InvalidValueError', field: 'amount' })
    }
  })

  it('regions: 64 names, each at its slot for ever; masks go there and back', () => {
    expect(new Set(sdk.REGIONS).size).to.equal(64)
    expect(sdk.regionId('us-east')).to.equal(0)
    expect(sdk.regionId('nz-north')).to.equal(63)
    expect(sdk.regionName(15)).to.equal('eu-west')
    expect(sdk.regionNames(sdk.regionMask(['eu-west', 'us-east']))).to.deep.equal(['us-east', 'eu-west'])
    expect(sdk.regionNames(sdk.ANY_REGION)).to.deep.equal([...sdk.REGIONS])
    expect(thrown(() => sdk.regionId('eu-wst')).message).to.contain('eu-west')
    expect(thrown(() => sdk.regionName(64))).to.include({ name: 'InvalidValueError', field: 'region' })
  })

  it('features: by name and back, unknown bits shown', () => {
    expect(sdk.featureMask(['log', 'provable'])).to.equal(0b10000001)
    expect(sdk.featureNames(0b10000001)).to.deep.equal(['log', 'provable'])
    expect(sdk.featureNames(0x80000000)).to.deep.equal(['bit 31'])
    expect(thrown(() => sdk.featureMask(['htp-out'])).message).to.contain('http-out')
  })

  it('aliases: 24 bytes of ASCII and back', () => {
    expect(sdk.decodeAlias(sdk.encodeAlias('live'))).to.equal('live')
    expect(sdk.encodeAlias('live')).to.equal(`0x6c697665${'00'.repeat(20)}`)
    for (const bad of ['', 'a b', 'ä', 'a'.repeat(25)]) {
      expect(
        thrown(() => sdk.encodeAlias(bad)),
        bad,
      ).to.include({ name: 'InvalidValueError', field: 'alias' })
    }
  })

  it('version configs: only what was said, equal bytes for equal configs, strict when read', () => {
    const file = sdk.parsePlan(`${GOOD}fuel: 1000\nenv:\n  B: "2"\n  A: "1"\ncontentType: text/html\nmemoryPages: 16\n`)
    const config = sdk.toVersionConfig(file)
    const bytes = sdk.encodeVersionConfig(config)
    expect(new TextDecoder().decode(bytes)).to.equal(
      '{"contentType":"text/html","env":{"A":"1","B":"2"},"fuel":"1000","memoryPages":16}',
    )
    expect(sdk.decodeVersionConfig(bytes)).to.deep.equal(config)
    expect(sdk.encodeVersionConfig({ memoryPages: 16, ...config })).to.deep.equal(bytes)
    expect(new TextDecoder().decode(sdk.encodeVersionConfig({}))).to.equal('{}')
    const sampled = sdk.parsePlan(`${GOOD}samples:\n  - body: hello\n  - {method: GET, target: /x?y=1}\n`)
    const { samples } = sdk.decodeVersionConfig(sdk.encodeVersionConfig(sdk.toVersionConfig(sampled)))
    expect(samples).to.deep.equal([
      { method: 'POST', target: '/', contentType: '', body: 'hello' },
      { method: 'GET', target: '/x?y=1', contentType: '', body: '' },
    ])
    expect(() => sdk.decodeVersionConfig(new TextEncoder().encode('{"samples":[{"target":"x"}]}'))).to.throw(
      'samples.0.target',
    )
    for (const bad of ['', '[]', '{"fuel":5}', '{"extra":1}', '{"memoryPages":0}', '{"env":{"A":1}}']) {
      const error = thrown(() => sdk.decodeVersionConfig(new TextEncoder().encode(bad)))
      expect(error.name, bad).to.equal('VersionConfigError')
    }
  })

  it('DEAL-2 every reason has its advice, with the offer that would do', () => {
    for (const reason of sdk.REASONS) {
      expect(sdk.unfilledAdvice({ reason, offer: 0, price: 150, region: 0 })).to.match(/\.$/)
    }
    const advice = sdk.unfilledAdvice({ reason: 'Price', offer: 3, price: 150, region: 15 })
    expect(advice).to.contain('0.000150 USDC').and.contain('offer 3 in eu-west')
  })
})
