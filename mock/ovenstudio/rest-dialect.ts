/**
 * OvenStudio's refusals. The messages of 400 are the vendor's (inferred for the two dates); the words of 401, 404 and 500, the key
 * `message`, and what other mistakes are told, are inferred. Source: specs/ovenstudio/openapi.yaml.
 */
export const rest = {
  invalid: (field: string) =>
    ({ status: 400, body: { message: `Invalid value: ${field}` }, reason: `invalid ${field}` }) as const,

  notJson: () => ({ status: 400, body: { message: 'Invalid JSON' }, reason: 'not JSON' }) as const,

  signingDisabled: () =>
    ({
      status: 400,
      body: {
        message: 'AWS Signed URL is not enabled. Please enable it in OvenStudio Console > Settings > AWS CloudFront',
      },
      reason: 'signing disabled',
    }) as const,

  unauthorized: () => ({ status: 401, body: { message: 'Unauthorized' }, reason: 'token' }) as const,

  notFound: (reason: string) => ({ status: 404, body: { message: 'Not found' }, reason }) as const,

  wrongVerb: (allowed: readonly string[]) => ({
    status: 405,
    headers: { allow: allowed.join(', ') },
    body: { message: 'Method not allowed' },
  }),

  fault: (reason = 'fault') => ({ status: 500, body: { message: 'Internal server error' }, reason }) as const,

  /** nginx's own page, which leaves out the *the* of OvenStudio's documents. */
  plainHttp: () =>
    ({
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
    }) as const,
}
