import type { Dialect } from '../core/definition/dialect.js'
import type { OvenStudioWorld } from './world.js'

const message = (text: string) => ({ message: text })

/**
 * OvenStudio's error responses. The key `message` and the texts of 401, 404 and 500 are inferred. Source: specs/ovenstudio/openapi.yaml.
 */
export const dialect = {
  unauthenticated: () => ({ status: 401, body: message('Unauthorized'), reason: 'token' }),
  unknownRoute: () => notFound('unknown route'),
  wrongMethod: ({ allowed }) => ({
    status: 405,
    headers: { allow: allowed.join(', ') },
    body: message('Method not allowed'),
  }),
  failure: (status) => ({ status, body: message('Internal server error') }),
} satisfies Partial<Dialect<OvenStudioWorld>>

export const notFound = (reason: string) => ({ status: 404, body: message('Not found'), reason }) as const

/** The documented text. For the two dates it is inferred. */
export const invalidValue = (field: string) =>
  ({ status: 400, body: message(`Invalid value: ${field}`), reason: `invalid ${field}` }) as const

export const notJson = { status: 400, body: message('Invalid JSON'), reason: 'not JSON' } as const

/** The documented text. */
export const signingDisabled = {
  status: 400,
  body: message('AWS Signed URL is not enabled. Please enable it in OvenStudio Console > Settings > AWS CloudFront'),
  reason: 'signing disabled',
} as const

export const noKey = { status: 500, body: message('Internal server error'), reason: 'no key to sign with' } as const

/** The page of nginx. Its text lacks a *the* that OvenStudio's documentation has. */
export const plainHttp = {
  status: 400,
  headers: { 'content-type': 'text/html' },
  body: [
    '<html>',
    '<head><title>400 The plain HTTP request was sent to HTTPS port</title></head>',
    '<body>',
    '<center><h1>400 Bad Request</h1></center>',
    '<center>The plain HTTP request was sent to HTTPS port</center>',
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n'),
  reason: 'plain HTTP to the TLS port',
} as const
