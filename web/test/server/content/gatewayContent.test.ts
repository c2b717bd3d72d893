import { VainError } from '@vain/base'
import type { HttpFailure } from '@vain/service'
import { expect } from 'chai'
import { gatewayContent } from '../../../server/content/gatewayContent.ts'

const sizes: Readonly<Record<string, number>> = { small: 4_194_304, large: 4_194_305 }

/** Gateways, as whoever asks all of them hears of it. */
const source = gatewayContent(() => ({
  async get(cid, { maxBytes }) {
    const size = sizes[cid]
    const failure = size === undefined ? 'net/refused' : size > maxBytes && 'net/too-large'
    if (failure)
      throw new VainError('net/unavailable', 'no gateway has the artefact', {
        ...{ cid, failures: { 'http://a': 'net/unreachable', 'http://b': failure } },
      })
    return new Uint8Array(size ?? 0)
  },
}))

const statusOf = (opening: Promise<unknown>): Promise<unknown> =>
  opening.then(
    () => 200,
    (error: HttpFailure) => [error.status, error.code],
  )

/** Asks for an artefact. */
async function visit(cid: string) {
  const gone = new AbortController()
  const status = await statusOf(source.openLocally(cid, gone.signal))
  return { status, leave: () => gone.abort() }
}

describe('gatewayContent', () => {
  it('behavior: of large artefacts two are held at once, until whoever asked for them is gone', async () => {
    const [first, second] = [await visit('large'), await visit('large')]
    expect([first.status, second.status]).to.deep.equal([200, 200])
    expect((await visit('large')).status).to.deep.equal([503, 'http/busy'])
    expect((await visit('small')).status).to.equal(200)
    first.leave()
    const third = await visit('large')
    expect(third.status).to.equal(200)
    for (const { leave } of [second, third]) leave()
  })

  it('behavior: whoever has left already takes no place', async () => {
    for (let i = 0; i < 3; i++) await statusOf(source.openLocally('large', AbortSignal.abort()))
    const { status, leave } = await visit('large')
    expect(status).to.equal(200)
    leave()
  })

  it('error: what no operator has, and operators that are not known yet', async () => {
    expect((await visit('none')).status).to.deep.equal([404, 'http/not-found'])
    const { signal } = new AbortController()
    const starting = gatewayContent(() => undefined)
    const answer = await statusOf(starting.openLocally('small', signal))
    expect(answer).to.deep.equal([503, 'http/starting'])
  })
})
