import { expect } from 'chai'
import { readText } from '../src/index.ts'

describe('readText', () => {
  it('default: puts pieces together, also where they cut a character', async () => {
    const bytes = new TextEncoder().encode('aé€')
    const { body } = new Response(
      new ReadableStream({
        start(controller) {
          for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
          controller.close()
        },
      }),
    )
    expect(await readText(body, bytes.length)).to.equal('aé€')
    expect(await readText(null, 0)).to.equal('')
  })

  it('behavior: reads no further than it may be long', async () => {
    let [given, isEnded] = [0, false]
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (; given < 1_000; given++) yield new Uint8Array(10)
      } finally {
        isEnded = true
      }
    }
    expect(await readText(endless(), 95)).to.equal(undefined)
    expect([given, isEnded]).to.deep.equal([9, true])
  })
})
