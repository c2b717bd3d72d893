import { toHex } from '@vain/base'
import { expect } from 'chai'
import fc from 'fast-check'
import { cidOfContent, contentOfCid, isSameArtefact } from '../src/index.ts'
import { artefactFor } from './round/scenario.ts'

describe('cidOfContent', () => {
  // The empty directory of IPFS, as CID version 1.
  const cid = 'bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354'
  const content = '0x59948439065f29619ef41280cbb932be52c56d99c5966b65e0111239f098bbef'

  it('vector: the CID that IPFS gives to an empty folder', () => {
    expect(cidOfContent(content)).to.equal(cid)
    expect(contentOfCid(cid)).to.equal(content)
  })

  it('default: there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(contentOfCid(cidOfContent(toHex(bytes)))).to.equal(toHex(bytes))
      }),
    )
  })

  it('error: other CIDs, other letters, other lengths', () => {
    const bad = [
      'QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn',
      'bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq',
      `${cid}a`,
      cid.slice(0, -1),
      cid.toUpperCase(),
      cid.replace('354', '351'),
      // The same bytes with the last bits, which stand for nothing, set.
      cid.replace(/4$/, '5'),
      '',
    ]
    for (const text of bad)
      expect(() => contentOfCid(text), text)
        .to.throw()
        .with.property('code', 'protocol/bad-cid')
  })
})

describe('isSameArtefact', () => {
  it('default: compares root and content', () => {
    const [a, b] = [artefactFor('a'), artefactFor('b')]
    expect(isSameArtefact(a, { ...a })).to.equal(true)
    expect(isSameArtefact(a, { ...a, content: b.content })).to.equal(false)
    expect(isSameArtefact(a, { ...a, root: b.root })).to.equal(false)
  })
})
