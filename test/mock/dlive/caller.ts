import type { Mock, MockOptions, Sandbox } from '../../../mock/index.js'
import { testMock } from '../../support/mock.js'
import { read, type Answer } from '../caller.js'

export type Policy = NonNullable<MockOptions['policy']>['dlive']

/** A mock of DLive only. */
export const dlive = (policy: Policy = {}): Promise<Mock> =>
  testMock({ providers: ['dlive'], policy: { dlive: policy } })

/** Sends GraphQL by POST. Undefined variables are omitted. */
export type Ask = (query: string, variables?: Readonly<Record<string, unknown>>) => Promise<Answer>

/** Sends it with the given `authorization`, or without one. */
export function asking(mock: Sandbox, authorization: string | null, server = 'api'): Ask {
  return async (query, variables) => post(mock, { query, ...(variables && { variables }) }, authorization, server)
}

/** Posts any body as JSON. */
export async function post(
  mock: Sandbox,
  body: unknown,
  authorization: string | null = null,
  server = 'api',
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(authorization !== null && { authorization }) }
  return read(await mock.fetch(`${mock.url}/dlive/${server}/`, { method: 'POST', headers, body: JSON.stringify(body) }))
}

/** Sends it as an account. Default: `alice` with all scopes. */
export async function as(mock: Sandbox, account = 'alice', scopes?: readonly string[]): Promise<Ask> {
  return asking(mock, await tokenOf(mock, account, scopes))
}

/** A token of an account. Default: `alice` with all scopes. */
export async function tokenOf(mock: Sandbox, account = 'alice', scopes?: readonly string[]): Promise<string> {
  return (await mock.grant('dlive', { account, ...(scopes && { scopes }) })).accessToken
}

/** The errors as `path: message`. Empty without errors. */
export const problems = ({ body }: Answer): string[] =>
  ((body.errors ?? []) as { path?: string[]; message: string }[]).map(
    ({ path, message }) => `${path?.join('.') ?? ''}: ${message}`,
  )

/** Fields of a user as the caller sees them. Default: alice. */
export const user = async (ask: Ask, fields: string, username = 'alice'): Promise<any> =>
  (await ask(`{ user(username: "${username}") { ${fields} } }`)).body.data.user

/** Runs a mutation by name, with its arguments as written in a document. Returns the payload. */
export async function mutate(ask: Ask, field: string, args = '', selection = ''): Promise<Record<string, any>> {
  const answer = await ask(`mutation { ${field}${args && `(${args})`} { err { code message } ${selection} } }`)
  if (answer.body.errors) throw new Error(problems(answer).join('; '))
  return answer.body.data[field] as Record<string, any>
}

/** The code of a mutation's refusal, or null. */
export const codeOf = async (ask: Ask, field: string, args = ''): Promise<number | null> =>
  ((await mutate(ask, field, args)).err as { code: number } | null)?.code ?? null

const send = `mutation($input: SendStreamchatMessageInput!) {
  sendStreamchatMessage(input: $input) {
    message { __typename type ... on ChatText { id content createdAt emojis subLength subscribing role roomRole sender { username displayname } } }
    err { code message }
  }
}`

/** Sends a message to alice's chat, or another one. Returns the message, or the refusal. */
export async function say(ask: Ask, message: string, fields: Readonly<Record<string, unknown>> = {}): Promise<any> {
  const input = { streamer: 'alice', message, roomRole: 'Member', subscribing: false, ...fields }
  const { body } = await ask(send, { input })
  const { message: said, err } = body.data.sendStreamchatMessage
  return err ?? said
}

/** Sends a message. Returns the refusal's code, or null. */
export async function sayCode(ask: Ask, message: string, streamer = 'alice'): Promise<number | null> {
  return (await say(ask, message, { streamer })).code ?? null
}
