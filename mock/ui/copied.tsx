import type { Child } from 'hono/jsx'

interface CopyFieldProps {
  /** The name of the value, for screen readers: `Client ID`. */
  readonly label: string
  /** One `code` or `textarea`. */
  readonly children: Child
}

/** A text in a `code` or a `textarea` with a copy button. The page needs `copyScript`. */
export const CopyField = ({ label, children }: CopyFieldProps) => (
  <span class="copied">
    {children}
    <button type="button" class="copy" data-copy="">
      <svg viewBox="0 0 16 16" aria-hidden="true">
        <path class="before" d="M5.5 5.5V2.5h8v8h-3M2.5 5.5h8v8h-8z" />
        <path class="after" d="M3 8.5l3.5 3.5L13 4.5" />
      </svg>
      <span class="unseen">Copy {label}</span>
    </button>
  </span>
)

/** A one-line value with a copy button. */
export const Copied = ({ value, label }: { value: string; label: string }) => (
  <CopyField label={label}>
    <code>{value}</code>
  </CopyField>
)
