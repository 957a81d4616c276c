import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import {
  acknowledge,
  parseAdmission,
  type Admission,
  type AdmissionOpening,
} from '../../../src/ovenmediaengine/index.js'

export const secret = 'onair-admission-secret'

/** What a control server answers to an opening: a `Response`, or a function that writes to the socket itself. */
type Decide = (admission: AdmissionOpening) => Response | ((response: ServerResponse) => unknown)

/** A control server on a real port, for one test. It checks each webhook at the time of `now`. */
export async function controlServer(now: () => number, decide: Decide) {
  const received: Admission[] = []
  const bodies: string[] = []
  const refused: unknown[] = []
  async function answer(body: string, headers: Record<string, string>, response: ServerResponse) {
    const admission = await parseAdmission({ body, headers }, { secret, now: now() })
    bodies.push(body)
    received.push(admission)
    const decision = admission.status === 'closing' ? acknowledge() : decide(admission)
    if (typeof decision === 'function') decision(response)
    else response.writeHead(decision.status, Object.fromEntries(decision.headers)).end(await decision.text())
  }
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (part: string) => (body += part))
    request.on('end', () => {
      answer(body, request.headers as Record<string, string>, response).catch((error: unknown) => {
        refused.push(error)
        response.writeHead(400).end()
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise((resolve) => {
      server.close(resolve)
      server.closeAllConnections()
    })
  onTestFinished(async () => void (await close()))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/admission`,
    received,
    bodies,
    refused,
    close,
  }
}
