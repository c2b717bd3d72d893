import { createBase, createModel, createTopK, importModel, isPrivateProgram } from '@vain/learn'
import { carriedNames } from '../../../packages/learn/src/backends/carriedNames.ts'
import { parseModelName } from '../../../packages/learn/src/models/modelName.ts'
import { rawInputs, textInputs } from '../mutate/inputs.ts'
import type { Target } from '../target.ts'

const learn = (path: string): string => `packages/learn/src/${path}`
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const model = createModel('tabular:features=4,classes=3,hidden=8')
const programs = [model.train, model.evaluate, model.privateTrain]
const topK = createTopK({ keep: 0.1, bits: 4 })
const update = Float32Array.from({ length: 1_000 }, (_, i) => Math.sin(i))

/** Programs, models and compressed updates. */
export const modelTargets: readonly Target[] = [
  {
    name: 'learn/importModel',
    covers: [
      learn('onnx/readOnnx.ts'),
      learn('onnx/importModel.ts'),
      learn('graph/readProtobuf.ts'),
    ],
    inputs: rawInputs(programs),
    decode: importModel,
    // Tensors are announced by their shapes, up to a bound of their own.
    memory: { bytes: 16_777_216, perByte: 256 },
    longest: 4 << 20,
    share: 0.3,
  },
  {
    name: 'learn/carriedNames',
    covers: [learn('backends/carriedNames.ts'), learn('graph/readProtobuf.ts')],
    inputs: rawInputs(programs),
    decode: carriedNames,
    memory: { bytes: 8_388_608, perByte: 256 },
    longest: 4 << 20,
    share: 0.5,
  },
  {
    name: 'learn/isPrivateProgram',
    covers: [learn('models/privateProgram.ts'), learn('graph/readProtobuf.ts')],
    inputs: rawInputs(programs),
    decode: (bytes) => isPrivateProgram(bytes, 16),
    memory: { bytes: 8_388_608, perByte: 256 },
    longest: 4 << 20,
    share: 0.3,
  },
  {
    name: 'learn/topK',
    covers: [learn('strategies/topK.ts'), learn('strategies/bitStream.ts')],
    inputs: rawInputs([topK.encode(update)]),
    decode: (bytes) => topK.decode(bytes, update.length),
    longest: 65_536,
  },
  {
    name: 'learn/parseModelName',
    covers: [learn('models/modelName.ts')],
    inputs: textInputs([
      'mnist-cnn',
      'tabular:features=4,classes=3,hidden=8',
      'character-gpt:width=128,layers=4',
    ]),
    decode: (bytes) => parseModelName(text(bytes)),
    longest: 65_536,
    memory: { bytes: 4_194_304, perByte: 256 },
  },
  {
    name: 'learn/createBase',
    covers: [learn('models/base.ts')],
    inputs: rawInputs([new Uint8Array(4 * model.parameters)]),
    decode: (bytes) =>
      createBase(model.name, new Float32Array(Uint8Array.from(bytes).buffer, 0, bytes.length >> 2)),
    longest: 65_536,
    share: 0.3,
  },
]
