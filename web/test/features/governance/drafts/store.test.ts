import { expect } from 'chai'
import { rawCall } from '../../../../src/features/governance/drafts/draft.ts'
import { readDrafts, writeDrafts } from '../../../../src/features/governance/drafts/store.ts'

function createStore(text?: string) {
  let kept = text ?? null
  return {
    getItem: () => kept,
    setItem: (_: string, next: string) => {
      kept = next
    },
  }
}

const draft = { id: 'one', title: 'T', text: '', calls: [rawCall] }

describe('drafts of a browser', () => {
  it('default: are read as they were written', () => {
    const store = createStore()
    expect(writeDrafts(store, [draft])).to.equal(true)
    expect(readDrafts(store)).to.deep.equal([draft])
  })

  it('malice: what is no draft is left out, and a full or closed storage is told', () => {
    const odd = [draft, null, 5, { id: 1 }, { ...draft, calls: [{ kind: 'raw' }] }]
    expect(readDrafts(createStore(JSON.stringify(odd)))).to.deep.equal([draft])
    expect(readDrafts(createStore('{'))).to.deep.equal([])
    const closed = {
      getItem: () => null,
      setItem: () => {
        throw new Error('full')
      },
    }
    expect(writeDrafts(closed, [draft])).to.equal(false)
    expect(writeDrafts(createStore(), [{ ...draft, text: 'x'.repeat(1_000_001) }])).to.equal(false)
  })
})
