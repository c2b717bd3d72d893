import { VainError } from '@vain/base'
import { createLedgerView } from '@vain/protocol'
import { expect } from 'chai'
import { advanceTrail } from '../src/follower/advance.ts'
import type { Deployment, Rpc } from '../src/index.ts'
import { inPieces } from '../src/inPieces.ts'
import { readContractLogs } from '../src/readContractLogs.ts'

type Piece = readonly [number, number]

const tooLong = new VainError('chain/too-long', 'too long', {})
const refused = (method: string) =>
  new VainError('chain/rpc-error', 'refused', { method, code: -32_005, detail: '', data: null })

/** What was read of a range of which only so many blocks are answered at once. */
async function read(
  from: number,
  to: number,
  most: (first: number, last: number) => number,
  error: unknown,
) {
  const pieces: Piece[] = []
  const asked: Piece[] = []
  const answers = inPieces(from, to, async (first, last): Promise<Piece> => {
    asked.push([first, last])
    if (last - first + 1 > most(first, last)) throw error
    return [first, last]
  })
  for await (const piece of answers) pieces.push(piece)
  return { pieces, asked }
}

const hex = (value: number, digits: number): string =>
  `0x${value.toString(16).padStart(digits, '0')}`
const address = hex(1, 40) as `0x${string}`

/** A chain whose logs of more than three blocks at once are too long; it has none for us. */
const flooded = (head: number): Rpc => ({
  async request(method, params = []) {
    if (method === 'eth_getCode') return '0x01'
    if (method === 'eth_getLogs') {
      const { fromBlock, toBlock } = params[0] as Record<string, string>
      if (Number(toBlock) - Number(fromBlock) > 2) throw tooLong
      return []
    }
    const number = params[0] === 'latest' ? head : Number(params[0])
    const [hash, parentHash] = [hex(number + 1, 64), hex(number, 64)]
    return { number: hex(number, 1), hash, parentHash, timestamp: '0x1' }
  },
  close() {},
})

describe('inPieces', () => {
  it('default: covers every block once, 2,000 at a time', async () => {
    const { pieces } = await read(5, 4_500, () => 2_000, tooLong)
    expect(pieces).to.deep.equal([
      [5, 2_004],
      [2_005, 4_004],
      [4_005, 4_500],
    ])
    expect((await read(2, 1, () => 1, tooLong)).asked).to.deep.equal([])
  })

  for (const [what, error] of [
    ['too long', tooLong],
    ['refused', refused('eth_getLogs')],
  ] as const)
    it(`behavior: halves what is ${what}, down to a single block, and grows again`, async () => {
      const flood = (first: number, last: number): number => (first < 108 && last >= 100 ? 1 : 90)
      const { pieces, asked } = await read(1, 4_000, flood, error)
      const blocks = pieces.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, i) => first + i),
      )
      expect(blocks).to.deep.equal(Array.from({ length: 4_000 }, (_, i) => i + 1))
      expect(pieces).to.deep.include([103, 103])
      expect(asked.length).to.be.below(300)
    })

  it('error: a single block that is too long, and whatever else is wrong', async () => {
    for (const [most, error] of [
      [0, tooLong],
      [0, refused('eth_getLogs')],
      [1, refused('eth_getBlockByNumber')],
      [1, new VainError('chain/unreachable', 'away', {})],
    ] as const)
      expect(await read(1, 9, () => most, error).catch((thrown) => thrown)).to.equal(error)
  })

  it('behavior: a flood of logs hides the chain neither from a follower nor from a court', async () => {
    const chainId = 1n
    const deployment = { chainId, ledger: address, deployedAt: 0 } as Deployment
    const trail = await advanceTrail(flooded(100), deployment, [], {
      confirmations: 0,
      recall: undefined,
    })
    expect(trail.at(-1)?.block.number).to.equal(100)
    expect(trail.at(-1)?.view).to.deep.equal(createLedgerView({ chainId, ledger: address }))
    const query = { events: ['Challenged'], from: 0, to: 100 }
    expect(await readContractLogs(flooded(100), 'sumCourt', address, query)).to.deep.equal([])
  })
})
