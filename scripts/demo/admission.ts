import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { acknowledge, allow, deny, parseAdmission } from '../../src/ovenmediaengine/index.js'
import type { Stage } from './stage.js'

/** A control server of OvenMediaEngine lets one publisher in, keeps another out, and hears when the first one leaves. */
export async function admission({ mock, note, step }: Stage): Promise<void> {
  const secret = 'demo-secret'
  const control = await createControlServer(() => mock.clock.now(), { secret, note })
  try {
    await mock.ovenstudio.admissionWebhooks({ settings: { url: control.url, secret } })
    const publish = (query: string) =>
      mock.ovenstudio.publish({ name: 'OvenStudio_Xmas', query }).then(
        ({ isLive }) => (isLive ? 'on air' : 'not on air'),
        (error: Error) => error.message,
      )
    await step(
      'An encoder without a ticket publishes, and the control server is asked',
      () => publish(''),
      (outcome) => outcome,
    )
    await step(
      'An encoder with a ticket publishes',
      () => publish('ticket=xmas'),
      (outcome) => outcome,
    )
    await step(
      'It leaves',
      () => mock.ovenstudio.unpublish({ name: 'OvenStudio_Xmas' }),
      () => 'the control server is told',
    )
  } finally {
    await mock.ovenstudio.admissionWebhooks({ settings: null })
    control.close()
  }
}

interface Settings {
  readonly secret: string
  readonly note: Stage['note']
}

/** Lets in publishers with a ticket, and notes each webhook with its answer. */
async function createControlServer(now: () => number, { secret, note }: Settings) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const decided = parseAdmission(
        { body: Buffer.concat(chunks), headers: request.headers },
        { secret, now: now() },
      ).then(
        (given) => {
          const answer =
            given.status === 'closing'
              ? acknowledge()
              : new URL(given.url).searchParams.has('ticket')
                ? allow(given)
                : deny('no ticket')
          return { answer, what: `${given.protocol} ${given.status}` }
        },
        () => ({ answer: new Response(null, { status: 400 }), what: 'refused' }),
      )
      void decided.then(async ({ answer, what }) => {
        const body = await answer.text()
        note(`${request.method} ${request.url} ${answer.status} ${body}  (webhook: ${what})`)
        response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(body)
      })
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/admission`, close: () => server.close() }
}
