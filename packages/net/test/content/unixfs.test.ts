import { expect } from 'chai'
import { cidOf } from '../../src/artefacts.ts'
import { someBytes } from '../support.ts'
import { fileNode, toCid } from './dag.ts'

const chunkBytes = 262_144

describe('cidOf', () => {
  it('vector: a UnixFS file with raw leaves, also with a single one', async () => {
    for (const length of [1, chunkBytes, chunkBytes + 1, 3 * chunkBytes]) {
      const bytes = someBytes(length)
      const links = Array.from({ length: Math.ceil(length / chunkBytes) }, (_, i) => {
        const chunk = bytes.subarray(i * chunkBytes, (i + 1) * chunkBytes)
        return [toCid(0x55, chunk), chunk.length] as const
      })
      expect(await cidOf(bytes)).to.equal(toCid(0x70, fileNode(links)))
    }
  })

  it('vector: nothing is a file without leaves', async () => {
    expect(await cidOf(new Uint8Array())).to.equal(toCid(0x70, fileNode([])))
  })

  it('vector: a node has 174 links at most', async () => {
    const chunk = new Uint8Array(chunkBytes)
    const link = [toCid(0x55, chunk), chunkBytes] as const
    const full = fileNode(Array.from({ length: 174 }, () => link))
    const rest = fileNode([link])
    const root = fileNode(
      [
        [toCid(0x70, full), 174 * chunkBytes],
        [toCid(0x70, rest), chunkBytes],
      ],
      [full.length + 174 * chunkBytes, rest.length + chunkBytes],
    )
    expect(await cidOf(new Uint8Array(175 * chunkBytes))).to.equal(toCid(0x70, root))
  })
})
