/** A PromQL expression and what its series are called. */
export type Query = readonly [expr: string, legend: string]

/** One panel of a dashboard. */
export type Panel = {
  readonly title: string
  /** One number, or lines over time, which is the default. */
  readonly kind?: 'stat'
  /** Unit as Grafana names it. */
  readonly unit: string
  readonly queries: readonly Query[]
}

const datasource = { type: 'prometheus', uid: '$datasource' }

/** Width of a dashboard in Grafana's grid. */
const columns = 24

/** A dashboard as Grafana's provisioning reads it: with a variable for the data source, and no ids. */
export function renderDashboard(uid: string, title: string, panels: readonly Panel[]): string {
  const variable = { name: 'datasource', label: 'Data source', type: 'datasource' }
  const dashboard = {
    uid,
    title,
    tags: ['vain'],
    schemaVersion: 39,
    editable: false,
    timezone: 'browser',
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ ...variable, query: 'prometheus' }] },
    panels: place(panels),
  }
  return `${JSON.stringify(dashboard, undefined, 2)}\n`
}

function place(panels: readonly Panel[]): object[] {
  let [x, y, rowHeight] = [0, 0, 0]
  return panels.map((panel) => {
    const [w, h] = panel.kind === 'stat' ? [6, 4] : [12, 8]
    if (x + w > columns) [x, y] = [0, y + rowHeight]
    const gridPos = { x, y, w, h }
    x += w
    rowHeight = h
    return renderPanel(panel, gridPos)
  })
}

function renderPanel({ title, kind, unit, queries }: Panel, gridPos: object): object {
  return {
    type: kind ?? 'timeseries',
    title,
    gridPos,
    datasource,
    fieldConfig: { defaults: { unit }, overrides: [] },
    options: kind === 'stat' ? {} : { legend: { displayMode: 'list', placement: 'bottom' } },
    targets: queries.map(([expr, legendFormat], i) => ({
      refId: String.fromCharCode(65 + i),
      datasource,
      expr,
      legendFormat,
    })),
  }
}
