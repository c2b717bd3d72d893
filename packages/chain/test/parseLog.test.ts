import type { VainError } from '@vain/base'
import { type Hex, kemKeyBytes, zeroHash } from '@vain/protocol'
import { expect } from 'chai'
import { AbiCoder } from 'ethers'
import { interfaces } from '../src/contracts.ts'
import type { Deployment } from '../src/index.ts'
import { parseLog } from '../src/parseLog.ts'

const addressOf = (byte: string): Hex => `0x${byte.repeat(20)}`

const deployment: Deployment = {
  chainId: 1n,
  ledger: addressOf('01'),
  keyBook: addressOf('02'),
  epochSet: addressOf('03'),
  runRegistry: addressOf('04'),
  vault: addressOf('05'),
  token: addressOf('06'),
  authority: addressOf('07'),
  deployedAt: 0,
}

const at = { block: 1, blockHash: zeroHash, timestamp: 2, transaction: zeroHash, logIndex: 3 }

const topicOf = (contract: 'ledger' | 'keyBook' | 'runRegistry', event: string): Hex =>
  interfaces[contract].getEvent(event)?.topicHash as Hex

const word = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`

describe('parseLog', () => {
  it('behavior: text that is not UTF-8 stops nobody', () => {
    const data = AbiCoder.defaultAbiCoder().encode(['bytes[]'], [['0x61ff62']]) as Hex
    const topics = [topicOf('keyBook', 'Announced'), word(7)]
    const event = parseLog(deployment, { address: deployment.keyBook, topics, data }, at)
    expect(event).to.deep.equal({ kind: 'announced', at, index: 7, endpoints: ['a\ufffdb'] })
  })

  it('default: a pause and its end', () => {
    const { runRegistry: address } = deployment
    const data = AbiCoder.defaultAbiCoder().encode(['uint48', 'uint48'], [900, 1_700]) as Hex
    const paused = { address, topics: [topicOf('runRegistry', 'Paused')], data }
    expect(parseLog(deployment, paused, at)).to.deep.equal({ kind: 'paused', at, until: 900 })
    const unpaused = { address, topics: [topicOf('runRegistry', 'Unpaused')], data: '0x' as const }
    expect(parseLog(deployment, unpaused, at)).to.deep.equal({ kind: 'unpaused', at })
  })

  it('behavior: other contracts and other events are no events of the ledger', () => {
    const topics = [topicOf('ledger', 'Finalized'), word(1), word(1)]
    expect(parseLog(deployment, { address: addressOf('09'), topics, data: '0x' }, at)).to.equal(
      undefined,
    )
    expect(parseLog(deployment, { address: deployment.vault, topics, data: '0x' }, at)).to.equal(
      undefined,
    )
    const owner = [topicOf('keyBook', 'AuthorityUpdated'), word(1), word(2)]
    const log = { address: deployment.keyBook, topics: owner, data: '0x' as const }
    expect(parseLog(deployment, log, at)).to.equal(undefined)
    expect(parseLog(deployment, { ...log, topics: [] }, at)).to.equal(undefined)
  })

  it('error: a known event that does not decode', () => {
    const topics = [topicOf('ledger', 'Masked'), word(1), word(1)]
    for (const log of [
      { address: deployment.ledger, topics, data: '0x01' as const },
      { address: deployment.ledger, topics: topics.slice(0, 2), data: '0x' as const },
    ])
      expect(() => parseLog(deployment, log, at))
        .to.throw()
        .with.property('code', 'chain/malformed-log' satisfies VainError['code'])
  })

  it('error: a key of ML-KEM that the ledger would not take', () => {
    const topics = [topicOf('ledger', 'Forced'), word(1)]
    const types = ['uint32', 'uint16', 'bytes32', 'bytes32', 'bytes', 'bytes32']
    const parse = (length: number): unknown => {
      const key = new Uint8Array(length)
      const values = [1, 2, zeroHash, zeroHash, key, zeroHash]
      const data = AbiCoder.defaultAbiCoder().encode(types, values) as Hex
      return parseLog(deployment, { address: deployment.ledger, topics, data }, at)
    }
    expect(parse(kemKeyBytes)).to.include({ kind: 'forced', run: 1, index: 2 })
    for (const length of [0, kemKeyBytes - 1, kemKeyBytes + 1])
      expect(() => parse(length))
        .to.throw()
        .with.property('code', 'chain/malformed-log' satisfies VainError['code'])
  })

  it('error: a state that there is not', () => {
    const data = AbiCoder.defaultAbiCoder().encode(
      ['uint8', 'bytes32', 'bytes32'],
      [8, zeroHash, zeroHash],
    ) as Hex
    const topics = [topicOf('ledger', 'Aborted'), word(1), word(1)]
    expect(() => parseLog(deployment, { address: deployment.ledger, topics, data }, at))
      .to.throw()
      .with.property('code', 'chain/malformed-log')
  })
})
