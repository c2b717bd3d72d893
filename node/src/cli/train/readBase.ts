import { readFileSync } from 'node:fs'
import { VainError } from '@vain/base'
import { type Base, createBase, importModel } from '@vain/learn'

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (cause) {
    throw new VainError('vain/bad-argument', 'the base cannot be read', { file }, { cause })
  }
}

/** The little-endian `float32` of a file. */
function toFloats(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, i) =>
    view.getFloat32(4 * i, true),
  )
}

/**
 * Reads a model to begin with: a file of ONNX, or parameters of one of ours.
 *
 * @param nameOf - tells the model whose parameters they are
 * @throws {VainError} `vain/bad-argument` if the file cannot be read, and what `importModel` and
 *   `createBase` throw
 */
export function readBase(file: string, nameOf: () => string): Base {
  const bytes = readBytes(file)
  return file.endsWith('.onnx') ? importModel(bytes) : createBase(nameOf(), toFloats(bytes))
}
