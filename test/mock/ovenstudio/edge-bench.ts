import { Hono } from 'hono'
import { MockClock } from '../../../mock/core/time/clock.js'
import { Journal } from '../../../mock/core/journal.js'
import { signCanned, signCustom, type Validity } from '../../../mock/ovenstudio/cloudfront-signing.js'
import { refusalOf } from '../../../mock/ovenstudio/cloudfront-verification.js'
import { mountEdge } from '../../../mock/ovenstudio/edge.js'

const keyPairId = 'K2JCJMDEHXQW5F'

/** An edge by itself, on a clock that stands still; streams are whatever a test puts on air. Its URLs are signed unless told otherwise. */
export function edgeBench({ signed = true } = {}) {
  const clock = new MockClock('manual')
  const journal = new Journal()
  const sessions = new Map<string, { since: number; endedAt: number | null }>()
  const app = new Hono()
  const edge = mountEdge(app, {
    session: (name, stream) => sessions.get(`${name}/${stream}`) ?? null,
    refusal: async (url, caller) =>
      signed ? refusalOf(url, { trusted: keyPairId, now: clock.now(), ...caller }) : null,
    clock,
    journal,
  })
  const root = 'http://edge.localhost/ovenstudio/edge'

  return {
    clock,
    journal,
    /** The folder of a stream, with a slash at its end. */
    folder: (stream = 'app/one') => `${root}/${stream}/`,
    publish(stream = 'app/one') {
      sessions.set(stream, { since: clock.now(), endedAt: null })
      edge.wake()
    },
    unpublish(stream = 'app/one') {
      sessions.set(stream, { ...sessions.get(stream)!, endedAt: clock.now() })
      edge.wake()
    },
    get: async (url: string, init?: RequestInit) => clock.answering(app.fetch(new Request(url, init))),
    /** The URL of a file, signed for all of its stream. Times in epoch seconds. */
    custom: (file: string, validity: Validity, stream = 'app/one') =>
      signCustom(`${root}/${stream}/${file}`, `${root}/${stream}/*`, validity, { keyPairId, hash: 'SHA-1' }),
    canned: (file: string, until: number) => signCanned(`${root}/app/one/${file}`, until, { keyPairId, hash: 'SHA-1' }),
  }
}
