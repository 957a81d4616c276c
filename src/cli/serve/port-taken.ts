import { printable } from '../../../mock/core/printable.js'

interface Health {
  readonly version?: string
  readonly startedAt?: number
  readonly providers: readonly string[]
}

/** The program that listens on the requested port: another mock, or some other program. */
export async function describeListener(host: string, port: number): Promise<string> {
  const everywhere: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' }
  const own = everywhere[host] ?? host
  const url = `http://${own.includes(':') ? `[${own}]` : own}:${port}`
  const found = await healthOf(url)
  if (!found)
    return `Port ${port} on ${host} is taken by another program. Stop it, or choose another port: --port 0 takes any free one.`
  const { version, startedAt, providers } = found
  const since = startedAt === undefined ? '' : `, started ${new Date(startedAt).toISOString()}`
  return printable(
    `An onair mock${version === undefined ? '' : ` ${version}`} runs on ${url} already${since}. It serves ${providers.join(', ')}. ` +
      `Use it (onair mock reset clears it), stop it, or choose another port: --port 0 takes any free one.`,
  )
}

async function healthOf(url: string): Promise<Health | undefined> {
  try {
    const answer = await fetch(`${url}/_mock/health`, { signal: AbortSignal.timeout(1000), redirect: 'manual' })
    const health = (await answer.json()) as Partial<Health>
    return Array.isArray(health.providers) ? (health as Health) : undefined
  } catch {
    return undefined
  }
}
