import { cidOfContent, contentOf } from '@vain/protocol'
import { expect } from 'chai'
import { cidOf } from '../../src/artefacts.ts'

describe('contentOf', () => {
  const bytesOf = (length: number): Uint8Array =>
    Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 9)) & 255)

  it('default: the CID that Helia gives, for one chunk, several, and more than a node links to', async () => {
    for (const length of [0, 1, 300, 262_144, 262_145, 1_000_000, 174 * 262_144 + 5]) {
      const bytes = bytesOf(length)
      expect(cidOfContent(contentOf(bytes)), `${length} bytes`).to.equal(await cidOf(bytes))
    }
  })

  it('behavior: any bit that differs gives another', () => {
    const bytes = bytesOf(600_000)
    const before = contentOf(bytes)
    bytes[400_000] = (bytes[400_000] ?? 0) ^ 1
    expect(contentOf(bytes)).not.to.equal(before)
  })
})
