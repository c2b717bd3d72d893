import { toHex } from '@vain/base'
import { expect } from 'chai'
import type { ContractTransactionResponse } from 'ethers'
import { deployAny, ethers, receiptOf } from '../support/chain.ts'
import { fresh } from '../support/stage.ts'

async function mock() {
  return deployAny('CodeStorageMock')
}

/** Stores content and returns the contract that holds it. */
async function store(library: Awaited<ReturnType<typeof mock>>, content: string): Promise<string> {
  const receipt = await receiptOf(library.store?.(content) as Promise<ContractTransactionResponse>)
  const [log] = receipt.logs
  return library.interface.parseLog(log as NonNullable<typeof log>)?.args.blob
}

describe('CodeStorage', () => {
  it('default: reads back what it stored, whole and in part', async () => {
    const library = await fresh(mock)
    const bytes = Uint8Array.from({ length: 300 }, (_, i) => i & 255)
    const blob = await store(library, toHex(bytes))
    expect(await library.read?.(blob, 0, 300)).to.equal(toHex(bytes))
    expect(await library.read?.(blob, 17, 20)).to.equal(toHex(bytes.slice(17, 37)))
    expect(await ethers.provider.getCode(blob)).to.equal(`0x00${toHex(bytes).slice(2)}`)
  })

  it('behavior: empty content and content of the greatest length', async () => {
    const library = await fresh(mock)
    expect(await library.read?.(await store(library, '0x'), 0, 0)).to.equal('0x')
    const longest = `0x${'ab'.repeat(24_575)}`
    expect(await library.read?.(await store(library, longest), 0, 24_575)).to.equal(longest)
  })

  it('error: longer content', async () => {
    const library = await fresh(mock)
    await expect(library.store?.(`0x${'ab'.repeat(24_576)}`))
      .to.be.revertedWithCustomError(library, 'ContentTooLong')
      .withArgs(24_576)
  })
})
