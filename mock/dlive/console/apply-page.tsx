import { ConsoleForm } from '../../ui/console-form.js'
import { TextInput } from '../../ui/field.js'
import type { ApplicationFields, ApplicationProblems } from '../applications.js'
import { renderDevelopers, type Frame } from './frame.js'
import type { RenderedPage } from '../../ui/layout.js'

interface ApplyView extends Frame {
  readonly action: string
  readonly fields: ApplicationFields
  readonly problems?: ApplicationProblems | undefined
}

const questions = [
  { name: 'appName', label: 'App name', about: 'Shown to users on the consent page.' },
  { name: 'appDomains', label: 'App domains', about: 'Host names, separated by spaces or commas.' },
  {
    name: 'redirectUri',
    label: 'Redirect URI',
    type: 'url',
    about:
      'Where users are sent with the authorization code. Requests must use exactly this URI. DLive had to allow it first; that the form asks for it is a guess.',
  },
  { name: 'policyUrl', label: 'Privacy policy URL', type: 'url' },
  { name: 'contactEmail', label: 'Contact e-mail', type: 'email' },
  { name: 'tosUrl', label: 'Terms of service URL (optional)', type: 'url', required: false },
  { name: 'appIcon', label: 'Icon URL (optional)', type: 'url', required: false },
] as const

/** *Apply for an app*: the form for an App ID and an App secret. */
export function applyPage(view: ApplyView): RenderedPage {
  const { action, fields, problems, home, session } = view
  return renderDevelopers(
    view,
    'Apply for an app',
    <ConsoleForm
      title="Apply for an app"
      action={action}
      formToken={session.formToken}
      submit="Send application"
      cancel={home}
    >
      {questions.map(({ name, ...question }, index) => (
        <TextInput
          {...question}
          name={name}
          value={fields[name]}
          error={problems?.[name]}
          autocomplete="off"
          autofocus={!problems && index === 0}
        />
      ))}
    </ConsoleForm>,
  )
}
