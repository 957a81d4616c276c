import { withName } from '../core/quoted.js'
import { redirectUriProblem, type RegisteredClient } from '../oauth/clients.js'
import type { User } from '../accounts/users.js'
import type { State } from './state.js'
import type { DLiveWorld } from './world.js'

/** What DLive keeps of an application: the fields of its registration, and the redirect URI that it allows. */
export interface ApplicationFields {
  readonly appName: string
  /** Host names, separated by blanks or commas. */
  readonly appDomains: string
  readonly redirectUri: string
  readonly policyUrl: string
  readonly contactEmail: string
  /** Empty where there is none, as is `appIcon`. */
  readonly tosUrl: string
  readonly appIcon: string
}

/** What a developer applied for. It is unknown to OAuth until it is approved. */
export interface Application extends ApplicationFields {
  readonly id: string
  readonly owner: User
  /** App ID and App secret, once approved. */
  client: RegisteredClient | null
}

export type ApplicationProblems = { readonly [Field in keyof ApplicationFields]?: string }

/**
 * The applications that a developer sent in, oldest first. DLive has no console: one fills in a form, and staff approves by hand
 * (https://docs.dlive.tv/api/authentication-oauth2/oauth-2.0). A developer may have several.
 */
export const applicationsOf = ({ applications }: State, owner: User): readonly Application[] =>
  [...applications.values()].filter((application) => application.owner === owner)

/** Takes an application in; fields as `problemsOf` wants them. */
export function apply({ applications }: State, owner: User, fields: ApplicationFields): Application {
  const application: Application = { ...fields, id: String(applications.size + 1), owner, client: null }
  applications.set(application.id, application)
  return application
}

/** What staff does: from here on the application can sign users in. Throws a `RangeError` for an unknown id. */
export function approve({ state, oauth }: DLiveWorld, id: string): RegisteredClient {
  const application = state.applications.get(id)
  if (!application) throw new RangeError(`There is no ${withName('application', id)}.`)
  const { appName, redirectUri, owner } = application
  application.client ??= oauth.clients.add({ name: appName, redirectUris: [redirectUri], ownerId: owner.id })
  return application.client
}

/** What is wrong with the fields, by field; empty where nothing is. Which checks DLive made is unknown: these are ours. */
export function problemsOf(fields: ApplicationFields): ApplicationProblems {
  const { appName, appDomains, redirectUri, policyUrl, contactEmail, tosUrl, appIcon } = fields
  const domains = appDomains.split(/[\s,]+/).filter(Boolean)
  const isHost = (text: string) => /^([a-z\d]([a-z\d-]*[a-z\d])?\.)*[a-z\d]([a-z\d-]*[a-z\d])?$/i.test(text)
  const badDomain = domains.find((domain) => !isHost(domain))
  const found: Record<keyof ApplicationFields, string | undefined> = {
    appName: appName === '' ? 'Give it a name.' : tooLong(appName),
    appDomains:
      domains.length === 0
        ? 'Name at least one domain.'
        : badDomain !== undefined
          ? `'${badDomain}' is no host name: write app.example.com, without https:// or a path.`
          : tooLong(appDomains),
    redirectUri: redirectUriProblem(redirectUri),
    policyUrl: linkProblem(policyUrl),
    contactEmail: /^[^\s@]+@[^\s@]+$/.test(contactEmail) ? tooLong(contactEmail) : 'Give an address to write to.',
    tosUrl: tosUrl === '' ? undefined : linkProblem(tosUrl),
    appIcon: appIcon === '' ? undefined : linkProblem(appIcon),
  }
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== undefined))
}

/** Any bound will do, but one is wanted. */
const longest = 2000

const tooLong = (text: string) => (text.length > longest ? `At most ${longest} characters.` : undefined)

const linkProblem = (text: string) =>
  /^https?:\/\/[^/\s]/i.test(text) && URL.canParse(text) ? tooLong(text) : 'Give a whole address: https://…'
