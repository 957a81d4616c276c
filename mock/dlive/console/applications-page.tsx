import type { Child } from 'hono/jsx'
import { NoApplications, type OthersApplication } from '../../accounts/no-applications.js'
import type { RegisteredClient } from '../../oauth/clients.js'
import { ActionButton } from '../../ui/action.js'
import { Copied } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { Alert, Notice } from '../../ui/notice.js'
import { Pill } from '../../ui/pill.js'
import type { Application } from '../applications.js'
import { renderDevelopers, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface ApplicationsView extends Frame {
  readonly applications: readonly Application[]
  /** The clients of the seed, which have no application. */
  readonly seeded: readonly RegisteredClient[]
  readonly others: OthersApplication | undefined
  /** The id of the application that was just sent. */
  readonly sent: string | null
  /** Whether the requested application does not exist or belongs to another user. */
  readonly isMissing: boolean
  readonly apply: string
}

/** The developer's applications, with App ID and App secret of those that are approved. */
export function applicationsPage(view: ApplicationsView): RenderedPage {
  const { home, applications, seeded, others, sent, isMissing, apply, session } = view
  const fresh = applications.find(({ id, client }) => id === sent && !client)
  return renderDevelopers(
    view,
    'Applications',
    <>
      {isMissing && <Alert>You have no such application.</Alert>}
      {fresh && (
        <Notice title="Application sent">
          <p>
            <strong>{fresh.appName}</strong> waits for approval. DLive’s staff approved by hand. Here, use the button
            below.
          </p>
        </Notice>
      )}
      <section class="card" aria-labelledby="applications">
        <div class="heading">
          <h2 id="applications">Applications</h2>
          <a class="button" href={apply}>
            Apply for an app
          </a>
        </div>
        {applications.length + seeded.length === 0 && (
          <div class="empty">
            <NoApplications others={others}>You have not applied for any apps.</NoApplications>
          </div>
        )}
      </section>
      {seeded.map((client) => (
        <section class="card" aria-labelledby={`client-${client.id}`}>
          <h2 id={`client-${client.id}`}>{client.name}</h2>
          <Facts
            rows={[
              ...credentials(client),
              ...client.redirectUris.map(
                (uri) => ['Redirect URI', <Copied value={uri} label="Redirect URI" />] as const,
              ),
            ]}
          />
          <p class="quiet">This application is part of the mock’s seed.</p>
        </section>
      ))}
      {applications.map((application) => (
        <ApplicationCard
          application={application}
          action={`${home}/${application.id}/approve`}
          formToken={session.formToken}
        />
      ))}
    </>,
  )
}

const credentials = ({ id, secret }: RegisteredClient) =>
  [
    ['App ID', <Copied value={id} label="App ID" />],
    ['App secret', <Copied value={secret} label="App secret" />],
  ] as const

interface ApplicationCardProps {
  readonly application: Application
  readonly action: string
  readonly formToken: string
}

const ApplicationCard = ({ application, action, formToken }: ApplicationCardProps): Child => {
  const { id, appName, appDomains, redirectUri, policyUrl, contactEmail, client } = application
  const heading = `application-${id}`
  return (
    <section class="card" aria-labelledby={heading}>
      <h2 id={heading}>{appName}</h2>
      <Facts
        rows={[
          ...(client ? credentials(client) : ([['Status', <Pill tone="warn">Waiting for approval</Pill>]] as const)),
          ['Redirect URI', <Copied value={redirectUri} label="Redirect URI" />],
          ['Domains', appDomains],
          ['Privacy policy', policyUrl],
          ['Contact', contactEmail],
        ]}
      />
      {!client && <ActionButton action={action} formToken={formToken} label="Approve" about={appName} look="primary" />}
    </section>
  )
}
