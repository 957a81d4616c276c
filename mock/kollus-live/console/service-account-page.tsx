import { NoApplications, type OthersApplication } from '../../accounts/no-applications.js'
import type { RegisteredClient } from '../../oauth/clients.js'
import type { AccessToken } from '../../oauth/families.js'
import { Copied, CopyField } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { Notice } from '../../ui/notice.js'
import { DataTable } from '../../ui/table.js'
import { Time } from '../../ui/time.js'
import type { Role, ServiceAccount } from '../state.js'
import { renderSettings, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface ServiceAccountView extends Frame {
  readonly serviceAccount: ServiceAccount
  readonly role: Role
  readonly clients: readonly RegisteredClient[]
  readonly others: OthersApplication | undefined
  readonly tokens: readonly AccessToken[]
  readonly channels: readonly { readonly title: string; readonly key: string; readonly href: string }[]
  /** The new client or token, shown once: `clientId`, or `token` and `tokenName`. */
  readonly created: Readonly<Record<string, string>> | null
  readonly links: { readonly newClient: string; readonly newToken: string }
}

/** The *Service account* tab: the keys of the service account, the clients with their secrets, and the tokens without their values. */
export function serviceAccountPage(view: ServiceAccountView): RenderedPage {
  const { clients, tokens, created, links } = view
  const client = clients.find(({ id }) => id === created?.clientId)
  return renderSettings(
    view,
    'Service account',
    <>
      {client && <NewClient {...client} />}
      {created?.token && <NewToken name={created.tokenName ?? ''} value={created.token} />}
      <section class="card" aria-labelledby="account">
        <h2 id="account">Service account</h2>
        <Facts
          rows={[
            ['Name', view.serviceAccount.name],
            ['Service account key', <Copied value={view.serviceAccount.key} label="service account key" />],
            ['Security key', <Copied value={view.serviceAccount.securityKey} label="security key" />],
            ['Custom key', <Copied value={view.serviceAccount.customKey} label="custom key" />],
            ['Your role', view.role],
          ]}
        />
      </section>
      <section class="card" aria-labelledby="clients">
        <div class="heading">
          <h2 id="clients">OAuth Clients</h2>
          <a class="button" href={links.newClient}>
            Create New Client
          </a>
        </div>
        <DataTable
          label="OAuth Clients"
          columns={['Client ID', 'Name', 'Callback URL', 'Secret']}
          rows={clients.map(({ id, name, redirectUris, secret }) => [
            <Copied value={id} label={`Client ID of ${name}`} />,
            name,
            redirectUris.map((uri) => <Copied value={uri} label={`Callback URL of ${name}`} />),
            <Copied value={secret} label={`Secret of ${name}`} />,
          ])}
          empty={<NoApplications others={view.others}>You have not created any OAuth clients.</NoApplications>}
        />
      </section>
      <section class="card" aria-labelledby="tokens">
        <div class="heading">
          <h2 id="tokens">Personal Access Tokens</h2>
          <a class="button" href={links.newToken}>
            Create New Token
          </a>
        </div>
        <DataTable
          label="Personal Access Tokens"
          columns={['Name', 'Scopes', 'Created', 'Expires']}
          rows={tokens.map(({ name, scopes, issuedAt, expiresAt }) => [
            name ?? '',
            <ScopeNames names={scopes} />,
            <Time at={issuedAt} />,
            <Time at={expiresAt} />,
          ])}
          empty="You have not created any personal access tokens."
        />
      </section>
      <section class="card" aria-labelledby="channels">
        <h2 id="channels">Channels</h2>
        <DataTable
          label="Channels"
          columns={['Title', 'Key', 'Settings']}
          rows={view.channels.map(({ title, key, href }) => [
            title,
            <code>{key}</code>,
            <a href={href} aria-label={`Callback of ${title}`}>
              Callback
            </a>,
          ])}
          empty="There are no channels."
        />
      </section>
    </>,
  )
}

const ScopeNames = ({ names }: { names: readonly string[] }) =>
  names.length === 0 ? (
    <span class="quiet">none</span>
  ) : (
    <ul>
      {names.map((name) => (
        <li>
          <code>{name}</code>
        </li>
      ))}
    </ul>
  )

const NewClient = ({ name, id, secret }: RegisteredClient) => (
  <Notice title="Client created">
    <p>
      <strong>{name}</strong> can sign users in with these credentials:
    </p>
    <Facts
      rows={[
        ['Client ID', <Copied value={id} label="Client ID" />],
        ['Secret', <Copied value={secret} label="Secret" />],
      ]}
    />
  </Notice>
)

const NewToken = ({ name, value }: { name: string; value: string }) => (
  <Notice title="Token created">
    <p>
      Copy <strong>{name}</strong> now: it is shown only once. If you lose it, create another token.
    </p>
    <div class="field">
      <label for="token">Personal access token</label>
      <CopyField label="token">
        <textarea id="token" readonly rows={7} spellcheck={false}>
          {value}
        </textarea>
      </CopyField>
    </div>
  </Notice>
)
