import { serializeAccount } from '../serialize.js'
import { owner, type LivepushHandlers } from './own.js'

export const accountOperations: LivepushHandlers = {
  getAccount: (call) => ({ status: 200, body: serializeAccount(owner(call.context)) }),
  listSubscriptions: (call) => ({ status: 200, body: owner(call.context).subscriptions.map((id) => ({ id })) }),
}
