import type { Hex } from '@vain/protocol'
import { expect } from 'chai'
import { encodeCall } from '../../src/callContract.ts'
import { interfaces } from '../../src/contracts.ts'
import {
  type Deployment,
  isRunCall,
  type ProposalCall,
  readCalls,
  toRunCall,
} from '../../src/index.ts'
import { runSpec } from '../support.ts'

const address = (byte: string): Hex => `0x${byte.repeat(20)}`
const governor = address('99')
const deployment = {
  ...{ runRegistry: address('11'), authority: address('22'), vault: address('33') },
} as Deployment

const newRun = { spec: runSpec, configCid: 'bafy…ü' }
const call = toRunCall(deployment, newRun)

/** What is read of one call. */
const read = (change: Partial<ProposalCall> = {}) => {
  const [found] = readCalls(deployment, governor, [{ ...call, ...change }])
  if (found === undefined) throw new Error('a call is missing')
  return found
}

describe('readCalls', () => {
  it('default: a call that creates a run, with every value', () => {
    expect(read()).to.deep.include({
      ...{ contract: 'runRegistry', function: 'createRun', creates: newRun },
      arguments: {
        spec: {
          ...runSpec,
          params: Object.fromEntries(
            Object.entries(runSpec.params).map(([name, value]) => [name, String(value)]),
          ),
        },
        configCid: 'bafy…ü',
      },
    })
  })

  it('default: calls of other contracts are decoded too', () => {
    const data = encodeCall('authority', 'grantRole', [0, address('ab'), 0])
    expect(read({ target: deployment.authority, data })).to.deep.include({
      ...{ contract: 'authority', function: 'grantRole', creates: undefined },
      arguments: { roleId: '0', account: address('ab'), executionDelay: '0' },
    })
    const [delay] = readCalls(deployment, governor, [
      { target: governor, valueWei: 0n, data: encodeCall('governor', 'setVotingDelay', [5]) },
    ])
    expect(delay).to.deep.include({ function: 'setVotingDelay', creates: undefined })
  })

  it('behavior: a stranger, or a function that there is not, is neither decoded nor hidden', () => {
    const stranger = read({ target: address('44') })
    expect(stranger).to.deep.include({ contract: undefined, function: undefined, data: call.data })
    for (const data of ['0x', '0x00', '0x00000000', `0x00000000${call.data.slice(10)}`] as const)
      expect(read({ data })).to.deep.include({ contract: 'runRegistry', function: undefined, data })
  })

  it('behavior: what creates a run and sends ether is no run alone', () => {
    const found = read({ valueWei: 1n })
    expect(found).to.deep.include({ function: 'createRun', creates: undefined })
    expect(isRunCall(deployment, found)).to.equal(true)
  })

  it('behavior: another call of the registry creates no run', () => {
    const found = read({ data: encodeCall('runRegistry', 'setParams', [1, runSpec.params]) })
    expect(found).to.deep.include({ function: 'setParams', creates: undefined })
    expect(isRunCall(deployment, found)).to.equal(false)
  })

  it('error: calldata that is cut off, or has more than its arguments, is not decoded', () => {
    const longer = [`${call.data}00`, `${call.data}${'00'.repeat(32)}`]
    for (const data of [call.data.slice(0, 200), ...longer] as Hex[]) {
      const found = read({ data })
      expect(found).to.deep.include({ function: undefined, creates: undefined })
      expect(isRunCall(deployment, found)).to.equal(true)
    }
  })

  it('error: a CID that is no UTF-8 is shown, and is no run that could be built', () => {
    const data = call.data.replace('c3bc', 'ff41') as Hex
    expect(data).not.to.equal(call.data)
    const found = read({ data })
    expect(found.creates).to.equal(undefined)
    expect(found.arguments?.configCid).to.equal('bafy…\ufffdA')
  })

  it('behavior: every function of the contracts has arguments with names that differ', () => {
    for (const one of Object.values(interfaces))
      one.forEachFunction(({ inputs }) => {
        const names = inputs.map(({ name }, i) => name || String(i))
        expect(new Set(names).size).to.equal(names.length)
      })
  })
})
