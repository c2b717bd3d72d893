import { expect } from 'chai'
import fc from 'fast-check'
import { decodeImage } from '../../src/images/decodeImage.ts'
import { readJpeg } from '../../src/images/jpegSegments.ts'
import { jpegOfScans, segment } from './encodeJpeg.ts'
import { encodePng, type PngWish, rawPng } from './encodePng.ts'

const fromBase64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'))

/** What Pillow 13 wrote, and what it reads in it as red, green, blue and opacity; 5 × 4 places. */
const pillow: Readonly<Record<string, readonly [string, string]>> = {
  'colours with opacity': [
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAYAAABGM/VAAAAAX0lEQVR4nAFUAKv/ADdTyb36D/AWnclXVnQGZnbPsLTrBFKv+4Vv2CzgUYy3AhnO3gjaFlr/AVpcLoK2yPyG1+Nld6IxzzEL6/ehAij6XRTYgNTqUwUQRiafAtSjXhaM9qspIGxx1mEAAAAASUVORK5CYII=',
    'N1PJvfoP8BadyVdWdAZmds+wtOuJAsRCadoc9rpm0/i21LEAqeoOdVpcLoIQJCoI5wePf4k4XrCUI1VRglaLluik/vI6DJ/Fr9dghDeBa90=',
  ],
  'grey with opacity': [
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAECAQAAADsOj3LAAAAN0lEQVR4nAEsANP/AApzCctKElLk2nAC3P8G/1rIzLRm/AIyKhVd+r4zPUHWAQQTa9joKGpT8MyvkBQHGQNvNQAAAABJRU5ErkJggg==',
    'CgoKcwkJCctKSkoSUlJS5Nra2nDm5uZyDw8PyqSkpNoeHh6YQEBAbBgYGJwkJCQnnp6emFFRUdWBgYFCBAQEE29vb+tXV1cTwcHBZrGxsTI=',
  ],
  'black and white': [
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEAQAAAABuSMjtAAAAEElEQVR4nGMIYHjBNIPJAgAIzAINE4cy2gAAAABJRU5ErkJggg==',
    'AAAA//////8AAAD//////wAAAP////////////////8AAAD///////////8AAAD/AAAA/wAAAP8AAAD//////wAAAP////////////////8=',
  ],
  'a palette': [
    'iVBORw0KGgoAAAANSUhEUgAAAAUAAAAEBAMAAAC0HehzAAAAFVBMVEW9xVU2+3ryfqZLn1CvZ9WqHNskP3/vikTfAAAAGElEQVR4nGNIZGRgVHb8w8L4aRejwRcdAB7dBMZK8KVyAAAAAElFTkSuQmCC',
    'JD9//zb7ev+9xVX/Nvt6/73FVf/yfqb/S59Q/yQ/f/+vZ9X/JD9///J+pv+vZ9X/qhzb/yQ/f/82+3r/S59Q/73FVf/yfqb/r2fV/6oc2/8=',
  ],
}

/** 16 × 8 places, red 16 x, green 30 y, blue 128, as Pillow 13 wrote them at quality 95. */
const progressive =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wgARCAAIABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAf/xAAVAQEBAAAAAAAAAAAAAAAAAAAEBf/aAAwDAQACEAMQAAABnNMBxP/EABYQAAMAAAAAAAAAAAAAAAAAAAAFB//aAAgBAQABBQJVLxVLz//EABkRAAEFAAAAAAAAAAAAAAAAAAAFBgciI//aAAgBAwEBPwGNncuU0P/EABgRAAIDAAAAAAAAAAAAAAAAAAAFBiEi/9oACAECAQE/AXEkbXs//8QAFxAAAwEAAAAAAAAAAAAAAAAAAAEkof/aAAgBAQAGPwJT4KfD/8QAFBABAAAAAAAAAAAAAAAAAAAAEP/aAAgBAQABPyElL//aAAwDAQACAAMAAAAQd//EABcRAAMBAAAAAAAAAAAAAAAAAABRkdH/2gAIAQMBAT8QgHp//8QAFhEAAwAAAAAAAAAAAAAAAAAAANHx/9oACAECAQE/ELhn/8QAFRABAQAAAAAAAAAAAAAAAAAAAKH/2gAIAQEAAT8QmM5//9k='
/** The brightness of the same. */
const greyJpeg =
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wAALCAAIABABAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APnP4Uf8Evv9X/xTvp/yyr6Z+FH/AAS+/wBV/wAU76f8sq//2Q=='

/** Red, green, blue and opacity that a file of the test means, by the tables of the standard. */
function meant(
  { depth, colourType, palette, transparency, sample }: PngWish,
  x: number,
  y: number,
) {
  const raw = (channel: number) => sample(x, y, channel)
  const part = (channel: number) => Math.round((raw(channel) / (2 ** depth - 1)) * 255)
  const hides = (channels: readonly number[]) =>
    transparency !== undefined &&
    channels.every(
      (i) => raw(i) === 256 * (transparency[2 * i] as number) + (transparency[2 * i + 1] as number),
    )
  if (colourType === 0) return [part(0), part(0), part(0), hides([0]) ? 0 : 255]
  if (colourType === 2) return [part(0), part(1), part(2), hides([0, 1, 2]) ? 0 : 255]
  if (colourType === 4) return [part(0), part(0), part(0), part(1)]
  if (colourType === 6) return [part(0), part(1), part(2), part(3)]
  return [...(palette ?? []).slice(3 * raw(0), 3 * raw(0) + 3), transparency?.[raw(0)] ?? 255]
}

const kinds: readonly (readonly [number, number])[] = [
  ...[1, 2, 4, 8, 16].map((depth) => [0, depth] as const),
  ...[1, 2, 4, 8].map((depth) => [3, depth] as const),
  ...[2, 4, 6].flatMap((colourType) => [[colourType, 8] as const, [colourType, 16] as const]),
]

/** An image with samples of every size. */
function wishOf(colourType: number, depth: number, more: Partial<PngWish> = {}): PngWish {
  const colours = 2 ** Math.min(depth, 8)
  return {
    ...{ width: 11, height: 13, depth, colourType },
    sample: (x, y, channel) => (x * 7_919 + y * 104_729 + channel * 31 + x * y) % 2 ** depth,
    ...(colourType === 3
      ? { palette: Array.from({ length: 3 * colours }, (_, i) => (i * 37) % 256) }
      : {}),
    ...more,
  }
}

function expectDecodes(wish: PngWish): void {
  const picture = decodeImage(encodePng(wish))
  expect([picture?.width, picture?.height]).to.deep.equal([wish.width, wish.height])
  const places = Array.from({ length: wish.height }, (_, y) =>
    Array.from({ length: wish.width }, (_, x) => meant(wish, x, y)),
  )
  expect([...(picture?.data ?? [])]).to.deep.equal(places.flat(2))
}

describe('decodeImage of PNG', () => {
  for (const [name, [file, places]] of Object.entries(pillow))
    it(`vector: ${name}, as another encoder wrote and read them`, () => {
      const picture = decodeImage(fromBase64(file))
      expect(picture).to.include({ width: 5, height: 4 })
      expect(picture?.data).to.deep.equal(fromBase64(places))
    })

  for (const [colourType, depth] of kinds)
    it(`default: colour type ${colourType} with ${depth} bits, in one pass and interlaced`, () => {
      expectDecodes(wishOf(colourType, depth))
      for (const [width, height] of [
        [11, 13],
        [1, 1],
        [3, 9],
      ] as const)
        expectDecodes(wishOf(colourType, depth, { width, height, isInterlaced: true }))
    })

  it('behavior: neighbours that are close, so that a filter has several to guess by', () => {
    const close: PngWish['sample'] = (x, y, channel) => (x * x + 3 * x * y + channel) % 7
    expectDecodes({ ...wishOf(2, 8), width: 40, height: 40, sample: close })
  })

  it('behavior: opacities of a palette, and a colour that is not seen', () => {
    expectDecodes(wishOf(3, 4, { transparency: [0, 128, 7] }))
    const grey = wishOf(0, 4)
    expectDecodes({ ...grey, transparency: [0, grey.sample(3, 2, 0)] })
    const deep = wishOf(2, 16)
    const colour = [0, 1, 2].map((channel) => deep.sample(5, 5, channel))
    const transparency = colour.flatMap((value) => [value >> 8, value & 255])
    expectDecodes({ ...deep, transparency })
    // Places with an opacity of their own have no such colour, whatever a file says.
    const own = wishOf(4, 8)
    expectDecodes({ ...own, transparency: [0, own.sample(3, 2, 0), 0, own.sample(3, 2, 1)] })
  })

  it('error: what is damaged, or more or less than it says, is no image', () => {
    const wish = wishOf(2, 8)
    const file = encodePng(wish)
    const raw = rawPng(wish)
    for (const [reason, bytes] of Object.entries({
      nothing: new Uint8Array(),
      'cut off': file.subarray(0, -13),
      'a row too few': encodePng(wish, raw.subarray(0, -34)),
      'a row too many': encodePng(wish, new Uint8Array([...raw, ...raw.subarray(0, 34)])),
      'far more than it says': encodePng(wish, new Uint8Array(2 ** 24)),
      'a filter that is not known': encodePng(wish, raw.with(0, 5)),
      'an index beyond the palette': encodePng(wishOf(3, 2, { palette: [1, 2, 3] })),
      'a depth that is not known': encodePng(wishOf(6, 4)),
      'another compression': file.with(26, 1),
      'another filter': file.with(27, 1),
      'another order': file.with(28, 2),
      'no palette': encodePng({ ...wishOf(0, 2), colourType: 3 }),
    }))
      expect(decodeImage(bytes), reason).to.equal(undefined)
    const huge = Uint8Array.from(file)
    huge.set([0, 1, 0, 0, 0, 1, 0, 0], 16)
    expect(decodeImage(huge), 'too large').to.equal(undefined)
  })

  it('error: more parts than a file needs', () => {
    const file = Buffer.from(encodePng(wishOf(2, 8)))
    const end = file.length - 12
    const padded = (type: string, count: number) => {
      const part = Buffer.from([0, 0, 0, 0, ...Buffer.from(type, 'latin1'), 0, 0, 0, 0])
      const parts = Buffer.concat(new Array<Buffer>(count).fill(part))
      return new Uint8Array(Buffer.concat([file.subarray(0, end), parts, file.subarray(end)]))
    }
    for (const type of ['IDAT', 'tEXt']) {
      expect(decodeImage(padded(type, 60_000)), type).to.not.equal(undefined)
      expect(decodeImage(padded(type, 2 ** 16)), type).to.equal(undefined)
    }
  })

  it('error: whatever bytes there are, they are an image or none', () => {
    const good = [encodePng(wishOf(6, 8)), fromBase64(progressive), fromBase64(greyJpeg)]
    const spoilt = fc.record({
      which: fc.nat(good.length - 1),
      at: fc.nat(2_000),
      value: fc.nat(255),
      cut: fc.boolean(),
    })
    fc.assert(
      fc.property(spoilt, ({ which, at, value, cut }) => {
        const file = good[which] as Uint8Array
        const place = at % file.length
        const picture = decodeImage(cut ? file.subarray(0, place) : file.with(place, value))
        if (picture !== undefined)
          expect(picture.data.length).to.equal(4 * picture.width * picture.height)
      }),
      { numRuns: 300 },
    )
  })
})

/** How far a decoded image is at most from what was encoded. */
function farthest(file: string, meantOf: (x: number, y: number) => readonly number[]): number {
  const picture = decodeImage(fromBase64(file))
  expect(picture).to.include({ width: 16, height: 8 })
  const distances = Array.from(picture?.data ?? [], (value, i) => {
    const [x, y] = [Math.floor(i / 4) % 16, Math.floor(i / 64)]
    return Math.abs(value - (meantOf(x, y)[i % 4] as number))
  })
  return Math.max(...distances)
}

describe('decodeImage of JPEG', () => {
  it('vector: a progressive one with colours at half the size, close to what was encoded', () => {
    expect(farthest(progressive, (x, y) => [16 * x, 30 * y, 128, 255])).to.be.below(26)
  })

  it('vector: a grey one', () => {
    const luma = (x: number, y: number) => 0.299 * 16 * x + 0.587 * 30 * y + 0.114 * 128
    const brightness = (x: number, y: number) => [luma(x, y), luma(x, y), luma(x, y), 255]
    expect(farthest(greyJpeg, brightness)).to.be.below(4)
  })

  it('default: 64 scans', () => {
    expect(decodeImage(jpegOfScans(16, 64))?.data).to.deep.equal(
      Uint8Array.from({ length: 4 * 16 * 16 }, (_, i) => (i % 4 === 3 ? 255 : 128)),
    )
  })

  it('error: more scans, or fewer that go over more than 2²⁸ places together', () => {
    expect(decodeImage(jpegOfScans(16, 65))).to.equal(undefined)
    expect(decodeImage(jpegOfScans(2_064, 64))).to.equal(undefined)
    expect(decodeImage(jpegOfScans(4_096, 17))).to.equal(undefined)
  })

  const grey = fromBase64(greyJpeg)
  /** The grey image with parts before its others. */
  const withParts = (parts: readonly number[]) =>
    Uint8Array.from([0xff, 0xd8, ...parts, ...grey.subarray(2)])

  it('behavior: what is not of the image is not looked at', () => {
    const scans = new Array<number[]>(70).fill(segment(0xda, [1, 1, 0, 0, 63, 0])).flat()
    for (const [reason, bytes] of Object.entries({
      'scans in what an application says': withParts(segment(0xe1, scans)),
      'scans in a comment': withParts(segment(0xfe, scans)),
      'scans behind the end': Uint8Array.from([...grey, ...scans]),
      'filling bytes': withParts([0xff, 0xff, ...segment(0xe1, [1, 2])]),
      'an application that begins with 0': withParts([0, ...segment(0xe1, [1, 2]).slice(1)]),
      'a marker whose first byte is the last of a part': withParts([
        ...segment(0xe1, [1, 0xff]),
        ...segment(0xdd, [0, 0]).slice(1),
      ]),
    }))
      expect(decodeImage(bytes)?.data, reason).to.deep.equal(decodeImage(grey)?.data)
  })

  it('error: parts that are longer or shorter than a decoder takes them to be', () => {
    const scan = segment(0xda, [1, 1, 0, 0, 63, 0])
    const frame = [8, 0, 8, 0, 16]
    const four = [1, 2, 3, 4].flatMap((id) => [id, 0x11, 0])
    for (const [reason, parts] of Object.entries({
      'a restart interval': segment(0xdd, [0, 0, ...scan]),
      'a number of lines': segment(0xdc, [0, 8, ...scan]),
      codes: segment(0xc4, [0, ...new Array(16).fill(0), ...scan]),
      'codes cut off': segment(0xc4, [0, 1, ...new Array(15).fill(0)]),
      divisors: segment(0xdb, new Array(64).fill(0)),
      nothing: [0xff, 0xe1, 0, 1],
      'cut off': [0xff, 0xe1, 0xff, 0xff],
      'an unknown kind': segment(0xc8, []),
      'no marker': [1, 2],
      'too many': new Array<number[]>(2 ** 16).fill(segment(0xfe, [])).flat(),
    }))
      expect(readJpeg(withParts(parts)), reason).to.equal(undefined)
    const at = (marker: number) => grey.findIndex((b, i) => b === 0xff && grey[i + 1] === marker)
    const instead = (marker: number, body: number[]) => {
      const start = at(marker)
      const end = start + 2 + 256 * (grey[start + 2] ?? 0) + (grey[start + 3] ?? 0)
      const parts = [...grey.subarray(0, start), ...segment(marker, body), ...grey.subarray(end)]
      return readJpeg(Uint8Array.from(parts))
    }
    expect(instead(0xc0, [...frame, 1, 1, 0x11, 0])).to.not.equal(undefined)
    expect(instead(0xc0, [...frame, 1, 1, 0x11, 0, ...scan]), 'a frame').to.equal(undefined)
    expect(instead(0xc0, [...frame, 5, ...four, 5, 0x11, 0]), 'five components').to.equal(undefined)
    expect(instead(0xda, [1, 1, 0, 0, 63, 0])).to.not.equal(undefined)
    expect(instead(0xda, [1, 1, 0, 0, 63, 0, 0]), 'a scan').to.equal(undefined)
    const repeated = [5, ...[1, 1, 1, 1, 1].flatMap((id) => [id, 0]), 0, 63, 0]
    expect(instead(0xda, repeated), 'five in a scan').to.equal(undefined)
  })
})
