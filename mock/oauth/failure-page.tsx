import { renderPage, type RenderedPage, type Site } from '../ui/layout.js'
import type { OAuthFailure } from './failure.js'

interface FailureView {
  readonly site: Site
  readonly failure: OAuthFailure
}

/** The page for an authorization request that must not be redirected (RFC 6749, section 4.1.2.1). */
export function failurePage({ site, failure }: FailureView): RenderedPage {
  return renderPage(
    { title: 'Authorization failed', site, width: 'narrow' },
    <div class="card">
      <h1>Authorization failed</h1>
      <p class="alert" role="alert">
        {sentence(failure)}
      </p>
      <p>You were not sent back to the app, because the request may not come from it.</p>
    </div>,
  )
}

function sentence(failure: OAuthFailure): string {
  switch (failure.kind) {
    case 'missing_parameter':
      return `The request lacks ${failure.parameter}.`
    case 'repeated_parameter':
      return `The request has ${failure.parameter} more than once.`
    case 'unsupported_response_type':
      return 'The response_type of the request must be code.'
    case 'invalid_client':
      return 'No app has this client_id.'
    case 'invalid_redirect_uri':
      return 'The redirect_uri is not registered for this app.'
    default:
      return 'The request was refused.'
  }
}
