import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { encodePolicy, hashPolicy } from '../../src/index.ts'
import { featuresOf } from '../../src/policy/features.ts'
import { parsePolicy } from '../../src/policy/parsePolicy.ts'
import { clinicPolicy, clinicSchema, imageSchema, textsSchema } from '../clinic.ts'
import { errorOf } from '../errorOf.ts'

const reversed = (value: unknown): unknown =>
  typeof value !== 'object' || value === null
    ? value
    : Array.isArray(value)
      ? value.map(reversed)
      : Object.fromEntries(
          Object.entries(value)
            .toReversed()
            .map(([key, part]) => [key, reversed(part)]),
        )

describe('parsePolicy', () => {
  it('default: a policy of a table', () => {
    expect(parsePolicy(JSON.parse(JSON.stringify(clinicPolicy)))).to.deep.equal(clinicPolicy)
  })

  it('default: policies of a target, of images and of texts', () => {
    const label = { name: 'stay', type: 'number', min: 0, max: 90, outside: 'clamp' } as const
    for (const schema of [{ ...clinicSchema, label }, imageSchema, textsSchema]) {
      const policy = { ...clinicPolicy, schema }
      expect(parsePolicy(JSON.parse(JSON.stringify(policy)))).to.deep.equal(policy)
    }
  })

  it('error: fields missing, unknown or out of range, ranges that are none, names twice', async () => {
    const schema = clinicSchema
    const age = { name: 'age', type: 'number', min: 0, max: 100 }
    const withColumns = (...columns: object[]): object => ({
      ...clinicPolicy,
      schema: { ...schema, columns },
    })
    for (const wrong of [
      undefined,
      [],
      { ...clinicPolicy, v: 2 },
      { ...clinicPolicy, more: 1 },
      { ...clinicPolicy, rules: { leastExamples: 0, terms: '' } },
      withColumns(),
      withColumns(age, age),
      withColumns({ ...age, name: 'outcome' }),
      withColumns({ ...age, name: 'ward' }),
      withColumns({ ...age, max: 0 }),
      withColumns({ ...age, min: -1.7e308, max: 1.7e308 }),
      withColumns({ name: 'x', type: 'date' }),
      withColumns({ name: 'x', type: 'category', values: ['a', 'a'] }),
      { ...clinicPolicy, schema: { ...schema, label: { name: 'y', values: ['a'] } } },
      { ...clinicPolicy, schema: { ...schema, label: { name: 'y', values: ['a', 'a'] } } },
      { ...clinicPolicy, schema: { ...schema, label: { ...age, name: 'y', max: 0 } } },
      { ...clinicPolicy, schema: { ...schema, label: { ...age, name: 'ward' } } },
      { ...clinicPolicy, schema: { ...schema, label: { ...age, missing: 'allowed' } } },
      { ...clinicPolicy, schema: { kind: 'text', alphabet: 'aba', length: 4 } },
      { ...clinicPolicy, schema: { ...imageSchema, classes: ['cat', 'cat'] } },
      { ...clinicPolicy, schema: { ...imageSchema, otherSizes: 'crop' } },
      { ...clinicPolicy, schema: { ...textsSchema, text: 'kind' } },
      { ...clinicPolicy, schema: { ...textsSchema, origin: 'message' } },
      { ...clinicPolicy, schema: { ...textsSchema, tokens: { words: 1 } } },
      { ...clinicPolicy, schema: { ...textsSchema, label: { name: 'kind', values: ['a', 'a'] } } },
    ])
      expect(await errorOf(() => parsePolicy(wrong)), JSON.stringify(wrong)).to.have.property(
        'code',
        'data/bad-policy',
      )
  })
})

describe('encodePolicy', () => {
  it('default: the same bytes however the fields are ordered, and they are the policy', () => {
    const other = reversed(clinicPolicy) as typeof clinicPolicy
    expect(Object.keys(other)).not.to.deep.equal(Object.keys(clinicPolicy))
    expect(encodePolicy(other)).to.deep.equal(encodePolicy(clinicPolicy))
    const text = new TextDecoder().decode(encodePolicy(clinicPolicy))
    expect(JSON.parse(text)).to.deep.equal(clinicPolicy)
  })

  it('behavior: the hash is SHA-256 of the bytes and changes with the policy', () => {
    const hash = createHash('sha256').update(encodePolicy(clinicPolicy)).digest()
    expect(hashPolicy(clinicPolicy)).to.deep.equal(new Uint8Array(hash))
    const stricter = { ...clinicPolicy, rules: { ...clinicPolicy.rules, leastExamples: 3 } }
    expect(hashPolicy(stricter)).not.to.deep.equal(hashPolicy(clinicPolicy))
  })
})

describe('featuresOf', () => {
  it('default: one for a number, one more where it may be missing, one for each value', () => {
    expect(featuresOf(clinicPolicy)).to.deep.equal({
      inputSize: 1 + 2 + 4 + 1,
      classes: 2,
      inputType: 'float32',
    })
  })

  it('behavior: levels of a target', () => {
    const label = { name: 'stay', type: 'number', min: 0, max: 90 } as const
    const schema = { ...clinicSchema, label }
    expect(featuresOf({ ...clinicPolicy, schema }).classes).to.equal(2 ** 24 + 1)
  })

  it('behavior: pixels of images, tokens of text', () => {
    expect(featuresOf({ ...clinicPolicy, schema: imageSchema }).inputSize).to.equal(60)
    expect(featuresOf({ ...clinicPolicy, schema: textsSchema })).to.deep.equal({
      inputSize: 8,
      classes: 2,
      inputType: 'int32',
    })
    const text = { kind: 'text', alphabet: 'abcé𝛼', length: 16 } as const
    expect(featuresOf({ ...clinicPolicy, schema: text })).to.deep.equal({
      inputSize: 16,
      classes: 5,
      inputType: 'int32',
    })
  })
})
