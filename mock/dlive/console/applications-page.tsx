import type { Child } from 'hono/jsx'
import { Facts } from '../../ui/facts.js'
import type { Application } from '../applications.js'
import { renderDevelopers, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface ApplicationsView extends Frame {
  readonly applications: readonly Application[]
  /** The id of the application that was sent just before, pointed out this once. */
  readonly sent: string | null
  /** Whether the application that was asked for does not exist, or is another user's. */
  readonly isMissing: boolean
  readonly apply: string
}

/** The developer's applications: those that wait for approval, and App ID and App secret of the others. */
export function applicationsPage(view: ApplicationsView): RenderedPage {
  const { home, applications, sent, isMissing, apply, session } = view
  const fresh = applications.find(({ id, client }) => id === sent && !client)
  return renderDevelopers(
    view,
    'Applications',
    <>
      {isMissing && (
        <p class="alert" role="alert">
          You have no such application.
        </p>
      )}
      {fresh && (
        <section class="notice" aria-labelledby="sent">
          <h2 id="sent">Application sent</h2>
          <p>
            <strong>{fresh.appName}</strong> waits for approval. At DLive, staff did that by hand; here the button below
            does it.
          </p>
        </section>
      )}
      <section class="card" aria-labelledby="applications">
        <div class="heading">
          <h2 id="applications">Applications</h2>
          <a class="button" href={apply}>
            Apply for an app
          </a>
        </div>
        {applications.length === 0 && <p class="empty">You have not applied for any apps.</p>}
      </section>
      {applications.map((application) => (
        <Card application={application} action={`${home}/${application.id}/approve`} formToken={session.formToken} />
      ))}
    </>,
  )
}

interface CardProps {
  readonly application: Application
  readonly action: string
  readonly formToken: string
}

const Card = ({ application, action, formToken }: CardProps): Child => {
  const { id, appName, appDomains, redirectUri, policyUrl, contactEmail, client } = application
  const heading = `application-${id}`
  return (
    <section class="card" aria-labelledby={heading}>
      <h2 id={heading}>{appName}</h2>
      <Facts
        rows={[
          ...(client
            ? ([
                ['App ID', <code>{client.id}</code>],
                ['App secret', <code>{client.secret}</code>],
              ] as const)
            : ([['Status', 'Waiting for approval']] as const)),
          ['Redirect URI', <code>{redirectUri}</code>],
          ['Domains', appDomains],
          ['Privacy policy', policyUrl],
          ['Contact', contactEmail],
        ]}
      />
      {!client && (
        <form class="actions" method="post" action={action}>
          <input type="hidden" name="form_token" value={formToken} />
          <button class="primary" type="submit" aria-label={`Approve ${appName}`}>
            Approve, as DLive's staff
          </button>
        </form>
      )}
    </section>
  )
}
