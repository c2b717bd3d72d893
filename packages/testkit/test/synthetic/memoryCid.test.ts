import { fromText } from '@vain/base'
import { expect } from 'chai'
import { importBytes } from 'ipfs-unixfs-importer'
import { fixedSize } from 'ipfs-unixfs-importer/chunker'
import { balanced } from 'ipfs-unixfs-importer/layout'
import type { CID } from 'multiformats/cid'
import { memoryCid } from '../../src/index.ts'

/** What an IPFS node makes of bytes by the rules of docs/protocol §2.2. */
async function importedCid(bytes: Uint8Array): Promise<string> {
  const nowhere = { put: async (cid: CID): Promise<CID> => cid }
  const { cid } = await importBytes(bytes, nowhere, {
    cidVersion: 1,
    rawLeaves: true,
    reduceSingleLeafToSelf: false,
    chunker: fixedSize({ chunkSize: 262_144 }),
    layout: balanced({ maxChildrenPerNode: 174 }),
  })
  return cid.toString()
}

describe('memoryCid', () => {
  for (const [name, length] of [
    ['a few bytes', 5],
    ['a whole chunk', 262_144],
    ['a byte more than a chunk', 262_145],
    ['more chunks than a node has links', 174 * 262_144 + 1],
  ] as const)
    it(`vector: the CID that IPFS gives to ${name}`, async () => {
      const bytes = new Uint8Array(length).fill(7)
      expect(memoryCid(bytes)).to.equal(await importedCid(bytes))
    })

  it('default: other bytes, another CID', () => {
    expect(memoryCid(fromText('hello'))).not.to.equal(memoryCid(fromText('hullo')))
  })
})
