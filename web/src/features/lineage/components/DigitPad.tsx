'use client'

import { type PointerEvent, type ReactNode, useRef } from 'react'
import type { Stroke } from '../queries/renderDigit.ts'
import css from './DigitPad.module.css'

/** Side of the pad in its own unit. */
const extent = 100
/** More points than a hand makes in a digit. */
const maxPoints = 5_000

/** A square to draw in, with a finger, a pen or a mouse. */
export function DigitPad({
  strokes,
  onChange,
  onDrawn,
}: {
  readonly strokes: readonly Stroke[]
  readonly onChange: (strokes: readonly Stroke[]) => void
  /** The pen was lifted. */
  readonly onDrawn: (strokes: readonly Stroke[]) => void
}): ReactNode {
  const isDown = useRef(false)
  const pointOf = (event: PointerEvent<SVGSVGElement>): Stroke[number] => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    return [((event.clientX - left) / width) * extent, ((event.clientY - top) / height) * extent]
  }
  const begin = (event: PointerEvent<SVGSVGElement>): void => {
    isDown.current = true
    event.currentTarget.setPointerCapture(event.pointerId)
    onChange([...strokes, [pointOf(event)]])
  }
  const move = (event: PointerEvent<SVGSVGElement>): void => {
    if (!isDown.current || strokes.flat().length >= maxPoints) return
    onChange([...strokes.slice(0, -1), [...(strokes.at(-1) ?? []), pointOf(event)]])
  }
  const end = (): void => {
    if (isDown.current) onDrawn(strokes)
    isDown.current = false
  }
  return (
    <svg
      className={css.pad}
      viewBox={`0 0 ${extent} ${extent}`}
      role="img"
      aria-label="Square to draw a digit in. Without a pointer, choose an example below."
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {strokes.map((stroke, i) => (
        <path
          // biome-ignore lint/suspicious/noArrayIndexKey: strokes are only added at the end
          key={i}
          className={css.stroke}
          d={`M${stroke.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}${stroke.length === 1 ? 'h0' : ''}`}
        />
      ))}
    </svg>
  )
}
