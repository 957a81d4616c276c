/** Run with: npx playwright test */
import { livepushAuth } from 'onair/livepush'
import { expect, test } from 'onair/playwright'

test('a user logs in and allows the application', async ({ page, mock, mockUrl }) => {
  const credentials = mock.credentials('livepush')
  const auth = livepushAuth({ ...credentials, baseUrl: mockUrl })
  // This route takes the place of the application's own server.
  await page.route(`${credentials.redirectUri}*`, (route) => route.fulfill({ body: 'Welcome' }))

  const { url } = await auth.begin({ account: 'alice', scopes: ['streams.read'] })
  await page.goto(url)
  await page.getByLabel('Account').fill('alice')
  await page.getByLabel('Password').fill('alice')
  await page.getByRole('button', { name: 'Log in', exact: true }).click()
  await page.getByRole('button', { name: 'Allow' }).click()

  await expect(page.getByText('Welcome')).toBeVisible()
  expect(await auth.complete(page.url())).toMatchObject({ account: 'alice', scopes: ['streams.read'] })
})

test('the test has a signed-in client and a mock of its own', async ({ mock, livepush }) => {
  expect(mock.journal.requests({ operation: 'livepush.listStreams' })).toEqual([])
  expect(await livepush.call('listStreams')).toMatchObject({ status: 200 })
})
