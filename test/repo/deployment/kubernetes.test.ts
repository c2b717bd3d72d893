/** The manifests for Kubernetes fit its schemas, and the daemons that they run. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'chai'
import { parse } from 'yaml'
import { filesLike, readJson } from '../manifests.ts'
import { problemOf, withLabels } from './schemas.ts'
import { optionsFrom, strangersIn } from './tables.ts'

const base = 'ops/k8s/base'
const read = (file: string) => parse(readFileSync(file, 'utf8'))
const manifests = filesLike(`${base}/*.yaml`).filter((file) => !file.endsWith('kustomization.yaml'))
const set = read(join(base, 'statefulSet.yaml'))
const [container] = set.spec.template.spec.containers

describe('ops/k8s', () => {
  for (const file of manifests)
    it(`default: ${file} fits the schema of its kind`, () => {
      expect(problemOf(withLabels(readFileSync(file, 'utf8')))).to.equal(undefined)
    })

  it('error: a schema refuses what does not fit', () => {
    const broken = { ...set, spec: { ...set.spec, replicas: 'one' } }
    expect(problemOf(broken)).to.be.a('string')
  })

  it('default: kustomizations name the files that are there', () => {
    expect(
      read(join(base, 'kustomization.yaml')).resources.map((it: string) => join(base, it)),
    ).to.have.members(manifests)
    for (const file of filesLike('ops/k8s/overlays/*/kustomization.yaml'))
      for (const folder of read(file).resources) expect(join(dirname(file), folder)).to.equal(base)
  })

  it('default: budget and policy are about the pods of an operator, and of nobody else', () => {
    const own = { matchLabels: { 'app.kubernetes.io/name': 'vain-operator' } }
    expect(read(join(base, 'podDisruptionBudget.yaml')).spec.selector).to.deep.equal(own)
    expect(read(join(base, 'networkPolicy.yaml')).spec.podSelector).to.deep.equal(own)
  })

  it('default: it is alive while it waits for funds, and ready once it takes part', () => {
    expect(container.livenessProbe.tcpSocket.port).to.equal('http')
    expect(container.readinessProbe.httpGet.path).to.equal('/ready')
  })

  it('default: one replica at most, which gives up what it does not need', () => {
    expect(set.spec.replicas).to.equal(1)
    expect(set.spec.template.spec.securityContext).to.deep.include({
      runAsNonRoot: true,
      runAsUser: 1_000,
    })
    expect(container.securityContext).to.deep.equal({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(set.spec.template.spec.automountServiceAccountToken).to.equal(false)
  })

  it('default: what is written to is mounted, and ports are those of the image', () => {
    const mounts = container.volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)
    expect(mounts).to.have.members(['/data', '/tmp', '/run/secrets/vain'])
    const dockerfile = readFileSync('ops/docker/Dockerfile', 'utf8')
    const ports = container.ports.map(
      ({ containerPort }: { containerPort: number }) => containerPort,
    )
    expect(dockerfile).to.include(`EXPOSE ${ports.join(' ')}`)
    const service = read(join(base, 'service.yaml')).spec.ports
    expect(service.map(({ port }: { port: number }) => port)).to.deep.equal(ports)
  })

  for (const file of filesLike('ops/k8s/overlays/*/kustomization.yaml'))
    it(`default: ${file} tells its daemon only what it takes`, () => {
      const { images, configMapGenerator } = read(file)
      const daemon = (images[0].newName ?? images[0].name).replace('vain/', '')
      const literals: readonly string[] = configMapGenerator[0].literals
      const fixed: readonly { name: string; value: string }[] = container.env
      const environment = Object.fromEntries([
        ...literals.map((literal) => literal.split(/=(.*)/s).slice(0, 2)),
        ...fixed.map(({ name, value }) => [name, value]),
      ])
      expect(strangersIn(daemon, environment)).to.deep.equal([])
      expect(optionsFrom(daemon, environment).httpPort).to.equal(8_080)
      expect(images[0].newTag).to.equal(readJson('package.json').version)
    })
})
