import { QueryClient, QueryObserver } from '@tanstack/react-query'
import type { Head, IndexChange } from '@vain/indexer'
import { expect } from 'chai'
import { headKey, isChangedBy, keyOf, turnsWithTime } from '../../../src/shared/api/answers.ts'
import { createRenewal } from '../../../src/shared/api/createRenewal.ts'
import { followChanges, isLive } from '../../../src/shared/api/live.ts'

describe('following what changes', () => {
  const runs = '/api/v1/runs'
  const operators = '/api/v1/operators'
  const proposals = '/api/v1/proposals?limit=20'

  it('behavior: a block in which nothing happened is shown, and nothing is asked for', async () => {
    const page = await openPage([runs, operators, proposals])
    await page.tell({ block: 8, events: 5 }, [])
    await page.tell({ block: 9, events: 5 }, [])
    expect(page.head()).to.include({ block: 9 })
    expect(page.asked).to.deep.equal([])
    page.close()
  })

  it('behavior: asks again for what an event may have changed, and for nothing else', async () => {
    const page = await openPage([runs, operators, proposals])
    await page.tell({ block: 8, events: 6 }, ['ledger'])
    expect(page.asked).to.deep.equal([runs, operators])
    await page.tell({ block: 9, events: 7 }, ['governor'])
    expect(page.asked.slice(2)).to.deep.equal([operators, proposals])
    page.close()
  })

  it('behavior: asks for everything after a reorganisation, and where events are missing', async () => {
    const page = await openPage([runs, proposals])
    await page.tell({ block: 8, events: 5, reorgs: 1 }, [])
    expect(page.asked).to.deep.equal([runs, proposals])
    await page.tell({ block: 9, events: 200, reorgs: 1 }, ['ledger'])
    expect(page.asked.slice(2)).to.deep.equal([runs, proposals])
    page.close()
  })

  it('behavior: asks for everything once the stream is back', async () => {
    const page = await openPage([runs, proposals])
    page.break()
    expect(isLive()).to.equal(false)
    await page.tell({ block: 8, events: 5 }, [])
    expect(page.asked).to.deep.equal([runs, proposals])
    page.close()
  })
})

describe('which answers an event changes', () => {
  it('behavior: an event of a contract that is not known here changes what is not known', () => {
    expect(isChangedBy('/api/v1/events?limit=5', new Set(['other']))).to.equal(true)
    expect(isChangedBy('/api/v1/operators/3', new Set(['other']))).to.equal(true)
    expect(isChangedBy('/api/v1/head', new Set(['ledger']))).to.equal(false)
    expect(isChangedBy('/api/v1/operators/3/health', new Set(['ledger']))).to.equal(false)
  })

  it('behavior: tells what changes with time alone', () => {
    for (const path of ['runs', 'runs/1', 'proposals/0x1', 'accounts/0x2/reward'])
      expect(turnsWithTime(`/api/v1/${path}`), path).to.equal(true)
    for (const path of ['operators', 'runs/1/rounds?limit=25', 'stake/history', 'portal'])
      expect(turnsWithTime(`/api/v1/${path}`), path).to.equal(false)
  })
})

describe('asking again', () => {
  it('behavior: waits for answers and rests before it asks for what came meanwhile, at once', async () => {
    const pauses: (() => void)[] = []
    const renewed: unknown[] = []
    let answer = (): void => undefined
    const renewal = createRenewal(
      (changes) => {
        renewed.push(changes)
        return new Promise<void>((resolve) => {
          answer = resolve
        })
      },
      () => new Promise<void>((resolve) => pauses.push(resolve)),
    )
    renewal.note(new Set(['ledger']))
    renewal.note(new Set(['vault']))
    expect(renewed).to.deep.equal([])
    pauses[0]?.()
    await settle()
    expect(renewed).to.deep.equal([new Set(['ledger', 'vault'])])
    renewal.note(new Set(['token']))
    renewal.note('anything')
    await settle()
    expect(renewed).to.have.length(1)
    answer()
    await settle()
    // The rest, and the gathering after it.
    pauses[2]?.()
    await settle()
    expect(renewed).to.have.length(1)
    pauses[3]?.()
    await settle()
    expect(renewed.slice(1)).to.deep.equal(['anything'])
    renewal.stop()
  })
})

/** A page that shows some answers, and has heard of block 7 with 5 events. */
async function openPage(paths: readonly string[]) {
  const asked: string[] = []
  const client = new QueryClient()
  const queryFn = ({ queryKey }: { queryKey: readonly unknown[] }) =>
    asked.push(String(queryKey[2]))
  const ends = paths.map((path) =>
    new QueryObserver(client, { queryKey: keyOf(path), queryFn, staleTime: Infinity }).subscribe(
      () => undefined,
    ),
  )
  await settle()
  let socket = {} as { onopen(): void; onclose(): void; onmessage(event: object): void }
  const connect = () => {
    socket = { close: () => undefined } as unknown as typeof socket
    return socket as unknown as WebSocket
  }
  const stop = followChanges(client, connect, () => Promise.resolve())
  socket.onopen()
  const tell = async (head: Partial<Head>, contracts: readonly string[]): Promise<void> => {
    const change = {
      head: { reorgs: 0, ...head },
      events: contracts.map((contract) => ({ contract })),
    }
    socket.onmessage({ data: JSON.stringify(change as unknown as IndexChange) })
    await settle()
  }
  await tell({ block: 7, events: 5 }, [])
  asked.length = 0
  return {
    asked,
    tell,
    head: () => client.getQueryData(headKey),
    break: () => socket.onclose(),
    close() {
      stop()
      for (const end of ends) end()
      client.clear()
    },
  }
}

/** Lets everything happen that waits for nothing: each turn may begin another. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 0))
}
