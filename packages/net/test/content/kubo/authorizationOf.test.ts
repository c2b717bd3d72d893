import { Secret, VainError } from '@vain/base'
import { expect } from 'chai'
import { authorizationOf } from '../../../src/content/kubo/authorizationOf.ts'

const of = (text: string): string => authorizationOf(new Secret(text))

describe('authorizationOf', () => {
  it('default: what Kubo makes of the same secret', () => {
    expect(of('bearer:a-token')).to.equal('Bearer a-token')
    expect(of('basic:user:pass:word')).to.equal(`Basic ${btoa('user:pass:word')}`)
    expect(of('basic:dXNlcjpwYXNz')).to.equal('Basic dXNlcjpwYXNz')
  })

  it('error: another form, of which nothing is repeated', () => {
    for (const text of [
      '',
      'hunter2',
      'digest:hunter2',
      'bearer:',
      'bearer:hunter2\nx',
      'bearer:hünter2',
    ])
      expect(() => of(text), text)
        .to.throw(VainError)
        .that.satisfies(
          (error: VainError) =>
            error.code === 'net/bad-kubo-secret' &&
            !JSON.stringify([error, error.message]).includes('nter2'),
        )
  })
})
