import { showAccount } from '../show.js'
import { owner, type LivepushHandlers } from './model.js'

export const accountOperations = (): LivepushHandlers => ({
  getAccount: (call) => ({ status: 200, body: showAccount(owner(call.context)) }),
  listSubscriptions: (call) => ({ status: 200, body: owner(call.context).subscriptions.map((id) => ({ id })) }),
})
