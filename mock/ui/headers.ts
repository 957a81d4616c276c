/** Headers of every page: one that shows a secret must not come back from a cache or stand in another site's frame. */
export const pageHeaders = { 'cache-control': 'no-store', 'x-frame-options': 'DENY' } as const
