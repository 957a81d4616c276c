/**
 * What a user does in a browser, by plain form posts: log in, read the consent page, press a button. Gives the address
 * that the provider sends the browser back to.
 */
export async function consent(
  fetch: typeof globalThis.fetch,
  authorizationUrl: string,
  { account, button }: { readonly account: string; readonly button: string },
): Promise<string> {
  let cookie = ''
  const visit = async (url: string, form?: readonly (readonly string[])[]) => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', ...(cookie && { cookie }) },
      ...(form && { method: 'POST', body: new URLSearchParams(form.map(([name, value]) => [name!, value!])) }),
    })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    const location = response.headers.get('location')
    return { page: await response.text(), next: location === null ? null : new URL(location, url).href }
  }

  const asked = await visit(authorizationUrl)
  const loggedIn = await visit(asked.next!, [
    ['account', account],
    ['password', account],
  ])
  const { page } = await visit(loggedIn.next!)
  const action = unescape(page.match(/<form[^>]*method="post"[^>]*action="([^"]*authorize[^"]*)"/)![1]!)
  const token = page.match(/name="form_token" value="([^"]+)"/)![1]!
  const decision = page.match(new RegExp(`<button[^>]*value="([^"]+)"[^>]*>${button}</button>`))![1]!
  // Scopes that can be chosen are all checked to begin with.
  const scopes = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope]) => ['scope', scope!])
  const decided = await visit(new URL(action, authorizationUrl).href, [
    ['form_token', token],
    ['decision', decision],
    ...scopes,
  ])
  return decided.next!
}

const unescape = (text: string) => text.replaceAll('&amp;', '&')
