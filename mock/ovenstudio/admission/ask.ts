import type { Delivered } from '../../core/deliver.js'
import type { OvenStudioWorld } from '../world.js'
import type { AdmissionSettings } from './settings.js'
import { webhookOf, type AdmissionRequest } from './webhook.js'

/** The decision of the control server. */
export type Verdict =
  | {
      readonly allowed: true
      readonly newUrl: string | null
      /** Milliseconds. Null for no limit. */
      readonly lifetime: number | null
    }
  | { readonly allowed: false; readonly reason: string }

/**
 * Asks the control server whether a client may publish or play. Fails closed: only status 200 with a JSON object whose `allowed` is `true`
 * lets the client in. `isRequest`: a request to the mock waits for it.
 */
export async function ask(
  world: OvenStudioWorld,
  request: AdmissionRequest,
  settings: AdmissionSettings,
  isRequest: boolean,
): Promise<Verdict> {
  const { url, timeout } = settings
  const webhook = await webhookOf(request, 'opening', settings, world.clock.now())
  return verdictOf(await world.askCallback('admissionOpening', url, { ...webhook, timeout, answering: isRequest }))
}

/** Tells the control server that a client has left. There is one attempt, and its result changes nothing. */
export async function tellClosing(world: OvenStudioWorld, request: AdmissionRequest): Promise<void> {
  const { admission: settings } = world.state
  if (!settings) return
  await world.sendJsonCallback(
    'admissionClosing',
    settings.url,
    await webhookOf(request, 'closing', settings, world.clock.now()),
  )
}

function verdictOf(result: Delivered): Verdict {
  if ('error' in result) return deny(`no reply: ${result.error}`)
  if (result.status !== 200) return deny(`status ${result.status}`)
  return readVerdict(result.reply?.body ?? '')
}

/** What a reply says, for the dashboard. */
export function describeVerdict(text: string): string {
  const verdict = readVerdict(text)
  return verdict.allowed ? 'allowed' : verdict.reason
}

function readVerdict(text: string): Verdict {
  const body = parse(text)
  const { allowed, new_url, lifetime, reason } = body ?? {}
  if (!body || typeof allowed !== 'boolean') return deny('a reply without a boolean "allowed"')
  if (!allowed) return deny(typeof reason === 'string' ? `denied: ${reason}` : 'denied')
  // Optional fields of a wrong type are ignored.
  return {
    allowed,
    newUrl: typeof new_url === 'string' && new_url !== '' ? new_url : null,
    lifetime: isUnsigned(lifetime) && lifetime > 0 ? lifetime : null,
  }
}

const deny = (reason: string): Verdict => ({ allowed: false, reason })

const isUnsigned = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 32

function parse(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null
  } catch {
    return null
  }
}
