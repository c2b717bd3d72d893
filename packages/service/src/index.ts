export { describeError } from './daemon/describeError.ts'
export { type DaemonOptions, runDaemon } from './daemon/runDaemon.ts'
export { systemClock, systemRandom } from './daemon/system.ts'
export { createRateLimit, type RateLimit, type RateLimitOptions } from './http/clients/rateLimit.ts'
export type { Api } from './http/createApi.ts'
export {
  createHttpServer,
  type HttpDeps,
  type HttpServer,
  type HttpServerOptions,
} from './http/createHttpServer.ts'
export type { Access, ApiDefinition, Endpoint, Handler, Parameters } from './http/endpoint.ts'
export type { ArtefactSource } from './http/gateway.ts'
export { metricsEndpoint } from './http/metricsEndpoint.ts'
export { type OpenApiDocument, toOpenApi } from './http/openapi/toOpenApi.ts'
export { doorOf } from './http/openDoor.ts'
export { openTokens, readToken } from './http/openTokens.ts'
export { HttpFailure } from './http/problem.ts'
export { integerText } from './http/readInput.ts'
export { readSite } from './http/site/readSite.ts'
export type { KeystoreCrypto } from './keystore/keystoreFormat.ts'
export { type KeystoreOptions, openKeystore } from './keystore/openKeystore.ts'
export { readKeystoreAddress } from './keystore/readKeystoreAddress.ts'
export { readPassword } from './keystore/readPassword.ts'
export {
  createLog,
  type LogFormat,
  type LogLevel,
  type LogOptions,
} from './log/createLog.ts'
export { createMeter, type MeterOptions, type PrometheusMeter } from './metrics/createMeter.ts'
export { describeMetrics, describeProcess, type MetricFacts } from './metrics/reference.ts'
export { serviceMetrics } from './metrics/serviceMetrics.ts'
export { daemonOptions } from './options/daemonOptions.ts'
export {
  defineOptions,
  type OptionRow,
  type OptionsOf,
  type OptionTable,
} from './options/defineOptions.ts'
export { helpText, referenceTable } from './options/helpText.ts'
export { type OptionSources, readOptions } from './options/readOptions.ts'
