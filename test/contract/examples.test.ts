import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { providerNames, type Mock, type ProviderName } from '../../mock/index.js'
import { testMock } from '../support/mock.js'

interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly example?: unknown
}

interface Media {
  readonly example?: unknown
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>
}

interface PathOperation {
  readonly operationId: string
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, Media>> }
  readonly responses: Readonly<Record<string, unknown>>
}

interface Document {
  readonly servers?: readonly Server[]
  readonly paths: Readonly<Record<string, PathItem>>
  readonly components: {
    readonly parameters?: Readonly<Record<string, Parameter>>
    readonly securitySchemes: Readonly<Record<string, { readonly scheme?: string }>>
  }
}

interface Server {
  readonly 'x-onair': { readonly name: string }
}

type PathItem = Readonly<Record<string, PathOperation>> & {
  readonly parameters?: readonly Parameter[]
  readonly servers?: readonly Server[]
}

const methods = ['get', 'post', 'put', 'patch', 'delete']

/** Every request that a spec's examples describe: one for each example of a body, else one. */
function requestsOf(provider: ProviderName) {
  const { servers = [], paths, components } = parse(readFileSync(`specs/${provider}/openapi.yaml`, 'utf8')) as Document
  const resolve = (parameter: Parameter) =>
    parameter.$ref === undefined ? parameter : components.parameters![parameter.$ref.split('/').pop()!]!
  return Object.entries(paths).flatMap(([template, item]) =>
    methods
      .filter((method) => item[method])
      .flatMap((method) => {
        const operation = item[method]!
        const { operationId, responses, security, requestBody } = operation
        const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve)
        const of = (place: string) =>
          parameters
            .filter((one) => one.in === place && one.example !== undefined)
            .map((one) => [one.name, textOf(one.example)] as [string, string])
        const path = of('path').reduce(
          (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)),
          template,
        )
        const server = (item.servers ?? servers)[0]!['x-onair'].name
        const query = new URLSearchParams(of('query')).toString()
        const successes = Object.keys(responses).filter((status) => /^[23]/.test(status))
        return bodiesOf(requestBody?.content ?? {}).map(({ name, type, body }) => ({
          title: `${operationId}${name === '' ? '' : `, ${name}`}`,
          path: `/${provider}/${server}${path}${query === '' ? '' : `?${query}`}`,
          init: {
            method: method.toUpperCase(),
            ...(body !== undefined && { body }),
            headers: { ...Object.fromEntries(of('header')), ...(type !== '' && { 'content-type': type }) },
            redirect: 'manual' as const,
          },
          takesToken: security === undefined || security.length > 0,
          takesBasic: security?.some((one) =>
            Object.keys(one).some((name) => components.securitySchemes[name]?.scheme === 'basic'),
          ),
          successes,
        }))
      }),
  )
}

const textOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

function bodiesOf(content: Readonly<Record<string, Media>>) {
  const bodies = Object.entries(content).flatMap(([type, { example, examples }]) =>
    Object.entries(examples ?? (example === undefined ? {} : { '': { value: example } })).map(([name, { value }]) => ({
      name,
      type,
      body: type.includes('json') ? JSON.stringify(value) : formOf(value as object),
    })),
  )
  return bodies.length > 0 ? bodies : [{ name: '', type: '', body: undefined }]
}

const formOf = (fields: object): string =>
  new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, textOf(value)])).toString()

type Request = ReturnType<typeof requestsOf>[number]

/** Sends an example request as a client of the provider does. Returns the token that it sent, too. */
async function send(mock: Mock, provider: ProviderName, request: Request) {
  const credentials = mock.credentials(provider) as Readonly<Record<string, string>>
  const token = credentials['accessToken'] ?? (await mock.grant(provider)).accessToken
  const authorization = request.takesBasic
    ? `Basic ${btoa(`${credentials['clientId']}:${credentials['clientSecret']}`)}`
    : `Bearer ${token}`
  const headers = { ...request.init.headers, ...(request.takesToken && { authorization }) }
  return { response: await mock.fetch(mock.url + request.path, { ...request.init, headers }), token, authorization }
}

describe.each(providerNames)('%s, on the default seed', (provider) => {
  test.each(requestsOf(provider))('answers the example request of $title with its success', async (request) => {
    const mock = await testMock({ providers: [provider] })
    const { response } = await send(mock, provider, request)
    const status = String(response.status)
    const isSuccess = request.successes.some((one) => one === status || one === `${status[0]}XX`)
    expect(isSuccess, `${status}: ${await response.text()}`).toBe(true)
  })
})

test('after all of them, neither the journal nor a HAR shows a secret of the mock', async () => {
  const mock = await testMock()
  const secrets = new Set<string>()
  for (const provider of providerNames) {
    for (const request of requestsOf(provider)) {
      const { token, authorization } = await send(mock, provider, request)
      secrets.add(token).add(authorization.split(' ')[1]!)
    }
    for (const [name, value] of Object.entries(mock.credentials(provider)))
      if (/secret|token/i.test(name)) secrets.add(value)
  }
  const { graph } = mock.snapshot()
  for (const [, token] of graph.matchAll(/"(eyJ[^"]+|def50200[^"]+)"/g)) secrets.add(token!)
  const exchanges = await Promise.all(mock.journal.requests().map(({ id }) => mock.journal.entry(id)))
  const shown = JSON.stringify([exchanges, await mock.journal.har()])
  expect(exchanges.length).toBeGreaterThan(50)
  expect([...secrets].filter((secret) => shown.includes(secret))).toEqual([])
  expect(shown).not.toMatch(/not-a-real-(secret|code|token|refresh|key)|Signature=(?!\[)/)
})
