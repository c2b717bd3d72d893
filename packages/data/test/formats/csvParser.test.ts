import { expect } from 'chai'
import fc from 'fast-check'
import { createCsvParser } from '../../src/formats/csvParser.ts'
import { errorOf } from '../errorOf.ts'

function parse(text: string, pieces = [text], delimiter = ','): (string[] | number)[][] {
  const parser = createCsvParser('x.csv', delimiter)
  const rows = pieces.flatMap((piece) => parser.push(piece))
  return [...rows, ...parser.end()]
    .map(({ row, cells }) => [row, ...cells] as (string | number)[])
    .map((cells) => cells as (string[] | number)[])
}

const quote = (cell: string): string => `"${cell.replaceAll('"', '""')}"`

describe('createCsvParser', () => {
  it('default: rows of cells, with the number of each row', () => {
    expect(parse('a,b\r\n1,"x, ""y""\nz"\n\n,\n')).to.deep.equal([
      [1, 'a', 'b'],
      [2, '1', 'x, "y"\nz'],
      [4, '', ''],
    ])
  })

  it('behavior: no line end at the end, a byte order mark, another delimiter, blanks about quotes', () => {
    expect(parse('\uFEFFa;b\n1;2', undefined, ';')).to.deep.equal([
      [1, 'a', 'b'],
      [2, '1', '2'],
    ])
    expect(parse('a, "b" ,c\n""\n')).to.deep.equal([
      [1, 'a', 'b', 'c'],
      [2, ''],
    ])
    expect(parse('')).to.deep.equal([])
  })

  it('behavior: whatever was written in quotes is read back, in pieces of any size', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', ';') })
    const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 5 })
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 7 }), (rows, size) => {
        const text = rows.map((cells) => `${cells.map(quote).join(',')}\r\n`).join('')
        const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []
        expect(parse(text, pieces)).to.deep.equal(rows.map((cells, i) => [i + 1, ...cells]))
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it('error: quotes that do not fit and cells without end, told by row and column alone', async () => {
    for (const [text, at] of [
      ['a,b\nsecret"x",2\n', 'row 2, column 1'],
      ['a,b\n1,"secret"x\n', 'row 2, column 2'],
      ['a,b\n1,"secret\n\n\n', 'row 2, column 2'],
      [`a\n${'secret'.repeat(20_000)}`, 'row 2, column 1'],
      [`secret${','.repeat(10_001)}`, 'row 1, column 10001'],
    ] as const) {
      const error = await errorOf(() => parse(text))
      expect(error).to.have.property('code', 'data/bad-csv')
      expect(error.message).to.include(`x.csv: ${at} `)
      expect(JSON.stringify([error.message, error.context])).not.to.include('secret')
    }
  })
})
