import type { OAuthProfile, Profile } from '../../../specs/profile.js'
import { anchorOf } from './anchor.js'
import { Facts } from '../../ui/facts.js'
import { DataTable } from '../../ui/table.js'
import { resolve, type OpenApiDocument, type PathItemNode, type ServerNode } from './document.js'
import { EvidenceBadge, EvidenceMark, meanings } from './evidence.js'
import { InlineProse, Prose } from './prose.js'
import { describeLimit } from '../describe-limit.js'
import { exactSpan } from '../span.js'

interface AboutProps {
  readonly document: OpenApiDocument
  readonly profile: Profile
  /** What each scope allows. */
  readonly scopeDescriptions: Readonly<Record<string, string>>
  /** Where the mock serves each server, by the server's name. */
  readonly addresses: Readonly<Record<string, string>>
}

/** The description of the provider, and the meaning of the evidence marks. */
export const About = ({ document: { info } }: AboutProps) => (
  <section class="card" id="about" aria-labelledby="about-title">
    <h2 id="about-title">About</h2>
    {info.summary && <p>{info.summary}</p>}
    <Prose text={info.description} />
    <p>The documentation of the providers has gaps. A mark tells how certain a statement is:</p>
    <ul class="legend">
      {Object.entries(meanings).map(([evidence, meaning]) => (
        <li>
          <EvidenceBadge evidence={evidence} /> {meaning}
        </li>
      ))}
    </ul>
  </section>
)

/** The provider's servers, and where the mock serves them. */
export const ServerTable = ({ document, profile, addresses }: AboutProps) => {
  const nodes = serversOf(document)
  return (
    <section class="card" id="servers" aria-labelledby="servers-title">
      <h2 id="servers-title">Servers</h2>
      <DataTable
        label="Servers"
        columns={['Name', 'Address', 'In the mock', 'About']}
        rows={Object.entries(profile.servers).map(([name, address]) => {
          const node = nodes.find((one) => one['x-onair']?.name === name)
          return [
            <strong>{name}</strong>,
            <code>{address}</code>,
            <code>{addresses[name]}</code>,
            node && (
              <div class="scheme">
                {node.description && <InlineProse text={node.description} />}
                <EvidenceMark document={document} mark={node} />
              </div>
            ),
          ]
        })}
        empty="The document has no servers."
      />
    </section>
  )
}

function serversOf({ servers = [], paths = {} }: OpenApiDocument): readonly ServerNode[] {
  const ofOperations = (item: PathItemNode) =>
    Object.values(item).flatMap((one) => (one as { readonly servers?: readonly ServerNode[] }).servers ?? [])
  const below = Object.values(paths).flatMap((item) => [...(item.servers ?? []), ...ofOperations(item)])
  return [...servers, ...below]
}

/** Authentication: OAuth, tokens, scopes and limits. */
export const Authentication = ({ document, profile, scopeDescriptions }: AboutProps) => {
  const { oauth, scopes, limits } = profile
  const schemes = Object.values(document.components?.securitySchemes ?? {}).map((one) => resolve(document, one))
  return (
    <section class="card" id="authentication" aria-labelledby="authentication-title">
      <h2 id="authentication-title">Authentication and limits</h2>
      {oauth ? <OAuth oauth={oauth} profile={profile} /> : <Facts rows={[headerOf(profile)]} />}
      {schemes.map((scheme) => (
        <div class="scheme">
          <Prose text={scheme.description} />
          <EvidenceMark document={document} mark={scheme} />
        </div>
      ))}
      {scopes.length > 0 && (
        <>
          <h3>Scopes</h3>
          <DataTable
            label="Scopes"
            columns={['Scope', 'What it allows']}
            rows={scopes.map((scope) => [<code>{scope}</code>, scopeDescriptions[scope]])}
            empty=""
          />
        </>
      )}
      <h3>Limits</h3>
      {limits.length === 0 ? (
        <p class="quiet">No limit on calls is known.</p>
      ) : (
        <DataTable
          label="Limits"
          columns={['Name', 'At most', 'Per', 'Counts', 'Evidence']}
          rows={limits.map((limit) => [
            <code>{limit.name}</code>,
            describeLimit(limit),
            { user: 'user', address: 'client address', all: 'provider (shared by all callers)' }[limit.per],
            `${limit.bucket === 'api' ? 'calls with a token' : 'calls to the token endpoint'}${limit.enforced ? '' : ' (not enforced by default)'}`,
            <EvidenceBadge evidence={limit.evidence} />,
          ])}
          empty=""
        />
      )}
    </section>
  )
}

const headerOf = ({ authorizationScheme }: Profile) =>
  [
    'Authorization header',
    <code>{`Authorization: ${authorizationScheme ? `${authorizationScheme} ` : ''}<access token>`}</code>,
  ] as const

const OAuth = ({ oauth, profile }: { oauth: OAuthProfile; profile: Profile }) => {
  const { lifetimes } = oauth
  const personal = lifetimes.personalAccessToken
  return (
    <Facts
      rows={[
        ['Authorization endpoint', oauth.authorize === null ? 'None' : <OperationLink id={oauth.authorize} />],
        ['Token endpoint', <OperationLink id={oauth.token} />],
        ...(oauth.tokenRefresh === undefined
          ? []
          : ([['Endpoint for refreshes', <OperationLink id={oauth.tokenRefresh} />]] as const)),
        ['Grants', oauth.grants.join(', ')],
        ['Client authentication', oauth.clientAuthentication],
        ['PKCE', oauth.pkce ?? 'Not supported'],
        ['Scope separator', { ' ': 'a space', ',': 'a comma' }[oauth.scopeSeparator] ?? oauth.scopeSeparator],
        headerOf(profile),
        ['Authorization code', `Valid for ${exactSpan(lifetimes.authorizationCode * 1000)}`],
        ['Access token', `Valid for ${exactSpan(lifetimes.accessToken * 1000)}`],
        [
          'Refresh token',
          lifetimes.refreshToken === null
            ? 'Lifetime unknown'
            : `Valid for ${exactSpan(lifetimes.refreshToken * 1000)}`,
        ],
        ...(personal === undefined
          ? []
          : ([['Personal access token', `Valid for ${exactSpan(personal * 1000)}`]] as const)),
        ['Token refresh', refreshes[oauth.refresh]],
      ]}
    />
  )
}

const refreshes: Readonly<Record<OAuthProfile['refresh'], string>> = {
  keep: 'Keeps the refresh token',
  rotate: 'Issues a new refresh token and revokes the old one',
  'rotate-and-revoke-family': 'Issues a new refresh token. Using the old one again revokes all tokens of the grant',
  grace: 'Issues a new refresh token. The old one stays valid for a short time',
}

/** A link to an operation of the same page. */
const OperationLink = ({ id }: { id: string }) => <a href={`#${anchorOf(id)}`}>{id}</a>
