/** What needs a Redis: a client of node-redis or ioredis, which the application brings. */
export type { IoRedisClient, NodeRedisClient, RedisClient } from './redis/commands.js'
