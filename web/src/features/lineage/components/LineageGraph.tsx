'use client'

import { useRouter } from 'next/navigation'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { places } from '../../../shared/route/index.ts'
import { Button } from '../../../shared/ui/index.ts'
import { describeNode } from '../queries/describeNode.ts'
import type { Layout, Node } from '../queries/layoutLineage.ts'
import { nextNode } from '../queries/nextNode.ts'
import css from './LineageGraph.module.css'

/** Steps between two models at each magnification, in pixels. */
const steps = [4, 10, 24, 48, 72] as const
const laneHeight = 44
const margin = 28

/**
 * The models as a graph, from left to right in the order of time.
 *
 * It takes the focus as one: arrow keys go from model to model, Enter opens one.
 */
export function LineageGraph({
  run,
  layout,
}: {
  readonly run: number
  readonly layout: Layout
}): ReactNode {
  const router = useRouter()
  const frame = useRef<HTMLDivElement>(null)
  const [zoom, setZoom] = useState(layout.nodes.length > 100 ? 1 : 3)
  const [chosen, setChosen] = useState<number>()
  const step = steps[zoom] ?? 24
  const last = layout.nodes.at(-1)
  const node = layout.nodes.find(({ version }) => version === chosen) ?? last
  const width = 2 * margin + Math.max(0, layout.nodes.length - 1) * step
  const height = 2 * margin + Math.max(0, layout.lanes - 1) * laneHeight
  const place: Place = ({ column, lane }) => [margin + column * step, margin + lane * laneHeight]
  const x = node === undefined ? 0 : place(node)[0]
  useEffect(() => {
    const room = frame.current?.clientWidth ?? 0
    frame.current?.scrollTo({ left: x - room / 2 })
  }, [x])
  const open = ({ version }: Node): void => router.push(places.version(run, version))
  const press = (event: KeyboardEvent): void => {
    if (node === undefined) return
    const next = nextNode(layout, node, event.key)
    if (event.key === 'Enter') open(node)
    else if (next !== undefined) setChosen(next.version)
    else return
    event.preventDefault()
  }
  return (
    <>
      <div className={css.tools}>
        <Button label="Show more models" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
          −
        </Button>
        <Button
          label="Show models larger"
          disabled={zoom === steps.length - 1}
          onClick={() => setZoom(zoom + 1)}
        >
          +
        </Button>
        <p className={css.said} aria-live="polite">
          {node === undefined ? 'No model yet.' : describeNode(node)}
        </p>
      </div>
      <div
        ref={frame}
        className={css.frame}
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys go from model to model
        tabIndex={0}
        aria-label="Chain of models: arrow keys go from one to the next, Enter opens it. The same stands in the table below."
        onKeyDown={press}
      >
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {layout.edges.map(({ from, to }) => (
            <path key={to.version} className={css.edge} d={edgePath(place, from, to)} />
          ))}
          {layout.nodes.map((one) => (
            <Dot
              key={one.version}
              node={one}
              at={place(one)}
              step={step}
              isChosen={one === node}
              onOpen={() => open(one)}
            />
          ))}
        </svg>
      </div>
    </>
  )
}

type Place = (node: Node) => readonly [x: number, y: number]

/** A line, or a bend where the child is on another lane; from the edge where the parent is not shown. */
function edgePath(place: Place, from: Node | undefined, to: Node): string {
  const [x, y] = place(to)
  if (from === undefined) return `M0 ${y}H${x}`
  const [fromX, fromY] = place(from)
  if (fromY === y) return `M${fromX} ${y}H${x}`
  const bend = fromX + Math.min(24, x - fromX)
  return `M${fromX} ${fromY}C${bend} ${fromY} ${fromX} ${y} ${bend} ${y}H${x}`
}

function Dot({
  node,
  at: [x, y],
  step,
  isChosen,
  onOpen,
}: {
  readonly node: Node
  readonly at: readonly [number, number]
  readonly step: number
  readonly isChosen: boolean
  readonly onOpen: () => void
}): ReactNode {
  const { version, state, tags } = node
  const radius = Math.min(7, Math.max(1.5, step / 3))
  return (
    // The table below has the same as links, for keys and screen readers.
    // biome-ignore lint/a11y/noStaticElementInteractions: what it does for the pointer Enter does
    <g className={`${css.node} ${css[state]}`} onClick={onOpen}>
      <title>{describeNode(node)}</title>
      {isChosen && <circle className={css.chosen} cx={x} cy={y} r={radius + 4} />}
      <circle cx={x} cy={y} r={radius} />
      {tags.length > 0 && <path className={css.tag} d={`M${x - 4} ${y - 18}h8v6l-4 4l-4 -4z`} />}
      {(step >= 24 || version % 50 === 0) && (
        <text x={x} y={y + radius + 14}>
          {version}
        </text>
      )}
    </g>
  )
}
