import type { Sandbox } from '../../../mock/index.js'

/** Posts a body to `createSignedUrl`. A string is sent unchanged. Default token: the seed's. */
export function sign(mock: Sandbox, body: unknown, headers: Record<string, string> = bearer(mock)): Promise<Response> {
  return mock.fetch(`${mock.url}/ovenstudio/api/v1/apis/aws/cf/signedUrl`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** The header for a token. */
export const bearer = (mock: Sandbox, token = mock.credentials('ovenstudio').accessToken) => ({
  authorization: `Bearer ${token}`,
})

/** A valid body: the stream `OvenStudio` for an hour, from the start of the mock's time. */
export const anHour = { stream: { stream_name: 'OvenStudio' }, policy: { date_less_than: '2026-01-15T01:00:00Z' } }

/** The URL in a successful answer. */
export async function signedUrl(mock: Sandbox, body: unknown = anHour): Promise<string> {
  const { signed_url } = (await (await sign(mock, body)).json()) as { signed_url: string }
  return signed_url
}
