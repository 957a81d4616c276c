import { ActionButton } from '../../ui/action.js'
import { Copied } from '../../ui/copied.js'
import { Facts } from '../../ui/facts.js'
import { TextInput } from '../../ui/field.js'
import { Pill } from '../../ui/pill.js'
import type { CloudFront } from '../state.js'
import { paths, renderTab, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface CloudFrontView extends Frame {
  readonly cloudFront: CloudFront
  /** Fields of the credentials that are empty. */
  readonly missing: readonly string[]
  readonly accessKeyId: string | null
}

/** *Settings → AWS CloudFront*: credentials, distribution and switch, in the order in which they are needed. */
export function cloudFrontPage(view: CloudFrontView): RenderedPage {
  const { cloudFront, missing, accessKeyId, session, site } = view
  const action = site.home + paths.cloudfront
  const { formToken } = session
  const { isLoaded, isEnabled, isSigned, domain, keyPairId } = cloudFront
  const wrong = (field: string) => (missing.includes(field) ? 'Fill this in.' : undefined)
  return renderTab(
    'cloudfront',
    view,
    'AWS CloudFront',
    <>
      <form class="card fields" method="post" action={`${action}/credentials`} aria-labelledby="credentials">
        <h2 id="credentials">AWS Credentials</h2>
        <TextInput
          name="access_key_id"
          label="Access Key ID"
          value={accessKeyId ?? ''}
          autocomplete="off"
          error={wrong('access_key_id')}
        />
        <TextInput
          name="secret_access_key"
          label="Secret Access Key"
          type="password"
          autocomplete="off"
          about="Any text is accepted. The mock does not call AWS and does not keep the secret."
          error={wrong('secret_access_key')}
        />
        <input type="hidden" name="form_token" value={formToken} />
        <div class="actions">
          <button class="primary" type="submit">
            Save Credentials
          </button>
        </div>
      </form>
      <section class="card" aria-labelledby="distribution">
        <div class="heading">
          <h2 id="distribution">Distribution Information</h2>
          <ActionButton
            action={`${action}/refresh`}
            formToken={formToken}
            label="Refresh"
            disabled={cloudFront.accessKeyId === null}
          />
        </div>
        {isLoaded ? (
          <>
            <Facts
              rows={[
                ['Domain', <Copied value={domain} label="domain" />],
                ['Key pair ID', <Copied value={keyPairId} label="key pair ID" />],
                ['Status', isEnabled ? <Pill tone="good">Enabled</Pill> : <Pill>Not enabled</Pill>],
              ]}
            />
            {!isEnabled && (
              <ActionButton
                action={`${action}/distribution`}
                formToken={formToken}
                label="Enable Distribution"
                look="primary"
              />
            )}
          </>
        ) : (
          <p class="empty">Save credentials, then refresh.</p>
        )}
      </section>
      <section class="card" aria-labelledby="signed-url">
        <div class="heading">
          <h2 id="signed-url">Signed URL</h2>
          <ActionButton
            action={`${action}/signed-url`}
            formToken={formToken}
            label={isSigned ? 'Switch off' : 'Switch on'}
            about="Signed URL"
            fields={{ signed: isSigned ? 'off' : 'on' }}
          />
        </div>
        <p>
          Signed URL is <strong>{isSigned ? 'on' : 'off'}</strong>.{' '}
          {isSigned ? 'The edge serves only signed URLs.' : 'The edge serves all URLs.'}
        </p>
      </section>
    </>,
  )
}
