import createFetchClient from 'openapi-fetch'
import type { OAuthProfile, OperationTable, Profile, Spec } from '../../specs/profile.js'
import { systemClock } from '../clock.js'
import { isOnAirError, UsageError } from '../errors/index.js'
import { Call } from './call.js'
import type { ProviderClient } from './client-type.js'
import { encodeCookies, encodeHeaders } from './form.js'
import { mergeHeaders } from './headers.js'
import { checkInit } from './init.js'
import type { AnyInit } from './init.js'
import { LightRequest } from './light-request.js'
import type { BufferedResponse } from './light-request.js'
import { logged } from './log.js'
import { readSettings } from './options.js'
import type { ProviderOptions } from './options.js'
import { checkOptions, isFunction } from '../options.js'
import { createPipeline } from './pipeline.js'
import type { Quirks } from './pipeline.js'
import { isStream } from './raw-body.js'
import type { SentBody } from './raw-body.js'
import { decode } from './result.js'
import type { AnyResult } from './result.js'
import { createRoutes } from './routes.js'
import type { Route } from './routes.js'
import { Deadlines, readTimeouts, timeoutError } from './timeout.js'
import { validate } from './validate.js'

/**
 * Makes a function that creates clients for the provider that `spec` describes: the value that `onair generate` writes into `index.ts`.
 *
 * That function throws a `UsageError` for an option that is missing or wrong. A call of an unknown operation rejects with a `UsageError`
 * that names the nearest one.
 *
 * A call is: log(result) → timeout(total) → openapi-fetch (address, headers, body) → the pipeline → decode → validate.
 *
 * @example
 * import { beacon } from './generated/beacon/index.js'
 * const createBeacon = createProvider(beacon)
 * const client = createBeacon({ auth: staticToken(accessToken) })
 * const streams = unwrap(await client.call('listStreams'))
 */
export function createProvider<Paths, Operations, P extends Profile, Table extends OperationTable>(
  { profile, operations }: Spec<Paths, Operations, P, Table>,
  quirks: Quirks = {},
): (options: ProviderOptions<P>) => ProviderClient<Paths, Operations, P, Table> {
  const { provider, booleans } = profile
  return (options) => {
    const settings = readSettings(profile, options)
    const { filled } = settings
    const routes = createRoutes(profile, operations, settings, options)
    const { clock = systemClock, log } = options
    const timeouts = readTimeouts(options.timeout)
    checkOptions('validate', options.validate, { response: isFunction })
    const totals = timeouts && new Deadlines(clock, timeouts.total)
    const send = createPipeline({ profile, quirks, options, clock, attemptTimeout: timeouts?.attempt })
    // openapi-fetch passes our request through, although its types differ. It would parse the body of a failure, so it sees a 204 only.
    const { request } = createFetchClient<Record<string, never>>({
      Request: LightRequest as unknown as typeof Request,
      fetch: async (sent) => {
        const answer = await send(sent as unknown as LightRequest)
        return { status: 204, ok: true, headers: new Map(), answer } as unknown as Response
      },
    })
    const notBuilt = ({ id }: Route) => new UsageError(`${provider}.${id} could not be built. Check its body.`)
    const encodeBody = (route: Route, body: object) => {
      try {
        return route.encodeBody(body)
      } catch (error) {
        throw isOnAirError(error) ? error : notBuilt(route)
      }
    }
    const exchange = async (
      call: Call,
      route: Route,
      { params, body, headers }: AnyInit,
    ): Promise<BufferedResponse> => {
      const encoded = body === undefined ? undefined : encodeBody(route, body as object)
      // A stream can be sent only once.
      if (isStream(encoded?.content)) call.final = true
      for (const key of route.keys) call.tokens.add(key)
      const { fields } = route.operation
      const cookie = params?.cookie && [route.headers.cookie, ...encodeCookies(params.cookie, booleans, fields)]
      const init = {
        call,
        body: encoded?.content,
        bodySerializer: unchanged,
        secretQuery: route.secretQuery,
        pathSerializer: (_: string, values: Readonly<Record<string, unknown>>) => route.encodeUrl(values),
        querySerializer: route.encodeQuery,
        // Not `headers`: openapi-fetch would make a `Headers`.
        fields: mergeHeaders(
          [
            encoded && { 'content-type': encoded.type },
            cookie && { cookie: cookie.filter(Boolean).join('; ') || undefined },
            headers,
            params?.header && encodeHeaders(params.header, booleans, fields),
          ],
          route.headers,
        ),
        params: { path: { ...filled, ...params?.path }, query: params?.query },
      }
      try {
        const { response } = await request(
          route.operation.method as never,
          route.operation.path as never,
          init as never,
        )
        return (response as unknown as { answer: BufferedResponse }).answer
      } catch (error) {
        if (isOnAirError(error) || call.isOver) throw error
        throw notBuilt(route)
      }
    }
    const resolve = async (call: Call, route: Route, init: AnyInit): Promise<AnyResult> => {
      const answer = await exchange(call, route, init)
      const secrets = () => call.secrets()
      const result = decode(answer, route.operation, { provider, operation: route.id, secrets }, clock)
      const schema = result.ok && answer.body !== '' ? options.validate?.response?.(route.id, result.status) : undefined
      if (schema)
        await validate(
          result.data,
          schema,
          { provider, operation: route.id, status: result.status, raw: answer.body },
          secrets(),
        )
      return result
    }
    const perform = async (route: Route, init: AnyInit = {}): Promise<AnyResult> => {
      checkInit(`${provider}.${route.id}`, init, route.operation.body)
      if (route.needs !== undefined)
        throw new UsageError(
          `${provider}.${route.id} needs an option that this client was made without: ${route.needs}.`,
        )
      // `authorize` is a page for a browser. The others take secrets, and a result shows its address.
      const { authorize, token, deviceAuthorization, revoke }: Partial<OAuthProfile> = profile.oauth ?? {}
      if ([authorize, token, deviceAuthorization, revoke].includes(route.id))
        throw new UsageError(
          `${provider}.${route.id} cannot be called by a client: tokens come from the option "auth".`,
        )
      const call = new Call(route.id, route.operation, init.signal, init.idempotent, [filled, init])
      const deadline = totals?.set(() => call.end(timeoutError('total', totals.duration, route.id)))
      if (deadline) call.deadline = deadline.at
      const work = () => call.run(() => resolve(call, route, init))
      try {
        return await (log ? logged('result', { log, clock, provider }, call, work) : work())
      } finally {
        if (deadline) totals?.lift(deadline)
        call.close()
      }
    }
    const verb = (method: Route['operation']['method']) => async (path: string, init?: AnyInit) =>
      perform(routes.byPath(method, path), init)

    const call = async (id: string, init?: AnyInit) => perform(routes.byId(id), init)
    for (const id of Object.keys(operations))
      Object.defineProperty(call, id, { value: async (init?: AnyInit) => call(id, init) })

    return {
      GET: verb('GET'),
      HEAD: verb('HEAD'),
      POST: verb('POST'),
      PUT: verb('PUT'),
      PATCH: verb('PATCH'),
      DELETE: verb('DELETE'),
      call,
      operations,
    } as unknown as ProviderClient<Paths, Operations, P, Table>
  }
}

const unchanged = (content: SentBody): SentBody => content
