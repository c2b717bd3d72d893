/** A changed layout is a decision: `npm run layouts` writes it down, and its readers follow. */
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { heldContracts, layoutFile, readLayout } from '../../../scripts/solidity/layouts.ts'

describe('storage layouts', () => {
  for (const contract of heldContracts)
    it(`vector: ${contract.split(':')[1]} keeps everything where it was`, () => {
      const pinned = JSON.parse(readFileSync(layoutFile(contract), 'utf8'))
      expect(readLayout(contract)).to.deep.equal(pinned)
    }).timeout(60_000)
})
