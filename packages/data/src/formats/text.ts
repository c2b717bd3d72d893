import { VainError } from '@vain/base'
import type { Dataset, ExampleSet } from '@vain/learn'
import type { TextSchema } from '../policy/policy.ts'
import { growingInts } from '../table/growing.ts'
import { readText } from './readText.ts'

/** Most tokens that are kept of all files together: 1 GiB. */
const maxTokens = 2 ** 28

/** At most `most` tokens of a text file, in order, without characters outside the alphabet. */
async function readTokens(
  path: string,
  encoding: string,
  tokenOf: ReadonlyMap<string, number>,
  most: number,
): Promise<Int32Array> {
  const tokens = growingInts()
  // The decoder cuts no character in two.
  for await (const piece of readText(path, encoding)) {
    for (const character of piece) {
      const token = tokenOf.get(character)
      if (token !== undefined) tokens.add([token])
    }
    if (tokens.view().length > most)
      throw new VainError('data/too-many', 'the text is too long to be kept in memory', {})
  }
  return tokens.view()
}

function toSet(files: readonly Int32Array[], { length, alphabet }: TextSchema): ExampleSet {
  const starts = files.flatMap((tokens, file) =>
    // One token more than an example has: the last one's label.
    Array.from({ length: Math.floor((tokens.length - 1) / length) }, (_, i) => ({
      file,
      start: i * length,
    })),
  )
  return {
    count: starts.length,
    labels: undefined,
    origins: Int32Array.from(starts, ({ file }) => file),
    async load(positions): Promise<Dataset> {
      const inputs = new Int32Array(positions.length * length)
      const labels = new Int32Array(positions.length * length)
      positions.forEach((position, i) => {
        const { file, start } = starts[position] as { file: number; start: number }
        const tokens = files[file] as Int32Array
        inputs.set(tokens.subarray(start, start + length), i * length)
        labels.set(tokens.subarray(start + 1, start + length + 1), i * length)
      })
      return {
        ...{ inputs, labels, count: positions.length },
        ...{ inputSize: length, labelSize: length, classes: [...alphabet].length },
      }
    },
  }
}

/**
 * Reads text files into sequences of tokens, each token with the one after it as its label.
 *
 * The sequences of a file follow each other without overlap; what is left at its end is no example.
 *
 * @param paths - each file is an origin
 * @param most - tokens of all files together
 * @throws {VainError} `data/too-many`, `data/bad-text`, `data/unreadable`
 */
export async function readSequences(
  schema: TextSchema,
  paths: readonly string[],
  encoding: string,
  most: number = maxTokens,
): Promise<ExampleSet> {
  const tokenOf = new Map([...schema.alphabet].map((character, token) => [character, token]))
  const files: Int32Array[] = []
  let left = most
  for (const path of paths) {
    const tokens = await readTokens(path, encoding, tokenOf, left)
    left -= tokens.length
    files.push(tokens)
  }
  return toSet(files, schema)
}
