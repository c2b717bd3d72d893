/** What a picture is of. */
export type Picture = {
  readonly width: number
  readonly height: number
  readonly title: string
  /** What it shows, for who cannot see it. */
  readonly said: string
}

/** A coordinate, as fine as a picture needs it. */
export const rounded = (value: number): string => value.toFixed(1)

/**
 * An SVG document in the colours of its reader's choice; class `s` is small print, `k` bold.
 *
 * @param lines - elements, in pixels from the upper left
 */
export function toSvg({ width, height, title, said }: Picture, lines: readonly string[]): string {
  const all = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-labelledby="t d">`,
    `<title id="t">${title}</title><desc id="d">${said}</desc>`,
    '<style>.b{fill:#fff}.k{font-weight:600}.s{font-size:11.5px;fill:#555}text{fill:#222}@media(prefers-color-scheme:dark){.b{fill:#12161c}text{fill:#e6e6e6}.s{fill:#aaa}}</style>',
    `<rect class="b" width="${width}" height="${height}"/>`,
    ...lines,
    '</svg>',
  ]
  return `${all.join('\n')}\n`
}
