import type { Channel } from '../state.js'

/** What a viewer is in the chat. */
export interface Chatter {
  readonly name: string
  readonly isAdministrator: boolean
}

/**
 * The viewer's part in the chat, which is shown beside the HTML5 player. Null without one: the chat is off by default and needs a token with
 * the viewer's id. That the id stands in for a missing name is inferred. Kollus's console also lists administrators by id: not modeled.
 * https://docs.kollus.com/en/service-guide/live/chatting/
 */
export function chatterOf(
  { settings }: Channel,
  claims: Readonly<Record<string, unknown>>,
  clientUserId: string | null,
): Chatter | null {
  const { client_user_name: name, chatting_policy: given, nochat } = claims
  const policy = (typeof given === 'object' && given !== null ? given : {}) as Readonly<Record<string, unknown>>
  if (!settings.use_chatting_service || clientUserId === null || policy['is_visible'] === false || nochat === true)
    return null
  return {
    name: typeof name === 'string' && name !== '' ? name : clientUserId,
    isAdministrator: policy['is_admin'] === true,
  }
}
