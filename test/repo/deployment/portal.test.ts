/** The portal's manifests for Kubernetes fit its schemas, its image and its options. */
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { parse, parseAllDocuments } from 'yaml'
import { readImage } from '../../e2e/compose/imageFile.ts'
import { readJson } from '../manifests.ts'
import { problemOf, withLabels } from './schemas.ts'
import { optionsFrom, strangersIn } from './tables.ts'

type Row = { readonly name: string; readonly value: string }
type Mount = { readonly mountPath: string }

const folder = 'ops/k8s/portal'
const manifests = parseAllDocuments(readFileSync(`${folder}/portal.yaml`, 'utf8')).map((it) =>
  it.toJS(),
)
const kustomization = parse(readFileSync(`${folder}/kustomization.yaml`, 'utf8'))
const ofKind = (kind: string) => manifests.find((it) => it.kind === kind)
const pod = ofKind('Deployment').spec.template.spec
const [container] = pod.containers

const environment = Object.fromEntries([
  ...kustomization.configMapGenerator[0].literals.map((it: string) => it.split(/=(.*)/s)),
  ...container.env.map(({ name, value }: Row) => [name, value]),
])

describe('ops/k8s/portal', () => {
  it('default: every manifest fits the schema of its kind', () => {
    expect(manifests.map(({ kind }) => kind)).to.deep.equal([
      'Deployment',
      'Service',
      'NetworkPolicy',
    ])
    for (const manifest of manifests)
      expect(problemOf(withLabels(JSON.stringify(manifest))), manifest.kind).to.equal(undefined)
  })

  it('default: it is told only what it takes', () => {
    expect(strangersIn('portal', environment)).to.deep.equal([])
    expect(optionsFrom('portal', environment)).to.include({ port: 3_000, dataFolder: '/data' })
    expect(kustomization.images[0].newTag).to.equal(readJson('package.json').version)
    expect(kustomization.resources).to.deep.equal(['portal.yaml'])
  })

  it('default: no key that everybody knows is offered, and no vote is paid for', () => {
    const told = { ...readImage('ops/docker/Dockerfile', 'portal').environment, ...environment }
    expect(optionsFrom('portal', told)).to.include({ developmentWallet: false, relay: false })
  })

  it('default: it gives up what it does not need, and writes where it has a volume', () => {
    expect(pod.securityContext).to.include({ runAsNonRoot: true, runAsUser: 1_000 })
    expect(pod.automountServiceAccountToken).to.equal(false)
    expect(container.securityContext).to.deep.equal({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    const mounts = container.volumeMounts.map(({ mountPath }: Mount) => mountPath)
    expect(mounts).to.have.members(['/data', '/tmp', '/network'])
  })

  it('default: it is alive while the chain is away, and ready once something is indexed', () => {
    expect(container.livenessProbe.tcpSocket.port).to.equal('http')
    expect(container.readinessProbe.httpGet.path).to.equal('/api/v1/head')
    const { podSelector, ingress } = ofKind('NetworkPolicy').spec
    expect(podSelector.matchLabels).to.deep.equal({ 'app.kubernetes.io/name': 'vain-portal' })
    expect(ingress[0].ports[0].port).to.equal(container.ports[0].containerPort)
  })
})
