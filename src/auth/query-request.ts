/** A token request as oauth4webapi puts it together. */
export type TokenRequestInit = RequestInit & { readonly body: URLSearchParams }

/**
 * A token request as a GET with all its fields in the query, for a provider whose token endpoint takes nothing else. The
 * address then holds the client's secret: it is not cached, and (`redirect`, as it came) not carried to where a redirect points.
 * The field `cache` of `fetch` is not used, because older Workers throw on it. Chromium heeds `no-cache` only.
 */
export function inQuery(
  target: string,
  { body, headers, ...init }: TokenRequestInit,
): [target: string, init: RequestInit] {
  const kept = new Headers(headers)
  kept.delete('content-type')
  kept.set('cache-control', 'no-cache, no-store')
  return [`${target}?${body.toString()}`, { ...init, method: 'GET', headers: Object.fromEntries(kept) }]
}

/** As Node has it: one entry by its name. A browser would clear them all, but no page holds a client's secret. */
interface Timings {
  clearResourceTimings?(name: string): void
}

/**
 * Takes `address` off the process's list of resource timings, where any code may read it: Node's `fetch` enters each address
 * there, query and all, one turn after the answer was read. What watches `fetch` as it happens (a tracer) still sees it.
 */
export function leaveNoTiming(address: string): void {
  setTimeout(() => (globalThis.performance as Timings | undefined)?.clearResourceTimings?.(address), 0)
}
