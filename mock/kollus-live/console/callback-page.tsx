import { ConsoleForm } from '../../ui/console-form.js'
import { tabRenderer } from '../../ui/console-tab.js'
import { described, FormField, TextInput } from '../../ui/field.js'
import type { RenderedPage } from '../../ui/layout.js'
import type { Frame } from './frame.js'

/** The receivers of a channel, as text. */
export interface CallbackForm {
  readonly callbackUrl: string
  readonly playCallbackUrl: string
  /** One `seconds:url` a line. */
  readonly lms: string
  readonly errors?: { readonly [Field in 'callbackUrl' | 'playCallbackUrl' | 'lms']?: string | undefined } | undefined
}

interface CallbackView extends Frame {
  readonly title: string
  readonly cancel: string
  readonly form: CallbackForm
}

const renderTab = tabRenderer({ section: 'Channels', heading: 'Channel settings', tab: 'Callback' })

/** The *Callback* tab of a channel. Its fields are documented; their labels are the mock's. */
export function callbackPage(view: CallbackView): RenderedPage {
  const { title, home, cancel, form, session } = view
  const { errors } = form
  const lms = {
    id: 'lms',
    label: 'LMS callback',
    about: 'One seconds:url a line. Every player reports at each interval, and on play, pause and stop.',
    error: errors?.lms,
  }
  return renderTab(
    view,
    `Callback of ${title}`,
    <ConsoleForm title={title} action={home} formToken={session.formToken} submit="Save" cancel={cancel}>
      <TextInput
        name="callback_url"
        label="Live state callback"
        value={form.callbackUrl}
        about="Told when a broadcast starts, pauses, resumes and stops, and when a recording was transferred."
        error={errors?.callbackUrl}
        required={false}
      />
      <TextInput
        name="play_callback_url"
        label="Playback callback"
        value={form.playCallbackUrl}
        about="Asked by the secure player whether a viewer may watch. With a URL, nothing plays without a good reply."
        error={errors?.playCallbackUrl}
        required={false}
      />
      <FormField {...lms}>
        <textarea {...described(lms)} name="lms" rows={3} spellcheck={false}>
          {form.lms}
        </textarea>
      </FormField>
    </ConsoleForm>,
  )
}
