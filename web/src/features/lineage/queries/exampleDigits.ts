import type { Stroke } from './renderDigit.ts'

/** A round line, clockwise from an angle to another in degrees; 0 points to the right. */
function arc(
  [x, y]: readonly [number, number],
  [rx, ry]: readonly [number, number],
  from: number,
  to: number,
): Stroke {
  return Array.from({ length: 25 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / 24) * Math.PI) / 180
    return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)] as const
  })
}

/** A digit each, for those who cannot draw one; in a square of 100. */
export const exampleDigits: readonly (readonly Stroke[])[] = [
  [arc([50, 50], [28, 40], -90, 270)],
  [
    [
      [58, 8],
      [46, 92],
    ],
  ],
  [[...arc([48, 32], [26, 22], -170, 40), [24, 90], [80, 90]]],
  [arc([46, 29], [24, 20], -150, 90), arc([46, 70], [27, 21], -90, 150)],
  [
    [
      [36, 10],
      [26, 54],
      [78, 54],
    ],
    [
      [66, 14],
      [60, 92],
    ],
  ],
  [[[74, 10], [38, 10], [32, 46], ...arc([48, 66], [26, 25], -110, 140)]],
  [[[62, 8], ...arc([50, 66], [25, 24], -170, 190)]],
  [
    [
      [22, 12],
      [78, 12],
      [44, 92],
    ],
  ],
  [arc([50, 30], [20, 20], -90, 270), arc([50, 70], [24, 21], -90, 270)],
  [[...arc([48, 32], [23, 22], 0, 360), [62, 92]]],
]
