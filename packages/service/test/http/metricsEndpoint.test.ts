import { expect } from 'chai'
import { createHttpServer, createLog, createMeter, metricsEndpoint } from '../../src/index.ts'

describe('GET /metrics', () => {
  async function serve() {
    const meter = createMeter({ measuresProcess: false })
    const destination = { write: () => undefined }
    const log = createLog({ level: 'info', format: 'json', name: 'test', destination, meter })
    const content = { openLocally: async () => undefined }
    const deps = {
      log,
      content,
      meter,
      api: { title: 'test', text: '', endpoints: [metricsEndpoint] },
    }
    const server = await createHttpServer(deps, { port: 0 })
    server.answer(metricsEndpoint, meter.render)
    return server
  }

  it('default: shows every metric in the format of Prometheus, those of HTTP too', async () => {
    const server = await serve()
    await (await fetch(`${server.url}/no/such/page`)).text()
    await (await fetch(`${server.url}/ipfs/${'a'.repeat(60)}`)).text()
    const answer = await fetch(`${server.url}/metrics`)
    const text = await answer.text()
    await server.close()
    expect(answer.status).to.equal(200)
    expect(answer.headers.get('content-type')).to.equal(metricsEndpoint.media)
    const counted = 'vain_http_answered_requests_total'
    expect(text).to.include(`${counted}{route="none",status="4xx"} 1`)
    expect(text).to.include(`${counted}{route="/ipfs/:cid",status="4xx"} 1`)
    expect(text).to.include('vain_log_written_lines_total{level="info"} 1')
  })

  it('behavior: it is the operator’s own', () => {
    expect(metricsEndpoint.access).to.equal('own')
  })
})
