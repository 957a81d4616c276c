/** What needs a Redis: a client of node-redis or ioredis, which the application brings. */
export { redisStore, type RedisStoreOptions } from './redis/store.js'
export type { IoRedisClient, NodeRedisClient, RedisClient } from './redis/commands.js'
export { redisLimiter, type RedisLimiterOptions } from './redis/limiter.js'
