import { until } from './harness/until.ts'
import { usePortal } from './harness/usePortal.ts'

/** What pages must not do, as a script and as the harness says it. */
const wrongs = [
  ['asks another host', `void fetch('https://example.org/').catch(() => 0)`, /policy: connect-src/],
  ['goes to another host', `location.href = 'https://example.org/'`, /asked another host/],
  ['has a picture of another', `new Image().src = 'http://127.0.0.1:9/'`, /policy: img-src/],
  ['prints an error', `console.error('it broke')`, /it broke/],
  ['throws', `setTimeout(() => { throw new Error('thrown') })`, /thrown/],
  ['misses a file', `void fetch('/no/such/file')`, /404.*no\/such/],
] as const

describe('harness of the portal', function () {
  this.timeout(120_000)
  const portal = usePortal()

  for (const [name, script, says] of wrongs)
    it(`error: a page that ${name} is found out`, async () => {
      const page = await portal.visit('/')
      page.faults.expect(/./)
      await page.evaluate(script)
      await until(`${says} is found`, () => page.faults.all().some((fault) => says.test(fault)))
    })
})
