import { withName } from '../core/quoted.js'
import { redirectUriProblem, type RegisteredClient } from '../oauth/clients.js'
import type { User } from '../accounts/users.js'
import type { State } from './state.js'
import type { DLiveWorld } from './world.js'

/** The fields of an application: those of its registration, and the allowed redirect URI. */
export interface ApplicationFields {
  readonly appName: string
  /** Host names, separated by spaces or commas. */
  readonly appDomains: string
  readonly redirectUri: string
  readonly policyUrl: string
  readonly contactEmail: string
  /** Empty if there is none, as is `appIcon`. */
  readonly tosUrl: string
  readonly appIcon: string
}

/** An application that a developer has sent in. OAuth accepts it after approval. */
export interface Application extends ApplicationFields {
  readonly id: string
  readonly owner: User
  /** App ID and App secret, once approved. */
  client: RegisteredClient | null
}

export type ApplicationProblems = { readonly [Field in keyof ApplicationFields]?: string }

/**
 * The applications of a developer, oldest first. DLive has no console: developers fill in a form, and staff approves by hand
 * (https://docs.dlive.tv/api/authentication-oauth2/oauth-2.0). A developer may have several applications.
 */
export const applicationsOf = ({ applications }: State, owner: User): readonly Application[] =>
  [...applications.values()].filter((application) => application.owner === owner)

/** Adds an application. `problemsOf` must have validated the fields. */
export function apply({ applications }: State, owner: User, fields: ApplicationFields): Application {
  const application: Application = { ...fields, id: String(applications.size + 1), owner, client: null }
  applications.set(application.id, application)
  return application
}

/** Approves an application, as DLive's staff does: it can sign users in from now on. Throws a `RangeError` for an unknown id. */
export function approve({ state, oauth }: DLiveWorld, id: string): RegisteredClient {
  const application = state.applications.get(id)
  if (!application) throw new RangeError(`There is no ${withName('application', id)}.`)
  const { appName, redirectUri, owner } = application
  application.client ??= oauth.clients.add({ name: appName, redirectUris: [redirectUri], ownerId: owner.id })
  return application.client
}

/** Validates the fields: the problem of each wrong field. The rules are the mock's own, because DLive's are not known. */
export function problemsOf(fields: ApplicationFields): ApplicationProblems {
  const { appName, appDomains, redirectUri, policyUrl, contactEmail, tosUrl, appIcon } = fields
  const domains = appDomains.split(/[\s,]+/).filter(Boolean)
  const isHost = (text: string) => /^([a-z\d]([a-z\d-]*[a-z\d])?\.)*[a-z\d]([a-z\d-]*[a-z\d])?$/i.test(text)
  const badDomain = domains.find((domain) => !isHost(domain))
  const found: Record<keyof ApplicationFields, string | undefined> = {
    appName: appName === '' ? 'Enter a name.' : tooLong(appName),
    appDomains:
      domains.length === 0
        ? 'Name at least one domain.'
        : badDomain !== undefined
          ? `'${badDomain}' is not a host name: write app.example.com, without https:// or a path.`
          : tooLong(appDomains),
    redirectUri: redirectUriProblem(redirectUri),
    policyUrl: linkProblem(policyUrl),
    contactEmail: /^[^\s@]+@[^\s@]+$/.test(contactEmail) ? tooLong(contactEmail) : 'Enter an e-mail address.',
    tosUrl: tosUrl === '' ? undefined : linkProblem(tosUrl),
    appIcon: appIcon === '' ? undefined : linkProblem(appIcon),
  }
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== undefined))
}

/** In characters. An arbitrary bound. */
const longest = 2000

const tooLong = (text: string) => (text.length > longest ? `At most ${longest} characters.` : undefined)

const linkProblem = (text: string) =>
  /^https?:\/\/[^/\s]/i.test(text) && URL.canParse(text) ? tooLong(text) : 'Enter a complete URL: https://…'
