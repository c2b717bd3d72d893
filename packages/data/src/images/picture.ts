/** An image as it was decoded: red, green, blue and opacity of each place, row by row. */
export type Picture = {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array
}

/** Most places of an image that is decoded: 64 MiB. */
export const maxPlaces: number = 2 ** 24
