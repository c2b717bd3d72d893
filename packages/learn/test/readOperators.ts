type Field = { number: number; bytes: Uint8Array }

/** Length-delimited fields of a protobuf message; others are passed over. */
function readFields(message: Uint8Array): Field[] {
  const fields: Field[] = []
  let at = 0
  const varint = (): number => {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++] as number
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }
  while (at < message.length) {
    const tag = varint()
    const size = varint()
    if (tag % 8 !== 2) continue
    fields.push({ number: Math.floor(tag / 8), bytes: message.subarray(at, at + size) })
    at += size
  }
  return fields
}

const only = (fields: readonly Field[], number: number): Uint8Array[] =>
  fields.filter((field) => field.number === number).map(({ bytes }) => bytes)

/** Operators that an ONNX model uses, as `domain:name`, each once. */
export function readOperators(model: Uint8Array): string[] {
  const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes)
  const nodes = only(readFields(model), 7).flatMap((graph) => only(readFields(graph), 1))
  const names = nodes.map((node) => {
    const fields = readFields(node)
    return `${text(only(fields, 7)[0])}:${text(only(fields, 4)[0])}`
  })
  return [...new Set(names)]
}
