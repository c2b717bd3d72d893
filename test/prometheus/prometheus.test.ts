/**
 * A real Prometheus reads a network of real daemons, with the rules and dashboards that are
 * shipped. Not part of `npm test`, as it needs a program that npm does not bring.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { freePort } from '../../scripts/devnet/freePort.ts'
import {
  type Prometheus,
  runTool,
  startPrometheus,
} from '../../scripts/prometheus/startPrometheus.ts'
import { waitForLog } from '../e2e/logTail.ts'
import { openTestNetwork, type TestNetwork, testParams } from '../e2e/network.ts'

type Target = { readonly health: string; readonly lastError: string }
type Rule = { readonly name: string; readonly type: string; readonly health: string }
type Series = { readonly metric: object; readonly value: readonly [number, string] }

/** Expressions of what happens only when something goes wrong, or in runs of another kind. */
const mayBeEmpty = /_faults_total|refused_rounds_total|replayed_groups|failed/

function dashboardExpressions(): string[] {
  const folder = 'ops/grafana/dashboards'
  return readdirSync(folder).flatMap((file) => {
    const { panels } = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'))
    return panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
      targets.map(({ expr }) => expr),
    )
  })
}

const say = (text: string): void => void process.stdout.write(`${text}\n`)

/** Looks again until `look` does not throw. */
async function eventually<T>(look: () => Promise<T>, withinMs: number): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    try {
      return await look()
    } catch (error) {
      if (Date.now() > end) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

describe('a real Prometheus', function () {
  this.timeout(900_000)
  let network: TestNetwork
  let prometheus: Prometheus
  let count = 0

  const query = async (expr: string): Promise<Series[]> => {
    const data = await prometheus.ask(`/api/v1/query?query=${encodeURIComponent(expr)}`)
    return (data as { result: Series[] }).result
  }

  before(async () => {
    say(`    ${runTool('prometheus', ['--version']).split('\n')[0]}`)
    const plan = { nodes: 3, aggregators: 1, validators: 1, model: 'mnist-mlp' }
    network = await openTestNetwork(plan, { ...testParams, minMembers: 3 })
    network.startAll()
    const targets = await Promise.all(
      network.members.map(async ({ name }) => {
        const said = ({ msg }: { msg: string }) => msg === 'serving health and artefacts'
        const { url } = await waitForLog([network.folder.logFile(name)], said, 300_000)
        return String(url).replace('http://', '')
      }),
    )
    count = targets.length
    prometheus = await startPrometheus(targets, await freePort())
    await network.until(({ machine }) => machine.cursor.version >= 2, 600_000)
  })
  after(async () => {
    await prometheus?.stop()
    await network?.close()
  })

  it('default: promtool accepts the configuration and the rules, and tests them', () => {
    runTool('promtool', ['check', 'config', 'ops/prometheus/prometheus.yml'])
    const said = runTool('promtool', ['test', 'rules', 'ops/prometheus/alerts.test.yml'])
    expect(said).to.include('SUCCESS')
  })

  it('default: every daemon is scraped', async () => {
    await eventually(async () => {
      const { activeTargets } = (await prometheus.ask('/api/v1/targets')) as {
        activeTargets: Target[]
      }
      const ill = activeTargets.filter(({ health }) => health !== 'up')
      expect(ill.map(({ lastError }) => lastError)).to.deep.equal([])
      expect(activeTargets).to.have.length(count)
    }, 120_000)
    say(`    ${count} of ${count} targets up`)
  })

  it('default: every rule is loaded and evaluated', async () => {
    const rules = await eventually(async () => {
      const { groups } = (await prometheus.ask('/api/v1/rules')) as { groups: { rules: Rule[] }[] }
      const all = groups.flatMap(({ rules }) => rules)
      expect(all.filter(({ health }) => health !== 'ok').map(({ name }) => name)).to.deep.equal([])
      return all
    }, 120_000)
    const alerts = rules.filter(({ type }) => type === 'alerting')
    say(`    ${alerts.length} alerts and ${rules.length - alerts.length} records evaluated`)
  })

  it('default: every expression of a dashboard is answered, with values of this network', async () => {
    const expressions = dashboardExpressions()
    const found = await eventually(async () => {
      const answers = await Promise.all(expressions.map(query))
      const empty = expressions.filter((_, i) => answers[i]?.length === 0)
      expect(empty.filter((expr) => !mayBeEmpty.test(expr))).to.deep.equal([])
      return expressions.length - empty.length
    }, 180_000)
    say(`    ${expressions.length} expressions answered, ${found} with values`)
    const versions = await query('max(vain_round_certified_versions)')
    expect(Number(versions[0]?.value[1])).to.be.at.least(2)
    const gas = await query('sum(vain_wallet_used_gas_total{call="certify"})')
    expect(Number(gas[0]?.value[1])).to.be.greaterThan(0)
  })
})
