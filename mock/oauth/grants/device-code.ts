import { required, type GrantHandler } from './grant.js'

/** RFC 8628, section 3.4. */
export const deviceCode: GrantHandler = ({ client, parameters, families, devices, now }) => {
  const { userId, scopes } = devices.poll(required(parameters, 'device_code'), client.id, now)
  return families.issue(families.family(client.id, userId, scopes), scopes, now)
}
