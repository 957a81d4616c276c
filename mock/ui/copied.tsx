import type { Child } from 'hono/jsx'

interface CopyFieldProps {
  /** What is copied, for those who cannot see what stands before the button: `Client ID`. */
  readonly label: string
  /** One `code` or `textarea`. */
  readonly children: Child
}

/** A text in a `code` or a `textarea` with a button that copies it, where the page has `copyScript`. */
export const CopyField = ({ label, children }: CopyFieldProps) => (
  <span class="copied">
    {children}
    <button type="button" class="copy" data-copy="">
      <span>Copy</span>
      <span class="unseen"> {label}</span>
    </button>
  </span>
)

/** A value to copy, in one line. */
export const Copied = ({ value, label }: { value: string; label: string }) => (
  <CopyField label={label}>
    <code>{value}</code>
  </CopyField>
)
