import type { OAuthProfile } from '../../../specs/profile.js'
import type { DescribedOperation } from '../../../mock/control/reference/operations.js'
import type { Session } from './session.js'

/** How many items of a list are tried for a list below them that is not empty. */
const MOST_TRIES = 3

/** Whether an operation only reads: GET is safe (RFC 9110, section 9.2.1). Those of the sign-in are not reads. */
export const isRead = ({ id, row }: DescribedOperation, oauth: OAuthProfile | null): boolean =>
  row.method === 'GET' && !isSignIn(id, oauth)

/** Whether an operation is part of the sign-in: for a browser, and for codes and tokens. */
export const isSignIn = (id: string, oauth: OAuthProfile | null): boolean =>
  oauth !== null &&
  [oauth.authorize, oauth.token, oauth.tokenRefresh, oauth.deviceAuthorization, oauth.revoke].includes(id)

/** Calls each read as soon as earlier answers gave values for its parameters, and reports which values the others lack. */
export async function callReads(session: Session, reads: readonly DescribedOperation[]): Promise<void> {
  const { values } = session
  const pending = new Set(neededOf(session, reads))
  for (;;) {
    const next = [...pending].find((one) => values.pathSets(one, 1).length > 0 && values.missing(one).length === 0)
    if (!next) break
    pending.delete(next)
    const isWanted = [...pending].some((one) =>
      values.missing(one).some((name) => values.sourcesOf(name).some(({ id }) => id === next.id)),
    )
    for (const path of values.pathSets(next, isWanted ? MOST_TRIES : 1)) {
      const outcome = await session.call(next, { path })
      if (!outcome.answered) break
      if (outcome.status < 300 && values.learn(next.id, path, outcome.body)) break
    }
  }
  for (const one of pending) session.skip(one, whyNot(session, one))
}

/** The reads to report on, and those that list what these need. */
function neededOf(session: Session, reads: readonly DescribedOperation[]): DescribedOperation[] {
  const needed = new Set(reads.filter((one) => session.isReported(one)))
  for (const one of needed) {
    const sources = one.parameters.flatMap(({ name }) => session.values.sourcesOf(name))
    for (const source of sources) needed.add(source)
  }
  return reads.filter((one) => needed.has(one))
}

function whyNot({ values }: Session, operation: DescribedOperation): string {
  const [name = operation.parameters[0]?.name ?? ''] = values.missing(operation)
  const sources = values.sourcesOf(name).map(({ id }) => id)
  const why = sources.length > 0 ? `${sources.join(' and ')} gave no ${name}` : `No operation lists values of ${name}`
  return `${why}. Give one: --param ${operation.id}.${name}=…`
}
