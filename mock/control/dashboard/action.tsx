import { ActionButton as Button } from '../../ui/action.js'
import { at, type MockView } from './mock-view.js'

interface ActionProps {
  readonly view: MockView
  /** Where it is sent, below the dashboard. */
  readonly path: string
  readonly label: string
  /** What it is done to, where there are several such buttons on the page. */
  readonly about?: string
  readonly fields?: Readonly<Record<string, string>>
  /** Default: `small` */
  readonly look?: 'danger' | 'small'
}

/** A button that does something to the mock: a form of nothing else. */
export const DashboardAction = ({ view, path, look = 'small', ...more }: ActionProps) => (
  <Button action={at(view, path)} formToken={view.formToken} look={look} {...more} />
)

/** The hidden field of every other form. */
export const FormToken = ({ view }: { view: MockView }) => (
  <input type="hidden" name="form_token" value={view.formToken} />
)
