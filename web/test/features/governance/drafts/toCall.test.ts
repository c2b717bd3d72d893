import { vainGovernorAbi } from '@vain/abi'
import { expect } from 'chai'
import { encodeFunctionData } from 'viem'
import { catalogue, motionOf } from '../../../../src/features/governance/catalogue/index.ts'
import { descriptionOf } from '../../../../src/features/governance/drafts/draft.ts'
import { type FieldSpec, fieldsOf } from '../../../../src/features/governance/drafts/fields.ts'
import { fromCalldata } from '../../../../src/features/governance/drafts/fromCalldata.ts'
import { parseField } from '../../../../src/features/governance/drafts/parseField.ts'
import { inputsOf, toCall } from '../../../../src/features/governance/drafts/toCall.ts'

const names = [
  ...new Set(
    Object.values(catalogue)
      .flat()
      .map(({ contract }) => contract),
  ),
]
const contracts = Object.fromEntries(
  names.map((name, i) => [name, `0x${(i + 1).toString(16).padStart(40, '0')}` as const]),
)

/** Something that fits a field. */
function sampleOf({ type, unit }: FieldSpec): string {
  if (type.endsWith('[]'))
    return [1, 2].map(() => sampleOf({ path: '', type: type.slice(0, -2), unit })).join('\n')
  if (type === 'bool') return 'true'
  if (type === 'string') return 'words'
  if (type === 'address') return '0x00000000000000000000000000000000000000f1'
  if (type === 'bytes') return '0xabcd'
  if (type.startsWith('bytes')) return `0x${'ab'.repeat(Number(type.slice(5)))}`
  if (unit === 'amount') return '1.5'
  return unit === 'bps' ? '2.5' : '4'
}

describe('toCall', () => {
  it('default: every function of the catalogue is filled in, and read again from its calldata', () => {
    const calls = Object.values(catalogue)
      .flat()
      .map((motion) => ({
        kind: 'motion' as const,
        contract: motion.contract,
        function: motion.function,
        fields: Object.fromEntries(
          fieldsOf(
            inputsOf(motion.contract, motion.function),
            motionOf(motion.contract, motion.function)?.units,
          ).map((field) => [field.path, sampleOf(field)]),
        ),
      }))
    const built = calls.map((call) => toCall(contracts, call))
    expect(built.filter(({ kind }) => kind === 'wrong')).to.deep.equal([])
    const ready = built.flatMap((one) => (one.kind === 'built' ? [one.call] : []))
    const draft = { id: '', title: 'Many things', text: 'Because.', calls }
    const data = encodeFunctionData({
      abi: vainGovernorAbi,
      functionName: 'propose',
      args: [
        ready.map(({ target }) => target),
        ready.map(({ valueWei }) => valueWei),
        ready.map((call) => call.data),
        descriptionOf(draft, '0x00000000000000000000000000000000000000F1'),
      ],
    })
    const { id: _, ...whole } = draft
    expect(fromCalldata(contracts, data)).to.deep.equal(whole)
  })

  it('default: says which field is wrong', () => {
    const call = {
      kind: 'motion',
      contract: 'governor',
      function: 'setVotingDelay',
      fields: {},
    } as const
    const built = toCall(contracts, call)
    expect(built.kind === 'wrong' && Object.keys(built.errors)).to.deep.equal(['newVotingDelay'])
  })

  it('default: pays ether and calls strangers as they are', () => {
    const target = '0x00000000000000000000000000000000000000f1'
    expect(toCall(contracts, { kind: 'raw', target, ether: '0.25', data: '0x' })).to.deep.equal({
      kind: 'built',
      call: { target, valueWei: 25n * 10n ** 16n, data: '0x' },
    })
  })
})

describe('parseField', () => {
  const read = (text: string, type: string, unit?: FieldSpec['unit']): unknown => {
    const field = parseField(text, { type, unit })
    return 'value' in field ? field.value : 'refused'
  }

  it('default: reads values in their units, without rounding', () => {
    expect(read('2h', 'uint48', 'seconds')).to.equal(7_200)
    expect(read('0.000000000000000001', 'uint256', 'amount')).to.equal(1n)
    expect(read('2.55', 'uint16', 'bps')).to.equal(255)
    expect(read('0xAB', 'bytes1')).to.equal('0xab')
  })

  it('malice: refuses what is no value of the type', () => {
    const wrong: [string, string, FieldSpec['unit']?][] = [
      ['0.0000000000000000001', 'uint256', 'amount'],
      ['-1', 'uint256'],
      ['1e3', 'uint256'],
      ['65536', 'uint16'],
      ['2.555', 'uint16', 'bps'],
      ['5m', 'uint16'],
      ['0x12', 'address'],
      ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'.replace('A', 'a'), 'address'],
      ['0xabc', 'bytes'],
      ['0xab', 'bytes32'],
      ['maybe', 'bool'],
      ['0xabab\n12', 'bytes2[]'],
    ]
    for (const [text, type, unit] of wrong) expect(read(text, type, unit), text).to.equal('refused')
  })
})
