import { renderPage, type RenderedPage, type Site } from '../ui/layout.js'
import type { OAuthFailure } from './failure.js'

interface FailureView {
  readonly site: Site
  readonly failure: OAuthFailure
}

/** What a user sees of an authorization request that cannot be answered by a redirect (RFC 6749, 4.1.2.1). */
export function failurePage({ site, failure }: FailureView): RenderedPage {
  return renderPage(
    { title: 'Authorization failed', site, width: 'narrow' },
    <div class="card">
      <h1>Authorization failed</h1>
      <p class="alert" role="alert">
        {sentence(failure)}
      </p>
      <p>You were not sent back to the app, because it is not certain that the request came from it.</p>
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
      return 'The request asks for something else than a code: its response_type must be code.'
    case 'invalid_client':
      return 'There is no app with this client_id.'
    case 'invalid_redirect_uri':
      return 'The redirect_uri is not one that is registered for this app.'
    default:
      return 'The request was refused.'
  }
}
