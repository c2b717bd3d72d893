/** Alerts, recording rules and dashboards ask for metrics and labels that there are. */
import { readdirSync, readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { expect } from 'chai'
import { parse } from 'yaml'
import { metricSections } from '../../scripts/metrics/tables.ts'

type Rule = {
  readonly record?: string
  readonly alert?: string
  readonly expr: string
  readonly for?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}
type Panel = {
  readonly type: string
  readonly title: string
  readonly fieldConfig: { readonly defaults: { readonly unit: string } }
  readonly datasource: { readonly uid: string }
  readonly gridPos: {
    readonly x: number
    readonly y: number
    readonly w: number
    readonly h: number
  }
  readonly targets: readonly { readonly expr: string; readonly legendFormat: string }[]
}
type Dashboard = {
  readonly uid: string
  readonly title: string
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string }[]
  }
  readonly panels: readonly Panel[]
}

const read = (path: string): string => readFileSync(path, 'utf8')
const rulesIn = (file: string): Rule[] =>
  (parse(read(`ops/prometheus/${file}`)) as { groups: { rules: Rule[] }[] }).groups.flatMap(
    ({ rules }) => rules,
  )
const records = rulesIn('records.yml')
const alerts = rulesIn('alerts.yml')
const folder = 'ops/grafana/dashboards'
const dashboards = readdirSync(folder).map(
  (file) => JSON.parse(read(`${folder}/${file}`)) as Dashboard,
)

/** Labels of each series that can be asked for, beside those that Prometheus adds. */
const series = new Map<string, ReadonlySet<string>>([['up', new Set()]])
const values = new Map<string, readonly string[]>()
for (const { metrics } of metricSections)
  for (const { name, type, labels } of metrics) {
    const own = new Set(Object.keys(labels))
    const parts = type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
    for (const part of parts)
      series.set(name + part, part === '_bucket' ? new Set([...own, 'le']) : own)
    for (const [label, listed] of Object.entries(labels))
      if (listed !== 'any') values.set(`${name} ${label}`, listed)
  }
const added = ['job', 'instance', 'daemon']
for (const { record, expr } of records) series.set(record ?? '', new Set(labelsOf(expr)))

/** What a recorded expression is summed by. */
function labelsOf(expr: string): string[] {
  return [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = '']) => names.split(/,\s*/))
}

/** What is wrong with an expression. */
function complaintsOf(expr: string): string[] {
  const found: string[] = []
  const textOf = (node: { from: number; to: number }): string => expr.slice(node.from, node.to)
  const grouped = new Set(labelsOf(expr))
  const known = new Set<string>([...added, 'le'])
  parser.parse(expr).iterate({
    enter(node) {
      if (node.type.isError) found.push(`no PromQL at ${node.from}: ${expr}`)
      if (node.name !== 'VectorSelector') return
      const selector = node.node
      const name = textOf(selector.getChild('Identifier') ?? selector)
      const labels = series.get(name)
      if (labels === undefined) return void found.push(`no metric ${name}`)
      for (const label of labels) known.add(label)
      const matchers = textOf(selector).matchAll(/(\w+)(=~|!=|!~|=)"([^"]*)"/g)
      for (const [, label = '', , value = ''] of matchers) {
        if (!labels.has(label) && !added.includes(label)) found.push(`${name} has no ${label}`)
        const listed = values.get(`${name} ${label}`)
        for (const one of listed === undefined ? [] : value.split('|'))
          if (!listed?.includes(one)) found.push(`${name} has no ${label} ${one}`)
      }
    },
  })
  for (const label of grouped) if (!known.has(label)) found.push(`nothing has ${label}: ${expr}`)
  return found
}

describe('alerts and dashboards', () => {
  it('behavior: what is wrong with an expression is found', () => {
    for (const wrong of [
      'sum(rate(vain_net_sent_bytes_total[5m])',
      'vain_net_nothing_bytes',
      'vain_operator_active_bool{run="1"}',
      'vain_round_ended_rounds_total{outcome="lost"}',
      'sum by (colour) (vain_net_connected_peers)',
      'vain_rpc_call_duration_seconds',
    ])
      expect(complaintsOf(wrong), wrong).to.have.length.at.least(1)
  })

  it('default: every expression asks for what there is', () => {
    const rules = [...records, ...alerts].map(({ expr }) => expr)
    const panels = dashboards.flatMap(({ panels }) => panels.flatMap(({ targets }) => targets))
    const all = [...rules, ...panels.map(({ expr }) => expr)]
    expect(all).to.have.length.at.least(60)
    expect(all.flatMap(complaintsOf)).to.deep.equal([])
  })

  it('default: every alert says how grave it is, what happened, and where to read what to do', () => {
    const page = read('docs/operate/alerts.md')
    for (const { alert = '', labels, annotations } of alerts) {
      expect(alert).to.match(/^Vain[A-Z]\w+$/)
      expect(labels?.severity, alert).to.be.oneOf(['critical', 'warning'])
      expect(annotations?.summary, alert).to.match(/\S.*\.$/)
      expect(annotations?.runbook).to.equal(`docs/operate/alerts.md#${alert.toLowerCase()}`)
      expect(page, alert).to.match(
        new RegExp(`^## ${alert}\\n\\n\\*${labels?.severity}\\.\\* \\S`, 'm'),
      )
    }
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, name]) => name)
    expect(headings).to.deep.equal(alerts.map(({ alert }) => alert))
  })

  it('default: for every alert there is a case in which it fires', () => {
    type Case = { alertname: string; exp_alerts: readonly { exp_labels: { severity: string } }[] }
    const { tests } = parse(read('ops/prometheus/alerts.test.yml')) as {
      tests: readonly { alert_rule_test: readonly Case[] }[]
    }
    const fired = tests
      .flatMap(({ alert_rule_test }) => alert_rule_test)
      .filter(({ exp_alerts }) => exp_alerts.length > 0)
    expect(fired.map(({ alertname }) => alertname)).to.have.members(
      alerts.map(({ alert }) => alert),
    )
  })

  it('default: dashboards have titles, units and a data source to choose, and no ids', () => {
    expect(new Set(dashboards.map(({ uid }) => uid)).size).to.equal(dashboards.length)
    for (const dashboard of dashboards) {
      const { title, templating, panels } = dashboard
      expect(JSON.stringify(dashboard)).not.to.match(/"id":/)
      expect(templating.list.map(({ name, type }) => `${name} ${type}`)).to.deep.equal([
        'datasource datasource',
      ])
      for (const panel of panels) {
        expect(panel.title, title).to.match(/\S/)
        expect(panel.fieldConfig.defaults.unit, panel.title).to.match(/\S/)
        expect(panel.datasource.uid).to.equal('$datasource')
        for (const { legendFormat } of panel.targets)
          expect(legendFormat, panel.title).to.match(/\S/)
      }
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, i) => `${x + (i % w)} ${y + Math.floor(i / w)}`),
      )
      expect(new Set(cells).size, `${title}: panels that overlap`).to.equal(cells.length)
    }
  })
})
