/** The `redis-server` that `VAIN_REDIS_SERVER` names: no package of npm carries one. */
export function findRedis(): string {
  const program = process.env.VAIN_REDIS_SERVER
  if (program !== undefined) return program
  throw new Error('name a redis-server in VAIN_REDIS_SERVER')
}
