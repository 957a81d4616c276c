import { ActionButton } from '../../ui/action.js'
import { at, type MockView } from './mock-view.js'

interface ActionProps {
  readonly view: MockView
  /** Where the form goes, below the dashboard. */
  readonly path: string
  readonly label: string
  /** The object of the action, if the page has several such buttons. */
  readonly about?: string
  readonly fields?: Readonly<Record<string, string>>
  /** Default: `small` */
  readonly look?: 'danger' | 'small'
}

/** A form with one button, for an action on the mock. */
export const DashboardAction = ({ view, path, look = 'small', ...more }: ActionProps) => (
  <ActionButton action={at(view, path)} formToken={view.formToken} look={look} {...more} />
)

/** The hidden field that every form of the dashboard needs. */
export const FormToken = ({ view }: { view: MockView }) => (
  <input type="hidden" name="form_token" value={view.formToken} />
)
