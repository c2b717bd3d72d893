import * as abis from '@vain/abi'
import { expect } from 'chai'
import { sentences } from '../../../../../src/shared/chain/transactions/failures/sentences.ts'
import { toSentence } from '../../../../../src/shared/chain/transactions/failures/toSentence.ts'

type Entry = {
  readonly type: string
  readonly name?: string
  readonly inputs?: readonly { readonly name?: string }[]
}

const errors = (Object.values(abis).flat() as readonly Entry[]).filter(
  ({ type }) => type === 'error',
)

describe('toSentence', () => {
  it('default: writes amounts, times and states as people read them', () => {
    const args = { bonded: 2n * 10n ** 18n, amount: 5n * 10n ** 17n }
    expect(toSentence({ name: 'BondTooSmall', args })).to.equal('Only 2 is bonded, less than 0.5.')
    const state = { proposalId: 1n, current: 3, expectedStates: '0x' }
    expect(toSentence({ name: 'GovernorUnexpectedProposalState', args: state })).to.equal(
      'The proposal is defeated, so this cannot be done now.',
    )
    const life = { lifeSeconds: 90_061n, unbondingSeconds: 3_600n }
    expect(toSentence({ name: 'LifeTooLong', args: life })).to.contain('1 day 1 hour, longer')
  })

  it('default: tells the name and arguments of an error without a sentence of its own', () => {
    expect(toSentence({ name: 'NothingToSlash', args: { operator: '0xab' } })).to.equal(
      'The contract refused: nothing to slash, operator 0xab.',
    )
    expect(toSentence({ name: 'Error', args: { message: 'no' } })).to.equal('The contract says: no')
  })

  it('behavior: passes on no more of the words of a stranger’s contract than can be read', () => {
    const message = `\u202e${'a'.repeat(600)}`
    expect(toSentence({ name: 'Error', args: { message } }))
      .to.contain('⟨U+202E⟩')
      .and.to.contain('(101 more characters)')
  })

  it('behavior: tells of a moment that no calendar has', () => {
    const args = { timepoint: 2 ** 48 - 1, clock: 1 }
    expect(toSentence({ name: 'ERC5805FutureLookup', args })).to.contain('second 281474976710655')
  })

  it('default: every sentence is of an error of a contract and names its arguments', () => {
    for (const [name, sentence] of Object.entries(sentences)) {
      const found = errors.filter((error) => error.name === name)
      expect(found, name).not.to.deep.equal([])
      const named = [...sentence.matchAll(/\{(\w+)/g)].map(([, argument]) => argument)
      for (const { inputs = [] } of found)
        expect(
          inputs.map((input) => input.name),
          name,
        ).to.include.members(named)
    }
  })
})
