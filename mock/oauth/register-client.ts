import { nameProblem } from '../accounts/console.js'
import { line, type PostedForm } from '../accounts/forms.js'
import type { ClientRegistry } from './clients.js'

/** The values of the form that registers a client: empty at first, and as sent after a refusal. */
export interface ClientForm {
  readonly name: string
  readonly redirectUri: string
  readonly errors?: { readonly name?: string; readonly redirectUri?: string } | undefined
}

export const emptyClientForm: ClientForm = { name: '', redirectUri: '' }

/** Registers a client from a form. Returns its id, or the form with its errors. */
export function registerClient(
  clients: ClientRegistry,
  { form, user }: PostedForm,
  redirectField: string,
): { readonly id: string } | { readonly refused: ClientForm } {
  const name = line(form, 'name')
  const redirectUri = line(form, redirectField)
  const problem = nameProblem(name)
  if (problem) return { refused: { name, redirectUri, errors: { name: problem } } }
  try {
    return clients.add({ name, redirectUris: [redirectUri], ownerId: user.id })
  } catch (error) {
    if (error instanceof RangeError) return { refused: { name, redirectUri, errors: { redirectUri: error.message } } }
    throw error
  }
}
